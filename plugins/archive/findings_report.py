"""What was found, as JSON for other programs, and as counts.

Spans are word offsets into the text of a post or comment, from 0, the second one after the last word. The text is what
`rendering.to_text` makes of its Markdown: what a reader sees, without the title. A word is what stands between white
space (`str.split()`), so a lone dash or bullet counts, a separator line such as "--oo00oo--" does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any

from archive.duplicates.comments import SameComment
from archive.duplicates.find import Findings, FoundRepeat
from archive.duplicates.posts import SamePost
from archive.text_reuse import Boilerplate, Passage


def as_json(findings: Findings) -> dict[str, Any]:
    """`findings` under the keys same, repeats, quotations and boilerplate.

    A text is named by its file below the content folder, without ".md", a comment by that of its post, "#c" and its
    id. In "same" the first of each group is the one that is shown; posts come first, then comments posted twice in one
    thread. A quotation with the direction "unknown" names the earlier text first or, where that is not known either,
    the one whose ref sorts first.
    """
    return {
        "same": [*_groups(findings.same), *_groups(findings.comments)],
        "repeats": [_repeat(found) for found in findings.repeats],
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
        "comments": len(findings.comments),
        "repeats": sum(found.shown_once for found in findings.repeats),
        "repeated_words": sum(found.repeat.words for found in findings.repeats if found.shown_once),
        "reported": sum(not found.shown_once for found in findings.repeats),
    }


def _groups(copies: Iterable[SamePost | SameComment]) -> list[list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for copy in copies:
        groups[copy.shown].append(copy.hidden)
    return [[shown, *sorted(groups[shown])] for shown in sorted(groups)]


def _repeat(found: FoundRepeat) -> dict[str, Any]:
    return {
        "ref": found.ref,
        "words": found.repeat.words,
        "span": list(found.span),
        "shown": "once" if found.shown_once else "twice",
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
