"""Make post records from the parts of a page.

What the mark-up around a post says goes first; what it doesn't say comes from what the page says about itself
elsewhere (`page_statements`). The time comes from an attribute, and the day from that time in its own offset. A printed
date heading gives the day only if no time is stated, and only in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urljoin

from archive.blogger_ids import parse_post_url
from archive.copied_urls import original_url
from archive.formats.blogger_page.builders import PostBuilder
from archive.formats.blogger_page.comments import comment_count
from archive.formats.email.mailing_bars import remove_mailing_bars
from archive.formats.page_statements.statements import EntryStatements, PageStatements, Statement
from archive.formats.page_statements.times import parse_day, parse_time
from archive.formats.records import ParsedPost
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.html_words import image_descriptions, raw_lines
from archive.markup.marked_titles import marked_title
from archive.model import LeftOut
from archive.text import clean

_DIGITS = re.compile(r"[0-9]{1,25}")


@dataclass(frozen=True)
class PageFacts:
    """What the page says about all its posts."""

    address: str | None
    blog: str | None
    """Blogger's id of the blog (digits)."""
    one_post: bool
    """True for the page of a single post, which holds all of it."""
    statements: PageStatements


def build_post(builder: PostBuilder, page: PageFacts, remarks: list[str]) -> tuple[ParsedPost, int]:
    """Return the post, without comments and position, and the number of its words that are not words of the page's
    text: addresses of players, and a title that is only in an attribute or a script.

    Appends to `remarks`.
    """
    stated = _stated(builder, page)
    url = _url(builder, page, stated)
    title_html, body_html = "".join(builder.title or []), "".join(builder.body or [])
    descriptions = list(image_descriptions(title_html))
    printed = " ".join(word for element, text in raw_lines(title_html) if not element for word in text.split())
    beside_title = " ".join([text for element, text in raw_lines(title_html) if element] + descriptions)
    title = clean(printed) or _title(builder, stated)
    added = [] if printed else (title or "").split()
    converted = html_to_markdown(body_html, page.statements.base or url or page.address)
    markdown, bars = remove_mailing_bars(converted.markdown)
    published, day = _published(builder, stated, title or "untitled", remarks)
    if builder.cut:
        remarks.append(f"“{title or 'untitled'}”: the page is cut off in it; save the page again")
    post = ParsedPost(
        "page" if (at := parse_post_url(url or "")) and at.path.startswith("/p/") else "post",
        markdown,
        " ".join([*added, *raw_words(title_html), *raw_words(body_html), *converted.added]),
        (1, 1),
        title=title or None,
        marked_title=marked_title(title_html, title),
        day=day,
        author=_author(builder, stated),
        labels=_labels(builder, stated),
        declared_comments=comment_count(builder.comment_link.text) if builder.comment_link else None,
        left_out=(
            *([LeftOut("beside the title", beside_title)] if beside_title.split() else []),
            *converted.left_out,
            *bars,
        ),
        id=_id(builder, page, stated),
        published=published,
        url=url,
        partial=builder.cut or (builder.teaser and not page.one_post),
    )
    return post, len(added) + len(converted.added)


def _stated(builder: PostBuilder, page: PageFacts) -> EntryStatements:
    """Return what the page says about this post outside the mark-up around it."""
    return page.statements.page if page.one_post else page.statements.about(builder.digits, builder.addresses)


def _url(builder: PostBuilder, page: PageFacts, stated: EntryStatements) -> str | None:
    own = [joined for address in builder.addresses if (joined := _joined(page.address, address))]
    candidates = [page.address, *own] if page.one_post else [*own, _value(stated.address)]
    return next((original_url(address) for address in candidates if address and parse_post_url(address)), None)


def _joined(base: str | None, address: str) -> str | None:
    try:
        return urljoin(base or "", address)
    except ValueError:  # such as "http://[here]"
        return None


def _value(statement: Statement | None) -> str | None:
    return statement.value if statement else None


def _title(builder: PostBuilder, stated: EntryStatements) -> str | None:
    """Return a title that is stated and not printed. A post with an element for its title that is empty has none."""
    explicit = stated.title and stated.title.is_explicit
    return clean(stated.title.value) if stated.title and explicit and builder.title is None else None


def _author(builder: PostBuilder, stated: EntryStatements) -> str | None:
    printed = clean(builder.author.text).strip() if builder.author else ""
    return printed or clean(_value(stated.author) or "").strip() or None


def _labels(builder: PostBuilder, stated: EntryStatements) -> tuple[str, ...]:
    """Return the printed labels; without any, those of the post's structured data."""
    printed = [clean(label.text).strip(" ,") for label in builder.labels]
    return tuple(dict.fromkeys(label for label in printed if label)) or stated.labels


def _id(builder: PostBuilder, page: PageFacts, stated: EntryStatements) -> str | None:
    blog, post = builder.blog or page.blog or _value(stated.blog_id), builder.digits or _value(stated.post_id)
    if blog and post and _DIGITS.fullmatch(blog) and _DIGITS.fullmatch(post):
        return f"tag:blogger.com,1999:blog-{blog}.post-{post}"
    return None


def _published(
    builder: PostBuilder, stated: EntryStatements, name: str, remarks: list[str]
) -> tuple[datetime | None, date | None]:
    """Return the instant and the day of publication, as far as the page says them."""
    times = [*builder.times, *([stated.published.value] if stated.published else [])]
    written = next((moment for text in times if (moment := parse_time(text))), None)
    printed = builder.heading.text if builder.heading else ""
    day = parse_day(printed) or next((found for text in times if (found := parse_day(text))), None)
    remarks += _date_remarks(name, times, written, printed, day)
    if not written:
        return None, day
    return written.astimezone(UTC) if written.tzinfo else None, written.date()


def _date_remarks(
    name: str, times: Sequence[str], written: datetime | None, printed: str, day: date | None
) -> Iterator[str]:
    if times and not written and not parse_day(times[0]):
        yield f"“{name}”: “{clean(times[0])}” is not a valid date; left out"
    if written and day and written.date() != day:
        yield f"“{name}”: the heading says {day.isoformat()}, the timestamp {written.date().isoformat()}; it is used"
    if not written and printed and not day:
        yield f"“{name}”: the date “{clean(printed)}” cannot be read reliably; left without a date"
    if not written and not day and not printed:
        yield f"“{name}”: the page does not say when it was published; left without a date"
