"""Say in characters what tags say, for readers who may not see the tags: in search results, feeds and summaries.

The rule: a struck word is never taken for a standing one, and a raised figure never joins the number before it. Raised
and lowered figures become characters of their own ("10²", "CO₂"), struck words get a note ("[struck out: £500] £300"),
and quoted words get quotation marks. Raised letters, as in "4th", stay letters.
"""

from __future__ import annotations

import re

from archive.text import STRUCK_END, STRUCK_START

QUOTE_MARKS = (("“", "”"), ("‘", "’"))
"""Around quoted words, and around words quoted within them."""

_FIGURES = "0123456789+-−=()"
_SUPERSCRIPT = str.maketrans(_FIGURES + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans(_FIGURES, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISED = re.compile(r"(?=.*\d)[\d+\-−=()ni,. *†‡\[\]]+", re.DOTALL)
_LOWERED = re.compile(r"(?=.*\d)[\d+\-−=(),. ]+", re.DOTALL)

_SHIFTED = re.compile(r"<(sup|sub)>(.{1,400}?)</\1>", re.DOTALL)
_ANY_TAG = re.compile(r"(<[^<>]*>)")
_TAG = re.compile(r"<(/?)(s|del|q)>")
_NOTE = '<span class="unseen">{}</span>'


def shifted(tag: str, text: str) -> str:
    """Return the text of a `sup` or `sub` element in superscript or subscript figures; unchanged if it has letters."""
    pattern, figures = (_RAISED, _SUPERSCRIPT) if tag == "sup" else (_LOWERED, _SUBSCRIPT)
    return text.translate(figures) if pattern.fullmatch(text) else text


def spoken_html(html: str) -> str:
    """Return safe `html` for a page or feed, with notes at struck words and figures that stay raised without style.

    Preformatted text can be reached by keyboard, because it scrolls sideways on a narrow screen.
    """
    if "<su" in html:
        html = _SHIFTED.sub(_figures, html)
    if "<s>" in html or "<del>" in html or "<q>" in html:
        html = _TAG.sub(_Notes().replaced, html)
    return html.replace("<pre>", '<pre tabindex="0">')


def _figures(found: re.Match[str]) -> str:
    """Write the figures of an element, and of links in it, as characters, and drop its tags."""
    tag, parts = found[1], _ANY_TAG.split(found[2])
    text = "".join(parts[::2])
    if shifted(tag, text) == text:
        return found[0]
    figures = _SUPERSCRIPT if tag == "sup" else _SUBSCRIPT
    parts[::2] = [part.translate(figures) for part in parts[::2]]
    return "".join(parts)


class _Notes:
    """Replaces tags of struck and quoted words, and counts the open quotations."""

    def __init__(self) -> None:
        self._quotes = 0

    def replaced(self, found: re.Match[str]) -> str:
        is_end, name = bool(found[1]), found[2]
        if name != "q":
            note = _NOTE.format(STRUCK_END if is_end else STRUCK_START)
            return note + found[0] if is_end else found[0] + note
        self._quotes -= is_end
        mark = quote_mark(self._quotes, is_end)
        self._quotes += not is_end
        return mark


def quote_mark(depth: int, is_end: bool) -> str:
    """Return the mark that starts or ends a quotation within `depth` others."""
    return QUOTE_MARKS[depth % len(QUOTE_MARKS)][is_end]
