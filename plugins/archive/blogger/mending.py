"""An entry as it stands made into one that every XML parser reads alike.

The rule: words stay as they are. CDATA sections become plain text; comments, processing instructions, the document
type and characters that XML forbids go; a reference stands for its character, whatever its dialect (`&nbsp;`,
`&#150;`), and an `&` that is none for itself. So no entity is left to expand, and what is left is tags, text and XML's
own five.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.entities import html5

from archive.text import clean

_ODDITIES = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|(?P<cut>\Z))"
    r"|<!--.*?(?:-->|(?P<open>\Z))"
    r"|<\?.*?(?:\?>|(?P<unended>\Z))"
    r"|<!DOCTYPE\b[^\[<>]*+(?:\[[^\]]{0,4000}+\]\s*+)?>"
    r"|(?P<end>\]\]>)"
    r"|&(?!(?:lt|gt|amp|quot|apos);)(?P<name>\#[0-9]{1,8};|\#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,40};)?",
    re.DOTALL,
)


def mended(xml: str) -> str:
    """`xml`, a part of a document, as a parser can read it. Never raises; takes time linear in the length."""
    return _ODDITIES.sub(_mended, clean(xml))


def _mended(found: re.Match[str]) -> str:
    if found.lastgroup in ("cut", "open", "unended"):  # what does not close is text
        return escape(found.group())
    if found["cdata"] is not None:
        return escape(found["cdata"])
    if found["end"]:
        return "]]&gt;"
    return _character(found["name"] or "") if found.group().startswith("&") else ""


def _character(name: str) -> str:
    """What a reference to `name` ("nbsp;", "#150;") stands for, as text in XML."""
    if name.startswith("#") or name in html5:
        return escape(clean(unescape(f"&{name}")))
    return f"&amp;{name}"
