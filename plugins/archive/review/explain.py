"""Why two texts were or were not joined or linked, in plain lines with the numbers.

The rule: nothing is said here that was not found by the build itself; what it did not find is looked for again, with
no lower limit, only to say how far from a finding it is.

"Words 120-160" of a text are those at the offsets 120 up to and without 160, counted as in `findings_report`.

What was found, as JSON for other programs, and as counts.

Spans are word offsets into the text of a post or comment, from 0, the second one after the last word. The text is what
`rendering.to_text` makes of its Markdown: what a reader sees, without the title. A word is what stands between white
space (`str.split()`), so a lone dash or bullet counts, a separator line such as "--oo00oo--" does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from archive.decisions.decisions import Decision, Decisions
from archive.duplicates.comments import DuplicateComment
from archive.duplicates.find import Findings, RepeatedBlock
from archive.duplicates.posts import CandidatePair, DuplicatePost
from archive.duplicates.repeats import REPEAT_WORDS
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span
from archive.text_reuse.find import compare_pair
from archive.text_reuse.scoring import LEAST_SCORE, LEAST_WORDS

About = Callable[[Collection[str]], bool]
"""True if a finding on the texts with these refs is asked for."""
_FEW = 5
"""Texts that are named of those which have the same boilerplate."""


def explained(ref: str, findings: Findings, decisions: Decisions) -> Iterator[str]:
    """All that `findings` and `decisions` have about the text `ref` and its comments, a line each."""

    def about(refs: Collection[str]) -> bool:
        return any(each == ref or each.startswith(f"{ref}#c") for each in refs)

    lines = [
        *_found(findings, decisions, about),
        *(_repeat(each, decisions) for each in findings.repeats if about([each.ref])),
    ]
    own = sum(about([each]) for each in findings.texts)
    if own:
        comments = f" and {_count(own - 1, 'comment')}" * (own > 1)
        yield f"{ref}{comments}: compared with {_count(len(findings.texts) - own, 'other text')}"
    yield from lines or [f"{ref}: nothing in it stands a second time"]


def explained_pair(
    one: ComparableText, other: ComparableText, findings: Findings, decisions: Decisions
) -> Iterator[str]:
    """Why these two texts, which come with their words, were or were not joined or linked, a line each."""
    pair = {one.ref, other.ref}
    yield from _found(findings, decisions, pair.issubset)
    shown = _shown(findings)
    if len(pair) == 2 and shown.get(one.ref, one.ref) == shown.get(other.ref, other.ref):
        return
    if not any(pair == {each.one, each.other} for each in findings.candidates):
        yield f"not compared as copies of one text: {_why_not_compared(one, other)}"
    if not any(pair == {each.one, each.other} for each in findings.passages):
        yield from _not_linked(one, other, findings)


def _found(findings: Findings, decisions: Decisions, about: About) -> Iterator[str]:
    """What was found on texts that are asked for, and what a person decided."""
    shown = _shown(findings)
    yield from (_verdict(each) for each in decisions.entries if each.texts and about(each.texts))
    for copy in _copies(findings):
        if about([copy.shown, copy.hidden]):
            yield f"{copy.hidden} is joined to {copy.shown}, which is shown: {copy.reason}"
    for likeness in findings.candidates:
        if about([likeness.one, likeness.other]):
            refs = likeness.one, likeness.other
            yield _likeness(likeness, len({shown.get(ref, ref) for ref in refs}) == 1)
    yield from (_passage(each) for each in findings.passages if about([each.one, each.other]))
    yield from (_withheld(each, about) for each in findings.boilerplate if about([ref for ref, _ in each.places]))


def _copies(findings: Findings) -> list[DuplicatePost | DuplicateComment]:
    return [*findings.duplicate_posts, *findings.duplicate_comments]


def _shown(findings: Findings) -> dict[str, str]:
    """By ref of a hidden text that of the one that is shown in its place."""
    return {copy.hidden: copy.shown for copy in _copies(findings)}


def _verdict(decision: Decision) -> str:
    said = "".join(f', "{words}"' for words in (decision.begins, decision.words) if words)
    why = f": {decision.why}" * bool(decision.why)
    return f'decision {decision.number} says "{decision.verdict}" of {" and ".join(decision.texts)}{said}{why}'


def _likeness(likeness: CandidatePair, joined: bool) -> str:
    done = "joined" if joined else "not joined"
    return f"{likeness.one} and {likeness.other}: {done}; {likeness.reason}"


def _repeat(found: RepeatedBlock, decisions: Decisions) -> str:
    repeat = found.repeat
    how = "to the letter" if repeat.exact else "but for typography"
    if found.collapsed:
        done = "shown once"
    elif repeat.words < REPEAT_WORDS:
        done = f"shown twice, for {REPEAT_WORDS} words are asked for"
    else:
        done = "shown twice, as a person decided"
    place = _place(found.ref, found.span)
    return f"{place} are the copy of the {_count(repeat.words, 'word')} before them, {how}: {done}"


def _passage(passage: Passage) -> str:
    one, other = _place(passage.one, passage.one_span), _place(passage.other, passage.other_span)
    numbers = f"{_count(passage.words, 'word')}, score {passage.score:.4f}"
    if passage.source is None:
        return f"{one} and {other} are one passage ({numbers}); who quotes whom is not known: {passage.reason}"
    source, quoting = (one, other) if passage.direction == "one" else (other, one)
    return f"{source} are quoted as {quoting} ({numbers}): {passage.reason}"


def _withheld(each: Boilerplate, about: About) -> str:
    """Of the places that are asked for; the others are named only."""
    own = [place for place in each.places if about([place[0]])] or list(each.places)
    others = sorted({ref for ref, _ in each.places} - {ref for ref, _ in own})
    more = f" and {len(others) - _FEW:,} more" * (len(others) > _FEW)
    also = f"; also in {', '.join(others[:_FEW])}{more}" * bool(others)
    return f"{', '.join(_place(*place) for place in own)} are nobody's words and not linked: {each.reason}{also}"


def _why_not_compared(one: ComparableText, other: ComparableText) -> str:
    if one.ref == other.ref:
        return "it is one text"
    if one.kind != other.kind and {one.kind, other.kind} & {"post", "comment"}:
        return f"a {one.kind} and a {other.kind} are never one"
    if one.thread != other.thread and one.kind == "comment":
        return "comments in two threads are never one"
    if one.kind == "comment":
        return "comments are one only if they have the very same words"
    return "neither their day and title nor their first words are the same, or they have little in common"


def _not_linked(one: ComparableText, other: ComparableText, findings: Findings) -> Iterator[str]:
    """How far what they share, however little, is from a quotation."""
    for text in (one, other):
        if text.ref not in findings.texts:
            yield f"{text.ref} takes no part in quotation: it is shown as another text, or says nothing"
    shared = sorted(
        compare_pair(one, other), key=lambda passage: (-passage.words, passage.one_span, passage.other_span)
    )
    yield f"not linked: {_best(shared[0]) if shared else 'they have no five words in a row in common'}"


def _best(passage: Passage) -> str:
    places = f"{_place(passage.one, passage.one_span)} and {_place(passage.other, passage.other_span)}"
    words = max(stop - start for start, stop in (passage.one_span, passage.other_span))
    longest = f"the longest stretch that they share has {_count(words, 'word')} ({places})"
    if words < LEAST_WORDS:
        return f"{longest}; {LEAST_WORDS} are asked for"
    if passage.score < LEAST_SCORE:
        return f"{longest} and score {passage.score:.4f}; {LEAST_SCORE} is asked for"
    return f"{longest}; it stands in many places, or as part of a form or a table, or was decided on by a person"


def _place(ref: str, span: Span) -> str:
    return f"words {span[0]}-{span[1]} of {ref}"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def as_json(findings: Findings) -> dict[str, Any]:
    """`findings` under the keys same, repeats, quotations and boilerplate.

    A text is named by its file below the content folder, without ".md", a comment by that of its post, "#c" and its
    id. In "same" the first of each group is the one that is shown; posts come first, then comments posted twice in one
    thread. A quotation with the direction "unknown" names the earlier text first or, where that is not known either,
    the one whose ref sorts first.
    """
    return {
        "same": [*_groups(findings.duplicate_posts), *_groups(findings.duplicate_comments)],
        "repeats": [_findings_report_repeat(found) for found in findings.repeats],
        "quotations": [_quotation(passage) for passage in findings.passages],
        "boilerplate": [_boilerplate(each) for each in findings.boilerplate],
    }


def counts(findings: Findings) -> dict[str, int]:
    """How much of each was found."""
    passages = [passage for passage in findings.passages if passage.one != passage.other]
    return {
        "quotations": len(passages),
        "texts": len(set(chain.from_iterable((passage.one, passage.other) for passage in passages))),
        "apart": len(findings.passages) - len(passages),
        "unknown": sum(passage.source is None for passage in passages),
        "boilerplate": len(findings.boilerplate),
        "comments": len(findings.duplicate_comments),
        "repeats": sum(found.collapsed for found in findings.repeats),
        "repeated_words": sum(found.repeat.words for found in findings.repeats if found.collapsed),
        "reported": sum(not found.collapsed for found in findings.repeats),
    }


def _groups(copies: Iterable[DuplicatePost | DuplicateComment]) -> list[list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for copy in copies:
        groups[copy.shown].append(copy.hidden)
    return [[shown, *sorted(groups[shown])] for shown in sorted(groups)]


def _findings_report_repeat(found: RepeatedBlock) -> dict[str, Any]:
    return {
        "ref": found.ref,
        "words": found.repeat.words,
        "span": list(found.span),
        "shown": "once" if found.collapsed else "twice",
    }


def _quotation(passage: Passage) -> dict[str, Any]:
    sides = [(passage.one, list(passage.one_span)), (passage.other, list(passage.other_span))]
    if passage.direction == "other":
        sides.reverse()
    (source, source_span), (quoting, quoting_span) = sides
    return {
        "source": source,
        "quoting": quoting,
        "source_span": source_span,
        "quoting_span": quoting_span,
        "words": passage.words,
        "score": passage.score,
        "direction": "known" if passage.source else "unknown",
        "reason": passage.reason,
    }


def _boilerplate(each: Boilerplate) -> dict[str, Any]:
    places = [{"ref": ref, "span": list(span)} for ref, span in each.places]
    return {"places": places, "threads": each.threads, "reason": each.reason}
