"""Make comment records from the comment sections of a page.

Times come from attributes, threads from lists and scripts; what the page doesn't say is None. A removed comment keeps
its place, and so do the replies to it.

A reply is in a list (`<ol id="c<digits>-ra">`) inside the comment it replies to. The lists are read without a parser:
on pages with an unclosed `<div>`, a parser nests each comment in the one before it, and every comment would look like a
reply ("Comments in HTML" in docs/formats.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape

from archive.formats.blogger_page.builders import CommentBuilder, SectionBuilder
from archive.formats.blogger_page.dates import parse_attribute_time, show_comment_time
from archive.formats.blogger_page.script_comments import ScriptComment
from archive.formats.records import ParsedComment
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.html_tokens import HtmlToken, tokenize
from archive.text import clean

_SAID_SUFFIX = re.compile(
    r"\s*\b(?:said|says|hat gesagt|sagte|a dit|dijo|disse|ha detto|zei|sa|sagde|sanoi|napisał\(a\)|napisał)"
    r"\s*(?:\.{2,}|…|:)?$"
)
"""The end of the line above a comment in older themes, in several languages."""
_ENDS_WITH_DOTS = re.compile(r"(?:\.\.\.|…)$")
_AT_PREFIX = re.compile(r"At (?:[0-9/.: -]*(?: ?[AP]M)?)?, ?")
"""What the oldest themes print before the name."""
_REMOVED = re.compile(
    r"This (?:comment|post) has been (?:removed|deleted)(?: by (?:the|a) (?:author|blog administrator))?\."
    r"|Comment deleted"
)
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d{3})*")
_NO_COMMENTS = re.compile(
    r"(?:no|keine?|aucun|ning[uú]n|sin|nenhum|sem|nessun|geen|brak|inga|ingen|ei) (?:comm?|kom|reac|opmerk)\S*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ParsedComments:
    """The comments of one section."""

    comments: tuple[ParsedComment, ...]
    """Their `lines` number them from 1."""
    declared: int | None
    remarks: tuple[str, ...]
    added_words: int
    """Number of words that are not in the text of the page: from its script, and addresses of players."""


def comment_count(text: str) -> int | None:
    """Return the number in a heading or link: 12 for "12 comments:", 0 for "No comments:"; None if there is none."""
    if found := _NUMBER.search(text):
        return int(re.sub(r"\D", "", found[0])[:9])
    return 0 if _NO_COMMENTS.fullmatch(text) else None


def is_said_line(text: str) -> bool:
    """Return True for a line such as "Jo said...", in the languages of the larger blogs."""
    return bool(_ENDS_WITH_DOTS.search(text) and _SAID_SUFFIX.search(text))


def parse_comments(
    section: SectionBuilder,
    threads: dict[str, str | None] | None,
    items: dict[str, ScriptComment],
    base_url: str | None,
) -> ParsedComments:
    """Parse the comments of a section. `threads` comes from `reply_parents`, `items` from the page's script."""
    remarks: list[str] = []
    builders = _without_empty_anchors(section.comments)
    found = [
        _comment(builder, f"comment {builder.id or number}", base_url, remarks)
        for number, builder in enumerate(builders, 1)
    ]
    added = sum(len(comment.raw.split()) for comment in found) - sum(map(_words, builders))
    found = [_with_parent(comment, threads or {}) for comment in found]
    found = _with_ids(found, items)
    there = {comment.id for comment in found}
    found = [
        _with_script_facts(comment, items[comment.id], remarks) if comment.id in items else comment for comment in found
    ]
    missing = [_from_script(item, base_url) for item in items.values() if item.id not in there]
    found += missing
    if missing:
        remarks.append(f"comments: {len(missing)} found only in the page's script; taken from there")
    declared = _declared_count(section)
    remarks += _consistency_remarks(
        section, found, declared, threads is not None or any(item.parent for item in items.values())
    )
    numbered = [replace(comment, lines=(number, number)) for number, comment in enumerate(found, 1)]
    added += sum(len(comment.raw.split()) for comment in missing)
    return ParsedComments(tuple(numbered), declared, tuple(remarks), added)


def _without_empty_anchors(builders: list[CommentBuilder]) -> list[CommentBuilder]:
    """Drop empty anchors of comments whose text is at another anchor, and a comment that is cut off."""
    with_text = {builder.id for builder in builders if builder.body is not None}
    return [
        builder for builder in builders if not builder.cut and (builder.body is not None or builder.id not in with_text)
    ]


def _words(builder: CommentBuilder) -> int:
    return len(raw_words("".join(builder.body or [])))


def _comment(builder: CommentBuilder, place: str, base_url: str | None, remarks: list[str]) -> ParsedComment:
    html = "".join(builder.body or [])
    converted = html_to_markdown(html, base_url)
    if builder.body is None:
        remarks.append(f"{place}: it has no text on this page")
    return ParsedComment(
        converted.markdown,
        " ".join([*raw_words(html), *converted.added]),
        (1, 1),
        left_out=converted.left_out,
        id=builder.id,
        author=_author(builder, place, remarks),
        published=_published(builder, place, remarks),
        removed=builder.removed or bool(_REMOVED.fullmatch(" ".join(raw_words(html)))),
    )


def _author(builder: CommentBuilder, place: str, remarks: list[str]) -> str | None:
    printed = builder.author
    if not printed:
        return None
    text = clean(printed.text)
    if not builder.in_sentence:
        return text.strip() or None
    name = clean(printed.link) or _SAID_SUFFIX.sub("", _AT_PREFIX.sub("", text))
    if name == text and text.endswith(("...", "…")):  # "said…" in an unknown language
        remarks.append(f"{place}: the author cannot be identified in “{text}”; left without a name")
        return None
    return name.strip() or None


