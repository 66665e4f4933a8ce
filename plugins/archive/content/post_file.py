"""Read and write a post as a Markdown file, and its comments as another one beside it.

These files are the contract between import and build, and no other module knows the front matter. A post file has
header lines `Name: value`, a blank line, and the body, exact to the character. A file written by hand needs only
`Title` and a body; the rest follows from its path.

A comments file is a sequence of blocks, each with a line `## Comment <id>`, header lines, a blank line and the text. A
line of the text that looks like `## Comment …`, with any number of backslashes before it, gets one more backslash.

Both files are UTF-8 with "\\n" line ends; Windows line ends are accepted when reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from archive.errors import BrokenContent, did_you_mean
from archive.model import KINDS, Comment, KeptImage, Post, Source

BLOG_ZONE = ZoneInfo("Europe/London")
"""The time zone of the blog, which decides the day and month of a post."""

MADE_ID = "tag:on-probation-archive,2026:"
"""Start of every feed id that this archive made because no source had one (RFC 4151)."""

_COMMENT_HEAD = "## Comment "
_LOOKS_LIKE_HEAD = re.compile(r"\\*## Comment ")
_HEADER = re.compile(r"([A-Za-z][A-Za-z-]*):(?: (.*)|)")
_IMAGE_FILE = re.compile(r"images/[A-Za-z0-9_-]+\.(?:png|jpg|gif|webp)")
_SOURCE = re.compile(r"([^ ]*) (\d+)-(\d+) ([^ ]*) (.*)")
_LOOKS_LIKE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_COMMENT_ID = re.compile(r"[A-Za-z0-9_-]+")
_UNSAFE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*\.comments", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows a dot, and that of a comments file."""


@dataclass(frozen=True)
class HeaderField:
    """How one front-matter field is parsed and formatted; `parse` and `format` are inverse.

    `parse` raises ValueError with what follows the field's name in the error message.
    """

    attribute: str
    parse: Callable[[str], Any] = str
    format: Callable[[Any], str] = str


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        if _LOOKS_LIKE_DAY.fullmatch(text):
            raise ValueError(f"is {text}, but there is no such day; write it like 2017-02-28") from error
        raise ValueError(f"must be written like 2017-06-21, not “{text}”") from error


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"must be written like 2017-07-14T02:40:00Z, not “{text}”") from error
    if moment.tzinfo is None:
        raise ValueError("needs a time zone, as in 2017-07-14T02:40:00Z")
    try:
        moment.astimezone(BLOG_ZONE)
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"is {text}, which is beyond the years 1 to 9999; correct it or remove the line") from error


def _format_instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in text.split(";")) if part)


def _format_list(parts: tuple[str, ...]) -> str:
    if any(";" in part for part in parts):
        raise ValueError("a label, tag or alias cannot contain “;”")
    return "; ".join(parts)


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError(f"must be {', '.join(KINDS[:-1])} or {KINDS[-1]}, not “{text}”")
    return text


def _only(word: str) -> Callable[[str], bool]:
    """Return the parser of a field that has the value `word` or is not there."""

    def parse(text: str) -> bool:
        if text != word:
            raise ValueError(f"must be “{word}”, not “{text}”; correct it or remove the line")
        return True

    return parse


def _is_original(text: str) -> bool:
    if text not in ("original", "predicted"):
        raise ValueError(f"must be original or predicted, not “{text}”")
    return text == "original"


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(f"must be a number, not “{text}”") from error


def _source(text: str) -> Source:
    found = _SOURCE.fullmatch(text)
    if not found:
        raise ValueError("was written by import and cannot be read any more; restore this line from a copy")
    sha256, first, last, form, name = found.groups()
    return Source(name=name, sha256=sha256, form=form, lines=(int(first), int(last)))


def _format_source(source: Source) -> str:
    return f"{source.sha256} {source.lines[0]}-{source.lines[1]} {source.form} {source.name}"


def _image(text: str) -> KeptImage:
    file, _, address = text.partition(" ")
    if not _IMAGE_FILE.fullmatch(file) or not address:
        raise ValueError(f"must be a file in images/ and an address, as in “images/kettle.png https://…”, not “{text}”")
    return KeptImage(file, address)


