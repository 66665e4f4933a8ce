"""Apply a keeper's decisions about unplaced passages: each is a part of a post or comment, or boilerplate.

Decisions are applied to what the sources say, at every import. So a passage stays where a keeper has placed it, it
is taken out again when the decision is deleted, and a post that a person has edited is left alone. A passage is named
by its words: one decision settles it on every page that has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.content.ledger import UNPLACED, LedgerEntry, in_order
from archive.content.post_file import comments_name
from archive.content.reasons import AS_DECIDED, is_placed, where_found
from archive.content.word_counts import is_unplaced
from archive.decisions.decisions import FILE_NAME, Decision, Decisions, resolve
from archive.decisions.names import refs_by_name
from archive.ingest.placing import PlacedPassage, paragraphs_with, post_ref, with_passage
from archive.markup.from_text import text_to_markdown
from archive.model import Post
from archive.text import excerpt

MASKED = "private detail, masked"
"""The reason why words of an unplaced passage are left out even if it is published."""
_BOILERPLATE = "boilerplate"
_EXCERPT_WORDS = 8


@dataclass(frozen=True)
class Settlement:
    """What became of the decisions about unplaced passages."""

    posts: Mapping[str, Post] = field(default_factory=dict)
    """The posts that have got a passage, by ref."""
    decisions: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    """The decisions that apply, by the name of the passage; texts are named by ref."""
    problems: tuple[str, ...] = ()
    """A line for each decision that cannot be applied."""
    notes: tuple[str, ...] = ()
    """A line for each decision that is not needed any more."""


def about_passages(decisions: Decisions) -> Decisions:
    """Return only the decisions about unplaced passages."""
    return Decisions(tuple(entry for entry in decisions.entries if entry.passage))


def as_read(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry of an unplaced passage as it was before a keeper decided anything; others are not changed."""
    if entry.kind != UNPLACED or entry.outcome == "quarantined":
        return entry
    where = where_found(entry)
    first = entry.lines[0] if entry.lines else 0
    ref = f"{entry.source}:{first}"
    unsettled = replace(entry, outcome="quarantined", reason=where, ref=ref, file=None, masked=None)
    return _with_words(unsettled, {where: entry.words_in - _masked(entry)})


def placed_passages(entries: Iterable[LedgerEntry]) -> dict[str, tuple[PlacedPassage, ...]]:
    """Return the passages that are in posts of the content folder, by the post's file."""
    found: defaultdict[str, list[PlacedPassage]] = defaultdict(list)
    for entry in entries:
        if is_placed(entry):
            ref = entry.ref.removesuffix(f"#{entry.id}")
            found[f"{post_ref(ref)}.md"].append(PlacedPassage(ref, _markdown(entry)[0]))
    return {file: tuple(passages) for file, passages in found.items()}


def settle_passages(posts: Mapping[str, Post], decisions: Decisions, entries: Iterable[LedgerEntry]) -> Settlement:
    """Place the unplaced passages among `entries` in `posts`, given by ref, as keepers decided."""
    decided = about_passages(decisions)
    if not decided.entries:
        return Settlement()
    passages = {entry.id or "": entry for entry in reversed(in_order(filter(is_unplaced, entries)))}
    known, problems = resolve(decided, refs_by_name(posts))
    needed = [decision for decision in known.entries if decision.passage in passages]
    changed, refused = _place_all(posts, needed, passages)
    by_name: defaultdict[str, tuple[Decision, ...]] = defaultdict(tuple)
    for decision in needed:
        by_name[decision.passage] += (decision,) if decision not in refused else ()
    unneeded = sorted(set(known.entries) - set(needed), key=lambda decision: decision.number)
    return Settlement(
        posts=changed,
        decisions={name: its_decisions for name, its_decisions in by_name.items() if its_decisions},
        problems=(*problems, *(f"{FILE_NAME}: {each.label}: {why}" for each, why in refused.items())),
        notes=tuple(f"{FILE_NAME}: {each.label}: no source has this passage; delete the decision" for each in unneeded),
    )


def settled_entries(
    entries: Iterable[LedgerEntry], settlement: Settlement, holds: Callable[[PlacedPassage], bool]
) -> list[LedgerEntry]:
    """Return all `entries`, with the outcomes of the passages that a keeper settled.

    `holds` says whether a text has a passage now; it may not, if a person has edited it.
    """
    first: dict[str, LedgerEntry] = {}
    settled = []
    for entry in in_order(entries) if settlement.decisions else entries:
        decisions = settlement.decisions.get(entry.id or "", ()) if is_unplaced(entry) else ()
        settled.append(_settled(entry, decisions, settlement.posts, first, holds) if decisions else entry)
    return settled


