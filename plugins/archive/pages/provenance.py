"""Say where a text came from and how its words were changed, in sentences for the page.

The rule: a source is named by its file and a position that a person can find again: lines of a plain text, or the
number of an entry in a file with many. If we have only part of a text, the page says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.content.ledger import LedgerEntry
from archive.formats import form_label
from archive.ingest.copies import NO_LINES
from archive.kinds import is_blog_page
from archive.model import Post, Source

_SHOWN = 5
"""Sources that are shown at once; the others are folded away."""
_OF_MANY = ("takeout", "export", "feed:", "mbox", "html:archive", "html:union-list")
"""Forms of files with many entries, which the importer counts from 1."""
_TEASERS = ("text:W2", "text:W3", "text:F", "html:union-list")
"""Forms of lists that have only a teaser of each text."""

_CHANGES = {
    "separator": "Replaced {n} separator line{s} with {a}rule{s}",
    "bullet": "Turned {n} bullet{s} into {a}list item{s}",
    "comments heading": "Rewrote the heading above the comments",
    "comment number": "Left out {n} comment number{s}",
    "comment control": "Left out {n} word{s} of the links below comments (“Reply”, “Delete”, “Replies”)",
    "page furniture": "Left out {n} word{s} of the page around the text",
    "image description": "Left out {n} word{s} describing images, along with the images",
    "byline": "Left out {n} word{s} of the line with author, time or labels; we keep the author and labels separately",
    "control characters": "Left out {n} run{s} of control characters",
}
"""Sentences for the reasons why an importer leaves words out."""


@dataclass(frozen=True)
class SourceView:
    """A source of a text."""

    name: str
    same: tuple[str, ...]
    """Names of other files with the same bytes."""
    form_label: str
    place: str
    """Position in the file: "lines 5–78", "entry 7", "comments only"; empty if the text is the whole file."""
    sha256: str
    url: str | None
    licence: str | None
    notes: str | None


@dataclass(frozen=True)
class ProvenanceView:
    """Where a text came from and what we changed."""

    sources: tuple[SourceView, ...]
    """Shown at once."""
    more_sources: tuple[SourceView, ...]
    original_url: str | None
    permalink_known: bool
    changes: tuple[str, ...]


def provenance_view(post: Post, records: Sequence[LedgerEntry]) -> ProvenanceView:
    """Return the provenance of `post`. `records` are its ledger entries."""
    sources = tuple(_source_views(sorted(post.sources, key=lambda source: source.lines == NO_LINES)))
    return ProvenanceView(sources[:_SHOWN], sources[_SHOWN:], post.url, post.permalink_known, tuple(_changes(records)))


def known_part(post: Post) -> str:
    """Return a sentence about how much of `post` we have; empty if we have all of it."""
    if not post.partial:
        return ""
    forms = [source.form for source in post.sources if source.lines != NO_LINES]
    kind = "page" if is_blog_page(post) else {"page": "union web page"}.get(post.kind, post.kind)
    if forms and all(form.startswith(_TEASERS) for form in forms):
        return f"We have only a teaser of this {kind}."
    or_summary = ", or a summary of it" if any(form.startswith("feed:") for form in forms) else ""
    return f"We have only the beginning of this {kind}{or_summary}."


def _source_views(sources: Iterable[Source]) -> Iterator[SourceView]:
    """Yield each source once, even if several files have the same bytes."""
    names: defaultdict[Source, list[str]] = defaultdict(list)
    for source in sources:
        names[replace(source, name="")].append(source.name)
    return (_source_view(source, name, same) for source, (name, *same) in names.items())


def _source_view(source: Source, name: str, same: Sequence[str]) -> SourceView:
    return SourceView(
        name=name,
        same=tuple(same),
        form_label=form_label(source.form),
        place=_place(source),
        sha256=source.sha256,
        url=source.url,
        licence=source.licence,
        notes=source.notes,
    )


def _place(source: Source) -> str:
    first, last = source.lines
    if source.lines == NO_LINES:
        return "comments only"
    if source.form.startswith("text:"):
        return f"line\u00a0{first}" if first == last else f"lines\u00a0{first}–{last}"
    return f"entry\u00a0{first}" if source.form.startswith(_OF_MANY) else ""


def _changes(records: Sequence[LedgerEntry]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if record.outcome == "published":
            counts.update(record.words_left_out or {})
    for reason, count in sorted(counts.items()):
        sentence = _CHANGES.get(reason, "Left out {n} word{s}: " + reason)
        yield sentence.format(n=f"{count:,}", s="" if count == 1 else "s", a="a " if count == 1 else "") + "."
