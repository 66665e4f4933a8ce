"""Find the message that a mail forwards within its own text, and tell it from the covering words.

The rule: no word changes. The words of the covering text, of the header above the message and of the quote marks are
left out by name, and the rest are the message's. If they don't add up, nothing is divided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from archive.formats.email.quoted_headers import QuotedHeader, find_quoted_header
from archive.formats.email.written_dates import written_day, written_moment
from archive.markup.from_text import text_to_markdown
from archive.markup.render import to_text
from archive.model import LeftOut

COVER = "covering mail"
HEADER = "header of the forwarded mail"
_QUOTED = re.compile(r"(?:> ?)*")
_MARKS = re.compile(r"^>[> ]*", re.MULTILINE)
_MARKUP = re.compile(r"\[([^\[\]]*)\]\(<[^<>]*>\)|\*\*|\\(?=[!-/:-@\[-`{-~])")
_TABLE_RULE = re.compile(r"[|\s:-]+")
_ENTITIES = (("&lt;", "<"), ("&amp;", "&"))
_PREFIX = re.compile(r"(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vs|ymlaen)\s*:", re.IGNORECASE)
_REPLY = re.compile(r"(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|sv|réf|rif|atb)\s*:", re.IGNORECASE)
_SHORT_COVER, _LONGEST_COVER = 60, 150
"""Most words of a covering text, without and with a subject such as "Fwd: …". A longer one is a mail of its own."""
_MOST_FORWARDS = 5
"""Levels of forwarded messages that are looked through; each costs as much as reading the text."""


@dataclass(frozen=True)
class ForwardedMessage:
    """A message within the text of another."""

    markdown: str
    cover: str
    """The words around it."""
    raw: str
    """The words of the whole text."""
    left_out: tuple[LeftOut, ...]
    """All words of the text that are neither in the Markdown nor in the title."""
    title: str | None
    author: str | None
    day: date | None
    sent: datetime | None
    is_announced: bool
    """True if the mail says that it is forwarded; False if a reply could quote it like this."""


def is_cover(subject: str, words: int, is_announced: bool) -> bool:
    """Return True if a text of so many `words` with this subject certainly only covers the message that it forwards."""
    if is_forwarding_subject(subject):
        return words <= _LONGEST_COVER
    return is_announced and words <= _SHORT_COVER and not _REPLY.match(subject)


def is_forwarding_subject(subject: str) -> bool:
    """Return True for a subject that starts with "Fwd:", "FW:" or their forms in other languages."""
    return bool(_PREFIX.match(subject))


def space_quote_marks(text: str) -> str:
    """Put a space after each quote mark at the start of a line."""
    return _MARKS.sub(lambda found: "> " * found.group().count(">"), text)


def forwarded_in_text(text: str) -> ForwardedMessage | None:
    """Return the message forwarded in a plain text whose quote marks are spaced."""
    lines = text.split("\n")
    header = find_quoted_header([_QUOTED.sub("", line, count=1) for line in lines])
    if not header:
        return None
    cover, body, marks = _divided(lines, header)
    markdown, left_out = text_to_markdown("\n".join(body).strip("\n").split("\n"))
    written = "\n".join(lines[header.start : header.end])
    return _forwarded(header, markdown, cover, written, [LeftOut(HEADER, " ".join(marks)), *left_out])


def forwarded_in_markdown(markdown: str) -> ForwardedMessage | None:
    """Return the message forwarded in canonical Markdown."""
    lines = markdown.split("\n")
    header = find_quoted_header([_bare(line) for line in lines])
    if not header:
        return None
    cover, body, _ = _divided(lines, header)
    written = to_text("\n".join(lines[header.start : header.end]))
    inner = "\n".join(body).strip("\n")
    found = _forwarded(header, inner, to_text("\n".join(cover)).split("\n"), written, [])
    words = Counter(to_text(markdown).split())
    parts = (to_text(inner), found.cover, written)
    return found if words == Counter(word for part in parts for word in part.split()) else None


def innermost(found: ForwardedMessage) -> ForwardedMessage:
    """Return the message that was forwarded first, if `found` only forwards another."""
    for _ in range(_MOST_FORWARDS):
        inner = forwarded_in_markdown(found.markdown)
        if not inner or not inner.markdown or not is_cover(found.title or "", _words(inner.cover), inner.is_announced):
            break
        title = [LeftOut(HEADER, found.title)] if found.title and inner.title else []
        inner = replace(inner, title=inner.title or found.title, cover=f"{found.cover} {inner.cover}".strip())
        found = replace(inner, left_out=(*found.left_out, *inner.left_out, *title))
    return found


def _words(text: str) -> int:
    return len(text.split())


def _divided(lines: Sequence[str], header: QuotedHeader) -> tuple[list[str], list[str], list[str]]:
    """Return the covering lines, the lines of the message without the quote marks around it, and these marks."""
    depth = _depth(lines[header.first_field])
    end = header.end
    while depth and end < len(lines) and (_depth(lines[end]) >= depth or _is_gap(lines, end, depth)):
        end += 1
    end = end if depth else len(lines)
    inner = [_unquoted(line, depth) for line in lines[header.end : end]]
    marks = [mark for line, kept in zip(lines[header.end : end], inner, strict=True) for mark in _marks(line, kept)]
    return [*lines[: header.start], *lines[end:]], inner, marks


def _is_gap(lines: Sequence[str], at: int, depth: int) -> bool:
    """Return True for a blank line between two quoted ones."""
    return not lines[at].strip() and at + 1 < len(lines) and _depth(lines[at + 1]) >= depth


def _depth(line: str) -> int:
    found = _QUOTED.match(line)
    return found.group().count(">") if found else 0


def _unquoted(line: str, depth: int) -> str:
    return re.sub(rf"(?:> ?){{0,{depth}}}", "", line, count=1) if depth else line


def _marks(line: str, kept: str) -> Iterable[str]:
    """Return the quote marks that were removed from a line."""
    return (Counter(line.split()) - Counter(kept.split())).elements()


def _bare(line: str) -> str:
    """Return the words of a line of Markdown, as far as a header needs them."""
    text = _QUOTED.sub("", line, count=1)
    if text.startswith("|"):
        text = "" if _TABLE_RULE.fullmatch(text) else " ".join(text.strip("| ").split("|"))
    text = _MARKUP.sub(r"\1", text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


def _forwarded(
    header: QuotedHeader, markdown: str, cover: Sequence[str], written: str, left_out: list[LeftOut]
) -> ForwardedMessage:
    title = " ".join(header.fields.get("subject", "").split())
    rest = Counter(written.split())
    rest.subtract(title.split())
    title, rest = (title, rest) if min(rest.values(), default=0) >= 0 else ("", Counter(written.split()))
    moment = written_moment(header.fields.get("date", ""))
    return ForwardedMessage(
        markdown=markdown,
        cover=" ".join(" ".join(cover).split()),
        raw="",
        left_out=tuple(left for left in [LeftOut(HEADER, " ".join(rest.elements())), *left_out] if left.text),
        title=title or None,
        author=_author(header.fields["from"]),
        day=None if moment else written_day(header.fields.get("date", "")),
        sent=moment,
        is_announced=header.is_forward,
    )


def _author(sender: str) -> str | None:
    name = re.split(r"[<\[(]", sender, maxsplit=1)[0].strip(" \"'*_")
    return name if name and "@" not in name else None
