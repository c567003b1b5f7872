"""Lexicon: how likely a word is in a language and in one document.

Three sources, mixed: the frequencies of the language, the document's own intact words, and for words neither knows what
the language's words are made of: stems with the endings that follow them, and sequences of letters. A language without a
list leans on the document alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import fold, frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OWN = 0.3
"""Weight of the document's own words against the language's."""
UNKNOWN = 3e-4
"""Probability that a word is known to neither."""
STEMMED = 0.5
"""How many of the unknown words are a known stem with an ending, or with another word."""
TAUGHT = 30_000
"""Words of a language that teach its letter sequences."""
_LEAST = 1e-300
"""Probability below which a word is as good as impossible: text without spaces is one word of hundreds of letters."""
_ELIDING = ("ca", "en", "fr", "it")
"""Languages that elide articles and prepositions, or write a possessive with an apostrophe."""
_NAMES_APART = ("tr",)
"""Languages that set the endings of names apart with an apostrophe."""
_COMMON = 3e-4
"""Frequency of the commonest words: three words in ten thousand."""
_NAME = 1e-4
"""Probability of a name that no list need have."""
FOREIGN = 1e-3
"""How many words of a text are English ones that its language has not, as names are: "Ottawa", "Relational". An estimate;
ten times as many do alike."""
_ELIDED = 4
"""Letters of the longest article or preposition that is elided."""
_LEAST_STEM = 3
_MET = 2
_LONGEST_ENDING = 12
_MOST_ENDINGS = 40
"""Endings of a stem, of its commonest words, that are asked for others: 15 to 100 do alike in Turkish."""
_FEW_STEMS = 20
"""Stems that what is generally known of an ending weighs as much as. Source: repair/ligature, where 5 to 100 do alike."""
_NO_STEMS: frozenset[str] = frozenset()
_VOWELS = frozenset("aeiouyàâäáãåæèéêëìíîïòóôöõőøœùúûüűıăąęě")
_MASK = "\N{REPLACEMENT CHARACTER}"
_ORDER = 4
_BACKOFF = 4.0
_EDGE = "\0"


class Lexicon:
    """Probabilities of words, given a language and the words of a document."""

    __slots__ = ("_cache", "_foreign", "_list", "_own", "_total", "language")

    def __init__(self, language: str, own: Iterable[str] = (), foreign: Mapping[str, float] | None = None) -> None:
        """Make the lexicon of a language and the words of a document, its `own`; `foreign` are those of another language."""
        self.language = language
        self._foreign = foreign or {}
        self._list = frequencies(language)
        self._own = Counter(fold(word, language) for word in own)
        # In a text of ten words each would be a tenth of the language: short texts are diluted to 200 words.
        self._total = max(200, self._own.total())
        self._cache: dict[str, float] = {}

    @property
    def _model(self) -> Letters:
        """The letters of the language's words: learnt where an unknown word is asked after, for that takes a second."""
        # A language without a list borrows the letters of English; `confidence.UNLISTED` tempers what is concluded
        # from them.
        return letters(self.language if self._list else "en")

    @property
    def listed(self) -> bool:
        """Tell whether there is a list of words for the language."""
        return bool(self._list)

    @property
    def names_apart(self) -> bool:
        """Tell whether an apostrophe sets an ending apart from a name."""
        return self.language in _NAMES_APART

    def frequency(self, word: str) -> float:
        """Return the frequency of the word in its language, 0 where the list does not have it."""
        return self._list.get(fold(word, self.language), 0.0)

    def is_common(self, word: str) -> bool:
        """Tell whether a word is among the commonest of its language, some 300, which hardly ever are names."""
        return self._list.get(fold(word, self.language), 0.0) > _COMMON

    def known(self, word: str) -> bool:
        """Tell whether the language's list has the word, or what follows its elision, or the document more than once."""
        key = fold(word, self.language)
        # Once in the document is not enough, as the damaged spelling itself occurs once.
        if key in self._list or self._own[key] > 1:
            return True
        if self.language not in _ELIDING:
            return False
        # "l'école" is known by "école", "teacher's" by "teacher".
        stem, elided, ending = key.rpartition("'")
        possessive = len(ending) <= 2  # noqa: PLR2004 (a possessive or a clitic: 's, 'll, 'ye)
        return bool(elided) and (possessive or len(stem) <= _ELIDED) and (stem if possessive else ending) in self._list

    def probability(self, word: str) -> float:
        """Return the probability of the word, above 0."""
        key = fold(word, self.language)
        found = self._cache.get(key)
        if found is None:
            # A name that the document repeats is likely in it, however rare in the language.
            own = self._own.get(key, 0) / self._total
            unknown = (1 - STEMMED) * self._model.probability(key) + STEMMED * self._stemmed(key)
            listed = (1 - OWN) * (self._frequency(key) + FOREIGN * self._foreign_frequency(key))
            found = max(_LEAST, listed + OWN * own + UNKNOWN * unknown)
            self._cache[key] = found
        return found

    def _foreign_frequency(self, key: str) -> float:
        if not self._foreign:
            return 0.0
        # Turkish "Ottawa'da": the name is English, the ending is not. Of "d'Ottawa" no part is asked.
        name, apart, ending = key.partition("'")
        if not (apart and self.names_apart):
            return self._foreign.get(key, 0.0)
        return self._foreign.get(name, 0.0) * endings(self.language).probability(name, ending)

    def _stemmed(self, key: str) -> float:
        """Return the probability of a word as a known stem with what follows such stems."""
        total = 0.0
        model = endings(self.language)
        # Turkish "Şırnak'ta": the name needs no list, the ending must follow the rules of its vowels.
        name, apart, ending = key.partition("'")
        if apart and self.names_apart:
            return _NAME * model.probability(name, ending)
        # All ways to split the word are summed: "workings" is "work" + "ings" and "working" + "s".
        for at in range(max(_LEAST_STEM, len(key) - _LONGEST_ENDING), len(key)):
            stem = key[:at]
            share = (1 - OWN) * self._list.get(stem, 0.0) + OWN * self._own.get(stem, 0) / self._total
            if share:
                total += share * model.probability(stem, key[at:])
        return total

    def derived(self, word: str) -> bool:
        """Tell whether a word is likelier a known stem with an ending than letters in a row."""
        key = fold(word, self.language)
        return STEMMED * self._stemmed(key) > (1 - STEMMED) * self._model.probability(key)

    def begins(self, text: str, added: str) -> float:
        """Return the log-probability that a word that begins with `text` goes on with `added`, by its letters."""
        return self._model.goes_on(fold(text, self.language), fold(added, self.language))

    def matching(self, pieces: Sequence[str], letters: str) -> tuple[str, ...]:
        """Return the listed words that have one of the letters at each gap between the pieces, none elsewhere."""
        key = _MASK.join(fold(piece, self.language) for piece in pieces)
        return masked(self.language, letters).get(key, ())

    def _frequency(self, key: str) -> float:
        frequency = self._list.get(key, 0.0)
        if not frequency and "'" in key:
            stem, _, ending = key.rpartition("'")
            if len(ending) <= 2:  # noqa: PLR2004 (a possessive or a clitic: 's, 'll, 'ye)
                # One in ten: a possessive is rarer than the word it is made of.
                return 0.1 * self._list.get(stem, 0.0)
            # An elision needs a usual first part: "l'" is common, "x'" is not, and the factor falls with it.
            return 0.1 * self._list.get(ending, 0.0) * min(1.0, 100 * self._list.get(stem, 0.0))
        return frequency


