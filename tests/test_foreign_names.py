"""Names in languages other than English: articles, titles, joined names, nouns and legal forms at the spans of a model."""

from __future__ import annotations

import pytest

from parquetry.extract.document import foreign_names
from parquetry.extract.spans import Span


def cleaned(marked: str, language: str) -> list[str]:
    """Return the names, with their labels, of a text whose spans stand in brackets: `[El Banco de X:ORG] abrió`."""
    text, spans = "", []
    for part in marked.split("["):
        inside, bracket, rest = part.partition("]")
        if not bracket:
            text += part
            continue
        name, _, label = inside.rpartition(":")
        spans.append(Span(len(text), len(text) + len(name), label, "model"))
        text += name + rest
    return [f"{text[one.start : one.end]}:{one.label}" for one in foreign_names.clean(text, spans, language)]


@pytest.mark.parametrize(
    ("language", "marked", "names"),
    [
        ("es", "[El Banco de Velm:ORG] abrió.", ["Banco de Velm:ORG"]),
        ("fr", "dans [les Alpes:LOC] et [l'Ostrie:GPE]", ["Alpes:LOC", "Ostrie:GPE"]),
        ("it", "[L'Università di Velm:ORG] è antica.", ["Università di Velm:ORG"]),
        ("it", "[Buongiorno Anna:PERSON]", ["Anna:PERSON"]),
        ("es", "[El General Ibarra:PERSON] murió.", ["Ibarra:PERSON"]),
        ("fr", "[Loire traverse:GPE] la ville", ["Loire:GPE"]),
        ("it", "[Dov:PERSON]'è Anna?", []),
    ],
)
def test_what_is_no_part_of_a_name_is_cut_off(language: str, marked: str, names: list[str]) -> None:
    assert cleaned(marked, language) == names


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("es", "[La Rioja:GPE] es bella. Según [El País:ORG], sí."),  # the article is the name's own
        ("es", "[Los Ángeles:GPE] está lejos; [Buenos Aires:GPE] también."),
        ("it", "[La Repubblica:ORG] scrive di [Dell'Acqua:PERSON]."),
        ("hr", "[Jadransko more:LOC] i [Crna gora:GPE]"),  # names of places end in small letters
        ("fr", "[Procter et Gamble:ORG] ferme; [Jean le Bon:PERSON] aussi."),  # no article behind `and`, no `and`
        ("es", "[Ministerio de Trabajo y Asuntos Sociales:ORG]"),
        ("nl", "[Den Haag:GPE] en [Van den Berg:PERSON] in [Las Vegas:GPE] NV."),
        ("it", "[Santa Maria:GPE] e [Il:PERSON]"),
        ("ka", "[თბილისი:GPE] დიდია."),  # Georgian has no capitals, whatever the property of its letters says
    ],
)
def test_what_belongs_to_a_name_stays(language: str, marked: str) -> None:
    spans = [part.partition("]")[0] for part in marked.split("[")[1:]]
    assert cleaned(marked, language) == spans


@pytest.mark.parametrize(
    ("language", "marked", "names"),
    [
        ("es", "[Universidad de Velm y el Instituto Maron:ORG]", ["Universidad de Velm:ORG", "Instituto Maron:ORG"]),
        ("fr", "[Anne Velm et la Banque Maron:PERSON]", ["Anne Velm:PERSON", "Banque Maron:ORG"]),
        ("es", "[Ayuntamiento de Velm:PERSON]", ["Ayuntamiento de Velm:ORG"]),
        ("it", "[Edilmar S.r.l.:PERSON]", ["Edilmar S.r.l.:ORG"]),
        ("nl", "[Velm:GPE] B.V. groeit", ["Velm B.V.:ORG"]),
        ("hr", "[Maron:PERSON] d.o.o. iz [Zagreba:GPE]", ["Maron d.o.o.:ORG", "Zagreba:GPE"]),
        ("es", "[Banco:ORG]", ["Banco:ORG"]),
    ],
)
def test_nouns_and_legal_forms_say_what_a_name_is(language: str, marked: str, names: list[str]) -> None:
    assert cleaned(marked, language) == names


@pytest.mark.parametrize(
    ("language", "marked", "names"),
    [
        ("es", "Mueva [el cursor:PERSON] a la línea; [q:PERSON] sale.", []),
        ("it", "Il tasto [j\t   Il tasto:ORG] muove; si [usa:GPE] così.", []),
        ("el", "Το [Ν:PERSON] και η [Αθήνα:GPE]", ["Αθήνα:GPE"]),
        ("hr", "[iPhone:PRODUCT] i [eDržava:ORG] i [G8:ORG]", ["iPhone:PRODUCT", "eDržava:ORG", "G8:ORG"]),
        ("zh", "[中:GPE] [法国:GPE]", ["中:GPE", "法国:GPE"]),
        ("ar", "[قطر:GPE]", ["قطر:GPE"]),
        ("it", "[Maria  Rossi:PERSON]", ["Maria  Rossi:PERSON"]),
        ("ro", "[clienții:PERSON] din [Cluj:GPE]", ["clienții:PERSON", "Cluj:GPE"]),
    ],
)
def test_no_name_is_a_letter_or_has_no_capital_where_there_are_some(language: str, marked: str, names: list[str]) -> None:
    assert cleaned(marked, language) == names


def test_dutch_names_of_languages_are_no_countries() -> None:
    text = "In het Spaans, en in Spanje. De hond van Andy."
    kinds = {"Spaans": "N", "Spanje": "K"}
    spans = [Span(7, 13, "GPE", "model"), Span(21, 27, "GPE", "model"), Span(37, 45, "PERSON", "model")]
    found = foreign_names.clean(text, spans, "nl", lambda word: kinds.get(word, "u"))
    assert [text[span.start : span.end] for span in found] == ["Spanje", "Andy"]
    # Finnish `Italian` is of Italy as well, and `von` belongs to the last name in German.
    assert len(foreign_names.clean(text, spans, "fi", lambda word: kinds.get(word, "u"))) == len(spans)
    assert foreign_names.clean("von Andy", [Span(0, 8, "PERSON", "model")], "de")[0].start == 0


@pytest.mark.parametrize(
    ("marked", "language", "names"),
    [
        ("[Según Velmar:PERSON] no vino.", "es", ["Velmar:PERSON"]),
        ("Dijo que [Según Velmar:ORG] es un libro.", "es", ["Según Velmar:ORG"]),
        ("Arrivò. [Perché:PERSON] non parli?", "it", []),
        ("[Di Velmo:PERSON] parla.", "it", ["Di Velmo:PERSON"]),
        ("[Sinds Velmar:PERSON] weg is", "nl", ["Velmar:PERSON"]),
        # What looks like an initial ends a sentence.
        ("une version de [B. Dans:PERSON] ce cas", "fr", []),
        ("une lettre de [B. Dansel:PERSON]", "fr", ["B. Dansel:PERSON"]),
    ],
)
def test_words_that_sentences_begin_with_are_no_part_of_names(marked: str, language: str, names: list[str]) -> None:
    assert cleaned(marked, language) == names
