"""Numbers of accounts, cards, people and telephones, by their check digits and the plans of their issuers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.enrich.personal_data import checksums
from parquetry.enrich.personal_data.hits import Hit
from parquetry.enrich.personal_data.national_ids import national_id
from parquetry.enrich.personal_data.regions import matches
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.enrich.personal_data.regions import Regions

# Source: SWIFT, IBAN Registry, release 98: the length of each country's IBAN.
_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "PT ST LY",
    26: "IS TR",
    27: "FR GR IT MC MR SM BI DJ",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    33: "RU",
}
IBAN_LENGTHS = {country: length for length, countries in _COUNTRIES.items() for country in countries.split()}
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}")
_CARD = re.compile(r"(?:\d{4}[ -]){3}\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19}")
# Source: ISO/IEC 7812, ranges of the issuers: Visa, Mastercard, American Express, Discover, Diners, JCB, Maestro, UnionPay.
_BRANDS = re.compile(
    r"""
      4(?:\d{12}|\d{15}|\d{18})                                        # Visa
    | (?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}  # Mastercard
    | 3[47]\d{13}                                                      # American Express
    | (?:6011|64[4-9]\d|65\d\d)\d{12}                                  # Discover
    | 3(?:0[0-5]|[68]\d)\d{11}                                         # Diners
    | 35(?:2[89]|[3-8]\d)\d{12}                                        # JCB
    | (?:50|5[6-9]|6[0379])\d{10,17}                                   # Maestro
    | 62\d{14,17}                                                      # UnionPay
    """,
    re.VERBOSE,
)
# "order no. 4111 1111 1111 1111", "IMEI: 490154203237518", "#4111111111111111".
_NOT_A_CARD = re.compile(rf"{alternatives(words('contact_words', 'no_card'))}|\#\s*$", re.IGNORECASE)
# A row of digits with what parts their groups: what every number below is looked for in.
_NUMBER = re.compile(
    r"""
    (?<![\w.,/+$€£¥-]) [(+]?                         # no end of another number, and no price
    \d (?: [\d .()/\u00a0+-]{5,30} [\dkKXA-Z]        # "943 476 5919", "12.345.678-K"
         | \d{5,} )                                  # "9434765919"
    (?: -?[A-Z] )?                                   # "12345678Z", "12345678-Z"
    (?! \w | [.,]\d )
    """,
    re.VERBOSE,
)
_LETTERED = re.compile(
    r"""(?<![A-Z0-9])(?:
        [A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]     # Italy
      | [A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d        # Mexico
      | [XYZ]-?\d{7}-?[A-Z] | \d{8}-?[A-Z]         # Spain
      | \d{6}[-+A]\d{3}[0-9A-Y]                    # Finland
    )(?![A-Z0-9])""",
    re.VERBOSE,
)
_CUE_BEFORE = 40
_AMOUNT_AFTER = re.compile(r"\s?(?:€|\$|£|¥|%|EUR|USD|GBP|CHF|kg|km|mm|cm|MB|GB|kWh|°)")


def accounts(text: str, within: Regions) -> Iterator[Hit]:
    """Yield IBANs whose length is their country's and whose check digits fit."""
    for match in matches(_IBAN, text, within):
        length = IBAN_LENGTHS.get(match[0][:2])
        if length is None:
            continue
        # A word in capitals after the number is taken in by the expression: the length says where the number ends.
        end = match.start() + _end_of(match[0], length)
        written = text[match.start() : end]
        number = written.replace(" ", "")
        if len(number) == length and checksums.mod_97(number) and not text[end : end + 1].isalnum():
            yield Hit(match.start(), end, "IBAN", "mod_97", number)


def _end_of(written: str, length: int) -> int:
    """Return where the first `length` characters that are no space end."""
    seen = 0
    for place, char in enumerate(written):
        seen += char != " "
        if seen == length:
            return place + 1
    return len(written)


def _is_card(written: str, before: str) -> bool:
    """Tell whether a number is that of a card by its groups, its issuer and its check digit, and no word says otherwise."""
    if not _CARD.fullmatch(written):
        return False
    digits = re.sub(r"\D", "", written)
    # One number in ten has a fitting check digit by chance: "order no. 4111 1111 1111 1111" is an order.
    return bool(_BRANDS.fullmatch(digits)) and checksums.luhn(digits) and not _NOT_A_CARD.search(before)


def cards_and_people(text: str, within: Regions, *, cards: bool, people: bool) -> Iterator[Hit]:
    """Yield numbers of payment cards and of people."""
    for match in (*matches(_NUMBER, text, within), *matches(_LETTERED, text, within if people else ())):
        if _AMOUNT_AFTER.match(text, match.end()):
            continue
        before = text[max(0, match.start() - _CUE_BEFORE) : match.start()]
        if cards and _is_card(match[0], before):
            yield Hit(match.start(), match.end(), "CARD", "luhn", re.sub(r"\D", "", match[0]))
            continue
        kind = national_id(match[0], before) if people else None
        if kind is not None:
            # Without what parts its groups, so that the same number has the same value however it is written.
            compact = re.sub(r"[ ./-]", "", match[0]).upper()
            yield Hit(match.start(), match.end(), "NATIONAL_ID", kind.country, f"{kind.country}:{compact}")
