"""List what the archive was made from, how much of each year it holds, and what is known to be missing.

The rule: something is missing only if the sources themselves show it: a number between two others of a series,
comments that a page announced, months between two with posts. Nothing beyond that is guessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.content.folder import open_conflicts, post_files, read_file
from archive.content.ledger import LedgerEntry, read_ledger
from archive.content.reasons import decided_about, is_settled
from archive.content.word_counts import WordCounts, is_unplaced, word_counts
from archive.errors import BrokenContent
from archive.form_labels import form_label
from archive.ingest.renames import find_renames
from archive.model import KINDS, Post
from archive.progress import Progress
from archive.series import Gap, SeriesText, find_series, gaps_between


@dataclass(frozen=True)
class SeriesGaps:
    """A series of titles, as `archive.series` finds it, in which numbers are missing."""

    name: str
    """The title without the number."""
    seen: int
    """How many numbers there are."""
    first: int
    last: int
    missing: tuple[str, ...]
    """Numbers between first and last that no source has: "198", "200-227"."""


def series_with_gaps(titles: Iterable[str]) -> Iterator[SeriesGaps]:
    """Yield the series among `titles` that have gaps, sorted by name."""
    for series in find_series(SeriesText(ref="", title=title) for title in titles):
        numbers = series.numbers
        if missing := tuple(_in_words(gap, str, "-") for gap in gaps_between(numbers)):
            yield SeriesGaps(series.name, len(numbers), numbers[0], numbers[-1], missing)


def months_without(months: Collection[tuple[int, int]]) -> Iterator[str]:
    """Yield the months between the first and the last of `months` (year, month) that are not among them.

    A single month is "2014-03", several in a row are "2015-01 to 2015-04".
    """
    there = sorted({year * 12 + month - 1 for year, month in months})
    for gap in gaps_between(there):
        yield _in_words(gap, lambda number: f"{number // 12}-{number % 12 + 1:02}", " to ")


def _in_words(gap: Gap, shown: Callable[[int], str], to: str) -> str:
    first, last = gap
    return shown(first) if first == last else f"{shown(first)}{to}{shown(last)}"


_NO_FORM = "skipped file"


@dataclass(frozen=True)
class FormCount:
    """How much came from sources of one form."""

    form: str
    """In words."""
    files: int = 0
    """Raw files and documents in containers."""
    posts: int = 0
    """Ledger entries for posts, mailouts and pages."""
    comments: int = 0
    published: int = 0
    """Ledger entries of any kind, as are the next three."""
    merged: int = 0
    left_out: int = 0
    quarantined: int = 0
    words_in: int = 0
    words_kept: int = 0
    words_left_out: int = 0


@dataclass(frozen=True)
class YearCount:
    """How much is published from one year."""

    year: int | None
    """None for posts without a date."""
    posts: int
    mailouts: int
    pages: int
    comments: int
    """On posts of that year."""


@dataclass(frozen=True)
class MissingComments:
    """A post with fewer comments than a source announced."""

    ref: str
    declared: int
    found: int
    """In all sources together, whether published or left out."""


@dataclass(frozen=True)
class Unpublished:
    """A ledger entry that was not published."""

    source: str
    lines: tuple[int, int] | None
    reason: str


@dataclass(frozen=True)
class UnplacedPassage:
    """Words that were recognised neither as part of a post or comment nor as furniture."""

    name: str
    """What decisions call it."""
    source: str
    where: str
    """Where it is in the source; once a keeper has settled it, what was decided."""
    words: int
    text: str


@dataclass(frozen=True)
class MaskedDetail:
    """A personal detail that is masked."""

    ref: str
    detail: str
    """Described so that a keeper can find it without the detail being repeated."""


@dataclass(frozen=True)
class SourceList:
    """Everything known about the sources."""

    forms: tuple[FormCount, ...]
    years: tuple[YearCount, ...]
    """Oldest first, posts without a date last."""
    series: tuple[SeriesGaps, ...]
    """Only those with gaps."""
    unfound: tuple[MissingComments, ...]
    empty_months: tuple[str, ...]
    """Months without a post between the first and the last: "2014-03", "2015-01 to 2015-04"."""
    undated: tuple[str, ...]
    """Refs of posts without a date."""
    words: tuple[WordCounts, ...]
    """What became of the words of each source, those of which the least is published first."""
    unplaced: tuple[UnplacedPassage, ...]
    settled: tuple[UnplacedPassage, ...]
    """Unplaced passages that a keeper has settled."""
    quarantined: tuple[Unpublished, ...]
    """Without the unplaced passages."""
    not_read: tuple[Unpublished, ...]
    """Files that were skipped."""
    masked: tuple[MaskedDetail, ...]
    conflicts: tuple[str, ...] = ()
    """Files edited by hand whose sources have said something new since."""


def list_sources(content: Path, progress: Progress) -> tuple[SourceList, tuple[str, ...]]:
    """Return what the folder `content` was made from, and one line for each file in it that cannot be read.

    Raises BrokenSettings if the ledger cannot be read.
    """
    problems: list[str] = []
    records = find_renames(content, read_ledger(content)).entries
    found = source_list(records, _posts(content, progress, problems))
    return replace(found, conflicts=tuple(open_conflicts(content))), tuple(problems)


def _posts(content: Path, progress: Progress, problems: list[str]) -> Iterator[tuple[str, Post]]:
    """Yield the posts in the content folder with their refs; add what cannot be read to `problems`."""
    for name in progress(post_files(content), "Reading"):
        try:
            yield name.removesuffix(".md"), read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))


def source_list(records: Sequence[LedgerEntry], posts: Iterable[tuple[str, Post]]) -> SourceList:
    """Describe the sources from the ledger entries and the `posts` of the content folder, given with their refs."""
    texts = sorted((_PostFacts.of(ref, post) for ref, post in posts), key=lambda text: text.ref)
    titles = [*(text.title for text in texts), *(record.title for record in records if record.kind in KINDS)]
    return SourceList(
        forms=tuple(_forms(records)),
        years=tuple(_years(texts)),
        series=tuple(series_with_gaps(title for title in titles if title)),
        unfound=tuple(_missing_comments(records, texts)),
        empty_months=tuple(months_without({text.month for text in texts if text.kind == "post" and text.month})),
        undated=tuple(text.ref for text in texts if not text.month),
        words=tuple(word_counts(records)),
        unplaced=tuple(_passage(record, record.reason or "") for record in records if is_unplaced(record)),
        settled=tuple(_passage(record, decided_about(record)) for record in records if is_settled(record)),
        quarantined=tuple(
            _unpublished(record) for record in records if record.outcome == "quarantined" and not is_unplaced(record)
        ),
        not_read=tuple(_unpublished(record) for record in records if record.kind == "file"),
        masked=tuple(MaskedDetail(record.ref, detail) for record in records for detail in record.masked or ()),
    )


@dataclass(frozen=True)
class _PostFacts:
    """What is needed of a post; its words are not kept."""

    ref: str
    kind: str
    title: str | None
    month: tuple[int, int] | None
    comments: int
    declared: int

    @classmethod
    def of(cls, ref: str, post: Post) -> _PostFacts:
        return cls(ref, post.kind, post.title, post.month, len(post.comments), post.declared_comments or 0)


def _forms(records: Iterable[LedgerEntry]) -> Iterator[FormCount]:
    """Count by form, most words first."""
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


def _years(texts: Iterable[_PostFacts]) -> Iterator[YearCount]:
    kinds: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for text in texts:
        year = text.month[0] if text.month else None
        kinds[year].update({text.kind: 1, "comment": text.comments})
    for year in sorted(kinds, key=lambda year: (year is None, year or 0)):
        count = kinds[year]
        yield YearCount(year, count["post"], count["mailout"], count["page"], count["comment"])


def _missing_comments(records: Sequence[LedgerEntry], texts: Iterable[_PostFacts]) -> Iterator[MissingComments]:
    """Yield posts that have fewer comments, in all sources together, than one source announced."""
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
            yield MissingComments(text.ref, announced, there)


def _passage(record: LedgerEntry, where: str) -> UnplacedPassage:
    return UnplacedPassage(record.id or "", record.source, where, record.words_in, record.text or "")


def _unpublished(record: LedgerEntry) -> Unpublished:
    return Unpublished(record.source, record.lines, record.reason or "")