FIELDS = {
    "Title": HeaderField("title"),
    "Date": HeaderField("day", _day, date.isoformat),
    "Published": HeaderField("published", _instant, _format_instant),
    "Kind": HeaderField("kind", _kind),
    "Author": HeaderField("author"),
    "Tags": HeaderField("tags", _list, _format_list),
    "Labels": HeaderField("labels", _list, _format_list),
    "Permalink": HeaderField("permalink"),
    "Permalink-Is": HeaderField("permalink_known", _is_original, lambda known: "original" if known else "predicted"),
    "Aliases": HeaderField("aliases", _list, _format_list),
    "Original": HeaderField("url"),
    "Declared-Comments": HeaderField("declared_comments", _number),
    "Text-Is": HeaderField("partial", _only("partial"), lambda partial: "partial" if partial else ""),
    "Id": HeaderField("id"),
}
SOURCE_FIELDS = {
    "Source-Address": HeaderField("url"),
    "Source-Licence": HeaderField("licence"),
    "Source-Notes": HeaderField("notes"),
}
COMMENT_FIELDS = {
    "Reply-To": HeaderField("parent"),
    "Author": HeaderField("author"),
    "Published": HeaderField("published", _instant, _format_instant),
    "Aliases": HeaderField("aliases", _list, _format_list),
    "Feed-Id": HeaderField("feed_id"),
    "Removed": HeaderField("removed", _only("yes"), lambda removed: "yes" if removed else ""),
}
_UNWRITTEN = (None, (), "")


def is_comment_id(text: str) -> bool:
    """Return True if `text` can be the id of a comment."""
    return bool(_COMMENT_ID.fullmatch(text))


def comments_name(name: str) -> str:
    """Return the name of the comments file beside the post file `name`."""
    return name.removesuffix(".md") + ".comments.md"


def file_of(permalink: str) -> str:
    """Return the path in `content/` of the post at `permalink`."""
    path = permalink.strip("/").removesuffix(".html")
    if _UNSAFE_NAME.fullmatch(path.rpartition("/")[2]):
        path += "~"
    return (path if path.startswith("mailouts/") else f"posts/{path}") + ".md"


def post_text(post: Post) -> str:
    """Return the text of the post's file. Raises BrokenContent if a field does not fit on one line."""
    lines = list(_header_lines(post, FIELDS, post.permalink))
    lines += [_header_line("Image", f"{image.file} {image.address}", post.permalink) for image in post.images]
    for source in post.sources:
        lines.append(_header_line("Source", _format_source(source), post.permalink))
        lines += _header_lines(source, SOURCE_FIELDS, post.permalink)
    return "\n".join(lines) + f"\n\n{post.body}\n"


def comments_text(post: Post) -> str:
    """Return the text of the post's comments file; empty if there are no comments."""
    return "\n".join(_comment_block(comment, post.permalink) for comment in post.comments)


def read_post(text: str, comments: str, name: str) -> Post:
    """Parse the post in `text`, with the comments in `comments`.

    `name` is the file's path in `content/`, which supplies what the header does not have. Raises BrokenContent, which
    names the file and the line and says what to do.
    """
    if not text.strip():
        raise BrokenContent(f"{name}: the file is empty; restore it from a copy or delete it")
    head, _, body = _lf(text).partition("\n\n")
    values, images, sources = _read_header(head, name)
    day = values.get("day") or _day_of(values.get("published"))
    post = Post(
        **{**_defaults(name), **values, "day": day}, body=_without_last_newline(body), images=images, sources=sources
    )
    return replace(post, comments=tuple(_read_comments(_lf(comments), comments_name(name))))


def _defaults(name: str) -> dict[str, Any]:
    """Return the kind, permalink and id of a file without these fields, which is written by hand."""
    path = name.removesuffix(".md").removeprefix("posts/") + ".html"
    return {
        "kind": "post" if name.startswith("posts/") else "mailout",
        "permalink": f"/{path}",
        "id": MADE_ID + path,
    }


def _header_lines(value: object, fields: dict[str, HeaderField], where: str) -> Iterator[str]:
    for key, field in fields.items():
        content = getattr(value, field.attribute)
        try:
            text = "" if content in _UNWRITTEN else field.format(content)
        except ValueError as error:
            raise BrokenContent(f"{where}: {key}: {error}") from error
        if text:
            yield _header_line(key, text, where)


def _header_line(key: str, content: str, where: str) -> str:
    if "\n" in content or "\r" in content or content != content.strip():
        raise BrokenContent(f"{where}: {key} must be one line without spaces around it, not {content!r}")
    return f"{key}: {content}"