def _place_all(
    posts: Mapping[str, Post], decisions: Iterable[Decision], passages: Mapping[str, LedgerEntry]
) -> tuple[dict[str, Post], dict[Decision, str]]:
    """Return the posts that have got a passage, and the decisions that cannot be applied with the reason."""
    changed: dict[str, Post] = {}
    refused: dict[Decision, str] = {}
    for decision in _in_order_of_placing(decisions, passages):
        ref = decision.texts[0]
        post = changed.get(post_ref(ref)) or posts[post_ref(ref)]
        if problem := _place_problem(post, decision):
            refused[decision] = problem
        else:
            markdown = _markdown(passages[decision.passage])[0]
            changed[post_ref(ref)] = with_passage(post, PlacedPassage(ref, markdown), decision.after)
    return changed, refused


def _in_order_of_placing(decisions: Iterable[Decision], passages: Mapping[str, LedgerEntry]) -> list[Decision]:
    """Sort so that passages placed at one spot are in the order of their sources: behind given words, last first."""
    order = {name: number for number, name in enumerate(reversed(list(passages)))}

    def position(decision: Decision) -> tuple[bool, int]:
        return not decision.after, -order[decision.passage] if decision.after else order[decision.passage]

    return sorted((each for each in decisions if each.verdict == "text-of"), key=position)


def _place_problem(post: Post, decision: Decision) -> str | None:
    ref = decision.texts[0]
    found = paragraphs_with(post, ref, decision.after) if decision.after else 1
    if found == 1:
        return None
    words = excerpt(decision.after, _EXCERPT_WORDS)
    how = "has more than one paragraph with" if found else "has no paragraph with"
    return f'{ref} {how} "{words}"; correct `after` or remove it'


def _settled(
    entry: LedgerEntry,
    decisions: Sequence[Decision],
    posts: Mapping[str, Post],
    first: dict[str, LedgerEntry],
    holds: Callable[[PlacedPassage], bool],
) -> LedgerEntry:
    """Return the entry of a passage as decided; `first` has the entries published so far, by ref, and gets this one."""
    decision = _nearest(entry, decisions, posts)
    if decision.verdict == _BOILERPLATE:
        return _left_out(entry, _BOILERPLATE)
    target = decision.texts[0]
    markdown, left_out = _markdown(entry)
    if not holds(PlacedPassage(target, markdown)):
        return _left_out(entry, f"text of {target}, whose file was changed by hand and does not have it")
    ref = f"{target}#{entry.id}"
    file = f"{target}.md" if target == post_ref(target) else comments_name(f"{post_ref(target)}.md")
    reason = f"text of {target}{AS_DECIDED}{entry.reason}"
    outcome = "merged" if ref in first else "published"
    masked = ("details in a passage that a keeper placed",) if _masked(entry) and outcome == "published" else None
    settled = replace(entry, outcome=outcome, reason=reason, ref=ref, file=file, masked=masked)
    settled = _with_words(settled, left_out)
    return first.setdefault(ref, settled) if outcome == "published" else settled


def _nearest(entry: LedgerEntry, decisions: Sequence[Decision], posts: Mapping[str, Post]) -> Decision:
    """Return the decision about the post that has the same source, or else the first."""

    def is_near(decision: Decision) -> bool:
        post = posts.get(post_ref(decision.texts[0])) if decision.texts else None
        return any(source.sha256 == entry.sha256 for source in post.sources) if post else False

    return next(filter(is_near, decisions), decisions[0])


def _left_out(entry: LedgerEntry, what: str) -> LedgerEntry:
    reason = f"{what}{AS_DECIDED}{entry.reason}"
    key = f"{what}{AS_DECIDED}".removesuffix("; ")
    return _with_words(replace(entry, outcome="left-out", reason=reason), {key: entry.words_in - _masked(entry)})


def _with_words(entry: LedgerEntry, left_out: Mapping[str, int]) -> LedgerEntry:
    """Account for the words: those `left_out` by reason, those masked, and all others are kept."""
    counts = Counter({**left_out, MASKED: _masked(entry)})
    return replace(
        entry, words_kept=entry.words_in - counts.total(), words_left_out=dict(sorted((+counts).items())) or None
    )


def _masked(entry: LedgerEntry) -> int:
    return (entry.words_left_out or {}).get(MASKED, 0)


def _markdown(entry: LedgerEntry) -> tuple[str, dict[str, int]]:
    """Return the passage as Markdown, and the number of words that became mark-up, by reason."""
    markdown, left_out = text_to_markdown((entry.text or "").split("\n"))
    return markdown, dict(Counter(left.reason for left in left_out for _ in left.text.split()))
