"""Checksums: the check digits by which numbers of accounts, cards and people are told from other numbers.

Each takes a number in its compact form (digits and capitals alone) and tells whether its check digits fit.
"""

from __future__ import annotations

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


def luhn(number: str) -> bool:
    """Source: ISO/IEC 7812-1, annex B.

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    doubled = [int(digit) * factor for digit, factor in zip(reversed(number), cycle((1, 2)), strict=False)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 (the sum of its digits)


def mod_97(number: str) -> bool:
    """Source: ISO 7064 mod 97-10, as IBANs use it: the first four characters count last, letters as 10 to 35."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def mod_11_10(number: str) -> bool:
    """Source: ISO 7064 mod 11,10: Germany's tax number, Croatia's OIB."""
    check = 10
    for digit in number[:-1]:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (check + int(number[-1])) % 10 == 1


def weighted(number: str, weights: tuple[int, ...]) -> int:
    """Return the sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def verhoeff(number: str) -> bool:
    """Source: Verhoeff 1969; India's Aadhaar."""
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][int(digit)])])
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
    return _DNI[int(digits) % 23] == number[-1]


def codice_fiscale(number: str) -> bool:
    """Italy's: the sum of values by odd and even place, modulo 26, as a letter."""
    even = [int(char) if char.isdigit() else ord(char) - ord("A") for char in number[1:15:2]]
    return chr(ord("A") + (sum(_ODD[char] for char in number[:15:2]) + sum(even)) % 26) == number[15]


def nir(number: str) -> bool:
    """France's: 97 less the number modulo 97; 2A and 2B, of Corsica, count as 19 and 18."""
    digits = number[:13].replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits) % 97 == int(number[13:])


def bsn(number: str) -> bool:
    """The Netherlands': weights 9 to 2 and -1, modulo 11."""
    return int(number) > 0 and weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def rijksregister(number: str) -> bool:
    """Belgium's: 97 less the first nine digits modulo 97, with a 2 before them for births since 2000."""
    return any(97 - int(prefix + number[:9]) % 97 == int(number[9:]) for prefix in ("", "2"))


def pesel(number: str) -> bool:
    """Poland's: a day whose month says the century, and weights 1, 3, 7, 9."""
    century_month = int(number[2:4]) % 20
    return is_date(2000 + int(number[:2]), century_month, int(number[4:6])) and (
        weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    )


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
    first = weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    second = weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    return is_date(int(number[4:6]), int(number[2:4]), day) and first and second


def cpr(number: str) -> bool:
    """Denmark's: a day; numbers given out since 2007 have no check digit."""
    return _begins_with_date(number, "dmy")


def hetu(number: str) -> bool:
    """Finland's: a day, and a character by the nine digits modulo 31."""
    digits = number[:6] + number[7:10]
    return _begins_with_date(number, "dmy") and _HETU[int(digits) % 31] == number[10]


def isikukood(number: str) -> bool:
    """Estonia's and Lithuania's: a day, and a digit by weights, with other weights where the first give 10."""
    check = weighted(number[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:  # noqa: PLR2004 (no digit)
        check = weighted(number[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return _begins_with_date(number[1:], "ymd") and check == int(number[10])


def egn(number: str) -> bool:
    """Bulgaria's: a day whose month has 20 or 40 added by century, and weights modulo 11."""
    month = int(number[2:4]) % 20
    check = weighted(number[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(2000 + int(number[:2]), month, int(number[4:6])) and check == int(number[9])


def cnp(number: str) -> bool:
    """Romania's: a day, and weights modulo 11."""
    check = weighted(number[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return _begins_with_date(number[1:], "ymd") and (1 if check == 10 else check) == int(number[12])  # noqa: PLR2004 (no digit)


def jmbg(number: str) -> bool:
    """Serbia's, Slovenia's and their neighbours': a day with three digits of its year, and weights modulo 11."""
    check = -weighted(number[:12], (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    year = int(number[4:7])
    century = 1000 if year > 800 else 2000  # noqa: PLR2004 (985 is 1985, 003 is 2003)
    return is_date(century + year, int(number[2:4]), int(number[:2])) and check % 10 == int(number[12]) and check < 10  # noqa: PLR2004


def kimlik(number: str) -> bool:
    """Turkey's: two digits, by the odd and even places and by the sum."""
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] > 0 and tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def cpf(number: str) -> bool:
    """Brazil's: two digits by weights modulo 11; eleven times the same digit is none."""
    if len(set(number)) == 1:
        return False
    first = weighted(number[:9], tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = weighted(number[:10], tuple(range(11, 1, -1))) * 10 % 11 % 10
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
    return weighted(number, (1, 3) * 6 + (1,)) % 10 == 0


def resident_identity(number: str) -> bool:
    """China's: a day, and ISO 7064 mod 11-2."""
    check = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17])) % 11
    day = is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return day and number[6:8] in {"19", "20"} and "10X98765432"[check] == number[17]


def resident_registration(number: str) -> bool:
    """South Korea's: a day, and weights modulo 11."""
    check = (11 - weighted(number[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return _begins_with_date(number, "ymd") and check == int(number[12])


def south_african(number: str) -> bool:
    """South Africa's: a day and Luhn's digit."""
    return _begins_with_date(number, "ymd") and luhn(number)


def nhs(number: str) -> bool:
    """That of England's health service: weights 10 to 2, modulo 11."""
    check = 11 - weighted(number[:9], tuple(range(10, 1, -1))) % 11
    return check % 11 == int(number[9]) and check != 10  # noqa: PLR2004 (no digit)


def social_security(number: str) -> bool:
    """The United States': no check digit, but ranges that were never given out."""
    return number[:3] not in {"000", "666"} and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def latvian(number: str) -> bool:
    """Latvia's: a day, and weights modulo 11."""
    check = (1101 - weighted(number[:10], (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return _begins_with_date(number, "dmy") and check == int(number[10])
