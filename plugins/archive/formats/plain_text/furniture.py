"""The furniture of a Blogger page in plain text, by kind: the lines that it prints around its posts.

The rule: a line is furniture only if the whole line is known, and only before or after a text. Inside a text, the same
lines are the author's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from archive.formats.plain_text.lines import TextLine, line_range, raw_text
from archive.formats.records import OtherText
from archive.model import FURNITURE

REASON = f"{FURNITURE}: {{}}"
READ_MORE = "link to the whole post"
HEADER, NAVIGATION, COMMENT_FORM, SHARE, FOOTER = "header", "navigation", "comment form", "share buttons", "footer"

_PAGER = r"(?:Newer|Older) Posts?|Home"
_KINDS = {
    HEADER: r"On Probation Blog|An attempt to help explain the mysteries.*|Skip to (?:main )?content",
    NAVIGATION: rf"Showing posts with label .+ Show all posts|Show all posts|(?:{_PAGER})(?: (?:{_PAGER}))*"
    r"|Load more\.\.\.|View (?:web|mobile) version",
    READ_MORE: r"(?:Read more|Continue reading|Keep reading|Read the (?:rest|full post)(?: of .+)?)[ .…»›>→]*",
    "subscription links": r"Subscribe to:|Subscribe to: .*\(Atom\)|Post Comments \(Atom\)|Posts \(Atom\)",
    COMMENT_FORM: r"Post a Comment|Add comment|No comments:|Reply",
    SHARE: r"Share this|Email This|BlogThis!|Share to (?:X|\w+)|Email This ?BlogThis! ?Share to .{1,60}",
    "links to the post": r"Links to this post|Create a Link",
    FOOTER: r"Powered by Blogger\.?",
}
_FURNITURE = {kind: re.compile(lines, re.IGNORECASE if kind == READ_MORE else 0) for kind, lines in _KINDS.items()}


def furniture_kind(line: TextLine) -> str | None:
    """Return what kind of furniture the whole line is; None if it is not known to be any."""
    text = line.collapsed
    return next((kind for kind, known in _FURNITURE.items() if known.fullmatch(text)), None)


def is_furniture(line: TextLine) -> bool:
    """Return True if the whole line is furniture of a Blogger page."""
    return furniture_kind(line) is not None


def is_read_more_without_arrow(line: TextLine) -> bool:
    """Return True for "Read more" as an author may write it. Blogger's own link at a jump break ends in an arrow."""
    return furniture_kind(line) == READ_MORE and line.collapsed[-1] not in "»›>→"


def furniture(lines: Sequence[TextLine]) -> tuple[OtherText, ...]:
    """Return what the lines are that are not blank, each run of one kind by itself; all of them must be furniture."""
    kinds = groupby((line for line in lines if not line.blank), key=furniture_kind)
    return tuple(text for kind, run in kinds for text in named_furniture(list(run), kind or "line of a page"))


def named_furniture(lines: Sequence[TextLine], kind: str) -> tuple[OtherText, ...]:
    """Return the lines as furniture of that kind; nothing if they have no words."""
    kept = [line for line in lines if not (line.blank or line.glued)]
    return (OtherText(raw_text(kept), line_range(kept), REASON.format(kind), False, "furniture"),) if kept else ()


def split_trailing_furniture(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split the lines into the text and the furniture after its last word."""
    end = len(lines)
    while end and (lines[end - 1].blank or is_furniture(lines[end - 1])):
        end -= 1
    return lines[:end], lines[end:]
