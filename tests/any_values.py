"""Values that a source can hold: odd, hostile and impossible ones, in records as a parser returns them.

The records are made here and not parsed, so that they can hold what no writer of a format would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from unittest.mock import patch

from hypothesis import strategies as st

from archive import formats
from archive.formats.records import ParsedComment, ParsedDocument, ParsedPost, ParsedRecord, PostRef
from archive.ingest.pipeline import ImportReport
from archive.markup.from_text import text_to_markdown
from archive.markup.render import to_text
from archive.text import clean
from scrapes import Archive

BIDI = "\u202eevil\u2066\u200f"
ODD_LINES = [
    "a\nb", "a\tb", "a\r\nb", "[a](b)", "<b>a</b>", "a\x00b\x0bc\x85d", BIDI, "\u2028a\u2029", "x" * 300, " a ", "\xa0",
    "", "\x1c", "🙂", "!!!", "…", "שלום עולם", "Index", "index", "con", "aux.", "NUL", "com1.txt", "nul.tar.gz",
    "a.comments", "..", ".", "-", "a;b", ";", "Title: x", "## Comment 1", "&lt;", "{{ x }}", "a\u0301",
    "%2e%2e", "\\", "'\"",
]  # fmt: skip
ADDRESSES = [
    "http://blog.blogspot.com/2017/06/index.html", "http://blog.blogspot.com/2017/06/con.html",
    "http://blog.blogspot.com/2017/06/aux..html", "http://blog.blogspot.com/2017/06/a%20b.html",
    "http://blog.blogspot.com/2017/06/caf%C3%A9.html", "http://blog.blogspot.com/2017/06/UPPER.html",
    "http://blog.blogspot.com/2017/06/upper.html", "http://blog.blogspot.com/2017/06/...html",
    "http://blog.blogspot.com/2017/06/a[b].html", "http://[here]/2017/06/a.html",
    "http://blog.blogspot.com/2017/06/a.html",
    "/2017/06/../../../etc/passwd.html", "http://blog.blogspot.com/2017/06/a.comments.html", "javascript:alert(1)",
    "http://blog.blogspot.com/2017/06/" + "y" * 280 + ".html", "http://blog.blogspot.com/p/index.html",
    "mailto:a@b.example",
    "http://blog.blogspot.com/2017/06/a.html\nTitle: y", " http://blog.blogspot.com/2017/06/b.html ", "",
    "http://a b/c",
    "http://elsewhere.example/x", "http://blog.blogspot.com/2017/06/.hidden.html",
    "http://blog.blogspot.com/2017/06/%.html",
]  # fmt: skip
BLOG = "tag:blogger.com,1999:blog-1"
lines = st.sampled_from(ODD_LINES) | st.text(max_size=30)
some_lines = st.none() | lines
bodies = st.lists(st.sampled_from(["One.", "Two words.", *ODD_LINES]) | st.text(max_size=30), max_size=4).map(
    "\n\n".join
)
ODD_INSTANTS = [
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-5))),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2017, 6, 24, 9, tzinfo=UTC),
]
instants = st.sampled_from(ODD_INSTANTS) | st.datetimes(timezones=st.timezones())
comment_ids = st.sampled_from([None, None, "7", "8", "a b", "", "t0123456789ab", "7\n8", "é", "-", "9" * 200])
positions = st.just((1, 1))
comments = st.builds(
    ParsedComment,
    body=bodies,
    raw=st.just(""),
    lines=positions,
    id=comment_ids,
    in_reply_to=comment_ids,
    author=some_lines,
    published=st.none() | instants,
    removed=st.booleans(),
    status=st.sampled_from([None, None, None, "spam"]),
)
posts = st.builds(
    ParsedPost,
    kind=st.sampled_from(["post", "post", "mailout", "page"]),
    body=bodies,
    raw=st.just(""),
    lines=positions,
    title=some_lines,
    day=st.none() | st.dates() | st.just(date(2017, 6, 24)),
    author=some_lines,
    labels=st.lists(lines, max_size=2).map(tuple),
    declared_comments=st.none() | st.integers(0, 9),
    comments=st.lists(comments, max_size=4).map(tuple),
    id=st.none() | st.sampled_from([f"{BLOG}.post-{number}" for number in range(1, 9)] + ["x\ny", " ", "tag:"]),
    published=st.none() | instants,
    url=st.none() | st.sampled_from(ADDRESSES),
    status=st.sampled_from([None, None, None, "draft"]),
    partial=st.booleans(),
)
loose = st.builds(
    replace,
    comments,
    post=st.builds(
        PostRef, st.none() | st.sampled_from([f"{BLOG}.post-1", "x\ny"]), st.none() | st.sampled_from(ADDRESSES)
    ),
)
documents = st.lists(st.lists(posts | loose, min_size=1, max_size=5), min_size=1, max_size=3)


def as_parsed(records: Iterable[ParsedRecord]) -> Iterator[ParsedRecord]:
    """Give the records bodies in Markdown, raw words and positions, as a parser would."""
    numbers = count(1)

    def numbered(found):
        body, _ = text_to_markdown(clean(found.body).split("\n"), line_is_paragraph=False)
        title = clean(found.title or "") if isinstance(found, ParsedPost) else ""
        number = next(numbers)
        return replace(found, body=body, raw=f"{title} {to_text(body)}", lines=(number, number))

    for found in records:
        post = numbered(found)
        if isinstance(post, ParsedPost):
            post = replace(post, comments=tuple(map(numbered, post.comments)))
        yield post


def hostile_posts() -> list[ParsedPost]:
    """Return a post for each odd value in each place that can hold it, all with words of their own."""
    places = ("title", "author", "labels", "comment", "comment's author", "body")
    found = [_with(place, odd, f"{place} {number}") for place in places for number, odd in enumerate(ODD_LINES)]
    found += [
        replace(_post(f"address {number}"), url=url, title=f"Address {number}") for number, url in enumerate(ADDRESSES)
    ]
    for number, moment in enumerate(ODD_INSTANTS):
        comment = _comment(f"Said at odd time {number}", published=moment)
        found.append(replace(_post(f"instant {number}"), published=moment, comments=(comment,)))
    found += [replace(_post(f"day {day}"), day=day) for day in (date(1, 1, 1), date(1899, 3, 1), date(9999, 12, 31))]
    twice = tuple(_comment("The same words", published=ODD_INSTANTS[-1]) for _ in range(3))
    return [*found, replace(_post("same comments"), comments=twice)]


def _with(place: str, odd: str, name: str) -> ParsedPost:
    post = _post(name)
    match place:
        case "title" | "author":
            return replace(post, **{place: odd})
        case "labels":
            return replace(post, labels=(odd, "plain"))
        case "comment":
            return replace(post, comments=(_comment(odd), _comment(f"Said below {name}", id=odd)))
        case "comment's author":
            return replace(post, comments=(_comment(f"Said by an odd one {name}", author=odd),))
    return replace(post, body=f"{odd}\n\n{post.body}\n\n{odd}")


_NOUNS = ("bean", "kettle", "lamp", "otter", "rota", "spade")


def _post(name: str) -> ParsedPost:
    seed = sum(map(ord, name))
    words = " ".join(
        f"{word}{seed + at * 7}" for at, word in enumerate(["bean", "kettle", "lamp", "otter", "rota", "spade"])
    )
    body = f"The {name} has words of its own: {words}."
    return ParsedPost("post", body, "", (1, 1), title=f"About {name}", day=date(2017, 6, 1 + seed % 28))


def _comment(words: str, **facts: object) -> ParsedComment:
    return ParsedComment(words, "", (1, 1), **facts)


def imported(archive: Archive, given_documents: Iterable[list[ParsedRecord]], form: str) -> ImportReport:
    """Import the records of each document as if a file had them."""
    by_name = {f"{number}.txt": list(as_parsed(records)) for number, records in enumerate(given_documents)}
    archive.put(**{name.removesuffix(".txt"): f"Document {name}." for name in by_name})
    with patch.object(
        formats, "read", lambda document: ParsedDocument(form, iter(by_name[document.name.split("/")[-1]]))
    ):
        return archive.run()
