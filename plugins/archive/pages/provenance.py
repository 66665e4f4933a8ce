"""Where a text came from and what became of its words, as pages tell it.

The rule: a source is named by its file and by the place in it that a person can find again: lines of a plain text, the
number of an entry in a file of many. What is known in part only is said to be so.
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
"""Sources that are named at once; the others wait behind a click."""
_OF_MANY = ("takeout", "export", "feed:", "mbox", "html:archive", "html:union-list")
"""Forms of files that hold many entries, which the importer counts from 1."""
_TEASERS = ("text:W2", "text:W3", "text:F", "html:union-list")
"""Forms of lists, where a text is only announced."""

_CHANGES = {
    "separator": "{n} line{s} of signs that set{v} parts of the text off became a rule",
    "bullet": "{n} bullet{s} became list item{s}",
    "comments heading": "the heading above the comments is written anew",
    "comment number": "{n} comment number{s} {was} left out",
    "comment control": "{n} word{s} of the links under comments (“Reply”, “Delete”, “Replies”) {was} left out",
    "page furniture": "{n} word{s} of the page around the text {was} left out",
    "image description": "{n} word{s} that described images {was} left out, with the images",
    "byline": "{n} word{s} of the line with author, time or labels {was} left out; author and labels are kept",
    "control characters": "{n} run{s} of control characters {was} left out",
}
"""What is said of each reason for which an importer leaves words out."""


@dataclass(frozen=True)
class SourceView:
    """Where a text came from."""

    name: str
    same: tuple[str, ...]
    """Names of other files that are byte for byte the same."""
    form_label: str
    place: str
    """Where in the file: "lines 5–78", "entry 7", "comments only"; empty if the file is the text."""
    sha256: str
    url: str | None
    licence: str | None
    notes: str | None


@dataclass(frozen=True)
class ProvenanceView:
    """Where a text came from and what was changed."""

    sources: tuple[SourceView, ...]
    """Those that are named at once."""
    more_sources: tuple[SourceView, ...]
    original_url: str | None
    permalink_known: bool
    changes: tuple[str, ...]


def provenance_view(post: Post, records: Sequence[LedgerEntry]) -> ProvenanceView:
    """Where `post` came from. `records` are its lines of the ledger."""
    sources = tuple(_source_views(sorted(post.sources, key=lambda source: source.lines == NO_LINES)))
    return ProvenanceView(sources[:_SHOWN], sources[_SHOWN:], post.url, post.permalink_known, tuple(_changes(records)))


def known_part(post: Post) -> str:
    """A sentence about how much of `post` is known; empty if all of it is."""
    if not post.partial:
        return ""
    forms = [source.form for source in post.sources if source.lines != NO_LINES]
    kind = "page" if is_blog_page(post) else {"page": "page of the union’s site"}.get(post.kind, post.kind)
    if forms and all(form.startswith(_TEASERS) for form in forms):
        return f"Only a teaser of this {kind} is known."
    or_summary = ", or a summary of it," if any(form.startswith("feed:") for form in forms) else ""
    return f"Only the beginning of this {kind}{or_summary} is known."


def _source_views(sources: Iterable[Source]) -> Iterator[SourceView]:
    """Each of `sources` once, however many files hold the same bytes."""
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
        said = _CHANGES.get(reason, "{n} word{s} left out: " + reason)
        plural = count != 1
        sentence = said.format(
            n=f"{count:,}",
            s="s" if plural else "",
            v="" if plural else "s",
            was="were" if plural else "was",
        )
        yield sentence[:1].upper() + sentence[1:] + "."
