"""Personal data: precision and recall on generated sentences in ten languages with hard negatives, and speed.

    python benchmarks/personal_data.py             F1 by label
    python benchmarks/personal_data.py FOLDER      and MB of text for each second of CPU on the text files of a folder

Every number is made up here: digits are tried until the check digits fit, and telephone numbers are the examples that
numbering plans give. Seeded.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers

from parquetry.enrich.personal_data import checksums, find
from parquetry.enrich.personal_data.numbers import IBAN_LENGTHS
from parquetry.model.vocabulary import PERSONAL_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = 400
"""Sentences of each language."""
# Where a number stands, and where another one does: {} is the place. Labels: m mail, t telephone, i IBAN, c card, p person.
FRAMES: dict[str, tuple[str, ...]] = {
    "en": (
        "Please write to {m} today.",
        "Call me: tel. {t}, any time.",
        "Pay into {i} by Friday.",
        "The card {c} was lost.",
    ),
    "de": ("Schreiben Sie an {m} bis morgen.", "Rufen Sie an, Tel. {t}.", "Bitte auf {i} zahlen.", "Die Karte {c} ist weg."),
    "fr": (
        "Écrivez à {m} dès demain.",
        "Appelez le tél. {t} ce soir.",
        "Versez sur {i} avant lundi.",
        "La carte {c} est perdue.",
    ),
    "es": ("Escriba a {m} mañana.", "Llame al tel. {t} hoy.", "Pague en {i} el lunes.", "La tarjeta {c} se perdió."),
    "it": ("Scriva a {m} domani.", "Chiami il tel. {t} oggi.", "Versi su {i} lunedì.", "La carta {c} è persa."),
    "pl": ("Proszę pisać na {m} jutro.", "Proszę dzwonić, tel. {t}.", "Wpłata na {i} w piątek.", "Karta {c} zginęła."),
    "nl": ("Schrijf naar {m} morgen.", "Bel tel. {t} vandaag.", "Betaal op {i} voor vrijdag.", "De kaart {c} is weg."),
    "tr": ("Yarın {m} adresine yazın.", "Tel. {t} numarasını arayın.", "{i} hesabına yatırın.", "{c} numaralı kart kayıp."),
    "ru": ("Пишите на {m} завтра.", "Звоните, тел. {t}.", "Платите на {i} в пятницу.", "Карта {c} потеряна."),
    "pt": ("Escreva para {m} amanhã.", "Ligue para o tel. {t} hoje.", "Pague em {i} na sexta.", "O cartão {c} sumiu."),
}
PEOPLE: dict[str, tuple[tuple[str, str, Callable[[str], bool]], ...]] = {
    "en": (("SSN {p}", "###-##-####", checksums.social_security), ("NHS number {p}", "### ### ####", checksums.nhs)),
    "de": (("Steuer-ID {p}", "1# ### ### ###", checksums.mod_11_10), ("AHV {p}", "756.####.####.##", checksums.ahv)),
    "fr": (
        ("Sécurité sociale {p}", "1 ## 05 75 ### ### ##", checksums.nir),
        ("Registre {p}", "85.07.09-###.##", checksums.rijksregister),
    ),
    "es": (("con DNI {p}", "########A", checksums.dni), ("RUT {p}", "12.###.###-#", checksums.rut)),
    "it": (("C.F. {p}", "RSSMRA85T10A562A", checksums.codice_fiscale),),
    "pl": (("PESEL {p}", "850709#####", checksums.pesel), ("r. č. {p}", "855709/####", checksums.rodne_cislo)),
    "nl": (("BSN {p}", "#########", checksums.bsn),),
    "tr": (("T.C. kimlik {p}", "1##########", checksums.kimlik), ("OIB {p}", "###########", checksums.mod_11_10)),
    "ru": (("ЕГН {p}", "850709####", checksums.egn), ("личный код {p}", "850709-####", checksums.personnummer)),
    "pt": (("CPF {p}", "###.###.###-##", checksums.cpf),),
}
NETWORK = ("Host {a} is down.", "IP {a}, again.", "(see {u}).", "{u}, as before.")
REGIONS = {
    "en": "GB",
    "de": "DE",
    "fr": "FR",
    "es": "ES",
    "it": "IT",
    "pl": "PL",
    "nl": "NL",
    "tr": "TR",
    "ru": "RU",
    "pt": "BR",
}
NEGATIVES = (
    "Order 4929 1234 5678 9012 came today.",
    "Version 10.4.2.11 is out, and 2.0.0.1 is not.",
    "The sum is 1,234,567,890.12 in all, or 4,111,111,111,111.",
    "It lies at 52.520008, 13.404954 in the north.",
    "See section 4.2.1.3 and table 12-34-56.",
    "Invoice number 4111111111111111 is open.",
    "ISBN 978-3-16-148410-0 is sold out.",
    "On 12.05.2011 at 10:30:45 it began, and on 2011-05-12 it ended.",
    "Look at example dot com if you like.",
    "The ratio is 16:9:4, the code std::vector::begin.",
    "They met at 221 Baker Street, room 1234567.",
    "From 1985 to 1989 there were 123 456 789 of them.",
    "Temperatures of -12.5 to 104.25 were measured 1000000 times.",
    "Part no. 12345678-X and article 850709 1234567 are out.",
)


def fitted(form: str, check: Callable[[str], bool], chosen: random.Random) -> str:
    """Return a number of a form whose check digits fit: `#` is any digit, a last capital any."""
    while True:
        digits = "".join(str(chosen.randint(0, 9)) if char == "#" else char for char in form)
        tries = [digits[:-1] + chr(letter) for letter in range(65, 91)] if digits[-1].isalpha() else [digits]
        for written in tries:
            compact = "".join(char for char in written if char.isalnum())
            if check(compact):
                return written


def iban(chosen: random.Random, *, right: bool) -> str:
    """Return an account number, in groups of four or not; a wrong one differs in its check digits."""
    country = chosen.choice(["DE", "FR", "ES", "PL", "TR", "BE", "AT"])
    account = "".join(str(chosen.randint(0, 9)) for _ in range(IBAN_LENGTHS[country] - 4))
    check = 98 - int(account + "".join(str(int(char, 36)) for char in country) + "00") % 97
    number = f"{country}{check if right else (check + 7) % 97:02}{account}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if chosen.random() < 0.5 else number  # noqa: PLR2004


def card(chosen: random.Random, *, right: bool) -> str:
    """Return a number of a card, in groups of four or not; a wrong one differs in its last digit."""
    begun = chosen.choice(["4", "51", "2221", "6011"])
    body = begun + "".join(str(chosen.randint(0, 9)) for _ in range(15 - len(begun)))
    last = next(digit for digit in range(10) if checksums.luhn(f"{body}{digit}"))
    number = f"{body}{last if right else (last + 3) % 10}"
    return " ".join(number[at : at + 4] for at in range(0, 16, 4)) if chosen.random() < 0.5 else number  # noqa: PLR2004


def mail(chosen: random.Random) -> str:
    """Return an address, now and then written out."""
    user = chosen.choice(["ada", "j.smith", "info-desk", "maria_lopez", "x99"])
    domain = chosen.choice(["example.org", "mail.example.com", "example.co.uk"])
    written = chosen.random()
    if written < 0.15:  # noqa: PLR2004
        return f"{user} (at) {domain.replace('.', ' (dot) ')}"
    return f"{user} [at] {domain}" if written < 0.25 else f"{user}@{domain}"  # noqa: PLR2004


def phone(language: str, chosen: random.Random) -> str:
    """Return the example of a country's plan, as people write it there or with the country's code."""
    kind = chosen.choice([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
    number = phonenumbers.example_number_for_type(REGIONS[language], kind)
    form = chosen.choice([phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL])
    return str(phonenumbers.format_number(number, form))


def sentences(language: str, seed: int, count: int = SENTENCES) -> list[tuple[str, tuple[tuple[int, int, str], ...]]]:
    """Return sentences of a language with the (start, end, label) of what is in them."""
    chosen = random.Random(seed)  # noqa: S311 (seeded on purpose)
    out = []
    for _ in range(count):
        if chosen.random() < 0.3:  # noqa: PLR2004 (share of negatives)
            out.append((chosen.choice(NEGATIVES), ()))
            continue
        people = PEOPLE[language]
        frame = chosen.choice((*FRAMES[language], *NETWORK, *(each[0] + "." for each in people)))
        right = chosen.random() < 0.8 or not ({"{i}", "{c}"} & set(frame.split()))  # noqa: PLR2004
        form, check = next((each[1:] for each in people if each[0] == frame[:-1]), people[0][1:])
        kinds = {
            "{m}": (mail(chosen), "EMAIL"),
            "{t}": (phone(language, chosen), "PHONE"),
            "{i}": (iban(chosen, right=right), "IBAN"),
            "{c}": (card(chosen, right=right), "CARD"),
            "{a}": (".".join(str(chosen.randint(20, 250)) for _ in range(4)), "IP"),
            "{u}": (f"https://www.example.org/{chosen.randint(1, 999)}/a?b=c_(d)", "URL"),
            "{p}": (fitted(form, check, chosen), "NATIONAL_ID"),
        }
        sign = next(sign for sign in kinds if sign in frame)
        value, label = kinds[sign]
        start = frame.index(sign)
        out.append((frame.replace(sign, value), ((start, start + len(value), label),) if right else ()))
    return out


def scores(seed: int = 1) -> dict[str, tuple[int, int, int]]:
    """Return for each label how many were found rightly, found wrongly, and missed."""
    out = {label: [0, 0, 0] for label in PERSONAL_LABELS}
    for number, language in enumerate(FRAMES):
        for text, expected in sentences(language, seed + number):
            found = {(hit.start, hit.end, hit.label) for hit in find(text, language, PERSONAL_LABELS)}
            for *_, label in found & set(expected):
                out[label][0] += 1
            for *_, label in found - set(expected):
                out[label][1] += 1
            for *_, label in set(expected) - found:
                out[label][2] += 1
    return {label: (a, b, c) for label, (a, b, c) in out.items()}


def f1(right: int, wrong: int, missed: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def main() -> None:
    """Print F1 by label, and the speed where a folder is given."""
    found = scores()
    for label, counts in found.items():
        print(f"{label:<12} F1 {f1(*counts):.3f}  right {counts[0]}, wrong {counts[1]}, missed {counts[2]}")
    print(f"{'all':<12} F1 {f1(*(sum(column) for column in zip(*found.values(), strict=True))):.3f}")
    if len(sys.argv) > 1:
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
        begun = time.process_time()
        for text in texts:
            find(text, "en", PERSONAL_LABELS)
        size = sum(len(text.encode()) for text in texts)
        print(f"speed {size / 1e6 / (time.process_time() - begun):.1f} MB/s")


if __name__ == "__main__":
    main()
