"""What the archive was made from, how much of each year it holds, and what is known to be missing.

The rule: only what the sources themselves say is called missing: a number in a row of titles, comments that were
announced, months between others. Nothing is guessed beyond that.

What is missing in a row: numbers of a series of titles, months of a blog.

The rule: only what lies between two that are there is missing. Values in, values out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.content.folder import post_files, read_file
from archive.content.ledger import LedgerEntry, read_ledger
from archive.errors import BrokenContent
from archive.formats import form_label
from archive.ingest.renames import hand_moves
from archive.model import KINDS, Post
from archive.progress import Progress
from archive.series import Gap, SeriesText, find_series, gaps_between


@dataclass(frozen=True)
class Series:
    """Titles of one series, as `archive.series` finds them."""

    name: str
    """What stands before the number."""
    seen: int
    """How many numbers."""
    first: int
    last: int
    missing: tuple[str, ...]
    """Numbers between them that no source has: "198", "200-227"."""


def series_with_gaps(titles: Iterable[str]) -> Iterator[Series]:
    """The series among `titles`, by name, in which numbers are missing between the first and the last."""
    for series in find_series(SeriesText(ref="", title=title) for title in titles):
        numbers = series.numbers
        if missing := tuple(_in_words(gap, str, "-") for gap in gaps_between(numbers)):
            yield Series(series.name, len(numbers), numbers[0], numbers[-1], missing)


def months_without(months: Collection[tuple[int, int]]) -> Iterator[str]:
    """The months between the first and the last of `months`, (year, month), that are not among them.

    Like "2014-03", and of several in a row "2015-01 to 2015-04".
    """
    there = sorted({year * 12 + month - 1 for year, month in months})
    for gap in gaps_between(there):
        yield _in_words(gap, lambda number: f"{number // 12}-{number % 12 + 1:02}", " to ")


def _in_words(gap: Gap, shown: Callable[[int], str], to: str) -> str:
    first, last = gap
    return shown(first) if first == last else f"{shown(first)}{to}{shown(last)}"


_NO_FORM = "not read, or no text of the blog"


@dataclass(frozen=True)
class FormCount:
    """What came from sources of one form."""

    form: str
    """In words."""
    files: int = 0
    """Raw files, and documents in containers."""
    posts: int = 0
    """Records of posts, mailouts and pages."""
    comments: int = 0
    published: int = 0
    """Records of any kind; so are the next three."""
    merged: int = 0
    left_out: int = 0
    quarantined: int = 0
    words_in: int = 0
    words_kept: int = 0
    words_left_out: int = 0


@dataclass(frozen=True)
class YearCount:
    """What is published of one year."""

    year: int | None
    """None for texts without a date."""
    posts: int
    mailouts: int
    pages: int
    comments: int
    """On posts of that year."""


@dataclass(frozen=True)
class Unfound:
    """A post with fewer comments than a source announced."""

    ref: str
    declared: int
    found: int
    """In all sources together, published or left out."""


@dataclass(frozen=True)
class Aside:
    """A record that stands nowhere in the archive."""

    source: str
    lines: tuple[int, int] | None
    reason: str


@dataclass(frozen=True)
class Masked:
    """A private detail that is not shown."""

    ref: str
    detail: str
    """What it is, told so that a keeper can find it without learning it."""


@dataclass(frozen=True)
class SourceList:
    """All that is known of the sources."""

    forms: tuple[FormCount, ...]
    years: tuple[YearCount, ...]
    """Oldest first, texts without a date last."""
    series: tuple[Series, ...]
    """Those with gaps."""
    unfound: tuple[Unfound, ...]
    empty_months: tuple[str, ...]
    """Without a post, between the first and the last one: "2014-03", "2015-01 to 2015-04"."""
    undated: tuple[str, ...]
    """Refs of texts without a date."""
    quarantined: tuple[Aside, ...]
    not_read: tuple[Aside, ...]
    """Files that hold no text of the blog, or were not read."""
    masked: tuple[Masked, ...]


def list_sources(content: Path, progress: Progress) -> tuple[SourceList, tuple[str, ...]]:
    """What the folder `content` was made from; and one plain line for each file in it that cannot be read.

    Raises BrokenSettings if the ledger cannot be read.
    """
    problems: list[str] = []
    records = hand_moves(content, read_ledger(content)).records
    found = source_list(records, _posts(content, progress, problems))
    return found, tuple(problems)


def _posts(content: Path, progress: Progress, problems: list[str]) -> Iterator[tuple[str, Post]]:
    """The posts in the content folder, one by one; `problems` takes what cannot be read."""
    for name in progress(post_files(content), "Reading"):
        try:
            yield name.removesuffix(".md"), read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))


def source_list(records: Sequence[LedgerEntry], posts: Iterable[tuple[str, Post]]) -> SourceList:
    """What can be said from the ledger's `records` and the `posts` in the content folder, each with its ref."""
    texts = sorted((_Text.of(ref, post) for ref, post in posts), key=lambda text: text.ref)
    titles = [*(text.title for text in texts), *(record.title for record in records if record.kind in KINDS)]
    return SourceList(
        forms=tuple(_forms(records)),
        years=tuple(_years(texts)),
        series=tuple(series_with_gaps(title for title in titles if title)),
        unfound=tuple(_unfound(records, texts)),
        empty_months=tuple(months_without({text.month for text in texts if text.kind == "post" and text.month})),
        undated=tuple(text.ref for text in texts if not text.month),
        quarantined=tuple(_aside(record) for record in records if record.outcome == "quarantined"),
        not_read=tuple(_aside(record) for record in records if record.kind == "file"),
        masked=tuple(Masked(record.ref, detail) for record in records for detail in record.masked or ()),
    )