class Endings:
    """What follows the stems of a language's words: endings, and second halves of compounds.

    By the stem's last vowel, for harmony, by which an ending takes its own vowels in some languages; and by the other
    endings that the stem has, for what is declined is not conjugated.
    """

    __slots__ = ("_after", "_any", "_both", "_of_stem", "_seen", "_stems", "_total")

    def __init__(self, words: Sequence[str]) -> None:
        # Words that are another word with something after it teach the endings: "works" after "work" teaches "s".
        known = set(words)
        pairs = [
            (word[:at], word[at:])
            for word in words
            for at in range(max(_LEAST_STEM, len(word) - _LONGEST_ENDING), len(word))
            if word[:at] in known
        ]
        # Turkish "evler" but "kitaplar": the ending takes its vowel from the last one of the stem.
        self._after = Counter((_last_vowel(stem), ending) for stem, ending in pairs)
        self._any: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        for (vowel, ending), times in self._after.items():
            self._any[ending] += times
            self._seen[vowel] += times
        self._total = max(1, self._any.total())
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._of_stem: dict[str, list[str]] = defaultdict(list)
        for stem, ending in pairs:
            self._stems[ending].add(stem)
            # The commonest words are met first.
            if len(self._of_stem[stem]) < _MOST_ENDINGS:
                self._of_stem[stem].append(ending)
        self._both: dict[tuple[str, str], int] = {}
        for counts in (self._any, self._after):  # what was met once is most of it, and tells least
            for key in [key for key, times in counts.items() if times < _MET]:
                del counts[key]

    def probability(self, stem: str, ending: str) -> float:
        """Return the probability that a word that begins with this stem ends so."""
        vowel = _last_vowel(stem)
        general = (self._after[vowel, ending] + _BACKOFF * self._any[ending] / self._total) / (self._seen[vowel] + _BACKOFF)
        # Turkish "öğreti" (a doctrine) has "ler" and "nin", and so "ye"; "öğretti" (he taught) has "m" and "k", and no "ye".
        others = [other for other in self._of_stem.get(stem, ()) if other != ending]
        if not others:
            return general
        return sum(self._beside(ending, other, general) for other in others) / len(others)

    def _beside(self, ending: str, other: str, general: float) -> float:
        """Return how many of the stems that have one ending have another, towards `general` where few have it."""
        both = self._both.get((ending, other))
        if both is None:
            both = self._both[ending, other] = len(self._stems.get(ending, _NO_STEMS) & self._stems[other])
        return (both + _FEW_STEMS * general) / (len(self._stems[other]) + _FEW_STEMS)


