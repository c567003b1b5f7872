"""Run-on names and names in letters: several names in one span, and persons where mail has their names."""

from __future__ import annotations

import pytest

from parquetry.extract.document.letter_names import add_letter_names
from parquetry.extract.document.run_on_names import part
from parquetry.extract.spans import Span

KINDS = {
    **dict.fromkeys(("Pam", "Renee", "Doug", "Jill", "Debra", "Vince", "Tammy", "Conan", "Julie"), "F"),
    **dict.fromkeys(("Martin", "Scott", "Arthur", "Franklin", "Jude"), "FL"),
    **dict.fromkeys(("Nemec", "Doyle", "Turing"), "L"),
    **dict.fromkeys(("Fallon", "Ravenna"), "C"),
}


def kind(word: str) -> str:
    """Return what a small gazetteer says of a word."""
    return KINDS.get(word, "u")


@pytest.mark.parametrize(
    ("name", "label", "parts"),
    [
        # A first name behind a full one begins the next person.
        ("Pam Ratler Renee Ratcliff Doug Moss", "PERSON", ["Pam Ratler", "Renee Ratcliff", "Doug Moss"]),
        ("Debra Nemec Jill", "PERSON", ["Debra Nemec", "Jill"]),
        # Of three words a last name that no table has may be a second first name.
        ("Mary Aldercraft Renee", "PERSON", ["Mary Aldercraft Renee"]),
        ("Pam Aldercraft Renee", "PERSON", ["Pam Aldercraft Renee"]),
        # `Scott` and `Martin` are last names as well, `Conan` stands behind a first name.
        ("Pam Ratler Martin Scott", "PERSON", ["Pam Ratler Martin Scott"]),
        ("Arthur Conan Doyle", "PERSON", ["Arthur Conan Doyle"]),
        # Words in small letters and initials join what stands about them.
        ("Pam van der Velm Renee Moss", "PERSON", ["Pam van der Velm Renee Moss"]),
        ("Pam J. Renee Moss", "PERSON", ["Pam J. Renee Moss"]),
        # A letter begins behind the name; `All` of it is no name.
        ("Vince Dear All", "PERSON", ["Vince"]),
        ("Vince Here", "PERSON", ["Vince"]),
        ("Elizabeth I", "PERSON", ["Elizabeth I"]),
        # A town with its state; parts of states, and states alone, are one place.
        ("Fallon Nevada", "GPE", ["Fallon", "Nevada"]),
        ("Great Fallon West Virginia", "GPE", ["Great Fallon", "West Virginia"]),
        ("Fallon nv", "ORG", ["Fallon", "nv"]),
        ("Northern Nevada", "GPE", ["Northern Nevada"]),
        ("West Virginia", "GPE", ["West Virginia"]),
        ("Fallon", "GPE", ["Fallon"]),
        ("Velmbank Nevada", "ORG", ["Velmbank Nevada"]),
        ("Fallon Nevada", "EVENT", ["Fallon Nevada"]),
    ],
)
def test_one_span_may_be_several_names(name: str, label: str, parts: list[str]) -> None:
    found = part(name, [Span(0, len(name), label, "model")], kind)
    assert [name[span.start : span.end] for span in found] == parts


def test_a_name_known_from_elsewhere_ends_the_first() -> None:
    text = "Debra Perling Tammy. Debra Perling"
    spans = [Span(0, 19, "PERSON", "model"), Span(21, 34, "PERSON", "model")]
    assert [text[s.start : s.end] for s in part(text, spans, kind)] == ["Debra Perling", "Tammy", "Debra Perling"]
    # Without the second mention the last name may be one of two first names.
    assert len(part(text, spans[:1], kind)) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('From: "Miller, Renee" <r.miller@example.org>', ["Miller, Renee"]),
        ('"Julie"<julie@example.org>', ["Julie"]),
        # A firm, and a quotation without an address, are no persons.
        ('"The Julie Shop" <shop@example.org>', []),
        ('"Julie" is a song', []),
        ("Julie Velm 05/22/2001 09:25 AM", ["Julie Velm"]),
        ("Julie Velm 05/22/2001", []),
        ("Thanks, Renee\nSee you", ["Renee"]),
        ("Cheers Renee P.S. I am moving", ["Renee"]),
        ("Take care. Thanks Renee Renee, I have it", ["Renee"]),
        ("Dear Aunt Julie, come", ["Julie"]),
        ("Thanks Renee for the book", []),
        ("Dear Sir, come", []),
    ],
)
def test_letters_name_persons(text: str, names: list[str]) -> None:
    found = add_letter_names(text, [], [(0, len(text))], kind)
    assert [(text[span.start : span.end], span.label) for span in found] == [(name, "PERSON") for name in names]


def test_the_name_before_an_address_is_whole_and_others_give_way_to_the_model() -> None:
    text = '"Miller, Renee" <r@example.org> wrote: Thanks, Julie\n'
    spans = [Span(1, 7, "ORG", "model"), Span(9, 14, "PERSON", "model"), Span(47, 52, "GPE", "model")]
    found = add_letter_names(text, spans, [(0, len(text))], kind)
    assert [(text[s.start : s.end], s.label) for s in found] == [("Miller, Renee", "PERSON"), ("Julie", "GPE")]