@dataclass(frozen=True)
class _Text:
    """What is needed of one post, without its words."""

    ref: str
    kind: str
    title: str | None
    month: tuple[int, int] | None
    comments: int
    declared: int

    @classmethod
    def of(cls, ref: str, post: Post) -> _Text:
        return cls(ref, post.kind, post.title, post.month, len(post.comments), post.declared_comments or 0)


def _forms(records: Iterable[LedgerEntry]) -> Iterator[FormCount]:
    """The counts of each form, those with most words first."""
    by_form: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for record in records:
        by_form[_NO_FORM if record.form == "none" else form_label(record.form)].append(record)
    counts = (_form(form, its_records) for form, its_records in by_form.items())
    yield from sorted(counts, key=lambda count: (-count.words_in, count.form))


def _form(form: str, records: Sequence[LedgerEntry]) -> FormCount:
    outcomes = Counter(record.outcome for record in records)
    return FormCount(
        form=form,
        files=len({record.source for record in records}),
        posts=sum(record.kind in KINDS for record in records),
        comments=sum(record.kind == "comment" for record in records),
        published=outcomes["published"],
        merged=outcomes["merged"],
        left_out=outcomes["left-out"],
        quarantined=outcomes["quarantined"],
        words_in=sum(record.words_in for record in records),
        words_kept=sum(record.words_kept for record in records),
        words_left_out=sum(record.words_in - record.words_kept for record in records),
    )


def _years(texts: Iterable[_Text]) -> Iterator[YearCount]:
    kinds: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for text in texts:
        year = text.month[0] if text.month else None
        kinds[year].update({text.kind: 1, "comment": text.comments})
    for year in sorted(kinds, key=lambda year: (year is None, year or 0)):
        count = kinds[year]
        yield YearCount(year, count["post"], count["mailout"], count["page"], count["comment"])


def _unfound(records: Sequence[LedgerEntry], texts: Iterable[_Text]) -> Iterator[Unfound]:
    """Posts with fewer comments, in all their sources together, than one of these announced."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    declared: dict[str, int] = {}
    for record in records:
        ref, _, comment = record.ref.partition("#")
        if record.kind == "comment" and comment:
            found[ref].add(comment)
        elif record.declared_comments is not None and record.outcome in ("published", "merged"):
            declared[ref] = max(declared.get(ref, 0), record.declared_comments)
    for text in texts:
        announced, there = max(text.declared, declared.get(text.ref, 0)), max(text.comments, len(found[text.ref]))
        if there < announced:
            yield Unfound(text.ref, announced, there)


def _aside(record: LedgerEntry) -> Aside:
    return Aside(record.source, record.lines, record.reason or "")
