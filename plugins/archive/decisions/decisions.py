"""What a person has decided about texts that look alike. Values only; `decisions_file` reads and writes them.

One rule: a person's verdict wins, whatever the likeness. Of verdicts that cannot all be obeyed none is, and a line
says so; the order in which they are written counts for nothing.

What a person may call a text: its ref, an address, an earlier address, a file; and what is said of any other name.

One rule: a name is never guessed. One that no text has is told to the person, with the nearest that one has.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Literal
from urllib.parse import unquote

from archive.text import excerpt, tokens

_NAMED_WORDS = 8
"""So much of a name is told in a complaint."""


class TextNames:
    """Every name of every text."""

    def __init__(self, ref_of: Mapping[str, str]) -> None:
        self._ref_of = ref_of

    def ref(self, name: str) -> str | None:
        """The ref of the text called `name`."""
        page, sign, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        return self._ref_of.get(f"{post}#{anchor}") if sign else post

    def unknown(self, name: str) -> str:
        """What a person is told of a name that is no text's."""
        near = self._nearest(name)
        cure = f"; the nearest is {near}" if near else ""
        return f'no text here is called "{excerpt(name, _NAMED_WORDS)}"{cure}'

    def _nearest(self, name: str) -> str | None:
        page, _, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        if not post:
            page = page.removesuffix(".html")
            near = get_close_matches(page, self._like(page), 1) or get_close_matches(page, self._posts, 1)
            return next(iter(near), None)
        ids = [ref.removeprefix(f"{post}#") for ref in self._refs if ref.startswith(f"{post}#")]
        return next((f"{post}#{near}" for near in get_close_matches(anchor, ids, 1)), post)

    def _like(self, page: str) -> list[str]:
        """The posts of its folder and those of its slug: to compare a name with all takes its time."""
        folder, _, slug = page.rpartition("/")
        return [ref for ref in self._posts if (folder and f"{folder}/" in ref) or ref.endswith(f"/{slug}")]

    @cached_property
    def _refs(self) -> list[str]:
        return sorted(set(self._ref_of.values()))

    @cached_property
    def _posts(self) -> list[str]:
        return [ref for ref in self._refs if "#" not in ref]


def _page_and_anchor(name: str) -> tuple[str, str, str]:
    """A name without what may stand around it: host and query of an address, folder and suffix of a file."""
    page, sign, anchor = name.strip().partition("#")
    page = page.partition("?")[0]
    if page.lower().startswith(("http://", "https://")):
        return unquote("/" + page.split("/", 3)[-1]), sign, anchor
    page = page.replace("\\", "/").removeprefix("content/")
    return page.removesuffix(".md").removesuffix(".comments"), sign, anchor


Verdict = Literal["same", "different", "quotation", "no-quotation", "boilerplate", "no-repeat"]
Pair = tuple[str, str]
"""Two refs, sorted."""

NAME = "decisions.toml"
"""The file in the content folder that has them, which every complaint names."""
SAID = "a person said so"
"""The reason of a passage, or of boilerplate, that rests on a verdict."""
ROW = 5
"""So many tokens in a row are known as boilerplate; a shorter row stands anywhere by chance (`reuse.shingles`)."""


@dataclass(frozen=True)
class Decision:
    """One verdict."""

    number: int
    """Its place in the file, from 1."""
    verdict: Verdict
    texts: tuple[str, ...] = ()
    """Names of texts, refs once they are `resolved`: two, of a quotation (source, quoting); one for "no-repeat"; none
    for "boilerplate"."""
    begins: str = ""
    """First words of the passage, or of the block that stands twice; empty: all that the two texts share."""
    words: str = ""
    """Of boilerplate."""
    why: str = ""

    @property
    def pair(self) -> Pair:
        """Its two texts, sorted. It has two."""
        one, other = sorted(self.texts)
        return one, other

    @property
    def label(self) -> str:
        """What a complaint calls it."""
        return f"decision {self.number} ({self.verdict})"


