"""Find references by number to characters that no text may have, such as `&#8;`, which parsers drop without a word.

References from `&#128;` to `&#159;` are not among them: HTML says that they mean characters of Windows-1252.
"""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"&(?:amp;)?#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t-\r\x1c-\x7e\x80-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LAST = 0x10FFFF


def forbidden_references(markup: str) -> str:
    """Return the forbidden characters that `markup` refers to by number, escaped once or twice."""
    if "&#" not in markup and ";#" not in markup:
        return ""
    codes = (int(digits, 16) if digits else int(decimal) for digits, decimal in _REFERENCE.findall(markup))
    return "".join(chr(code) for code in codes if code <= _LAST and _FORBIDDEN.match(chr(code)))
