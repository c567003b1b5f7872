"""Language codes: what sources and configs call a language, as the code that models and tables use.

Source: ISO 639-1, -2 and -3 as `pycountry` has them; the deprecated codes are those of BCP 47's registry.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Written out rather than looked up, as reading the table of 8,000 languages takes longer than most documents.
_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_TWO_LETTERS = frozenset(_ISO_639_1.split())
# Codes that were replaced, but that Java and old web pages still write.
_DEPRECATED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
_UNDETERMINED = frozenset({"und", "mul", "mis", "zxx", "qaa"})
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


def language_code(name: str) -> str | None:
    """Return the ISO 639 code of a tag, code or English name: two letters where there are two; None if it is unknown.

    Region and script are dropped: models are by language.

    >>> [language_code(name) for name in ("en-US", "EN", "eng", "English", "ger", "de_AT", "haw", "klingonese")]
    ['en', 'en', 'en', 'en', 'de', 'de', 'haw', None]
    """
    tag = _TAG.fullmatch(name.strip())
    # No tag by its form: perhaps an English name with a space, or nothing at all.
    if tag is None:
        return _by_name(name.strip().casefold())
    code = tag[1].lower()
    code = _DEPRECATED.get(code, code)
    if code in _TWO_LETTERS:
        return code
    # Two letters that are not in the list name no language; three may.
    return None if code in _UNDETERMINED or len(code) == 2 else _by_three_letters(code)  # noqa: PLR2004 (ISO 639-1)


@cache
def _by_three_letters(code: str) -> str | None:
    languages = _table()
    # "deu" is the code, "ger" the older one of libraries: both are known.
    found = languages.get(alpha_3=code) or languages.get(bibliographic=code)
    return str(getattr(found, "alpha_2", None) or found.alpha_3) if found else None


@cache
def _by_name(name: str) -> str | None:
    if not name.isalpha():
        return None
    language = next((language for language in _table() if language.name.casefold() == name), None)
    return str(getattr(language, "alpha_2", None) or language.alpha_3) if language else None


def _table() -> Any:  # noqa: ANN401 (pycountry's, which has no types)
    from pycountry import languages  # noqa: PLC0415 (the config imports this module, and seldom needs the table)

    return languages
