"""Review the vocabulary against the archive: what texts name and it lacks, and which of its terms are of little use.

A keeper decides what becomes a term; nothing is changed here. Commenters' names are never listed. Other people are
added only as the head of `content/vocabulary.toml` allows. Copies of a text are counted like any other text.

Terms that look alike are reported as a hint. Only long wordings are compared letter by letter, because short ones such
as "CRC" and "CRN" often differ by one letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from archive.content.folder import post_files, read_file
from archive.errors import BrokenContent, NoPosts
from archive.markup.inline_spans import split_spans
from archive.model import Comment, Post
from archive.progress import Progress
from archive.tags.mentions import Mention, find_mentions
from archive.tags.rename import Renaming
from archive.tags.term_candidates import ENDS_NAME, KNOWN, CandidateCounter, ReviewedText, TermCandidate, is_signature
from archive.tags.vocabulary import Term, Vocabulary, WordingRole, wording_key

LONG = 8
"""Letters and digits of a wording that is compared letter by letter."""


@dataclass(frozen=True)
class SimilarTerms:
    """Two terms with equal or nearly equal wordings."""

    one: str
    other: str
    """The ids of the terms."""
    wordings: tuple[str, str]
    """One wording of each."""
    why: str


def find_similar(vocabulary: Vocabulary) -> tuple[SimilarTerms, ...]:
    """Return each pair of terms that look alike once, with their most similar wordings.

    All wordings are compared with each other in one library call: the 5,000 wordings of the vocabulary take 0.4 s of
    CPU (November 2026).
    """
    wordings = [_TermWording(term.id, text, wording_key(text)) for term in vocabulary.terms for text in _texts(term)]
    found: dict[tuple[str, str], SimilarTerms] = {}
    for rank, one, other in sorted(_similar_pairs(wordings)):
        if one.term_id != other.term_id:
            pair = SimilarTerms(one.term_id, other.term_id, (one.text, other.text), _WHY[rank])
            found.setdefault((pair.one, pair.other), pair)
    return tuple(found[pair] for pair in sorted(found))


_WHY = ("the same wording", "differ in a plural, hyphen or space", "one letter apart")


class _TermWording(NamedTuple):
    term_id: str
    text: str
    key: tuple[str, ...]

    @property
    def letters(self) -> str:
        return "".join(self.key)

    @property
    def singular(self) -> str:
        """The letters without a final "s"; a capital one, as in "CAS", is not a plural."""
        return self.letters[: -self.text.endswith("s") or None]


def _similar_pairs(wordings: list[_TermWording]) -> Iterator[tuple[int, _TermWording, _TermWording]]:
    """Yield similar wordings with a rank; 0 is the most similar."""
    letters = [wording.letters for wording in wordings]
    apart = cdist(letters, letters, scorer=Levenshtein.distance, score_cutoff=1, dtype=numpy.uint8)
    for one, other in numpy.argwhere(numpy.triu(apart <= 1, k=1)).tolist():
        rank = _rank(wordings[one], wordings[other])
        if rank is not None:
            yield rank, wordings[one], wordings[other]


def _rank(one: _TermWording, other: _TermWording) -> int | None:
    if one.key == other.key:
        return 0
    if one.singular == other.singular:
        return 1
    return 2 if min(len(one.letters), len(other.letters)) >= LONG else None


def _texts(term: Term) -> dict[str, None]:
    return dict.fromkeys(text for text in (term.label, term.full, *term.variants, *term.ambiguous) if text)


NEARLY_ALL = 0.6
"""A term in a larger share of posts hardly tells them apart. In 23 real posts the most widespread term without
`title_only` is in 13 and still useful (November 2026)."""
_LEAST_POSTS = 10
"""With fewer posts, no share is calculated."""
_ENDING_NAMES = ("person", "role")
"""Kinds whose mentions end a name: "Justice Secretary | Chris Grayling"."""
_INVISIBLE = ("address", "autolink")


@dataclass(frozen=True)
class FrequentTerm:
    """A term that nearly all posts mention."""

    id: str
    posts: int


@dataclass(frozen=True)
class VocabularyReview:
    """What a keeper may want to change in the vocabulary. The fields are the keys of the JSON report."""

    posts: int
    comments: int
    """How many posts and comments were searched."""
    acronyms: tuple[TermCandidate, ...]
    names: tuple[TermCandidate, ...]
    """Sorted by the number of posts and comments that have them."""
    commenters: int
    """How many names are left out because they are, or may be, those of commenters."""
    unused: tuple[str, ...]
    """Ids of the terms that no text mentions."""
    only_ambiguous: tuple[str, ...]
    """Ids of the terms that are only mentioned by ambiguous wordings."""
    alike: tuple[SimilarTerms, ...]
    everywhere: tuple[FrequentTerm, ...]
    """Terms without `title_only` that nearly all posts mention."""


def review_vocabulary(
    content: Path, vocabulary: Vocabulary, progress: Progress
) -> tuple[VocabularyReview, tuple[str, ...]]:
    """Review `vocabulary` against the posts in `content`; also return an error message for each unreadable post.

    Raises NoPosts if there are none.
    """
    names = post_files(content)
    if not names:
        raise NoPosts(content)
    problems: list[str] = []
    found = review(_posts(content, progress(names, "Reading texts"), problems), vocabulary)
    return found, tuple(problems)


def _posts(content: Path, names: Iterable[str], problems: list[str]) -> Iterator[tuple[str, Post]]:
    """Yield each post with its ref, and add an error message to `problems` for each that cannot be read."""
    for name in names:
        try:
            yield name.removesuffix(".md"), read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))


def review(posts: Iterable[tuple[str, Post]], vocabulary: Vocabulary) -> VocabularyReview:
    """Review `vocabulary` against `posts`, given with their refs, in one pass."""
    collected = _Collector(vocabulary)
    for thread, (ref, post) in enumerate(posts):
        collected.add(ref, thread, post)
    names, hidden = _without_commenters(collected.commenters, collected.candidates.names())
    acronyms, too = _without_commenters(collected.commenters, collected.candidates.acronyms())
    return VocabularyReview(
        posts=collected.posts,
        comments=collected.comments,
        acronyms=acronyms,
        names=names,
        commenters=hidden + too,
        unused=tuple(term.id for term in vocabulary.terms if term.id not in collected.mentioned),
        only_ambiguous=tuple(sorted(collected.mentioned - collected.sure)),
        alike=find_similar(vocabulary),
        everywhere=tuple(_frequent_terms(collected, vocabulary)),
    )


class _Collector:
    """What was found in the posts added so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.posts = self.comments = 0
        self.mentioned: set[str] = set()
        self.sure: set[str] = set()
        self.in_posts: Counter[str] = Counter()
        self.commenters: set[tuple[str, ...]] = set()
        self._vocabulary = vocabulary
        wordings = [each for found in vocabulary.wordings.values() for each in found]
        self._sure = {(each.term.id, each.key) for each in wordings if each.role is WordingRole.SURE}
        self.candidates = CandidateCounter({each.key for each in wordings if each.role is not WordingRole.CONTEXT})

    def add(self, ref: str, thread: int, post: Post) -> None:
        self.posts += 1
        year = post.month[0] if post.month else None
        text = ReviewedText(ref, thread, False, year, f"{post.title or ''}\n\n{_visible_text(post.body)}")
        self.in_posts.update({mention.term.id for mention in self._search(text, post)})
        for comment in post.comments:
            self.comments += 1
            self.commenters |= set(_commenter_names(comment))
            when = comment.published.year if comment.published else year
            self._search(ReviewedText(f"{ref}#c{comment.id}", thread, True, when, _visible_text(comment.body)), post)

    def _search(self, text: ReviewedText, post: Post) -> tuple[Mention, ...]:
        found = find_mentions("", text.text, post.day, self._vocabulary)
        marks = bytearray(len(text.text))
        for mention in found:
            self.mentioned.add(mention.term.id)
            if self._is_sure(mention):
                self.sure.add(mention.term.id)
            mark = ENDS_NAME if mention.term.kind in _ENDING_NAMES else KNOWN
            marks[mention.start : mention.stop] = bytes([mark]) * (mention.stop - mention.start)
        self.candidates.add(text, marks)
        return found

    def _is_sure(self, mention: Mention) -> bool:
        return mention.term.id in self.sure or (mention.term.id, wording_key(mention.wording)) in self._sure