def _published(builder: CommentBuilder, place: str, remarks: list[str]) -> datetime | None:
    own = [address for address in builder.links if address.partition("#")[2] in ("", f"c{builder.id}")]
    shown = next((moment for address in own if (moment := show_comment_time(address))), None)
    written = (moment for text in builder.times if (moment := parse_attribute_time(text)) and moment.tzinfo)
    moment = shown or next(written, None)
    if not moment:
        remarks.append(f"{place}: the page does not say when it was published; left without a date")
    return moment.astimezone(UTC) if moment else None


def _with_parent(comment: ParsedComment, threads: dict[str, str | None]) -> ParsedComment:
    return replace(comment, in_reply_to=threads.get(comment.id)) if comment.id else comment


def _with_ids(found: list[ParsedComment], items: dict[str, ScriptComment]) -> list[ParsedComment]:
    """Give the comments without an id those of the script's comments with the same words, in their order."""
    known = {comment.id for comment in found}
    unused: dict[tuple[str, ...], list[str]] = {}
    for item in items.values():
        if item.id not in known and item.body:
            unused.setdefault(tuple(raw_words(clean(item.body))), []).append(item.id)
    return [
        replace(comment, id=ids.pop(0))
        if not comment.id and (ids := unused.get(tuple(comment.raw.split())))
        else comment
        for comment in found
    ]


def _with_script_facts(comment: ParsedComment, item: ScriptComment, remarks: list[str]) -> ParsedComment:
    """Fill in what only the script says about the comment."""
    for what, here, there in (
        ("which comment it replies to", comment.in_reply_to, item.parent),
        ("who wrote it", comment.author, item.author),
        ("when it was published", comment.published, item.published),
    ):
        if here and there and here != there:
            remarks.append(f"comment {comment.id}: the page and its script disagree about {what}; the page is followed")
    return replace(
        comment,
        in_reply_to=comment.in_reply_to or item.parent,
        author=comment.author or item.author,
        published=comment.published or item.published,
        removed=comment.removed or item.removed,
    )


def _from_script(item: ScriptComment, base_url: str | None) -> ParsedComment:
    html = clean(item.body)
    converted = html_to_markdown(html, base_url, newlines_are_breaks=True)
    return ParsedComment(
        converted.markdown,
        " ".join([*raw_words(html), *converted.added]),
        (1, 1),
        left_out=converted.left_out,
        id=item.id,
        in_reply_to=item.parent,
        author=clean(item.author).strip() or None if item.author else None,
        published=item.published,
        removed=item.removed or bool(_REMOVED.fullmatch(" ".join(raw_words(html)))),
    )


def _declared_count(section: SectionBuilder) -> int | None:
    number = comment_count(section.heading.text) if section.heading else None
    return comment_count(section.declared) if number is None and section.declared else number


def _consistency_remarks(
    section: SectionBuilder, found: list[ParsedComment], declared: int | None, threaded: bool
) -> Iterator[str]:
    if section.incomplete:
        yield "comments: the page offers to load more; some are missing"
    if declared is not None and declared > len(found):
        yield f"comments: the page says {declared} and shows {len(found)}; some are missing"
    elif declared is not None and declared < len(found):
        yield f"comments: the page says {declared} and shows {len(found)}"
    if found and not threaded:
        yield "comments: threading unknown; the page does not say which comments are replies"
    ids = {comment.id for comment in found}
    for comment in found:
        if comment.in_reply_to and comment.in_reply_to not in ids:
            yield f"comment {comment.id}: it replies to comment {comment.in_reply_to}, which is not on this page"


_LISTS = ("ol", "ul")
_ID = re.compile(r"""\s(?:id|name)\s*=\s*["']?\s*([^\s"'>]+)""", re.IGNORECASE)
_COMMENT = re.compile(r"c(\d+)", re.ASCII)
_REPLIES = re.compile(r"c(\d+)-ra", re.ASCII)


def reply_parents(html: str) -> dict[str, str | None] | None:
    """Map the id of each comment to that of the comment it replies to, or to None at top level.

    Returns None if the comments are not in lists, so that the page says nothing about replies.
    """
    found: dict[str, str | None] = {}
    lists: list[str | None] = []
    latest: str | None = None
    is_unnamed = False
    for piece in tokenize(html):
        if piece.kind != "tag":
            continue
        if piece.name in _LISTS and piece.is_closing:
            del lists[-1:]
        elif piece.name in _LISTS:
            lists.append(_parent_of_list(piece, latest if lists else None))
        elif lists and (piece.name == "li" or (is_unnamed and piece.name == "a")) and not piece.is_closing:
            comment = _COMMENT.fullmatch(_id(piece))
            is_unnamed = not comment
            if comment:
                latest = comment[1]
                found.setdefault(latest, lists[-1] if lists[-1] != latest else None)
    return found or None


def _parent_of_list(piece: HtmlToken, latest: str | None) -> str | None:
    """Return the id of the comment whose replies are in a list: from the list's id, or the comment it is in."""
    written = _id(piece)
    replies = _REPLIES.fullmatch(written)
    return replies[1] if replies else None if written == "top-ra" else latest


def _id(piece: HtmlToken) -> str:
    found = _ID.search(piece.source)
    return unescape(found[1]) if found else ""
