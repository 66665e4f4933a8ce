"""Decide what each text of the archive is about: tags set by hand, the blog's own labels, and what its words suggest.

A person's decision wins: tags in a file's `Tags:` header come first and are never dropped, and "-Tag" there removes a
tag. The words are looked at last and only fill up to `scoring.MOST` tags.

Comments can strengthen a tag but not make one. Words that are quoted from another text, or repeated, count less than
the author's own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from math import log2

import msgspec

from archive.duplicates.find import Findings
from archive.markup.render import to_plain_text
from archive.memo import Remember, compute, digest, post_digest
from archive.model import Post
from archive.tags.features import Span
from archive.tags.found_mentions import FoundMentions, find_all_mentions, mentions_from
from archive.tags.mentions import Mention
from archive.tags.scoring import ENOUGH, KIND_POINTS, MOST, ScoredTerm, choose_tags, score_terms
from archive.tags.vocabulary import Term, Vocabulary, nearest

LEAST_TEXTS = 100
"""In a smaller archive, the share of the texts that mention a term says little and is not used."""


class DecidedTopics(msgspec.Struct, frozen=True, array_like=True):
    """The topics of one text. Terms are named by id."""

    why: tuple[tuple[str, str], ...]
    """Its tags in the order they are shown, each with its reason."""
    only_mentioned: tuple[str, ...]
    removed: tuple[str, ...]
    labels: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class TextTopics:
    """What a text mentions and what it is about. What only few ask for is found when it is asked for."""

    found: FoundMentions
    decided: DecidedTopics
    _vocabulary: Vocabulary
    _post: Post
    _score: Callable[[], tuple[ScoredTerm, ...]]

    @cached_property
    def why(self) -> Mapping[Term, str]:
        """Its tags in the order they are shown, with the reason for each."""
        return {self._vocabulary.by_id[term_id]: why for term_id, why in self.decided.why}

    @property
    def only_mentioned(self) -> tuple[Term, ...]:
        """The terms it mentions but is not about, best first, without those that nearly every text mentions."""
        return self._terms(self.decided.only_mentioned)

    @property
    def mentioned(self) -> tuple[Term, ...]:
        """All terms it mentions, in order."""
        return self._terms(self.found.terms)

    @property
    def removed(self) -> frozenset[Term]:
        """Tags removed by hand."""
        return frozenset(self._terms(self.decided.removed))

    @property
    def labels(self) -> tuple[str, ...]:
        """The blog's labels that are not in the vocabulary."""
        return self.decided.labels

    @property
    def faults(self) -> tuple[str, ...]:
        """An error message for each tag set by hand that is not in the vocabulary."""
        return self.decided.faults

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions in its title and its text, in order."""
        return self.mentions_in(to_plain_text(self._post.body))

    def mentions_in(self, text: str) -> tuple[Mention, ...]:
        """Return the same mentions; `text` is its text, if that is known (`render.to_plain_text`)."""
        return tuple(mentions_from(self.found, self._post.title or "", text, self._vocabulary))

    @cached_property
    def scored(self) -> tuple[ScoredTerm, ...]:
        """The terms it mentions, best first."""
        return self._score()

    def _terms(self, ids: Iterable[str]) -> tuple[Term, ...]:
        return tuple(map(self._vocabulary.by_id.__getitem__, ids))


@dataclass(frozen=True)
class KnownTopics:
    """Looks up what was found before with the same vocabulary; by default, nothing was."""

    mentions: Remember[FoundMentions] = compute
    topics: Remember[DecidedTopics] = compute


def assign_topics(
    posts: Mapping[str, Post], findings: Findings, vocabulary: Vocabulary, before: KnownTopics = KnownTopics()
) -> dict[str, TextTopics]:
    """Return the topics of each of `posts`, by ref. `findings` tell which words are quoted or repeated.

    What is known from `before` is not computed again.
    """
    digests = {ref: findings.digests.get(ref) or post_digest(ref, post) for ref, post in posts.items()}
    found = {
        ref: before.mentions(digests[ref], partial(find_all_mentions, post, vocabulary)) for ref, post in posts.items()
    }
    shares = _shares(mentions.terms for mentions in found.values())
    borrowed = _borrowed(findings)
    topics = {}
    for ref, post in posts.items():
        weights = {term_id: shares[term_id] for term_id in found[ref].terms if term_id in shares}
        score = partial(_scored, post, found[ref], borrowed[ref], weights, vocabulary)
        key = digest(digests[ref], repr((borrowed[ref], weights)).encode())
        decided = before.topics(key, partial(_decided, ref, post, score, vocabulary))
        topics[ref] = TextTopics(found[ref], decided, vocabulary, post, score)
    return topics


def _scored(
    post: Post,
    found: FoundMentions,
    borrowed: Sequence[Span],
    shares: Mapping[str, float],
    vocabulary: Vocabulary,
) -> tuple[ScoredTerm, ...]:
    title, text = post.title or "", to_plain_text(post.body)
    mentions = mentions_from(found, title, text, vocabulary)
    return score_terms(mentions, title, text, _character_spans(text, borrowed), shares, found.comments)


def explain_topics(topics: TextTopics) -> Iterator[str]:
    """Yield a sentence for each term that a text mentions: whether it is a topic of the text, why, and its points."""
    yield from topics.faults
    mentioned = {each.term for each in topics.scored}
    yield from (f"It has the topic {term.id}: {why}." for term, why in topics.why.items() if term not in mentioned)
    for each in topics.scored:
        numbers = f"{_mention_counts(each.found)}; {_points(each)}"
        if each.term in topics.why:
            yield f"It has the topic {each.term.id}: {topics.why[each.term]} ({numbers})."
        else:
            yield f"It does not have the topic {each.term.id}: {_why_not(each, topics)} ({numbers})."


def _why_not(each: ScoredTerm, topics: TextTopics) -> str:
    if each.term in topics.removed:
        return "removed by hand"
    if each.is_salient:
        return f"an item has at most {MOST} topics, and others scored higher"
    if each.titles_only:
        return "nearly every post mentions it, so only a title can give it"
    return "only mentioned in passing"


def _mention_counts(found: Sequence[Mention]) -> str:
    in_title = sum(mention.in_title for mention in found)
    return f"{len(found)} mention{'s' * (len(found) > 1)}" + f", {in_title} in the title" * bool(in_title)


def _points(each: ScoredTerm) -> str:
    by_size = sorted(each.points_by_feature.items(), key=lambda item: (-abs(item[1]), item[0]))
    parts = ", ".join(f"{name} {points:+.1f}" for name, points in by_size if abs(points) >= 0.05)
    return f"{each.points:.1f} points, needs {ENOUGH:.1f}: {parts}, kind of term {KIND_POINTS[each.term.kind]:+.1f}"


def _decided(
    ref: str, post: Post, score: Callable[[], tuple[ScoredTerm, ...]], vocabulary: Vocabulary
) -> DecidedTopics:
    scored = score()
    added = {tag: _term_for(tag, vocabulary) for tag in post.tags if not tag.startswith("-")}
    dropped = {tag: _term_for(tag[1:].strip(), vocabulary) for tag in post.tags if tag.startswith("-")}
    removed = {term: None for term in dropped.values() if term}
    why = {term: "set by hand" for term in added.values() if term}
    for label in post.labels:
        if (term := vocabulary.term_named(label)) and term not in removed:
            why.setdefault(term, f"the blog’s label “{label}”")
    for each in choose_tags(each for each in scored if each.term not in removed):
        if len(why) < MOST:
            why.setdefault(each.term, _mentions_as_reason(each))
    only_mentioned = (each.term for each in scored if each.term not in why and not each.titles_only)
    return DecidedTopics(
        why=tuple((term.id, reason) for term, reason in why.items()),
        only_mentioned=tuple(term.id for term in only_mentioned),
        removed=tuple(term.id for term in removed),
        labels=tuple(label for label in post.labels if not vocabulary.term_named(label)),
        faults=tuple(_fault(ref, tag, vocabulary) for tag, term in (added | dropped).items() if not term),
    )


def _term_for(tag: str, vocabulary: Vocabulary) -> Term | None:
    return vocabulary.by_id.get(tag) or vocabulary.term_named(tag)


def _fault(ref: str, tag: str, vocabulary: Vocabulary) -> str:
    hint = nearest(tag.lstrip("- "), [*vocabulary.by_id, *(term.label for term in vocabulary.terms)])
    separate = "; separate topics with “;”" * ("," in tag)
    return f'{ref}.md: Tags: "{tag}" is not in the vocabulary{hint}{separate}; correct it, or add it to vocabulary.toml'


def _mentions_as_reason(each: ScoredTerm) -> str:
    words = ", ".join(f"“{word}”" for word in each.wordings)
    number = len(each.found)
    return f"{words}, {number} time{'s' * (number > 1)}"


def _shares(mentioned: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return the share of texts that mention each term, by id; empty for a small archive.

    Shares are rounded to powers of two, so that one more text rarely changes the tags of others.
    """
    texts = list(mentioned)
    if len(texts) < LEAST_TEXTS:
        return {}
    counts = Counter(chain.from_iterable(texts))
    return {term_id: 2.0 ** round(log2(count / len(texts))) for term_id, count in counts.items()}


def _borrowed(findings: Findings) -> defaultdict[str, list[Span]]:
    """Return the word spans that each text quotes from another or repeats, by ref."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for passage in findings.passages:
        if passage.direction == "one":
            spans[passage.other].append(passage.other_span)
        elif passage.direction == "other":
            spans[passage.one].append(passage.one_span)
    for repeat in findings.repeats:
        spans[repeat.ref].append(repeat.span)
    return spans


def _character_spans(text: str, word_spans: Sequence[Span]) -> list[Span]:
    if not word_spans:
        return []
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return [(words[start][0], words[stop - 1][1]) for start, stop in word_spans if start < stop <= len(words)]
