"""What the texts of an archive say that its vocabulary lacks, and what the vocabulary has that no text says.

The rule: everything is told as it stands; what becomes a term is for a person to decide. Commenters' names are never
listed, and whoever else is named is not a term for that: see the head of `content/vocabulary.toml`. A text that stands
in the archive more than once counts as often.

Terms of the vocabulary that look alike, so that one may be the other.

The rule: a hint for a person, never a verdict. Short wordings differ by a letter all the time ("CRC", "CRN"), so only
long ones are compared by letters.

What a person is told of the vocabulary, as lines; of long lists the beginning, for the report has them all.

The rule: a line for each thing, and what it is first.
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
from archive.errors import ArchiveError, BrokenContent
from archive.markup.inline_spans import pieces
from archive.model import Comment, Post
from archive.progress import Progress
from archive.tags.candidates import ENDS_NAME, KNOWN, Candidate, CandidateCounter, ReviewedText, is_signature
from archive.tags.mentions import Mention, find_mentions
from archive.tags.rename import Renaming
from archive.tags.vocabulary import Term, Vocabulary, WordingRole, wording_key

LONG = 8
"""Letters and digits of a wording from which one letter more, less or other is a likeness."""


@dataclass(frozen=True)
class SimilarTerms:
    """Two terms with wordings that meet, or nearly."""

    one: str
    other: str
    """Their ids."""
    wordings: tuple[str, str]
    """One of each."""
    why: str
    """In words."""


def alike(vocabulary: Vocabulary) -> tuple[SimilarTerms, ...]:
    """The pairs of terms that look alike, each once, by the wordings that are most alike.

    Every wording is compared with every other in one call of a library: 5,000 wordings, which is what the vocabulary
    of November 2026 has, take 0.4 s of CPU.
    """
    wordings = [_Wording(term.id, text, wording_key(text)) for term in vocabulary.terms for text in _texts(term)]
    found: dict[tuple[str, str], SimilarTerms] = {}
    for rank, one, other in sorted(_near(wordings)):
        if one.term_id != other.term_id:
            pair = SimilarTerms(one.term_id, other.term_id, (one.text, other.text), _WHY[rank])
            found.setdefault((pair.one, pair.other), pair)
    return tuple(found[pair] for pair in sorted(found))


_WHY = ("the same wording", "differ in a plural, hyphen or space", "one letter apart")


class _Wording(NamedTuple):
    term_id: str
    text: str
    key: tuple[str, ...]

    @property
    def letters(self) -> str:
        return "".join(self.key)

    @property
    def singular(self) -> str:
        """Without an "s" at its end; the capital one of "CAS" makes no plural of "CA"."""
        return self.letters[: -self.text.endswith("s") or None]


def _near(wordings: list[_Wording]) -> Iterator[tuple[int, _Wording, _Wording]]:
    """Wordings that are alike, and how much; 0 is most."""
    letters = [wording.letters for wording in wordings]
    apart = cdist(letters, letters, scorer=Levenshtein.distance, score_cutoff=1, dtype=numpy.uint8)
    for one, other in numpy.argwhere(numpy.triu(apart <= 1, k=1)).tolist():
        rank = _rank(wordings[one], wordings[other])
        if rank is not None:
            yield rank, wordings[one], wordings[other]


def _rank(one: _Wording, other: _Wording) -> int | None:
    if one.key == other.key:
        return 0
    if one.singular == other.singular:
        return 1
    return 2 if min(len(one.letters), len(other.letters)) >= LONG else None


def _texts(term: Term) -> dict[str, None]:
    return dict.fromkeys(text for text in (term.label, term.full, *term.variants, *term.ambiguous) if text)


NEARLY_ALL = 0.6
"""The share of posts from which a term hardly tells them apart. Of 23 real posts the
widest term without `title_only` is in 13, which is still worth telling (November 2026)."""
_ENOUGH = 10
"""Of fewer posts no share is told."""
_PARTING = ("person", "role")
"""Kinds whose mentions end a name: "Justice Secretary | Chris Grayling"."""
_UNSHOWN = ("address", "autolink")


@dataclass(frozen=True)
class FrequentTerm:
    """A term that is mentioned in nearly all posts."""

    id: str
    posts: int


@dataclass(frozen=True)
class VocabularyReview:
    """What a person may want to change in the vocabulary."""

    posts: int
    comments: int
    """Looked at."""
    acronyms: tuple[Candidate, ...]
    names: tuple[Candidate, ...]
    """The most spread first, then the most frequent."""
    commenters: int
    """Names that are not listed because they are, or may be, those of commenters."""
    unused: tuple[str, ...]
    """Ids of terms that no text mentions."""
    only_ambiguous: tuple[str, ...]
    """Ids of terms that are mentioned, and only ever by a wording that may mean something else."""
    alike: tuple[SimilarTerms, ...]
    everywhere: tuple[FrequentTerm, ...]
    """Terms without `title_only` that are mentioned in nearly all posts."""


def review_vocabulary(
    content: Path, vocabulary: Vocabulary, progress: Progress
) -> tuple[VocabularyReview, tuple[str, ...]]:
    """`vocabulary` against the folder `content`; and one plain line for each file in it that cannot be read.

    Raises ArchiveError if there are no texts.
    """
    names = post_files(content)
    if not names:
        raise ArchiveError(f"{content}: there are no posts here yet; run `invoke import` first")
    problems: list[str] = []
    found = review(_posts(content, progress(names, "Reading texts"), problems), vocabulary)
    return found, tuple(problems)


def _posts(content: Path, names: Iterable[str], problems: list[str]) -> Iterator[tuple[str, Post]]:
    """The posts in the content folder, one by one; `problems` takes what cannot be read."""
    for name in names:
        try:
            yield name.removesuffix(".md"), read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))


def review(posts: Iterable[tuple[str, Post]], vocabulary: Vocabulary) -> VocabularyReview:
    """`vocabulary` against `posts`, each with its ref. One pass: time grows with the words."""
    reading = _Collector(vocabulary)
    for thread, (ref, post) in enumerate(posts):
        reading.add(ref, thread, post)
    names, hidden = _without(reading.commenters, reading.tally.names())
    acronyms, too = _without(reading.commenters, reading.tally.acronyms())
    return VocabularyReview(
        posts=reading.posts,
        comments=reading.comments,
        acronyms=acronyms,
        names=names,
        commenters=hidden + too,
        unused=tuple(term.id for term in vocabulary.terms if term.id not in reading.mentioned),
        only_ambiguous=tuple(sorted(reading.mentioned - reading.sure)),
        alike=alike(vocabulary),
        everywhere=tuple(_everywhere(reading, vocabulary)),
    )


class _Collector:
    """What has been read so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.posts = self.comments = 0
        self.mentioned: set[str] = set()
        self.sure: set[str] = set()
        self.in_posts: Counter[str] = Counter()
        self.commenters: set[tuple[str, ...]] = set()
        self._vocabulary = vocabulary
        wordings = [each for found in vocabulary.wordings.values() for each in found]
        self._sure = {(each.term.id, each.key) for each in wordings if each.role is WordingRole.SURE}
        self.tally = CandidateCounter({each.key for each in wordings if each.role is not WordingRole.CONTEXT})

    def add(self, ref: str, thread: int, post: Post) -> None:
        self.posts += 1
        year = post.month[0] if post.month else None
        text = ReviewedText(ref, thread, False, year, f"{post.title or ''}\n\n{_plain(post.body)}")
        self.in_posts.update({mention.term.id for mention in self._read(text, post)})
        for comment in post.comments:
            self.comments += 1
            self.commenters |= set(_runs_of(comment))
            when = comment.published.year if comment.published else year
            self._read(ReviewedText(f"{ref}#c{comment.id}", thread, True, when, _plain(comment.body)), post)

    def _read(self, text: ReviewedText, post: Post) -> tuple[Mention, ...]:
        found = find_mentions("", text.text, post.day, self._vocabulary)
        marks = bytearray(len(text.text))
        for mention in found:
            self.mentioned.add(mention.term.id)
            if self._is_sure(mention):
                self.sure.add(mention.term.id)
            mark = ENDS_NAME if mention.term.kind in _PARTING else KNOWN
            marks[mention.start : mention.stop] = bytes([mark]) * (mention.stop - mention.start)
        self.tally.add(text, marks)
        return found

    def _is_sure(self, mention: Mention) -> bool:
        return mention.term.id in self.sure or (mention.term.id, wording_key(mention.wording)) in self._sure