def _visible_text(markdown: str) -> str:
    """Return what readers see, without URLs; blank lines are kept."""
    return "".join(piece.shown for piece in split_spans(markdown) if piece.kind not in _INVISIBLE)


def _commenter_names(comment: Comment) -> Iterator[tuple[str, ...]]:
    """Yield the folded words of the author's name and the signature, and every run of two or more of them."""
    for name in _names_in(comment):
        words = wording_key(name)
        if len(words) == 1:
            yield words
        for start in range(len(words)):
            yield from (words[start:stop] for stop in range(start + 2, len(words) + 1))


def _names_in(comment: Comment) -> Iterator[str]:
    if comment.author:
        yield comment.author
    *others, last = comment.body.rstrip().split("\n")
    if others and is_signature(last):
        yield last


def _without_commenters(
    commenters: set[tuple[str, ...]], found: Iterable[TermCandidate]
) -> tuple[tuple[TermCandidate, ...], int]:
    """Return the candidates that do not name a commenter, sorted, and the number of the others."""
    candidates = list(found)
    free = [each for each in candidates if not _names_commenter(wording_key(each.wording), commenters)]
    free.sort(key=lambda each: (-each.threads, -each.posts - each.comments, -each.times, each.wording))
    return tuple(free), len(candidates) - len(free)