def _read_header(head: str, name: str) -> tuple[dict[str, Any], tuple[KeptImage, ...], tuple[Source, ...]]:
    values: dict[str, Any] = {}
    images: list[KeptImage] = []
    sources: list[Source] = []
    for number, key, content in _fields_of(head.split("\n"), name):
        if key == "Source":
            sources.append(_parsed(HeaderField("", _source), content, f"{name} line {number}: {key}"))
        elif key == "Image":
            images.append(_parsed(HeaderField("", _image), content, f"{name} line {number}: {key}"))
        elif key in SOURCE_FIELDS and sources:
            fact: dict[str, Any] = {SOURCE_FIELDS[key].attribute: content}
            sources[-1] = replace(sources[-1], **fact)
        else:
            _put(values, FIELDS, key, content, f"{name} line {number}")
    return values, tuple(images), tuple(sources)


def _fields_of(lines: list[str], name: str, first: int = 1) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(lines, first):
        found = _HEADER.fullmatch(line.rstrip())
        if not found:
            raise BrokenContent(f"{name} line {number}: {_not_a_header(line, number)}")
        yield number, found.group(1), (found.group(2) or "").strip()


def _not_a_header(line: str, number: int) -> str:
    """Return what is wrong with a line that should be a header, and what to do."""
    shown = line[:60].strip()
    if shown and ":" in line:
        return f"“{shown}” is not a header; write it like “Title: Job Offer”, or put a blank line above the text"
    if shown:
        return f"“{shown}” is not a header; a header needs a colon, as in “Title: Job Offer”"
    if number == 1:
        return "the headers must start on line 1; remove the blank line"
    return "this line has spaces in it; remove them"


def _put(values: dict[str, Any], fields: dict[str, HeaderField], key: str, content: str, where: str) -> None:
    field = fields.get(key)
    if field is None:
        raise BrokenContent(f"{where}: “{key}” is not a header; {did_you_mean(key, fields)}")
    if field.attribute in values:
        raise BrokenContent(f"{where}: “{key}” is given twice; keep one")
    if content:
        values[field.attribute] = _parsed(field, content, f"{where}: {key}")


def _parsed(field: HeaderField, content: str, where: str) -> Any:
    try:
        return field.parse(content)
    except ValueError as error:
        raise BrokenContent(f"{where} {error}") from error


def _comment_block(comment: Comment, where: str) -> str:
    if not is_comment_id(comment.id):
        raise BrokenContent(f"{where}: a comment's id has only letters, digits, “-” and “_”, unlike {comment.id!r}")
    lines = [_COMMENT_HEAD + comment.id, *_header_lines(comment, COMMENT_FIELDS, where), ""]
    body = ["\\" + line if _LOOKS_LIKE_HEAD.match(line) else line for line in comment.body.split("\n")]
    return "\n".join([*lines, *body]) + "\n"


def _read_comments(text: str, name: str) -> Iterator[Comment]:
    if not text:
        return
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith(_COMMENT_HEAD)]
    if not starts or any(line.strip() for line in lines[: starts[0]]):
        raise BrokenContent(f"{name} line 1: a comments file must begin with a line “{_COMMENT_HEAD}<id>”")
    seen: set[str] = set()
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        comment = _read_comment(lines[start:stop], name, start + 1)
        if comment.id in seen:
            raise BrokenContent(f"{name} line {start + 1}: the id {comment.id} is used twice; change one")
        seen.add(comment.id)
        yield comment


def _read_comment(lines: list[str], name: str, number: int) -> Comment:
    comment_id = lines[0].removeprefix(_COMMENT_HEAD).strip()
    if not is_comment_id(comment_id):
        raise BrokenContent(
            f"{name} line {number}: {comment_id!r} is not a valid comment id; use letters, digits, “-” and “_”"
        )
    blank = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    values: dict[str, Any] = {}
    for at, key, content in _fields_of(lines[1:blank], name, number + 1):
        _put(values, COMMENT_FIELDS, key, content, f"{name} line {at}")
    body = lines[blank + 1 :]
    if body and not body[-1]:
        body = body[:-1]
    return Comment(comment_id, "\n".join(_unescaped(line) for line in body), **values)


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith("\\") and _LOOKS_LIKE_HEAD.match(line) else line


def _without_last_newline(body: str) -> str:
    return body.removesuffix("\n")


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def _day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(BLOG_ZONE).date() if moment else None