def _plain(markdown: str) -> str:
    """What readers see of it, without addresses; blank lines stay."""
    return "".join(piece.shown for piece in pieces(markdown) if piece.kind not in _UNSHOWN)


def _runs_of(comment: Comment) -> Iterator[tuple[str, ...]]:
    """The folded words of who wrote or signed the comment, and every two and more of them that follow each other."""
    for name in _writers(comment):
        words = wording_key(name)
        if len(words) == 1:
            yield words
        for start in range(len(words)):
            yield from (words[start:stop] for stop in range(start + 2, len(words) + 1))


def _writers(comment: Comment) -> Iterator[str]:
    if comment.author:
        yield comment.author
    *others, last = comment.body.rstrip().split("\n")
    if others and is_signature(last):
        yield last


def _without(commenters: set[tuple[str, ...]], found: Iterable[Candidate]) -> tuple[tuple[Candidate, ...], int]:
    """The candidates in which no commenter is named, in order; and how many others there are."""
    candidates = list(found)
    free = [each for each in candidates if not _names_one(wording_key(each.wording), commenters)]
    free.sort(key=lambda each: (-each.threads, -each.posts - each.comments, -each.times, each.wording))
    return tuple(free), len(candidates) - len(free)


def _names_one(words: tuple[str, ...], commenters: set[tuple[str, ...]]) -> bool:
    if len(words) == 1:
        return words in commenters
    stops = range(2, len(words) + 1)
    return any(words[start:stop] in commenters for stop in stops for start in range(stop - 1))