def _last_vowel(stem: str) -> str:
    return next((letter for letter in reversed(stem) if letter in _VOWELS), "")


class Letters:
    """A model of letter sequences: each letter given the three before it, shorter contexts where those are rare."""

    __slots__ = ("_after", "_seen")

    def __init__(self, words: Iterable[str]) -> None:
        padded = [_EDGE * (_ORDER - 1) + word + _EDGE for word in words]
        self._after: Counter[str] = Counter()
        for length in range(1, _ORDER + 1):
            self._after.update(word[k - length : k] for word in padded for k in range(_ORDER, len(word) + 1))
        self._seen: Counter[str] = Counter()
        for letters, times in self._after.items():
            self._seen[letters[:-1]] += times

    def probability(self, word: str) -> float:
        """Return the probability that a word is spelt so, the end of the word included."""
        padded = _EDGE * (_ORDER - 1) + word + _EDGE
        return math.exp(sum(math.log(self._share(padded, k)) for k in range(_ORDER - 1, len(padded))))

    def goes_on(self, text: str, added: str) -> float:
        """Return the log-probability that a word that begins with `text` goes on with `added`."""
        padded = _EDGE * (_ORDER - 1) + text + added
        return sum(math.log(self._share(padded, k)) for k in range(len(padded) - len(added), len(padded)))

    def _share(self, padded: str, k: int) -> float:
        # Where nothing is known, each of some 200 letters is as likely.
        share = 1 / 200
        # From no context to three letters: each longer one refines the share by as much as was seen of it.
        for start in range(k, k - _ORDER, -1):
            context = padded[start:k]
            share = (self._after.get(context + padded[k], 0) + _BACKOFF * share) / (self._seen.get(context, 0) + _BACKOFF)
        return share


@lru_cache(maxsize=8)
def letters(language: str) -> Letters:
    """Return the letter model of a language that has a list.

    Eight are kept, at 5 MB each: made again, one takes a quarter of a second, and longer where its list is gone too.
    """
    words = frequencies(language)
    return Letters([word for word, _ in zip(words, range(TAUGHT), strict=False) if word.isalpha()])


@lru_cache(maxsize=2)
def endings(language: str) -> Endings:
    """Return what follows the stems of a language's words; nothing is known where it has no list."""
    words = frequencies(language)
    return Endings([word for word, _ in zip(words, range(2 * TAUGHT), strict=False) if word.isalpha()])


@lru_cache(maxsize=2)
def masked(language: str, letters: str) -> dict[str, tuple[str, ...]]:
    """Return the language's words by how they look with these letters lost; those that have none are left out."""
    beyond_ascii = (letter for letter in fold(letters, language) if letter > "\x7f")  # a Turkish capital folds to i
    lost = str.maketrans(dict.fromkeys(beyond_ascii, _MASK))
    found: dict[str, list[str]] = defaultdict(list)
    for word in frequencies(language):
        key = word.translate(lost)
        # A word that has none of the lost letters cannot be what a damaged word was.
        if key != word:
            found[key].append(word)
    return {key: tuple(words) for key, words in found.items()}
