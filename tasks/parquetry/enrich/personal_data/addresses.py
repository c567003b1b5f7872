"""Addresses of the net: mail, pages, machines."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from parquetry.enrich.personal_data.hits import Hit
from parquetry.enrich.personal_data.regions import matches
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.enrich.personal_data.regions import Regions

# Source: RFC 5321, 4.5.3.1: 64 characters before the @, 255 after it.
_LOCAL = re.compile(r"[\w.%+\-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[\w\-]{1,63}\.)+[^\W\d_]{2,24}(?![\w\-])")
_WORDED = re.compile(
    r"""
    (?<![\w.+\-]) (?P<local>[\w.+\-]{1,64})
    (?P<at>[ ]?[\[({][ ]?(?:at|@)[ ]?[\])}][ ]? | [ ]at[ ])              # "ada (at) example.org", "ada at example dot org"
    (?P<domain>[\w\-]{1,63}
        (?:(?:[ ]?[\[({][ ]?(?:dot|\.)[ ]?[\])}][ ]?|[ ]dot[ ]|\.)[\w\-]{1,63}){1,4})
    (?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = (" dot ", "(at", "[at", "{at", "( at", "[ at", "{ at", "(@", "[@", "{@", "( @", "[ @", "{ @")
_DOT = re.compile(r" ?[\[({] ?(?:dot|\.) ?[\])}] ?| dot ", re.IGNORECASE)
_MAIL_CUE = re.compile(alternatives(words("contact_words", "mail")), re.IGNORECASE)
# "write to us at example dot org": what stands before "at" is no name of a mailbox.
_NO_LOCAL = frozenset(words("contact_words", "no_mailbox"))
# Code points before a number or an address in which a word about it is looked for.
_CUE_BEFORE = 40
_URL = re.compile(
    r"""
      (?:https?|ftp)://[^\s<>"{}|\\^`]+                    # "https://example.org/a?b=c"
    | (?<![\w.@/])www\.[\w\-]+\.[^\s<>"{}|\\^`]+           # "www.example.org", and not what follows "://" or "@"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_URL = ".,;:!?'\"”’»*_"
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
# "the server at 10.0.0.1", "Adresse 192.168.2.1".
_IP_CUE = re.compile(rf"\bip\b|{alternatives(words('contact_words', 'machine'))}", re.IGNORECASE)
# "version 4.1.2.0", "v. 4.1.2.0", "section 3.2.1.4", "no. 3.2.1.4".
_VERSION = alternatives(words("contact_words", "version"))
_VERSION_CUE = re.compile(rf"(?:\b(?:v|no)|{_VERSION})\.?:?[ ]?$", re.IGNORECASE)
# Source: RFC 5321, 4.5.3.1.1.
_LONGEST_LOCAL = 64
# Four numbers all smaller than this are those of a version or a section, unless a word before them speaks of machines.
_LARGE_OCTET = 20
# Groups of an IPv6 address: `a::b` is one by the standard, and in texts something else.
_LEAST_GROUPS = 3


def mails(text: str) -> Iterator[Hit]:
    """Yield mail addresses: as they are, and as people write them out against robots."""
    yield from _plain_mails(text)
    yield from _written_out_mails(text)


def _plain_mails(text: str) -> Iterator[Hit]:
    # From one "@" to the next: an expression that began with the mailbox would look at every word of the text.
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text, max(0, at - _LONGEST_LOCAL), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and not local[0].startswith(".") and local[0][-1] not in ".-":
            start = local.start()
            yield Hit(start, domain.end(), "EMAIL", "address", text[start : domain.end()].casefold())
        at = text.find("@", at + 1)


def _means_mail(text: str, match: re.Match[str], domain_name: str) -> bool:
    """Tell whether a written-out "at" is that of an address."""
    # In brackets it is written by no one for another reason; without, a word about mail must stand before it.
    if match["at"].strip()[:1] in "[({":
        return True
    before = text[max(0, match.start() - _CUE_BEFORE) : match.start()]
    return domain_name != match["domain"] and _MAIL_CUE.search(before) is not None


def _written_out_mails(text: str) -> Iterator[Hit]:
    # Most texts have neither, and the expression below looks at every word.
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for match in _WORDED.finditer(text):
        domain_name = _DOT.sub(".", match["domain"])
        possible = match["local"].casefold() not in _NO_LOCAL and _DOMAIN.fullmatch(domain_name)
        if possible and _means_mail(text, match, domain_name):
            yield Hit(match.start(), match.end(), "EMAIL", "written_out", f"{match['local']}@{domain_name}".casefold())


def urls(text: str) -> Iterator[Hit]:
    """Yield addresses of pages, without the punctuation of the sentence they stand in."""
    if "://" not in text and "www." not in text.casefold():
        return
    for match in _URL.finditer(text):
        found = match[0].rstrip(_AFTER_URL)
        # A closing bracket belongs to the address only where it opens one.
        while found.endswith((")", "]")) and found.count(found[-1]) > found.count("(" if found[-1] == ")" else "["):
            found = found[:-1].rstrip(_AFTER_URL)
        if len(found) > len("http://"):
            yield Hit(match.start(), match.start() + len(found), "URL", "address", found)


def machines(text: str, within: Regions) -> Iterator[Hit]:
    """Yield addresses of machines; four numbers of a version or a section are none."""
    yield from _ipv4(text, within)
    yield from _ipv6(text, within)


def _ipv4(text: str, within: Regions) -> Iterator[Hit]:
    for match in matches(_IPV4, text, within):
        before = text[max(0, match.start() - _CUE_BEFORE) : match.start()]
        octets = [int(octet) for octet in match[0].split(".")]
        # "4.1.2.0" is a version, "127.0.0.1" is none.
        small = all(octet < _LARGE_OCTET for octet in octets) and not _IP_CUE.search(before)
        if max(octets) > 255 or small or _VERSION_CUE.search(before):  # noqa: PLR2004 (an octet)
            continue
        yield Hit(match.start(), match.end(), "IP", "ipv4", ".".join(map(str, octets)))


def _ipv6(text: str, within: Regions) -> Iterator[Hit]:
    for match in matches(_IPV6, text, within):
        try:
            address = ipaddress.IPv6Address(match[0])
        except ValueError:
            continue
        # "dead::beef" without a digit is a name of C++ rather than an address.
        if len([group for group in match[0].split(":") if group]) >= _LEAST_GROUPS and re.search(r"\d", match[0]):
            yield Hit(match.start(), match.end(), "IP", "ipv6", str(address))
