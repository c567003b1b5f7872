"""Telephone numbers, by the numbering plans of all countries (phonenumbers, Apache 2.0, after Google's libphonenumber)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.enrich.personal_data.hits import Hit
from parquetry.enrich.personal_data.regions import matches
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.enrich.personal_data.regions import Regions

_INTERNATIONAL = re.compile(
    r"""
    (?<![\w+.,/-]) (?: \+ | 00(?=[1-9]) )                            # "+44", "0044"; "000" begins no country
    [ (]{0,2} \d (?: [ ()./\u00a0-]{0,3} \d ){6,14}                  # "+44 (0) 20 7946 0958"; 15 digits at most (E.164)
    (?! \w | [.,]\d )
    """,
    re.VERBOSE,
)
_NATIONAL = re.compile(
    r"""
    (?<![\w+.,/-]) \(? \d (?: [ ()./\u00a0-]{0,3} \d ){6,12}         # "(020) 7946 0958"
    (?! \w | [.,]\d )
    """,
    re.VERBOSE,
)
_CUE = re.compile(
    rf"""
    {alternatives(words("contact_words", "phone"))} [\w.]{{0,8}}            # "telefon", "tel."
    \s?{alternatives(words("contact_words", "behind_phone"))}?             # "phone number", "call me"
    [\s:.]{{0,3}}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CUE_BEFORE = 30
REGIONS = {
    "ar": ("EG", "SA", "AE"),
    "bg": ("BG",),
    "cs": ("CZ",),
    "da": ("DK",),
    "de": ("DE", "AT", "CH"),
    "el": ("GR",),
    "en": ("US", "GB", "IE", "AU", "IN", "CA", "NZ", "ZA"),
    "es": ("ES", "MX", "AR", "CO", "CL"),
    "et": ("EE",),
    "fi": ("FI",),
    "fr": ("FR", "BE", "CH", "CA"),
    "he": ("IL",),
    "hi": ("IN",),
    "hr": ("HR",),
    "hu": ("HU",),
    "it": ("IT", "CH"),
    "ja": ("JP",),
    "ko": ("KR",),
    "lt": ("LT",),
    "lv": ("LV",),
    "nl": ("NL", "BE"),
    "no": ("NO",),
    "nb": ("NO",),
    "pl": ("PL",),
    "pt": ("BR", "PT"),
    "ro": ("RO",),
    "ru": ("RU", "KZ"),
    "sk": ("SK",),
    "sl": ("SI",),
    "sr": ("RS",),
    "sv": ("SE", "FI"),
    "tr": ("TR",),
    "uk": ("UA",),
    "zh": ("CN", "TW", "HK"),
}
"""Where a language's writers are, by number of speakers: the plans that a number without a country's code is read by."""


def phones(text: str, language: str, within: Regions) -> Iterator[Hit]:
    """Yield telephone numbers: with a country's code anywhere, without one after a word that says what they are."""
    for match in matches(_INTERNATIONAL, text, within):
        written = match[0]
        value = _valid(f"+{written[2:]}" if written.startswith("00") else written, None)
        if value is not None:
            yield Hit(match.start(), match.end(), "PHONE", "international", value)
    for match in matches(_NATIONAL, text, within):
        if not _CUE.search(text, max(0, match.start() - _CUE_BEFORE), match.start()):
            continue
        for region in REGIONS.get(language.partition("-")[0], ()):
            value = _valid(match[0], region)
            if value is not None:
                yield Hit(match.start(), match.end(), "PHONE", f"national_{region}", value)
                break


def _valid(written: str, region: str | None) -> str | None:
    """Return a number in the form of E.164 where a plan has it; null where none does."""
    import phonenumbers  # noqa: PLC0415 (its tables of all countries)

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
