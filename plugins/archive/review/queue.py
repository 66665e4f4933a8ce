"""What a person should look at: what the build did, or left undone, without being sure. Values only.

One rule: only doubt is proposed. What is certain, and what a person has decided, is not asked about.

What was joined comes first, for a false join loses a text; then what may be one text after all, then quotation, then
what was withheld as nobody's words, then short repeats. Among their like the most doubtful come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import Literal

from archive.decisions.decisions import SAID, Decision, Decisions, Pair, Verdict, keeps_both_copies
from archive.duplicates.find import Findings, RepeatedBlock, VisibleTexts
from archive.duplicates.posts import CandidatePair
from archive.text import tokens
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span

Kind = Literal["same", "copy", "quotation", "boilerplate", "repeat"]
"""Two texts, perhaps one; two comments shown as one; a passage; words that belong to nobody; a block printed twice."""
State = Literal["joined", "not joined", "linked", "withheld", "shown once", "shown twice"]
"""What the build does now."""
Answer = tuple[str, Decision | None]
"""What it says, and the verdict, if it is one."""

# Where doubt begins: measured by nobody, chosen so that a person has to look at little (issue 4, 2026-11-22)
LIKELY_SHARE = 0.6
"""Of the words of the shorter text so many stand in the other, in passages or altogether: it may be the same text."""
SURE_SCORE = 0.85
"""A quotation whose two sides agree less was edited, or is none."""
SURE_WORDS = 30
"""A shorter passage or repeat may be chance."""
SURE_THREADS = 10
"""What stands in fewer threads may be a quotation that is much quoted."""
LEAST_REPEAT = 8
"""A shorter repeat is a label, a name or a cell of a table, of which there are thousands: never proposed."""
_BEGINS = 8
"""Words by which a verdict names a passage."""

_ORDER = (
    ("same", "joined"),
    ("copy", "joined"),
    ("same", "not joined"),
    ("quotation", "linked"),
    ("boilerplate", "withheld"),
    ("repeat", "shown once"),
    ("repeat", "shown twice"),
)
_SKIP: dict[str, Answer] = {"s": ("skip", None)}


@dataclass(frozen=True)
class Proposal:
    """One question to a person."""

    kind: Kind
    texts: tuple[str, ...]
    """Refs. Of a quotation the source comes first; where it is not known, the one whose ref sorts first."""
    spans: tuple[Span, ...] | None
    """The place in each of `texts`; None for whole texts."""
    words: int
    """Of the shorter text, or of the passage."""
    score: float | None
    """Share of the words that agree, from 0 to 1; None where none was reckoned."""
    state: State
    reason: str
    """Why it is proposed, in plain words with the numbers."""
    answers: Mapping[str, Answer]
    """By the key to press. Verdicts lack the words of the texts; `worded` puts them in."""

    @property
    def id(self) -> str:
        """Eight hex digits, made of kind, texts and spans: the same as long as these are."""
        return blake2b(repr((self.kind, self.texts, self.spans)).encode(), digest_size=4).hexdigest()


def proposals(findings: Findings, decisions: Decisions, words: Mapping[str, int]) -> tuple[Proposal, ...]:
    """What of `findings` a person should look at, what loses most first, and of that the most doubtful.

    `decisions` are those that were applied to the findings, their texts named by ref. `words` has the number of words
    of each text by ref, hidden ones too.
    """
    made = chain(
        _same(findings, decisions, words),
        _copies(findings, decisions, words),
        _quotations(findings),
        _withheld(findings, decisions),
        _repeats(findings, decisions),
    )
    return tuple(sorted(made, key=_doubt))


def worded(decision: Decision, proposal: Proposal, text_of: Callable[[str], ComparableText]) -> Decision:
    """The verdict with the words of the passage it is about, as far as it needs them."""
    if not proposal.spans:
        return decision
    places = dict(zip(proposal.texts, proposal.spans, strict=True))
    ref = decision.texts[-1] if decision.texts else proposal.texts[0]
    said = [word for word in text_of(ref).words[slice(*places[ref])] if word]
    if decision.verdict == "boilerplate":
        return replace(decision, words=" ".join(said))
    return replace(decision, begins=" ".join(said[:_BEGINS]))


def _doubt(proposal: Proposal) -> tuple[int, float, int, tuple[str, ...], tuple[Span, ...], str]:
    """Joined with little in common, or not joined with much, is doubtful; a longer text is the greater loss."""
    score = 1.0 if proposal.score is None else proposal.score
    doubt = -score if proposal.state == "not joined" else score
    place = _ORDER.index((proposal.kind, proposal.state))
    return place, doubt, -proposal.words, proposal.texts, proposal.spans or (), proposal.reason


def _decision(verdict: Verdict, *texts: str) -> Decision:
    return Decision(0, verdict, texts)


def _one_or_two(pair: Pair, what: str) -> dict[str, Answer]:
    return {
        "y": (f"one {what}", _decision("same", *pair)),
        "n": (f"two {what}s", _decision("different", *pair)),
        **_SKIP,
    }


def _same(findings: Findings, decisions: Decisions, words: Mapping[str, int]) -> Iterator[Proposal]:
    """Pairs of texts that were joined without having the same words, or were not, and have much in common."""
    decided = decisions.together | decisions.apart
    shown = {each.hidden: each.shown for each in findings.duplicate_posts}
    proposed = set(decided)
    for each in findings.candidates:
        pair = each.one, each.other
        joined = shown.get(each.one, each.one) == shown.get(each.other, each.other)
        if pair not in decided and _may_be_one(pair, findings) and _is_doubtful(each, joined, words):
            proposed.add(pair)
            yield _likely(each, "joined" if joined else "not joined")
    for pair, covered in _covered(findings, words).items():
        if pair not in proposed and covered >= LIKELY_SHARE * _shorter(pair, words):
            yield _covering(pair, covered, _shorter(pair, words))


def _is_doubtful(likeness: CandidatePair, joined: bool, words: Mapping[str, int]) -> bool:
    if joined:
        return likeness.shared < likeness.words or words[likeness.one] != words[likeness.other]
    return likeness.shared >= LIKELY_SHARE * likeness.words


def _likely(likeness: CandidatePair, state: State) -> Proposal:
    pair = likeness.one, likeness.other
    share = likeness.shared / max(likeness.words, 1)
    return Proposal("same", pair, None, likeness.words, share, state, likeness.reason, _one_or_two(pair, "text"))


def _covering(pair: Pair, covered: int, words: int) -> Proposal:
    reason = f"passages that stand in both are {covered:,} of the {words:,} words of the shorter text"
    return Proposal("same", pair, None, words, covered / words, "not joined", reason, _one_or_two(pair, "text"))


def _covered(findings: Findings, words: Mapping[str, int]) -> dict[Pair, int]:
    """How many words of the shorter text lie in passages, for each pair of texts that might be one."""
    spans: defaultdict[Pair, list[Span]] = defaultdict(list)
    for passage in findings.passages:
        pair = passage.one, passage.other
        if _may_be_one(pair, findings):
            spans[pair].append(passage.one_span if words[pair[0]] <= words[pair[1]] else passage.other_span)
    return {pair: _length(some) for pair, some in spans.items()}


def _may_be_one(pair: Pair, findings: Findings) -> bool:
    """A text of the union and the post that quotes it are two, and so are comments in two places."""
    if pair[0] == pair[1]:
        return False
    sorts = {(text.kind == "post", text.parent) for text in map(findings.texts.get, pair) if text}
    return len(sorts) < 2


def _length(spans: Iterable[Span]) -> int:
    """Words in any of the spans."""
    found, reached = 0, 0
    for start, stop in sorted(spans):
        found += max(stop - max(start, reached), 0)
        reached = max(reached, stop)
    return found


def _shorter(pair: Pair, words: Mapping[str, int]) -> int:
    return min(words[ref] for ref in pair)


def _copies(findings: Findings, decisions: Decisions, words: Mapping[str, int]) -> Iterator[Proposal]:
    """Comments that are shown as one although they are not of the same length."""
    decided = decisions.together | decisions.apart
    for each in findings.duplicate_comments:
        pair = min(each.shown, each.hidden), max(each.shown, each.hidden)
        if pair not in decided and words[each.shown] != words[each.hidden]:
            count = _shorter(pair, words)
            share = count / max(words[ref] for ref in pair)
            yield Proposal("copy", pair, None, count, share, "joined", each.reason, _one_or_two(pair, "comment"))


def _quotations(findings: Findings) -> Iterator[Proposal]:
    for passage in findings.passages:
        texts = findings.texts[passage.one], findings.texts[passage.other]
        doubts = "; ".join(_doubts(passage, texts))
        if doubts and passage.reason != SAID:
            yield _quotation(passage, texts, doubts)


def _doubts(passage: Passage, texts: tuple[ComparableText, ComparableText]) -> Iterator[str]:
    """Why a passage may not be what it is taken for."""
    if passage.score < SURE_SCORE:
        yield f"{passage.score:.0%} of the words of both sides agree"
    if passage.words < SURE_WORDS:
        yield f"it has {passage.words} words only"
    if passage.source is None and texts[0] != texts[1] and all(text.day for text in texts):
        yield f"who quotes whom is not known: {passage.reason}"


def _quotation(passage: Passage, texts: tuple[ComparableText, ComparableText], doubts: str) -> Proposal:
    sides = [(passage.one, passage.one_span), (passage.other, passage.other_span)]
    if passage.direction == "other":
        sides.reverse()
    refs, spans = zip(*sides, strict=True)
    answers: dict[str, Answer] = {
        **_who_quotes(*refs),
        "n": ("no quotation", _decision("no-quotation", *refs)),
        "b": ("boilerplate", _decision("boilerplate")),
        **_SKIP,
    }
    return Proposal("quotation", refs, spans, passage.words, passage.score, "linked", doubts, answers)


def _who_quotes(source: str, quoting: str) -> dict[str, Answer]:
    """Nothing, if both are one text: nobody is asked whether it quotes itself."""
    if source == quoting:
        return {}
    return {
        "y": ("the second quotes the first", _decision("quotation", source, quoting)),
        "o": ("the first quotes the second", _decision("quotation", quoting, source)),
    }


def _withheld(findings: Findings, decisions: Decisions) -> Iterator[Proposal]:
    """Frames, of which there are one or two threads, and what is not spread far."""
    entries, texts = decisions.entries, VisibleTexts.of(findings)
    pairs = {frozenset(each.texts) for each in entries if each.verdict in ("quotation", "no-quotation")}
    named = [tokens(each.words) for each in entries if each.verdict == "boilerplate"]
    for each in findings.boilerplate:
        refs = {ref for ref, _ in each.places}
        if each.threads >= SURE_THREADS or each.reason == SAID or len(refs) == 1:
            continue
        if any(map(refs.issuperset, pairs)) or _is_named(each, named, texts):
            continue
        yield _boilerplate(each, findings)


def _is_named(each: Boilerplate, named: Sequence[Sequence[str]], texts: VisibleTexts) -> bool:
    """True if a person called these words boilerplate. Texts are read only if any were called so."""
    return bool(named) and any(_tokens(texts.text(ref), span) in named for ref, span in each.places)


def _tokens(text: ComparableText, span: Span) -> list[str]:
    return [token for word in text.words[slice(*span)] for token in tokens(word)]


def _boilerplate(each: Boilerplate, findings: Findings) -> Proposal:
    """One place of each text, the earliest text first."""
    place_of = dict(reversed(each.places))
    refs = tuple(sorted(place_of, key=lambda ref: (findings.texts[ref].day or date.max, ref)))
    spans = tuple(place_of[ref] for ref in refs)
    words = min(stop - start for start, stop in spans)
    answers = {**_who_quotes(*refs[:2]), "b": ("boilerplate", _decision("boilerplate")), **_SKIP}
    return Proposal("boilerplate", refs, spans, words, None, "withheld", each.reason, answers)


def _repeats(findings: Findings, decisions: Decisions) -> Iterator[Proposal]:
    for found in findings.repeats:
        if LEAST_REPEAT <= found.repeat.words < SURE_WORDS and not keeps_both_copies(decisions, found.ref, found.copy):
            yield _repeat(found)


def _repeat(found: RepeatedBlock) -> Proposal:
    start, stop = found.span
    spans = (max(start - (stop - start), 0), start), found.span
    state: State = "shown once" if found.collapsed else "shown twice"
    reason = f"a block of {found.repeat.words} words follows its own copy"
    answers = {"n": ("no repeat", _decision("no-repeat", found.ref)), **_SKIP}
    return Proposal("repeat", (found.ref, found.ref), spans, found.repeat.words, None, state, reason, answers)
