"""What a person is told of the vocabulary, as lines; of long lists the beginning, for the report has them all.

The rule: a line for each thing, and what it is first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.tags.candidates import Candidate
from archive.tags.rename import Renaming
from archive.tags.review import VocabularyReview

_CANDIDATES = 20
"""Acronyms, and names, that are told."""
_OTHERS = 40
_PEOPLE = "people are added only if they hold or held public office or a leading public role"


def review_lines(found: VocabularyReview) -> Iterator[str]:
    """What was found, in a few lines for each kind, and what was looked at."""
    yield from _candidates("Acronyms that are no terms", found.acronyms)
    yield from _candidates(f"Names that are no terms; {_PEOPLE}", found.names)
    if found.commenters:
        yield f"Not listed, for commenters may be called so: {_count(found.commenters, 'wording')}."
    yield from _listed("Terms that no text mentions", found.unused)
    yield from _listed("Terms mentioned only by a wording that may mean something else", found.only_ambiguous)
    pairs = [f"{each.one}, {each.other}: “{'”, “'.join(each.wordings)}”: {each.why}" for each in found.alike]
    yield from _listed("Terms that look alike", pairs)
    common = [f"{each.id}: {_count(each.posts, 'post')}" for each in found.everywhere]
    yield from _listed("Terms in so many posts that `title_only = true` may suit them", common)
    texts = f"{_count(found.posts, 'post')} and {_count(found.comments, 'comment')}"
    unknown = f"{_count(len(found.acronyms), 'acronym')} and {_count(len(found.names), 'name')}"
    yield f"Looked at {texts}: {unknown} are no terms."


def renaming_lines(done: Renaming) -> Iterator[str]:
    """What was changed, and what a person has to change."""
    others = f" {_count(len(done.others), 'other term')} followed." if done.others else ""
    yield f"{done.old} is now {done.new}; its old address leads there.{others}"
    for name in done.by_hand:
        yield f"{name}: its Tags name {done.old}; write {done.new} there"


def _candidates(heading: str, found: Sequence[Candidate]) -> Iterator[str]:
    if found:
        yield f"{heading} ({len(found):,}):"
    for each in found[:_CANDIDATES]:
        yield f"  {_candidate(each)}"
        yield from (f"      {example.ref}: {example.text}" for example in each.examples)
    yield from _more(len(found) - _CANDIDATES)


def _candidate(each: Candidate) -> str:
    counts = f"{_count(each.posts, 'post')}, {_count(each.comments, 'comment')}"
    years = "undated" if each.first is None else str(each.first)
    years += f"-{each.last}" if each.last != each.first else ""
    long = "".join(f"; “{text}”?" for text in each.expansions[:1])
    return f"{each.wording}: {counts}, {years}{long}"


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{heading} ({len(lines):,}):"
    yield from (f"  {line}" for line in lines[:_OTHERS])
    yield from _more(len(lines) - _OTHERS)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count:,} more; `--report FILE` has them all"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
