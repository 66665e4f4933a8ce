"""Explain why two posts were or were not merged or linked, in plain lines with the numbers; and report all findings.

The rule: explain only what the build itself found. What it did not find is searched for again without a lower limit,
only to say how far it is from being a finding.

"Words 120-160" are those at the offsets 120 to 159. Spans are word offsets into the text of a post or comment, from 0,
the second one behind the last word. The text is what `markup.render.to_text` makes of the Markdown: what a reader sees,
without the title. A word is what `str.split()` returns, so a lone dash or bullet counts; a separator line such as
"--oo00oo--" does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from archive.decisions.decisions import Decision, Decisions
from archive.duplicates.comments import DuplicateComment
from archive.duplicates.find import Findings
from archive.duplicates.posts import CandidatePair, DuplicatePost
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.duplicates.repeats import REPEAT_WORDS
from archive.review.unplaced import UnplacedWords
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span, compare_pair
from archive.text_reuse.scoring import LEAST_SCORE, LEAST_WORDS

About = Callable[[Collection[str]], bool]
"""Returns True if a finding about the texts with these refs is wanted."""
_FEW = 5
"""How many of the texts with the same boilerplate are named."""


def explained(ref: str, findings: Findings, decisions: Decisions) -> Iterator[str]:
    """Yield a line for each finding and decision about the post `ref` and its comments."""

    def about(refs: Collection[str]) -> bool:
        return any(each == ref or each.startswith(f"{ref}#c") for each in refs)

    lines = [
        *_found(findings, decisions, about),
        *(_repeat(each, decisions) for each in findings.repeats if about([each.ref])),
    ]
    own = sum(about([each]) for each in findings.texts)
    if own:
        comments = f" and {_count(own - 1, 'comment')}" * (own > 1)
        others = _count(len(findings.texts) - own, "other post or comment", "other posts and comments")
        yield f"{ref}{comments}: compared with {others}"
    yield from lines or [f"{ref}: nothing in it appears a second time"]


def explained_pair(
    one: ComparableText, other: ComparableText, findings: Findings, decisions: Decisions
) -> Iterator[str]:
    """Yield lines that say why these two texts, given with their words, were or were not merged or linked."""
    pair = {one.ref, other.ref}
    yield from _found(findings, decisions, pair.issubset)
    shown = _shown(findings)
    if len(pair) == 2 and shown.get(one.ref, one.ref) == shown.get(other.ref, other.ref):
        return
    if not any(pair == {each.one, each.other} for each in findings.candidates):
        yield f"not compared as duplicates: {_why_not_compared(one, other)}"
    if not any(pair == {each.one, each.other} for each in findings.passages):
        yield from _not_linked(one, other, findings)


def _found(findings: Findings, decisions: Decisions, about: About) -> Iterator[str]:
    """Yield what was found about the wanted texts, and what a keeper decided."""
    shown = _shown(findings)
    yield from (_verdict(each) for each in decisions.entries if each.texts and about(each.texts))
    for copy in _copies(findings):
        if about([copy.shown, copy.hidden]):
            yield f"{copy.hidden} is a duplicate of {copy.shown}, which is shown: {copy.reason}"
    for likeness in findings.candidates:
        if about([likeness.one, likeness.other]):
            refs = likeness.one, likeness.other
            yield _likeness(likeness, len({shown.get(ref, ref) for ref in refs}) == 1)
    yield from (_passage(each) for each in findings.passages if about([each.one, each.other]))
    yield from (_withheld(each, about) for each in findings.boilerplate if about([ref for ref, _ in each.places]))


def _copies(findings: Findings) -> list[DuplicatePost | DuplicateComment]:
    return [*findings.duplicate_posts, *findings.duplicate_comments]


def _shown(findings: Findings) -> dict[str, str]:
    """Map the ref of each hidden duplicate to the ref of the text that is shown."""
    return {copy.hidden: copy.shown for copy in _copies(findings)}


def _verdict(decision: Decision) -> str:
    said = "".join(f', "{words}"' for words in (decision.begins, decision.words) if words)
    why = f": {decision.why}" * bool(decision.why)
    return f'decision {decision.number} says "{decision.verdict}" of {" and ".join(decision.texts)}{said}{why}'


def _likeness(likeness: CandidatePair, joined: bool) -> str:
    done = "shown as one" if joined else "shown as two"
    return f"{likeness.one} and {likeness.other}: {done}; {likeness.reason}"


def _repeat(found: RepeatedBlock, decisions: Decisions) -> str:
    repeat = found.repeat
    how = "exactly" if repeat.exact else "apart from typography"
    if found.collapsed:
        done = "shown once"
    elif repeat.words < REPEAT_WORDS:
        done = f"shown twice, because it has fewer than {REPEAT_WORDS} words"
    else:
        done = "shown twice, as a keeper decided"
    place = _place(found.ref, found.span)
    return f"{place} repeat the {_count(repeat.words, 'word')} before them {how}: {done}"


def _passage(passage: Passage) -> str:
    one, other = _place(passage.one, passage.one_span), _place(passage.other, passage.other_span)
    numbers = f"{_count(passage.words, 'word')}, score {passage.score:.4f}"
    if passage.source is None:
        return f"{one} and {other} are the same passage ({numbers}); direction unknown: {passage.reason}"
    source, quoting = (one, other) if passage.direction == "one" else (other, one)
    return f"{source} are quoted in {quoting} ({numbers}): {passage.reason}"


def _withheld(each: Boilerplate, about: About) -> str:
    """Describe boilerplate: its spans in the wanted texts, and the names of a few others."""
    own = [place for place in each.places if about([place[0]])] or list(each.places)
    others = sorted({ref for ref, _ in each.places} - {ref for ref, _ in own})
    more = f" and {len(others) - _FEW:,} more" * (len(others) > _FEW)
    also = f"; also in {', '.join(others[:_FEW])}{more}" * bool(others)
    return f"{', '.join(_place(*place) for place in own)} are boilerplate and not linked: {each.reason}{also}"


def _why_not_compared(one: ComparableText, other: ComparableText) -> str:
    if one.ref == other.ref:
        return "they are the same post or comment"
    if one.kind != other.kind and {one.kind, other.kind} & {"post", "comment"}:
        return f"a {one.kind} and a {other.kind} are never duplicates"
    if one.thread != other.thread and one.kind == "comment":
        return "comments in different threads are never duplicates"
    if one.kind == "comment":
        return "comments are duplicates only if they have exactly the same words"
    return "they have neither the same day and title nor the same first words, or little in common"


def _not_linked(one: ComparableText, other: ComparableText, findings: Findings) -> Iterator[str]:
    """Say how far the words that both share are from a quotation."""
    for text in (one, other):
        if text.ref not in findings.texts:
            yield f"{text.ref} was not compared: it is a duplicate, or too short"
    shared = sorted(
        compare_pair(one, other), key=lambda passage: (-passage.words, passage.one_span, passage.other_span)
    )
    yield f"not linked: {_best(shared[0]) if shared else 'they share no five words in a row'}"


def _best(passage: Passage) -> str:
    places = f"{_place(passage.one, passage.one_span)} and {_place(passage.other, passage.other_span)}"
    words = max(stop - start for start, stop in (passage.one_span, passage.other_span))
    longest = f"the longest passage they share has {_count(words, 'word')} ({places})"
    if words < LEAST_WORDS:
        return f"{longest}; a quotation needs {LEAST_WORDS}"
    if passage.score < LEAST_SCORE:
        return f"{longest} and a score of {passage.score:.4f}; a quotation needs {LEAST_SCORE}"
    return f"{longest}; it appears in many places, or in a form or table, or a keeper decided about it"


def _place(ref: str, span: Span) -> str:
    return f"words {span[0]}-{span[1]} of {ref}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def as_json(findings: Findings, unplaced: Iterable[UnplacedWords]) -> dict[str, Any]:
    """Return `findings` under the keys same, repeats, quotations and boilerplate, and the `unplaced` words.

    A post is named by its file below the content folder, without ".md"; a comment by its post, "#c" and its id. In
    "same" the first of each group is shown; posts come first, then comments posted twice in one thread. A quotation
    whose direction is "unknown" names the earlier text first or, if that is not known either, the ref that sorts first.
    """
    return {
        "same": [*_groups(findings.duplicate_posts), *_groups(findings.duplicate_comments)],
        "repeats": [_repeat_as_json(found) for found in findings.repeats],
        "quotations": [_quotation(passage) for passage in findings.passages],
        "boilerplate": [_boilerplate(each) for each in findings.boilerplate],
        "unplaced": [asdict(each) for each in unplaced],
    }


def counts(findings: Findings) -> dict[str, int]:
    """Count the findings of each kind."""
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


def _repeat_as_json(found: RepeatedBlock) -> dict[str, Any]:
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
