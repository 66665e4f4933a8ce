"""What stands above the body of a plain-text post: its date heading and its title.

A title stands only directly under an accepted date heading, or alone on the first line of a page without one. No other
line is ever promoted, and a line that may as well be the first of the text stays text: untitled is a legal state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.formats.plain_text.comment_markers import NUMBERED
from archive.formats.plain_text.date_headings import Heading
from archive.formats.plain_text.lines import BYLINE, COMMENTS_HEADING, IMAGE_DESCRIPTION, Line, Spacing
from archive.markup.from_text import is_list_item, is_separator

_TITLE_WORDS, _TITLE_SIGNS = 20, 130
"""A title is one line. The longest in the real scrapes has 39 signs; a paragraph that opens a page has more."""
_SENTENCE_WORDS = 3
"""A line of more words that ends as a sentence does is the first of the text: no title of the seeds ends so."""
_PAGE_OF_POSTS = 3
"""Posts from which on a page shows how it sets its titles; fewer may all have lost them."""
_TO_ALL = re.compile(
    r"(?:Dear|Hi|Hello) (?:all|everyone|colleagues?|members?|friends?)\W?|Colleagues\W?", re.IGNORECASE
)
_SALUTATION = re.compile(r"(?:Dear|Hi|Hello|Good (?:morning|afternoon|evening))\b.*", re.IGNORECASE)
_BARE_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True)
class Head:
    """What stands above a body."""

    length: int
    """How many of the lines it takes."""
    title: str | None = None
    day: date | None = None
    heading: str = ""
    """The line of the date, as printed."""
    remarks: tuple[str, ...] = ()
    mailout: bool = False


def title_gap(texts: Sequence[Sequence[Line]], page: Spacing) -> int:
    """How many blank lines at most stand between the date of a post and its title, on a page of these posts.

    As many as between paragraphs; or more, if most posts of the page have it so and below it what may be a title.
    """
    below = [(at - 1, lines) for lines in texts if (at := _first_below(lines)) is not None]
    wide = [gap for gap, lines in below if gap > page.gap and _can_be_title(lines, gap + 1, page)]
    return max(wide) if len(texts) >= _PAGE_OF_POSTS and len(wide) * 2 > len(texts) else page.gap


def dated_head(lines: Sequence[Line], heading: Heading, page: Spacing, gap: int) -> Head:
    """The head of the post whose first line is its date heading.

    The title is the first line with words below it, unless that reads as text or stands further off than `gap`: then
    the extractor dropped the title (forms.md 2.1: T0).
    """
    raw = lines[0].text
    at = _first_below(lines)
    if at is not None and at - 1 <= gap and _can_be_title(lines, at, page):
        return Head(at + 1, lines[at].folded, heading.day, raw)
    missing = f"line {lines[0].number}: no title under this date; published without one"
    return Head(1, None, heading.day, raw, () if at is None else (missing,))


def _first_below(lines: Sequence[Line]) -> int | None:
    return next((at for at in range(1, len(lines)) if not lines[at].blank), None)


def undated_head(lines: Sequence[Line], page: Spacing) -> Head:
    """The head of a page without a date heading: a mailout's, a title alone, or nothing."""
    mailout = _mailout_head(lines)
    if mailout or not lines or not _can_be_title(lines, 0, page) or not _reads_as_title(lines[0].folded):
        return mailout or Head(0)
    where = f"line {lines[0].number}"
    if not page.spaced:
        return Head(0, remarks=(f"{where}: may be a title, but no blank line sets it apart; kept as text",))
    return Head(1, lines[0].folded, remarks=(f"{where}: taken as the title, though no date stands above it",))


def _mailout_head(lines: Sequence[Line]) -> Head | None:
    """A pasted mailout: a title, then the day as dd/mm/yyyy, alone on its line (forms.md 4.1)."""
    first = [at for at, line in enumerate(lines[:4]) if not line.blank][:2]
    found = _BARE_DAY.fullmatch(lines[first[1]].folded) if len(first) == 2 else None
    title = lines[first[0]].folded if first else ""
    if not found or not _is_short_text(title) or _is_sentence(title):
        return None
    try:
        day = date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    except ValueError:
        return None
    return Head(first[1] + 1, title, day, lines[first[1]].text, mailout=True)


def _can_be_title(lines: Sequence[Line], at: int, page: Spacing) -> bool:
    line = lines[at].folded
    alone = not page.spaced or at + 1 == len(lines) or lines[at + 1].blank
    return alone and _is_short_text(line) and not _is_sentence(line) and not _TO_ALL.fullmatch(line)


def _is_short_text(line: str) -> bool:
    """True if the line is short, and neither an address nor anything that has a name of its own."""
    if len(line) > _TITLE_SIGNS or len(line.split()) > _TITLE_WORDS or "://" in line:
        return False
    named = (COMMENTS_HEADING, IMAGE_DESCRIPTION, BYLINE, NUMBERED)
    return not (is_separator(line) or is_list_item(line) or any(form.fullmatch(line) for form in named))


def _is_sentence(line: str) -> bool:
    """True if the line ends as a text or the introduction of a quotation does, not as a title."""
    if line.endswith((":-", ":")):
        return True
    return line.endswith((".", ";", ",")) and not line.endswith("...") and len(line.split()) > _SENTENCE_WORDS


def _reads_as_title(line: str) -> bool:
    """Without a date heading above it, a line must look like a title, not like the start of a text."""
    sentence = line.endswith((".", ",", ";")) and not line.endswith("...")
    return not sentence and line[:1] not in "\"“'‘" and not _SALUTATION.fullmatch(line)
