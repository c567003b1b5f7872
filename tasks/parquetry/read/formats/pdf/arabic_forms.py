"""Arabic forms: signs for a letter as it is drawn at the beginning, in the middle or at the end of a word.

Unicode has them for old fonts alone; text is written in letters, and programs choose the form. Old programs name glyphs by
them, so that "مرحبا" comes as "ﻣﺮﺣﺒﺎ".

Source: Unicode Character Database, blocks Arabic Presentation Forms-A and -B.
"""

from __future__ import annotations

import unicodedata

_BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
_FORMS = ("<initial>", "<medial>", "<final>", "<isolated>")


def _letters() -> dict[int, str]:
    """Return the letters of each form; those that would have a space in them, as a sign that stands alone, have none."""
    out = {}
    for block in _BLOCKS:
        for code in block:
            text = unicodedata.normalize("NFKC", chr(code))
            if unicodedata.decomposition(chr(code)).startswith(_FORMS) and " " not in text:
                out[code] = text
    return out


_LETTERS = _letters()


def without_forms(text: str) -> str:
    """Return text with letters in place of their forms.

    >>> without_forms("ﻣﺮﺣﺒﺎ")
    'مرحبا'
    """
    return text if text.isascii() else text.translate(_LETTERS)
