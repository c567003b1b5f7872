"""Numbers of people: those that states give, by their form, their check digits and the words beside them.

A form that few other numbers have counts by itself; digits alone count only after a word that says what they are.
Sources: the registers' own publications, as the functions in `checksums` name them by country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.enrich.personal_data import checksums

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class NationalId:
    """A kind of number: its country (ISO 3166), its form, its check; the words after which digits alone are one."""

    country: str
    form: str
    check: Callable[[str], bool]
    cues: str = ""
    """An expression, case ignored; empty where the form says enough."""


_D = r"[ .-]?"
NATIONAL_IDS = (
    NationalId("ES", r"(?:\d{8}|[XYZ]-?\d{7})-?[TRWAGMYFPDXBNJZSQVHLCKE]", checksums.dni),
    NationalId("IT", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", checksums.codice_fiscale),
    NationalId("FR", r"[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", checksums.nir, "nir|sécu|sociale"),
    NationalId("DE", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", checksums.mod_11_10, "steuer|idnr|tax id"),
    NationalId("NL", r"\d{4}[. ]?\d{2}[. ]?\d{3}", checksums.bsn, "bsn|burgerservice|sofi"),
    NationalId("BE", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", checksums.rijksregister),
    NationalId("PL", r"\d{11}", checksums.pesel, "pesel"),
    NationalId("CZ", r"\d{6}/\d{4}", checksums.rodne_cislo),
    NationalId("SE", r"\d{6}[-+]\d{4}", checksums.personnummer),
    NationalId("NO", r"\d{6} ?\d{5}", checksums.fodselsnummer),
    NationalId("DK", r"\d{6}-?\d{4}", checksums.cpr, "cpr|personnummer"),
    NationalId("FI", r"\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]", checksums.hetu),
    NationalId("EE", r"[1-8]\d{10}", checksums.isikukood, "isikukood|asmens kod|personal code"),
    NationalId("LV", r"\d{6}-[012]\d{4}", checksums.latvian),
    NationalId("BG", r"\d{10}", checksums.egn, "егн|egn"),
    NationalId("RO", r"[1-9]\d{12}", checksums.cnp, "cnp"),
    NationalId("HR", r"\d{11}", checksums.mod_11_10, "oib"),
    NationalId("RS", r"\d{13}", checksums.jmbg, "jmbg|emšo|emso|јмбг"),
    NationalId("TR", r"[1-9]\d{10}", checksums.kimlik, r"kimlik|t\.?c\.? no|tckn"),
    NationalId("BR", r"\d{3}\.\d{3}\.\d{3}-\d{2}", checksums.cpf),
    NationalId("BR", r"\d{11}", checksums.cpf, "cpf"),
    NationalId("MX", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d", checksums.curp),
    NationalId("CL", r"\d{1,2}\.\d{3}\.\d{3}-[\dkK]", checksums.rut),
    NationalId("CH", r"756\.\d{4}\.\d{4}\.\d{2}", checksums.ahv),
    NationalId("CN", r"[1-9]\d{16}[\dX]", checksums.resident_identity),
    NationalId("KR", r"\d{6}-[1-8]\d{6}", checksums.resident_registration),
    NationalId("ZA", r"\d{13}", checksums.south_african, "id number|id no|identity"),
    NationalId("IN", r"[2-9]\d{3} ?\d{4} ?\d{4}", checksums.verhoeff, "aadhaar|aadhar|आधार"),
    NationalId("GB", r"\d{3} ?\d{3} ?\d{4}", checksums.nhs, "nhs"),
    NationalId("US", r"\d{3}-\d{2}-\d{4}", checksums.social_security, "ssn|social security"),
    NationalId("CA", rf"\d{{3}}{_D}\d{{3}}{_D}\d{{3}}", checksums.luhn, r"\bsin\b|social insurance|\bnas\b"),
    NationalId("IL", r"\d{9}", checksums.luhn, r"teudat|t\.z\.|ת\.ז|תעודת זהות"),
)
"""Every kind of number that is found, those of a form of their own first."""
FORMS = tuple((kind, re.compile(kind.form), re.compile(kind.cues, re.IGNORECASE)) for kind in NATIONAL_IDS)


def national_id(written: str, before: str) -> NationalId | None:
    """Return the kind of a number as it is written, by form, check digits and the text before it; null if it is none."""
    compact = re.sub(r"[ ./-]", "", written).upper()
    for kind, form, cues in FORMS:
        if not form.fullmatch(written) or (kind.cues and not cues.search(before)):
            continue
        # Finland's form has a character for the century within.
        if kind.check(written.upper() if kind.country == "FI" else compact):
            return kind
    return None
