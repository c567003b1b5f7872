# ruff: noqa: INP001, T201 (a script)
"""Make `letters.npz`: how likely letters follow each other in each language, for telling encodings apart.

    python training/letter_model.py            writes tasks/parquetry/languages/data/letters.npz and prints its SHA-256

For each language, character trigrams inside words (folded to lower case, a space for a word's edge), smoothed by bigrams
and single letters, and mixed with what all languages of the same letters have, because every text names foreign people
and places. Han, kana and Hangul count alone: their texts have no spaces, and thousands of them need no context.

Sources: wordfreq 3.1.1 (Robyn Speer; CC BY-SA 4.0 for the lists it derives, code Apache 2.0) where it has a list; CLDR
through Babel (Unicode licence: names of territories, languages, scripts and currencies) for the languages without. No
random numbers: the same releases give the same bytes.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import wordfreq
from babel import Locale

TARGET = Path(__file__).parent.parent / "tasks/parquetry/languages/data/letters.npz"
LISTED = (
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hu", "id", "is", "it", "ja", "ko"),
    *("lt", "lv", "mk", "nb", "nl", "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "tr", "uk", "ur", "vi", "zh"),
)
"""Languages whose words come from wordfreq."""
NAMED = {
    "sq": "sq", "th": "th", "et": "et", "be": "be", "kk": "kk", "sr": "sr_Cyrl", "eo": "eo", "mt": "mt", "cy": "cy",
    "ga": "ga", "eu": "eu", "gl": "gl", "az": "az", "tg": "tg", "zh-Hant": "zh_Hant", "fo": "fo",
}  # fmt: skip
"""Languages whose words come from CLDR, with the locale."""
MOST_WORDS = 30_000
"""Words of a list, the most frequent first: later ones are mostly foreign names."""
WORDS_COUNTED = 1e6
"""Running words that a list stands for."""
SMOOTHING = 5.0
"""Weight of the shorter context, in counts. Witten & Bell's estimate lies between 3 and 10 for these lists."""
FOREIGN = 0.02
"""Share of letters that belong to words of another language of the same script, or to Latin words in any other."""
OTHER_SCRIPT = 1e-5
"""Share of letters of another script but Latin: one Hangul syllable in English is more likely a code page's degree sign."""
LEAST_SCRIPT = 0.01
"""Least share of its letters that makes a script one of a language's own."""
UNSPACED = {"ja", "ko", "zh", "zh-Hant"}
"""Languages of which only words in their own letters are counted: English words would teach them English."""
CEDILLAS = str.maketrans("șț", "şţ")
LEAST = {1: 0.1, 2: 6.0, 3: 40.0}
"""Least count of a sequence that is stored, by its length: what is rarer is as well told by the shorter one."""
UNSEEN = 1 / 20_000
"""Probability of a letter that a language never has."""
STEP = 0.2
"""Precision of the stored log-probabilities, in nats."""


def words(language: str) -> Counter[str]:
    """Return the words of a language with their counts in a million running words."""
    found: Counter[str] = Counter()
    if language in LISTED:
        listed = wordfreq.get_frequency_dict(language, "best")
        for word, share in sorted(listed.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]:
            found[word] += share * WORDS_COUNTED
        if language == "ro":  # lists have the comma below alone; old encodings have the cedilla alone
            for word, times in list(found.items()):
                found[word.translate(CEDILLAS)] += times
        return found
    locale = Locale.parse(NAMED[language])
    for table in (locale.territories, locale.languages, locale.scripts, locale.currencies):
        for name in table.values():
            for word in "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in name).lower().split():
                found[word] += 1
    scale = WORDS_COUNTED / found.total()
    return Counter({word: times * scale for word, times in found.items()})


def unspaced(character: str) -> bool:
    """Tell whether a character counts alone: Han, kana, Hangul."""
    return "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def sequences(language: str) -> Counter[str]:
    """Return the letter sequences of a language, one to three long, with their counts."""
    counts: Counter[str] = Counter()
    for listed, times in words(language).items():
        word = unicodedata.normalize("NFC", listed)
        if any(unspaced(c) for c in word):
            for c in word:
                counts[c] += times
        elif language not in UNSPACED:
            count_word(word, times, counts)
    if language == "zh-Hant":
        count_common_traditional(counts)
    return counts


