"""Queue the questions for a keeper: what the build did, or did not do, without being sure.

The rule: ask only about doubtful findings, and never about what a keeper has decided already.

Unplaced words come first, because they are nowhere on the site. Then come merged posts, because a wrong merge hides a
post; then posts that may be duplicates after all, quotations, passages withheld as boilerplate, and short repeats.
Within each kind the most doubtful come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import Literal

from archive.decisions.decisions import DECIDED, Decision, Decisions, Pair, Verdict, keeps_both_copies
from archive.duplicates.find import Findings
from archive.duplicates.posts import CandidatePair
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.review.unplaced import UnplacedWords
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span, keys_of

Kind = Literal["unplaced", "same", "copy", "quotation", "boilerplate", "repeat"]
"""Words that no post has; two posts that may be one; two comments shown as one; a passage; boilerplate; a block printed
twice."""
State = Literal["quarantined", "joined", "not joined", "linked", "withheld", "shown once", "shown twice"]
"""What the build does now."""
Answer = tuple[str, Decision | None]
"""The label of an answer, and its decision; None if it decides nothing."""

# Where doubt begins: not measured, chosen so that a keeper is asked little (2026-11-22)
LIKELY_SHARE = 0.6
"""Two posts may be duplicates if this share of the shorter one's words is also in the other."""
SURE_SCORE = 0.85
"""A quotation with a lower score was edited, or may not be one."""
SURE_WORDS = 30
"""A shorter passage or repeat may be chance."""
SURE_THREADS = 10
"""Boilerplate in fewer threads may be a passage that is quoted often."""
LEAST_REPEAT = 8
"""A shorter repeat is a label, a name or a table cell. There are thousands of them, so nobody is asked."""
_BEGINS = 8
"""Words by which a decision names a passage."""

