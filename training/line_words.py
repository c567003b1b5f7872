"""Invented prose in many languages: words drawn by how often each is used, with the punctuation of the script.

The line model never sees a word, only widths and classes of characters, so sentences need no sense. Source of the
words: wordfreq (Robyn Speer); the Thai words are our own list.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from random import Random

from parquetry.languages.word_frequencies import frequencies

SPACED = ("en", "en", "en", "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "sk", "fi", "pl", "cs", "hu", "ro",
          "tr", "ru", "uk", "el", "bg", "ar", "he", "fa", "hi", "vi", "id", "ko", "is", "lt", "sh")  # fmt: skip
UNSPACED = ("zh", "ja", "th")
NO_CASE = frozenset({"ar", "he", "fa", "hi", "ko", "zh", "ja", "th", "bn", "ta", "ur"})
_STOPS = {"zh": "。！？", "ja": "。！？", "hi": "।", "th": " "}
_COMMAS = {"zh": "，、", "ja": "、", "ar": "،", "fa": "،", "th": " "}
_QUOTES = {"de": "„“", "fr": "«»", "es": "«»", "ru": "«»", "uk": "«»", "el": "«»", "zh": "“”", "ja": "「」", "pl": "„”"}
_MOST = 4000
_THAI = (
    "ที่ ใน การ เป็น และ มี ของ ได้ ไม่ ว่า จะ ให้ คน ไป มา บ้าน เมือง เรือ ปลา เกลือ ราคา ตลาด ทะเล ฝน น้ำ วัน ปี เดือน เขา เธอ พวกเขา"
    " ตลอด ฤดูร้อน จดหมาย ภาษี ใหม่ ท่าเรือ พ่อค้า ผู้ว่าการ กษัตริย์ เลขานุการ หนังสือ โรงเรียน ครู เด็ก แม่ พ่อ กำลัง ตรวจสอบ เรื่อง"
    " นี้ นั้น ซึ่ง แต่ เพราะ ถ้า เมื่อ หลังจาก ก่อน อยู่ แล้ว มาก น้อย ใหญ่ เล็ก"
).split()


@cache
def _vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Return the commonest words of a language and their cumulated frequencies."""
    if language == "th":
        return _THAI, list(accumulate([1.0] * len(_THAI)))
    found = sorted(frequencies(language).items(), key=lambda item: (-item[1], item[0]))
    pairs = [(word, share) for word, share in found if word.isalpha() or language == "hi"][:_MOST]
    return [word for word, _ in pairs], list(accumulate(share for _, share in pairs))


def words(rng: Random, language: str, count: int) -> list[str]:
    """Return `count` words drawn by frequency."""
    vocabulary, cumulated = _vocabulary(language)
    return rng.choices(vocabulary, cum_weights=cumulated, k=count)


def rare(rng: Random, language: str) -> str:
    """Return a word that is not among the commonest: a noun or a name more often than not."""
    vocabulary, _ = _vocabulary(language)
    return rng.choice(vocabulary[len(vocabulary) // 8 :])


def capital(word: str, language: str) -> str:
    """Return the word with a capital, in scripts that have them."""
    return word if language in NO_CASE else word[:1].upper() + word[1:]


def name(rng: Random, language: str) -> str:
    """Return an invented name of one or two words."""
    return " ".join(capital(rare(rng, language), language) for _ in range(rng.choice((1, 1, 2))))


def sentence(rng: Random, language: str, length: int | None = None) -> str:
    """Return an invented sentence with its punctuation."""
    count = length or max(3, int(rng.lognormvariate(2.5, 0.55)))
    out = words(rng, language, count)
    for k in range(count):
        if rng.random() < 0.07 or (language == "de" and rng.random() < 0.25):
            out[k] = capital(rare(rng, language), language)
        elif rng.random() < 0.02:
            out[k] = str(
                rng.choice((rng.randrange(2, 40), rng.randrange(1700, 2025), f"{rng.randrange(1, 99)},{rng.randrange(10)}"))
            )
        if k < count - 1 and rng.random() < 0.09:
            out[k] += rng.choice(_COMMAS.get(language, ",,,,,;:"))
        if 0 < k < count - 2 and rng.random() < 0.012:
            out[k] = f"({out[k]})" if rng.random() < 0.6 else f"– {out[k]}"
    out[0] = capital(out[0], language)
    glue = "" if language in UNSPACED else " "
    text = glue.join(out) + rng.choice(_STOPS.get(language, "......?!"))
    if rng.random() < 0.06:
        quotes = _QUOTES.get(language, rng.choice(('""', "“”", "''")))
        text = quotes[0] + text + quotes[1]
    return text.strip() if language == "th" else text


def paragraph(rng: Random, language: str, sentences: int | None = None) -> str:
    """Return an invented paragraph of one to nine sentences."""
    glue = "" if language in ("zh", "ja") else " "
    return glue.join(sentence(rng, language) for _ in range(sentences or rng.choice((1, 1, 2, 2, 3, 4, 5, 6, 7, 9))))


def phrase(rng: Random, language: str, least: int = 1, most: int = 5) -> str:
    """Return a few words with a capital and no stop: a title, an item, a value."""
    glue = "" if language in UNSPACED else " "
    out = words(rng, language, rng.randint(least, most))
    out[-1] = rare(rng, language)
    return capital(glue.join(out), language)