def count_word(word: str, times: float, counts: Counter[str]) -> None:
    """Add the sequences of a word, with a space for each of its edges."""
    for part in "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in word).split():
        padded = f" {part} "
        for k in range(1, len(padded)):
            for length in range(1, min(3, k + 1) + 1):
                counts[padded[k + 1 - length : k + 1]] += times


def count_common_traditional(counts: Counter[str]) -> None:
    """Add the 5,401 common characters of traditional Chinese, the first plane of Big5, as a third of the text."""
    each = counts.total() / 5401 / 3
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    for character in (bytes([a, b]).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in trails):
        if character:
            counts[character] += each


def probabilities(counts: Counter[str]) -> dict[str, float]:
    """Return the probability of the last character of each sequence after the others, smoothed."""
    after: Counter[str] = Counter()
    for sequence, times in counts.items():
        if len(sequence) > 1:
            after[sequence[:-1]] += times
    total = sum(times for sequence, times in counts.items() if len(sequence) == 1)
    out: dict[str, float] = {}
    for length in (1, 2, 3):
        for sequence, times in counts.items():
            if len(sequence) != length:
                continue
            if length == 1:
                out[sequence] = (times + SMOOTHING * UNSEEN) / (total + SMOOTHING)
            else:
                out[sequence] = (times + SMOOTHING * out[sequence[1:]]) / (after[sequence[:-1]] + SMOOTHING)
    return out


def script(character: str) -> str:
    """Return the script of a letter by its name: LATIN, CYRILLIC, CJK, HIRAGANA; marks belong to their letter's."""
    name = unicodedata.name(character, "?").split()[0]
    return "LATIN" if name in ("COMBINING", "MICRO", "FEMININE", "MASCULINE") else name


def scripts(counts: Counter[str]) -> set[str]:
    """Return the scripts that a language is written in."""
    used: Counter[str] = Counter()
    for sequence, times in counts.items():
        if len(sequence) == 1 and sequence != " ":
            used[script(sequence)] += times
    return {name for name, times in used.items() if times >= LEAST_SCRIPT * used.total()}


def looked_up(table: dict[str, float], sequence: str) -> float:
    """Return the probability of a sequence that may be missing: by its end, and a little less."""
    factor = 1.0
    while sequence:
        if sequence in table:
            return factor * table[sequence]
        sequence, factor = sequence[1:], factor * 0.4
    return UNSEEN


def main() -> None:
    """Write the model."""
    languages = sorted([*LISTED, *NAMED])
    counted = {language: sequences(language) for language in languages}
    tables = {language: probabilities(counted[language]) for language in languages}
    kept = sorted({s for counts in counted.values() for s, times in counts.items() if s.strip() and times >= LEAST[len(s)]})
    own_scripts = {language: scripts(counted[language]) for language in languages}
    matrix = np.zeros((len(kept), len(languages)), dtype=np.uint8)
    for row, sequence in enumerate(kept):
        written_in = script(sequence.strip()[-1])
        writing = [written_in in own_scripts[language] for language in languages]
        pairs = zip(languages, writing, strict=True)
        own = [looked_up(tables[language], sequence) if writes else 0.0 for language, writes in pairs]
        mean = sum(own) / max(1, sum(writing))
        foreign = FOREIGN if written_in == "LATIN" else OTHER_SCRIPT
        for column, share in enumerate(own):
            mixed = (1 - FOREIGN) * share + FOREIGN * mean if writing[column] else foreign * mean
            matrix[row, column] = min(255, round(-math.log(max(mixed, 1e-22)) / STEP))
    np.savez_compressed(TARGET, languages=np.array(languages), sequences=np.array("\n".join(kept)), nats=matrix)
    print(len(kept), "sequences,", len(languages), "languages,", TARGET.stat().st_size, "bytes")
    print(hashlib.sha256(TARGET.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
