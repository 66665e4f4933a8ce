"""Say where a text came from, in sentences for the page.

The rule: a source is named by its file and a position that a person can find again: lines of a plain text, or the
number of an entry in a file with many. If we have only part of a text, the page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.content.ledger import LedgerEntry
from archive.content.parts import NO_EDITS, Edits
from archive.form_labels import form_label
from archive.kinds import is_blog_page
from archive.markup.endings import ends_in_mid_sentence
from archive.model import NO_LINES, Post, Source
from archive.pages.changes import changes, is_accounted_for
from archive.pages.edits import BY_HAND, edited_page

_SHOWN = 5
"""Sources that are shown at once; the others are folded away."""
_OF_MANY = ("takeout", "export", "feed:", "mbox", "html:archive", "html:union-list")
"""Forms of files with many entries, which the importer counts from 1."""
_TEASERS = ("text:W2", "text:W3", "text:F", "html:union-list")
"""Forms of lists that have only a teaser of each text."""


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
    """Where a text came from, what we changed, and what a keeper edited."""

    sources: tuple[SourceView, ...]
    """Shown at once."""
    more_sources: tuple[SourceView, ...]
    original_url: str | None
    address: str
    """A sentence about the address; empty if a source states it."""
    by_hand: str
    """A sentence if a keeper wrote the page and it has no source; otherwise empty."""
    edits: tuple[str, ...]
    """Sentences about what a keeper edited."""
    changes: tuple[str, ...]
    """Sentences about what we changed or left out."""
    is_accounted_for: bool
    """True if the ledger says what became of all its words."""


def provenance_view(post: Post, records: Sequence[LedgerEntry], edits: Edits = NO_EDITS) -> ProvenanceView:
    """Return the provenance of `post`. `records` are its ledger entries."""
    sources = tuple(_source_views(sorted(post.sources, key=lambda source: source.lines == NO_LINES)))
    accounted = is_accounted_for(records)
    return ProvenanceView(
        sources=sources[:_SHOWN],
        more_sources=sources[_SHOWN:],
        original_url=post.url,
        address=_address(post),
        by_hand="" if sources or accounted else BY_HAND,
        edits=tuple(edited_page(edits)),
        changes=changes(post, records),
        is_accounted_for=accounted,
    )


def is_predicted(post: Post) -> bool:
    """Return True for a post of the blog whose address was worked out from its title and date."""
    return _has_own_address(post) and post.day is not None and not post.url


def _address(post: Post) -> str:
    if is_predicted(post):
        return "No source gives the blog’s address for this post. We worked it out from the blog’s own rules."
    if not _has_own_address(post):
        return ""
    if post.url:
        return "The address of this page is this archive’s own, not the original one."
    return "No source gives the blog’s address for this post. The one here is this archive’s own."


def _has_own_address(post: Post) -> bool:
    return post.kind == "post" and not post.permalink_known and bool(post.sources)


def known_part(post: Post) -> str:
    """Return a sentence about how much of `post` we have; empty if we have all of it."""
    if not post.partial:
        return ""
    forms = [source.form for source in post.sources if source.lines != NO_LINES]
    kind = "page" if is_blog_page(post) else {"page": "union web page"}.get(post.kind, post.kind)
    if forms and all(form.startswith(_TEASERS) for form in forms):
        return f"We have only a teaser of this {kind}."
    if ends_in_mid_sentence(post.body, is_end_of_file=True):
        return f"Our copy of this {kind} breaks off: it ends in mid-sentence."
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