def _names_commenter(words: tuple[str, ...], commenters: set[tuple[str, ...]]) -> bool:
    if len(words) == 1:
        return words in commenters
    stops = range(2, len(words) + 1)
    return any(words[start:stop] in commenters for stop in stops for start in range(stop - 1))


def _frequent_terms(collected: _Collector, vocabulary: Vocabulary) -> Iterator[FrequentTerm]:
    for term in vocabulary.terms:
        posts = collected.in_posts[term.id]
        if not term.title_only and collected.posts >= _LEAST_POSTS and posts >= NEARLY_ALL * collected.posts:
            yield FrequentTerm(term.id, posts)


_MOST_CANDIDATES, _MOST_LINES = 20, 40
"""Acronyms or names, and other lines, that the console shows of each list."""
_PEOPLE = "people are added only if they hold or held public office or a leading public role"


def review_lines(found: VocabularyReview) -> Iterator[str]:
    """Yield the review as text, a few lines for each kind of finding."""
    yield from _candidates("Acronyms not in the vocabulary", found.acronyms)
    yield from _candidates(f"Names not in the vocabulary; {_PEOPLE}", found.names)
    if found.commenters:
        yield f"Left out {_count(found.commenters, 'name')} that may belong to commenters."
    yield from _listed("Terms not mentioned anywhere", found.unused)
    yield from _listed("Terms mentioned only by ambiguous wordings", found.only_ambiguous)
    pairs = [f"{each.one}, {each.other}: “{'”, “'.join(each.wordings)}”: {each.why}" for each in found.alike]
    yield from _listed("Terms that look alike", pairs)
    common = [f"{each.id}: {_count(each.posts, 'post')}" for each in found.everywhere]
    yield from _listed("Terms in so many posts that they may need `title_only = true`", common)
    texts = f"{_count(found.posts, 'post')} and {_count(found.comments, 'comment')}"
    unknown = f"{_count(len(found.acronyms), 'acronym')} and {_count(len(found.names), 'name')}"
    yield f"Searched {texts}: {unknown} are not in the vocabulary."


def renaming_lines(done: Renaming) -> Iterator[str]:
    """Yield what was renamed, and what a keeper still has to change."""
    others = f" Updated {_count(len(done.others), 'other term')} that link to it." if done.others else ""
    yield f"Renamed {done.old} to {done.new}; its old address redirects to the new one.{others}"
    for name in done.by_hand:
        yield f"{name}: change {done.old} to {done.new} in its Tags"


def _candidates(heading: str, found: Sequence[TermCandidate]) -> Iterator[str]:
    if found:
        yield f"{heading} ({len(found):,}):"
    for each in found[:_MOST_CANDIDATES]:
        yield f"  {_candidate(each)}"
        yield from (f"      {example.ref}: {example.text}" for example in each.examples)
    yield from _more(len(found) - _MOST_CANDIDATES)


def _candidate(each: TermCandidate) -> str:
    counts = f"{_count(each.posts, 'post')}, {_count(each.comments, 'comment')}"
    years = "undated" if each.first is None else str(each.first)
    years += f"-{each.last}" if each.last != each.first else ""
    long = "".join(f"; “{text}”?" for text in each.expansions[:1])
    return f"{each.wording}: {counts}, {years}{long}"


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{heading} ({len(lines):,}):"
    yield from (f"  {line}" for line in lines[:_MOST_LINES])
    yield from _more(len(lines) - _MOST_LINES)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count:,} more; write all of them to a file with `--report FILE`"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
