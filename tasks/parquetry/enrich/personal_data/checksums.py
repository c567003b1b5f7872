"""Checksums: the check digits by which numbers of accounts, cards and people are told from other numbers.

Each takes a number in its compact form (digits and capitals alone) and tells whether its check digits fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import cycle

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*(1, 0, 5, 7, 9, 13, 15, 17, 19, 21) * 2, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)
_CURP = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
# The dihedral group of order 10, and the permutation that Verhoeff applies by place.
_DIHEDRAL = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each digit, from the left, and the number by which their sum is divided."""

    weights: tuple[int, ...]
    modulus: int

    def remainder(self, number: str) -> int:
        """Return what remains of the sum of the digits, each times its weight; digits without a weight do not count."""
        return sum(int(digit) * weight for digit, weight in zip(number, self.weights, strict=False)) % self.modulus

    def complement(self, number: str) -> int:
        """Return what has to be added to that sum to make it divisible."""
        return -self.remainder(number) % self.modulus


_AHV = Weights((1, 3) * 6 + (1,), modulus=10)
_BSN = Weights((9, 8, 7, 6, 5, 4, 3, 2, -1), modulus=11)
_CNP = Weights((2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9), modulus=11)
_CPF_FIRST = Weights(tuple(range(10, 1, -1)), modulus=11)
_CPF_SECOND = Weights(tuple(range(11, 1, -1)), modulus=11)
_EGN = Weights((2, 4, 8, 5, 10, 9, 7, 3, 6), modulus=11)
_FODSELSNUMMER_FIRST = Weights((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), modulus=11)
_FODSELSNUMMER_SECOND = Weights((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), modulus=11)
_ISIKUKOOD = Weights((1, 2, 3, 4, 5, 6, 7, 8, 9, 1), modulus=11)
_ISIKUKOOD_AGAIN = Weights((3, 4, 5, 6, 7, 8, 9, 1, 2, 3), modulus=11)
_JMBG = Weights((7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), modulus=11)
_LATVIAN = Weights((1, 6, 3, 7, 9, 10, 5, 8, 4, 2), modulus=11)
_NHS = Weights(tuple(range(10, 1, -1)), modulus=11)
_PESEL = Weights((1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), modulus=10)
_RESIDENT_IDENTITY = Weights(tuple(2**power for power in range(17, 0, -1)), modulus=11)
_RESIDENT_REGISTRATION = Weights((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), modulus=11)
# Remainders of 11 need eleven signs: registers write the last as a letter, or give numbers with it to nobody.
_NO_DIGIT = 10
# Source: ISO 7064, the largest prime of two digits.
_MOD_97 = 97
# Three digits of a year: 985 is 1985, 003 is 2003.
_CENTURY_OF_JMBG = 800


def luhn(number: str) -> bool:
    """Source: ISO/IEC 7812-1, annex B.

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    doubled = [int(digit) * factor for digit, factor in zip(reversed(number), cycle((1, 2)), strict=False)]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def mod_97(number: str) -> bool:
    """Source: ISO 7064 mod 97-10, as IBANs use it: the first four characters count last, letters as 10 to 35."""
    turned = number[4:] + number[0:4]
    return int("".join(str(int(char, base=36)) for char in turned)) % _MOD_97 == 1


def mod_11_10(number: str) -> bool:
    """Source: ISO 7064 mod 11,10: Germany's tax number, Croatia's OIB."""
    check = 10
    for digit in number[:-1]:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (check + int(number[-1])) % 10 == 1


def verhoeff(number: str) -> bool:
    """Source: Verhoeff 1969; India's Aadhaar."""
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % len(_PERMUTED)][int(digit)])])
    return check == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day; a year of two digits is of this century or the last."""
    try:
        date(year if year > 99 else 1900 + year, month, day)  # noqa: PLR2004 (two digits)
    except ValueError:
        # 29 February 00 was a day in 2000, and none in 1900.
        return year == 0 and (month, day) == (2, 29)
    return True


def _begins_with_date(number: str, order: str) -> bool:
    """Tell whether six digits are a day: `order` says how, as `ymd` or `dmy`."""
    parts = dict(zip(order, (int(number[0:2]), int(number[2:4]), int(number[4:6])), strict=True))
    return is_date(parts["y"], parts["m"], parts["d"])


def dni(number: str) -> bool:
    """Spain's DNI and NIE: a letter by the number modulo 23."""
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return _DNI[int(digits) % len(_DNI)] == number[-1]


def codice_fiscale(number: str) -> bool:
    """Italy's: the sum of values by odd and even place, modulo 26, as a letter."""
    even = [int(char) if char.isdigit() else ord(char) - ord("A") for char in number[1:15:2]]
    return chr(ord("A") + (sum(_ODD[char] for char in number[:15:2]) + sum(even)) % 26) == number[15]


def nir(number: str) -> bool:
    """France's: 97 less the number modulo 97; 2A and 2B, of Corsica, count as 19 and 18."""
    digits = number[:-2].replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and _MOD_97 - int(digits) % _MOD_97 == int(number[-2:])


def bsn(number: str) -> bool:
    """The Netherlands': weights 9 to 2 and -1, modulo 11."""
    return int(number) > 0 and _BSN.remainder(number) == 0


def rijksregister(number: str) -> bool:
    """Belgium's: 97 less the first nine digits modulo 97, with a 2 before them for births since 2000."""
    return any(_MOD_97 - int(prefix + number[:-2]) % _MOD_97 == int(number[-2:]) for prefix in ("", "2"))


