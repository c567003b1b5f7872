"""Characters of symbol fonts, which Word writes by their codes in the private use area, as the characters they look like.

Source: unicode.org, VENDORS/ADOBE/symbol.txt (Symbol); for Wingdings the signs that are in common use alone.
"""

from __future__ import annotations

_LETTERS = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
# From 0x20 to 0x7E; "{|}" are themselves, and the last is the operator.
_LOW = f" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\N{OVERLINE}{_LETTERS}{{|}}∼"
# From 0xA0; pieces of brackets and arrows that are put together of several signs are left as they are.
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\0\0↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑"
_SYMBOL = {0x20 + at: sign for at, sign in enumerate(_LOW)} | {
    0xA0 + at: sign for at, sign in enumerate(_HIGH) if sign != "\0"
}
_SYMBOL |= {0xF1: "⟩", 0xF2: "∫"}
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xB2: "✧",
    0xD8: "➢",
    0xE0: "→",
    0xE8: "➔",
    0xFB: "✗",
    0xFC: "✔",
    0xFD: "☒",
    0xFE: "☑",
}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
# Word adds this to the code that a sign has in its font.
_PRIVATE_USE = 0xF000
_LAST = 0xF0FF


def symbol_character(font: str, code: int) -> str | None:
    """Return the character that a sign of a symbol font looks like, whose name is in lower case; none where not known.

    >>> symbol_character("symbol", 0xF061), symbol_character("wingdings", 0xFC), symbol_character("my font", 0xF061)
    ('α', '✔', None)
    """
    signs = _FONTS.get(font, {})
    return signs.get(code - _PRIVATE_USE if _PRIVATE_USE <= code <= _LAST else code)