_ORDER = (
    ("unplaced", "quarantined"),
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
class Question:
    """One question to a keeper."""

    kind: Kind
    texts: tuple[str, ...]
    """Refs. The source of a quotation comes first or, if it is not known, the ref that sorts first."""
    spans: tuple[Span, ...] | None
    """The place in each of `texts`; None for whole texts."""
    words: int
    """Length of the shorter text, or of the passage."""
    score: float | None
    """Share of the words that agree, from 0 to 1; None if none was computed."""
    state: State
    reason: str
    """Why it is asked, in plain words with the numbers."""
    answers: Mapping[str, Answer]
    """By the key to press. Decisions lack the words of the passage; `with_words` adds them. A "text-of" without a text
    asks for its name."""
    unplaced: UnplacedWords | None = None

    @property
    def asks(self) -> str:
        """The question in words."""
        words = "This word" if self.words == 1 else f"These {self.words:,} words"
        if self.kind == "unplaced":
            verb = "belongs" if self.words == 1 else "belong"
            return f"{words} {verb} to no post or comment yet. What are they a part of?"
        if self.kind in ("same", "copy"):
            noun = "post" if self.kind == "same" else "comment"
            now = "shown as one" if self.state == "joined" else "both shown"
            return f"These {noun}s are {now}. Are they the same {noun}?"
        if self.kind == "repeat":
            return f"{words} are printed twice in a row and {self.state}. Is that a repeat by mistake?"
        if self.kind == "boilerplate":
            return f"{words} appear in several places. Are they boilerplate, or does the second quote the first?"
        if self.texts[0] == self.texts[1]:
            return f"{words} appear twice in this text. Is that a quotation?"
        return f"{words} appear in both. Does the second quote the first?"

    @property
    def id(self) -> str:
        """Eight hex digits that stay the same as long as kind, texts and spans do; or the name of the passage."""
        if self.unplaced:
            return self.unplaced.name
        return blake2b(repr((self.kind, self.texts, self.spans)).encode(), digest_size=4).hexdigest()


def questions(
    findings: Findings, decisions: Decisions, words: Mapping[str, int], unplaced: Iterable[UnplacedWords] = ()
) -> tuple[Question, ...]:
    """Return the questions about `findings` and `unplaced` words, those first where a mistake would lose most.

    `decisions` are those that were applied to the findings, with texts named by ref. `words` is the length of each text
    by ref, including hidden duplicates.
    """
    made = chain(
        map(_unplaced, unplaced),
        _same(findings, decisions, words),
        _copies(findings, decisions, words),
        _quotations(findings),
        _withheld(findings, decisions),
        _repeats(findings, decisions),
    )
    return tuple(sorted(made, key=_doubt))


def with_words(decision: Decision, question: Question, text_of: Callable[[str], ComparableText]) -> Decision:
    """Return the decision with the words of the passage that it is about, if it needs them."""
    if not question.spans:
        return decision
    places = dict(zip(question.texts, question.spans, strict=True))
    ref = decision.texts[-1] if decision.texts else question.texts[0]
    said = [word for word in text_of(ref).words[slice(*places[ref])] if word]
    if decision.verdict == "boilerplate":
        return replace(decision, words=" ".join(said))
    return replace(decision, begins=" ".join(said[:_BEGINS]))


def _doubt(question: Question) -> tuple[int, float, int, tuple[str, ...], tuple[Span, ...], str]:
    """Sort key: posts merged with little in common, or not merged with much, are doubtful; longer ones come first."""
    score = 1.0 if question.score is None else question.score
    doubt = -score if question.state == "not joined" else score
    place = _ORDER.index((question.kind, question.state))
    return place, doubt, -question.words, question.texts, question.spans or (), question.reason


def _decision(verdict: Verdict, *texts: str) -> Decision:
    return Decision(0, verdict, texts)


def _unplaced(words: UnplacedWords) -> Question:
    answers: dict[str, Answer] = {
        key: (f"part of {ref}", replace(_decision("text-of", ref), passage=words.name))
        for key, ref in zip("yan", words.near, strict=False)
    }
    answers |= {
        "o": ("part of another", replace(_decision("text-of"), passage=words.name)),
        "b": ("boilerplate", replace(_decision("boilerplate"), passage=words.name)),
        **_SKIP,
    }
    first, *others = words.sources
    reason = f"{first}: {words.where}" + f"; also in {', '.join(others)}" * bool(others)
    return Question("unplaced", words.near, None, words.words, None, "quarantined", reason, answers, words)


def _one_or_two(pair: Pair, what: str) -> dict[str, Answer]:
    return {
        "y": (f"one {what}", _decision("same", *pair)),
        "n": (f"two {what}s", _decision("different", *pair)),
        **_SKIP,
    }


def _same(findings: Findings, decisions: Decisions, words: Mapping[str, int]) -> Iterator[Question]:
    """Yield pairs that were merged without having the same words, or not merged with much in common."""
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


def _likely(likeness: CandidatePair, state: State) -> Question:
    pair = likeness.one, likeness.other
    share = likeness.shared / max(likeness.words, 1)
    return Question("same", pair, None, likeness.words, share, state, likeness.reason, _one_or_two(pair, "post"))


def _covering(pair: Pair, covered: int, words: int) -> Question:
    reason = f"passages found in both make up {covered:,} of the {words:,} words of the shorter post"
    return Question("same", pair, None, words, covered / words, "not joined", reason, _one_or_two(pair, "post"))


def _covered(findings: Findings, words: Mapping[str, int]) -> dict[Pair, int]:
    """Count the words of the shorter text that lie in passages, for each pair that may be duplicates."""
    spans: defaultdict[Pair, list[Span]] = defaultdict(list)
    for passage in findings.passages:
        pair = passage.one, passage.other
        if _may_be_one(pair, findings):
            spans[pair].append(passage.one_span if words[pair[0]] <= words[pair[1]] else passage.other_span)
    return {pair: _length(some) for pair, some in spans.items()}


def _may_be_one(pair: Pair, findings: Findings) -> bool:
    """A mailout and the post that quotes it are never duplicates, nor are comments in different places."""
    if pair[0] == pair[1]:
        return False
    sorts = {(text.kind == "post", text.parent) for text in map(findings.texts.get, pair) if text}
    return len(sorts) < 2


def _length(spans: Iterable[Span]) -> int:
    """Count the words that are in any of the spans."""
    found, reached = 0, 0
    for start, stop in sorted(spans):
        found += max(stop - max(start, reached), 0)
        reached = max(reached, stop)
    return found


def _shorter(pair: Pair, words: Mapping[str, int]) -> int:
    return min(words[ref] for ref in pair)


def _copies(findings: Findings, decisions: Decisions, words: Mapping[str, int]) -> Iterator[Question]:
    """Yield comments that are shown as one although their lengths differ."""
    decided = decisions.together | decisions.apart
    for each in findings.duplicate_comments:
        pair = min(each.shown, each.hidden), max(each.shown, each.hidden)
        if pair not in decided and words[each.shown] != words[each.hidden]:
            count = _shorter(pair, words)
            share = count / max(words[ref] for ref in pair)
            yield Question("copy", pair, None, count, share, "joined", each.reason, _one_or_two(pair, "comment"))


def _quotations(findings: Findings) -> Iterator[Question]:
    for passage in findings.passages:
        texts = findings.texts[passage.one], findings.texts[passage.other]
        doubts = "; ".join(_doubts(passage, texts))
        if doubts and passage.reason != DECIDED:
            yield _quotation(passage, texts, doubts)


def _doubts(passage: Passage, texts: tuple[ComparableText, ComparableText]) -> Iterator[str]:
    """Yield the reasons to doubt a passage."""
    if passage.score < SURE_SCORE:
        yield f"only {passage.score:.0%} of the words agree"
    if passage.words < SURE_WORDS:
        yield f"it has only {passage.words} words"
    if passage.source is None and texts[0] != texts[1] and all(text.day for text in texts):
        yield f"direction unknown: {passage.reason}"


def _quotation(passage: Passage, texts: tuple[ComparableText, ComparableText], doubts: str) -> Question:
    sides = [(passage.one, passage.one_span), (passage.other, passage.other_span)]
    if passage.direction == "other":
        sides.reverse()
    refs, spans = zip(*sides, strict=True)
    answers: dict[str, Answer] = {
        **_who_quotes(*refs),
        "n": ("not a quotation", _decision("no-quotation", *refs)),
        "b": ("boilerplate", _decision("boilerplate")),
        **_SKIP,
    }
    return Question("quotation", refs, spans, passage.words, passage.score, "linked", doubts, answers)


def _who_quotes(source: str, quoting: str) -> dict[str, Answer]:
    """Return the answers about direction; if both passages are in the same text, whether it is a quotation."""
    if source == quoting:
        return {"y": ("a quotation", _decision("quotation", source, quoting))}
    return {
        "y": ("the second quotes the first", _decision("quotation", source, quoting)),
        "o": ("the first quotes the second", _decision("quotation", quoting, source)),
    }


def _withheld(findings: Findings, decisions: Decisions) -> Iterator[Question]:
    """Yield boilerplate found in few threads: parts of templates, and passages that may be quoted often."""
    entries = decisions.entries
    pairs = {frozenset(each.texts) for each in entries if each.verdict in ("quotation", "no-quotation")}
    named = [keys_of(each.words.split()) for each in entries if each.verdict == "boilerplate"]
    for each in findings.boilerplate:
        refs = {ref for ref, _ in each.places}
        if each.threads >= SURE_THREADS or each.reason == DECIDED or len(refs) == 1:
            continue
        if any(map(refs.issuperset, pairs)) or _is_named(each, named, findings):
            continue
        yield _boilerplate(each, findings)


def _is_named(each: Boilerplate, named: Sequence[tuple[int, ...]], findings: Findings) -> bool:
    """Return True if a keeper called these words boilerplate."""
    return bool(named) and any(findings.keys_at(ref, span) in named for ref, span in each.places)


def _boilerplate(each: Boilerplate, findings: Findings) -> Question:
    """Ask about one place in each text, the earliest text first."""
    place_of = dict(reversed(each.places))
    refs = tuple(sorted(place_of, key=lambda ref: (findings.texts[ref].day or date.max, ref)))
    spans = tuple(place_of[ref] for ref in refs)
    words = min(stop - start for start, stop in spans)
    answers = {**_who_quotes(*refs[:2]), "b": ("boilerplate", _decision("boilerplate")), **_SKIP}
    return Question("boilerplate", refs, spans, words, None, "withheld", each.reason, answers)


def _repeats(findings: Findings, decisions: Decisions) -> Iterator[Question]:
    for found in findings.repeats:
        if LEAST_REPEAT <= found.repeat.words < SURE_WORDS and not keeps_both_copies(decisions, found.ref, found.copy):
            yield _repeat(found)


def _repeat(found: RepeatedBlock) -> Question:
    start, stop = found.span
    spans = (max(start - (stop - start), 0), start), found.span
    state: State = "shown once" if found.collapsed else "shown twice"
    reason = f"a block of {found.repeat.words} words is printed twice in a row"
    answers = {"n": ("not a repeat", _decision("no-repeat", found.ref)), **_SKIP}
    return Question("repeat", (found.ref, found.ref), spans, found.repeat.words, None, state, reason, answers)
