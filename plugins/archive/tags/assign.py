"""The topics of each text of an archive: those set by hand, those the source's labels name, those its words call for.

The rule: a person wins. What the file of a text says stands first and is never cut; "-Tag" there takes one away. The
words are looked at last, and only fill up to `tags.MOST`.

Comments strengthen a topic and never make one. The words that a text has from another one, and those that stand in it
twice, count for less than its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import log2

from archive.duplicates.find import Findings
from archive.markup.render import to_text
from archive.model import Post
from archive.tags.features import Span
from archive.tags.mentions import Mention, mentions
from archive.tags.scoring import ENOUGH, KINDS, MOST, Weighed, chosen, weighed
from archive.tags.vocabulary import Term, Vocabulary

LEAST_TEXTS = 100
"""In a smaller archive the share of the texts that mention a term says little, and is not used."""

Mentioned = Callable[[str, str, date | None], Sequence[Mention]]
"""What a title and a text, published on a day, mention: `mentions`, or what was kept of it."""


@dataclass(frozen=True)
class Topics:
    """What a text mentions and is about."""

    mentions: tuple[Mention, ...]
    """In its title and its words, in order."""
    weighed: tuple[Weighed, ...]
    """The terms it mentions, the most telling first."""
    why: Mapping[Term, str]
    """Its topics in the order they are shown, each with what called for it."""
    removed: frozenset[Term]
    """Those taken away by hand."""
    labels: tuple[str, ...]
    """Labels of the source that name no term."""
    faults: tuple[str, ...]
    """A line for each tag set by hand that names no term."""

    @property
    def named(self) -> tuple[Term, ...]:
        """What it mentions and is not about. What nearly all texts mention is left out."""
        return tuple(each.term for each in self.weighed if each.term not in self.why and not each.titles_only)


def topics_of(
    posts: Mapping[str, Post], findings: Findings, vocabulary: Vocabulary, mentioned: Mentioned | None = None
) -> dict[str, Topics]:
    """The topics of each of `posts`, which are given by ref. `findings` say who quotes whom."""
    find = mentioned or (lambda title, text, day: mentions(title, text, day, vocabulary))
    texts = {ref: to_text(post.body) for ref, post in posts.items()}
    found = {ref: tuple(find(post.title or "", texts[ref], post.day)) for ref, post in posts.items()}
    shares = _shares(found.values())
    borrowed = _borrowed(findings)
    weights = {
        ref: weighed(
            found[ref],
            posts[ref].title or "",
            text,
            _characters(text, borrowed[ref]),
            shares,
            _comments(posts[ref], find),
        )
        for ref, text in texts.items()
    }
    return {ref: _topics(ref, post, found[ref], weights[ref], vocabulary) for ref, post in posts.items()}


def explained_tags(topics: Topics) -> Iterator[str]:
    """Each term that a text mentions: what it weighs, what is asked of it, and what came of it, a line each."""
    yield from topics.faults
    told = {each.term for each in topics.weighed}
    yield from (f"tag {term.id}: {why}" for term, why in topics.why.items() if term not in told)
    for each in topics.weighed:
        numbers = f"{_times(each.found)}; {_points(each)}"
        if each.term in topics.why:
            yield f"tag {each.term.id}: {topics.why[each.term]}; {numbers}"
        else:
            yield f"no tag {each.term.id}: {_why_not(each, topics)}; {numbers}"


def _why_not(each: Weighed, topics: Topics) -> str:
    if each.term in topics.removed:
        return "taken away by hand"
    if each.is_salient:
        return "more telling ones leave no place for it"
    return "mentioned nearly everywhere, so only a title makes it a tag" if each.titles_only else "mentioned in passing"


def _times(found: Sequence[Mention]) -> str:
    titled = sum(mention.in_title for mention in found)
    return f"{len(found)} mention{'s' * (len(found) > 1)}" + f", {titled} in the title" * bool(titled)


def _points(each: Weighed) -> str:
    told = sorted(each.told.items(), key=lambda sign: (-abs(sign[1]), sign[0]))
    parts = ", ".join(f"{name} {points:+.1f}" for name, points in told if abs(points) >= 0.05)
    return f"{each.points:.1f} points, {ENOUGH:.1f} are enough ({parts}, its kind {KINDS[each.term.kind]:+.1f})"


def _topics(
    ref: str, post: Post, found: tuple[Mention, ...], weights: tuple[Weighed, ...], vocabulary: Vocabulary
) -> Topics:
    wanted = {tag: _term_of_hand(tag, vocabulary) for tag in post.tags if not tag.startswith("-")}
    unwanted = {tag: _term_of_hand(tag[1:].strip(), vocabulary) for tag in post.tags if tag.startswith("-")}
    removed = frozenset(term for term in unwanted.values() if term)
    why = {term: "set by hand" for term in wanted.values() if term}
    for label in post.labels:
        if (term := vocabulary.term_named(label)) and term not in removed:
            why.setdefault(term, f"the blog’s label “{label}”")
    for each in chosen(each for each in weights if each.term not in removed):
        if len(why) < MOST:
            why.setdefault(each.term, _called_by(each))
    unnamed = tuple(label for label in post.labels if not vocabulary.term_named(label))
    faults = tuple(_fault(ref, tag, vocabulary) for tag, term in (wanted | unwanted).items() if not term)
    return Topics(found, weights, why, removed, unnamed, faults)


def _term_of_hand(tag: str, vocabulary: Vocabulary) -> Term | None:
    return vocabulary.by_id.get(tag) or vocabulary.term_named(tag)


def _fault(ref: str, tag: str, vocabulary: Vocabulary) -> str:
    names = [*vocabulary.by_id, *(term.label for term in vocabulary.terms)]
    nearest = "".join(f"; the nearest is {near}" for near in get_close_matches(tag.lstrip("- "), names, n=1))
    return f'{ref}.md: Tags: "{tag}" names no term of the vocabulary{nearest}; correct it, or add the term'


def _called_by(each: Weighed) -> str:
    words = ", ".join(f"“{word}”" for word in each.wordings)
    number = len(each.found)
    return f"{words}, {number} time{'s' * (number > 1)}"


def _shares(found: Iterable[Iterable[Mention]]) -> dict[str, float]:
    """By id of a term the share of the texts that mention it, to the nearest half or double: so one text more or less
    changes the tags of no other, but at a step. Empty for a small archive."""
    texts = [{mention.term.id for mention in its} for its in found]
    if len(texts) < LEAST_TEXTS:
        return {}
    counts = Counter(term_id for ids in texts for term_id in ids)
    return {term_id: 2.0 ** round(log2(count / len(texts))) for term_id, count in counts.items()}


def _comments(post: Post, find: Mentioned) -> Counter[str]:
    """By id of a term the number of comments that mention it. Comments are looked at as Markdown: rendering them costs
    more than finding."""
    found = (find("", comment.body, post.day) for comment in post.comments if not comment.removed)
    return Counter(term_id for its in found for term_id in {mention.term.id for mention in its})


def _borrowed(findings: Findings) -> defaultdict[str, list[Span]]:
    """Words that a text has from another one, or has twice, by its ref."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for passage in findings.passages:
        if passage.direction == "one":
            spans[passage.other].append(passage.other_span)
        elif passage.direction == "other":
            spans[passage.one].append(passage.one_span)
    for repeat in findings.repeats:
        spans[repeat.ref].append(repeat.span)
    return spans


def _characters(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans of words as spans of characters."""
    if not spans:
        return []
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return [(words[start][0], words[stop - 1][1]) for start, stop in spans if start < stop <= len(words)]