@dataclass(frozen=True)
class Decisions:
    """All verdicts on an archive."""

    entries: tuple[Decision, ...] = ()

    @cached_property
    def together(self) -> frozenset[Pair]:
        """Texts that are one."""
        return frozenset(entry.pair for entry in self.entries if entry.verdict == "same")

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Texts that are two."""
        return frozenset(entry.pair for entry in self.entries if entry.verdict == "different")

    @cached_property
    def shown_twice(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """By the ref of a text the first words, as they are compared, of each block that is to be shown twice."""
        found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for entry in self.entries:
            if entry.verdict == "no-repeat":
                found[entry.texts[0]].append(tokens_of(entry))
        return dict(found)


def resolved(decisions: Decisions, ref_of: Mapping[str, str]) -> tuple[Decisions, tuple[str, ...]]:
    """The verdicts that can be obeyed, with the refs of their texts, and a line for each that cannot.

    `ref_of` has the ref of every text by each of its names: the ref itself, its address here, earlier addresses.
    Besides these a text may be named by a file name or a full address.
    """
    names, known, lines = TextNames(ref_of), [], []
    for entry in decisions.entries:
        refs = tuple(map(names.ref, entry.texts))
        found = replace(entry, texts=tuple(filter(None, refs)))
        unknown = [names.unknown(name) for name, ref in zip(entry.texts, refs, strict=True) if not ref]
        faults = [f"{fault}; write its name, or take the decision out" for fault in unknown]
        if not faults and (fault := pairing_fault(found)):
            faults = [fault]
        lines += [(entry.number, f"{NAME}: {entry.label}: {fault}") for fault in faults]
        known += [] if faults else [found]
    clashes = list(contradictions(known))
    lines += [(group[-1].number, f"{NAME}: {contradiction(group)}") for group in clashes]
    refused = {entry for group in clashes for entry in group}
    obeyed = tuple(entry for entry in known if entry not in refused)
    return replace(decisions, entries=obeyed), tuple(line for _, line in sorted(lines))


def pairing_fault(entry: Decision) -> str | None:
    """Why its two texts can be neither one nor two, if they cannot."""
    if entry.verdict not in ("same", "different"):
        return None
    if len(set(entry.texts)) == 1:
        return f"names one text twice, {entry.texts[0]}; name two, or take it out"
    if len({"#" in name for name in entry.texts}) == 2:
        return "names a post and a comment, which are never one; name two posts or two comments, or take it out"
    return None


def contradictions(entries: Iterable[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Verdicts that cannot be obeyed together, those of one contradiction by number."""
    entries = sorted(entries, key=lambda entry: (entry.texts, entry.number))
    for group in (*_torn(entries), *_disputed(entries)):
        yield tuple(sorted(group, key=lambda entry: entry.number))


def contradiction(group: Sequence[Decision]) -> str:
    """What a person is told of it, without the name of the file."""
    others = " and ".join(entry.label for entry in group[:-1])
    return f"{group[-1].label}: contradicts {others}; take out what is wrong"


def keeps_both_copies(decisions: Decisions, ref: str, words_of_copy: Sequence[str]) -> bool:
    """True if a person wants this block of the text `ref`, which stands twice, to be shown twice."""
    said = decisions.shown_twice.get(ref, ())
    copy = tuple(tokens(" ".join(words_of_copy))) if said else ()
    return any(copy[: len(first)] == first for first in said)


def tokens_of(entry: Decision) -> tuple[str, ...]:
    """Its first words as they are compared."""
    return tuple(tokens(entry.begins))


def _torn(entries: Sequence[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Each "different" with a chain of "same" between its two texts, until there is none left."""
    same = [entry for entry in entries if entry.verdict == "same"]
    different = [entry for entry in entries if entry.verdict == "different"]
    while different:
        neighbours = _neighbours(same)
        chains = [(entry, _chain(*entry.pair, neighbours)) for entry in different]
        torn = {link for _, chain in chains for link in chain}
        yield from ((entry, *chain) for entry, chain in chains if chain)
        same = [entry for entry in same if entry not in torn]
        different = [entry for entry, chain in chains if chain]


def _neighbours(same: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    found: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
    for entry in same:
        one, other = entry.pair
        found[one].setdefault(other, entry)
        found[other].setdefault(one, entry)
    return found


def _chain(one: str, other: str, neighbours: Mapping[str, Mapping[str, Decision]]) -> tuple[Decision, ...]:
    """The fewest verdicts that make two texts one; none, if they are two."""
    chains: dict[str, tuple[Decision, ...]] = {one: ()}
    waiting = deque([one])
    while waiting and other not in chains:
        text = waiting.popleft()
        for next_text, entry in neighbours.get(text, {}).items():
            if next_text not in chains:
                chains[next_text] = (*chains[text], entry)
                waiting.append(next_text)
    return chains.get(other, ())


def _disputed(entries: Iterable[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Verdicts on one passage that do not agree who quotes whom, or whether anybody does."""
    found: defaultdict[tuple[Pair, tuple[str, ...]], list[Decision]] = defaultdict(list)
    for entry in entries:
        if entry.verdict in ("quotation", "no-quotation"):
            found[entry.pair, tokens_of(entry)].append(entry)
    for group in found.values():
        if len({entry.texts if entry.verdict == "quotation" else () for entry in group}) > 1:
            yield tuple(group)