def pesel(number: str) -> bool:
    """Poland's: a day whose month says the century, and weights 1, 3, 7, 9."""
    century_month = int(number[2:4]) % 20
    is_day = is_date(2000 + int(number[:2]), century_month, int(number[4:6]))
    return is_day and _PESEL.remainder(number) == 0


def rodne_cislo(number: str) -> bool:
    """Czechia's and Slovakia's: a day, 50 added to the month of women; all of it divisible by 11."""
    month = int(number[2:4]) % 50
    return is_date(int(number[:2]), month - 20 if month > 20 else month, int(number[4:6])) and int(number) % 11 == 0  # noqa: PLR2004


def personnummer(number: str) -> bool:
    """Sweden's: a day and Luhn's digit; coordination numbers have 60 added to the day."""
    day = int(number[4:6]) % 60
    return is_date(int(number[:2]), int(number[2:4]), day) and luhn(number)


def fodselsnummer(number: str) -> bool:
    """Norway's: a day and two digits, each by weights modulo 11; D-numbers have 40 added to the day."""
    day = int(number[:2]) % 40
    is_day = is_date(int(number[4:6]), int(number[2:4]), day)
    return is_day and _FODSELSNUMMER_FIRST.remainder(number) == _FODSELSNUMMER_SECOND.remainder(number) == 0


def cpr(number: str) -> bool:
    """Denmark's: a day; numbers given out since 2007 have no check digit."""
    return _begins_with_date(number, "dmy")


def hetu(number: str) -> bool:
    """Finland's: a day, and a character by the nine digits modulo 31."""
    digits = number[0:6] + number[7:10]
    return _begins_with_date(number, "dmy") and _HETU[int(digits) % len(_HETU)] == number[10]


def isikukood(number: str) -> bool:
    """Estonia's and Lithuania's: a day, and a digit by weights, with other weights where the first give 10."""
    check = _ISIKUKOOD.remainder(number)
    if check == _NO_DIGIT:
        check = _ISIKUKOOD_AGAIN.remainder(number) % _NO_DIGIT
    return _begins_with_date(number[1:], "ymd") and check == int(number[10])


def egn(number: str) -> bool:
    """Bulgaria's: a day whose month has 20 or 40 added by century, and weights modulo 11."""
    month = int(number[2:4]) % 20
    check = _EGN.remainder(number) % _NO_DIGIT
    return is_date(2000 + int(number[:2]), month, int(number[4:6])) and check == int(number[9])


def cnp(number: str) -> bool:
    """Romania's: a day, and weights modulo 11."""
    check = _CNP.remainder(number)
    return _begins_with_date(number[1:], "ymd") and (1 if check == _NO_DIGIT else check) == int(number[12])


def jmbg(number: str) -> bool:
    """Serbia's, Slovenia's and their neighbours': a day with three digits of its year, and weights modulo 11."""
    year = int(number[4:7])
    millennium = 1000 if year > _CENTURY_OF_JMBG else 2000
    is_day = is_date(millennium + year, int(number[2:4]), int(number[:2]))
    return is_day and _JMBG.complement(number) == int(number[12])


def kimlik(number: str) -> bool:
    """Turkey's: two digits, by the odd and even places and by the sum."""
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] > 0 and tenth == digits[9] and sum(digits[:-1]) % 10 == digits[10]


def cpf(number: str) -> bool:
    """Brazil's: two digits by weights modulo 11; eleven times the same digit is none."""
    if len(set(number)) == 1:
        return False
    # Ten times the sum, modulo 11, is its complement.
    first, second = _CPF_FIRST.complement(number) % _NO_DIGIT, _CPF_SECOND.complement(number) % _NO_DIGIT
    return (first, second) == (int(number[9]), int(number[10]))


def curp(number: str) -> bool:
    """Mexico's: a day, and a digit by the places of the characters in the alphabet."""
    total = sum(_CURP.index(char) * weight for char, weight in zip(number[:17], range(18, 1, -1), strict=True))
    return _begins_with_date(number[4:], "ymd") and -total % 10 == int(number[17])


def rut(number: str) -> bool:
    """Chile's: a digit or K by weights 2 to 7 from the right, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(reversed(number[:-1]), cycle(range(2, 8)), strict=False))
    return "0123456789K0"[-total % 11] == number[-1]


def ahv(number: str) -> bool:
    """Switzerland's: the country's 756, and the digit of EAN-13."""
    return _AHV.remainder(number) == 0


def resident_identity(number: str) -> bool:
    """China's: a day, and ISO 7064 mod 11-2."""
    check = _RESIDENT_IDENTITY.remainder(number[:-1])
    day = is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return day and number[6:8] in {"19", "20"} and "10X98765432"[check] == number[17]


def resident_registration(number: str) -> bool:
    """South Korea's: a day, and weights modulo 11."""
    # A remainder of 0 leaves 11, which is written as 1; the complement would be 0.
    check = (11 - _RESIDENT_REGISTRATION.remainder(number)) % 10
    return _begins_with_date(number, "ymd") and check == int(number[12])


def south_african(number: str) -> bool:
    """South Africa's: a day and Luhn's digit."""
    return _begins_with_date(number, "ymd") and luhn(number)


def nhs(number: str) -> bool:
    """That of England's health service: weights 10 to 2, modulo 11."""
    return _NHS.complement(number) == int(number[9])


def social_security(number: str) -> bool:
    """The United States': no check digit, but ranges that were never given out."""
    return number[:3] not in {"000", "666"} and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def latvian(number: str) -> bool:
    """Latvia's: a day, and weights modulo 11."""
    check = (1 - _LATVIAN.remainder(number)) % _LATVIAN.modulus
    return _begins_with_date(number, "dmy") and check == int(number[10])
