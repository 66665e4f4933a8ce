"""Posts and comments made of entries, with every word accounted for.

The rule: what a form says of an entry (kind, status, zone) is decided by its importer; here its text is put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from archive.blogger_ids import post_digits
from archive.formats.blogger_feed.entries import Entry
from archive.formats.blogger_feed.times import instant
from archive.formats.blogger_feed.words import Text
from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedRecord, Remark
from archive.markup.from_html import raw_words, to_markdown
from archive.model import LeftOut
from archive.text import normalize

_REMOVED = re.compile(r"this (?:comment|post) has been removed by (?:the author|a blog administrator)\.?")
"""What Blogger puts in place of a removed text, in English; elsewhere only a property of the entry tells."""
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")
"""How a text ends that is no more than the beginning of one."""
_TITLE_OF_A_COMMENT = "title of a comment, made of its first words"
_NOTHING = Text("")


class Made(NamedTuple):
    """What was made of one entry."""

    found: tuple[ParsedRecord, ...]
    added: int = 0
    """Words of the records that are facts of the entry (addresses of players and enclosures), not words of it."""

    def noting(self, remarks: list[Remark]) -> Made:
        """The same, with `remarks`."""
        return Made((*self.found, *remarks), self.added)


class _Body(NamedTuple):
    markdown: str
    words: list[str]
    left_out: tuple[LeftOut, ...]
    added: int


def filled_post(post: ParsedPost, entry: Entry) -> Made:
    """`post`, of which its form has told all but this, with the text, author and labels of `entry`."""
    body = _body(entry, post.url, newlines_are_breaks=False)
    title = entry.title.words if entry.title else []
    made = replace(
        post,
        body=body.markdown,
        raw=" ".join([*title, *body.words]),
        title=" ".join(title) or None,
        author=entry.author,
        labels=entry.labels,
        left_out=body.left_out,
        partial=_is_partial(entry),
    )
    return Made((made,), body.added)


def filled_comment(comment: ParsedComment, entry: Entry) -> Made:
    """`comment`, of which its form has told all but this, with the text and author of `entry`."""
    url = comment.post.url if comment.post else None
    body = _body(entry, url, newlines_are_breaks=True)
    title = tuple(LeftOut(_TITLE_OF_A_COMMENT, " ".join(text.words)) for text in [entry.title] if text)
    made = replace(
        comment,
        body=body.markdown,
        raw=" ".join([*(left.text for left in title), *body.words]),
        author=entry.author,
        left_out=title + body.left_out,
        removed="blogger.contentRemoved" in entry.properties or _is_place_holder(entry),
    )
    return Made((made,), body.added)


def rest(entry: Entry, number: int, reason: str, *, quarantined: bool = True, kind: str = "rest") -> Made:
    """All words of `entry`, which is neither a post nor a comment."""
    texts = [text.words for text in (entry.title, entry.body) if text]
    words = [word for text in texts for word in text] + [left.text for left in entry.others]
    return Made((OtherText(" ".join(words), (number, number), reason, quarantined, kind),))


def blogger_tag(written: str) -> str | None:
    """`written` if it is Blogger's tag URI of a post, page or comment."""
    return written if post_digits(written) else None


def published(
    entry: Entry, number: int, names: tuple[str, ...] = ("published",)
) -> tuple[datetime | None, list[Remark]]:
    """The instant in the first of the facts `names` that is filled, with the offset it was written with, and what is
    wrong with it."""
    written = next((entry.facts[name] for name in names if entry.facts.get(name)), "")
    moment = instant(written)
    if moment or not written:
        return moment, []
    return None, [Remark(f"record {number}: “{written[:40]}” is no time, so it has no date")]


def utc(moment: datetime | None) -> datetime | None:
    """`moment` as records have it."""
    return moment.astimezone(UTC) if moment else None


def _body(entry: Entry, base_url: str | None, newlines_are_breaks: bool) -> _Body:
    text = entry.body or _NOTHING
    converted = to_markdown(text.html, base_url, newlines_are_breaks or not text.is_html)
    lines = list(_added_lines(entry))
    added = [*converted.embedded, *(word for line in lines for word in raw_words(line))]
    return _Body(
        "\n\n".join(part for part in (converted.markdown, *(to_markdown(line).markdown for line in lines)) if part),
        [*text.words, *(left.text for left in entry.others), *added],
        converted.left_out + entry.others,
        sum(len(word.split()) for word in added),
    )


def _added_lines(entry: Entry) -> Iterator[str]:
    for what, address in entry.added:
        shown = escape(address)
        yield f'<p>{what}: <a href="{shown}">{shown}</a></p>'


def _is_partial(entry: Entry) -> bool:
    """Whether it is a summary, or a description of RSS that ends as beginnings of texts do."""
    if entry.body_name != "description" or not entry.body:
        return entry.body_name == "summary"
    return bool(_CUT.search(" ".join(entry.body.words)))


def _is_place_holder(entry: Entry) -> bool:
    text = entry.body
    return bool(text and len(text.source) < 400 and _REMOVED.fullmatch(normalize(" ".join(text.words))))