def _everywhere(reading: _Collector, vocabulary: Vocabulary) -> Iterator[FrequentTerm]:
    for term in vocabulary.terms:
        posts = reading.in_posts[term.id]
        if not term.title_only and reading.posts >= _ENOUGH and posts >= NEARLY_ALL * reading.posts:
            yield FrequentTerm(term.id, posts)


_CANDIDATES = 20
"""Acronyms, and names, that are told."""
_OTHERS = 40
_PEOPLE = "people are added only if they hold or held public office or a leading public role"


def review_lines(found: VocabularyReview) -> Iterator[str]:
    """What was found, in a few lines for each kind, and what was looked at."""
    yield from _candidates("Acronyms that are no terms", found.acronyms)
    yield from _candidates(f"Names that are no terms; {_PEOPLE}", found.names)
    if found.commenters:
        yield f"Not listed, for commenters may be called so: {_count(found.commenters, 'wording')}."
    yield from _listed("Terms that no text mentions", found.unused)
    yield from _listed("Terms mentioned only by a wording that may mean something else", found.only_ambiguous)
    pairs = [f"{each.one}, {each.other}: “{'”, “'.join(each.wordings)}”: {each.why}" for each in found.alike]
    yield from _listed("Terms that look alike", pairs)
    common = [f"{each.id}: {_count(each.posts, 'post')}" for each in found.everywhere]
    yield from _listed("Terms in so many posts that `title_only = true` may suit them", common)
    texts = f"{_count(found.posts, 'post')} and {_count(found.comments, 'comment')}"
    unknown = f"{_count(len(found.acronyms), 'acronym')} and {_count(len(found.names), 'name')}"
    yield f"Looked at {texts}: {unknown} are no terms."


def renaming_lines(done: Renaming) -> Iterator[str]:
    """What was changed, and what a person has to change."""
    others = f" {_count(len(done.others), 'other term')} followed." if done.others else ""
    yield f"{done.old} is now {done.new}; its old address leads there.{others}"
    for name in done.by_hand:
        yield f"{name}: its Tags name {done.old}; write {done.new} there"


def _candidates(heading: str, found: Sequence[Candidate]) -> Iterator[str]:
    if found:
        yield f"{heading} ({len(found):,}):"
    for each in found[:_CANDIDATES]:
        yield f"  {_candidate(each)}"
        yield from (f"      {example.ref}: {example.text}" for example in each.examples)
    yield from _more(len(found) - _CANDIDATES)


def _candidate(each: Candidate) -> str:
    counts = f"{_count(each.posts, 'post')}, {_count(each.comments, 'comment')}"
    years = "undated" if each.first is None else str(each.first)
    years += f"-{each.last}" if each.last != each.first else ""
    long = "".join(f"; “{text}”?" for text in each.expansions[:1])
    return f"{each.wording}: {counts}, {years}{long}"


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{heading} ({len(lines):,}):"
    yield from (f"  {line}" for line in lines[:_OTHERS])
    yield from _more(len(lines) - _OTHERS)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count:,} more; `--report FILE` has them all"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
