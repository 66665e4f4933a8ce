"""Make a bundle of the search index: the words, filters and texts of the pages of one year.

The rule: a bundle depends on its pages alone, so it is made again only if one of them changed. Its files are JSON.

A bundle numbers its pages from the oldest. Each page has units, numbered through the bundle: its title, its text, and
each of its comments. The files of a bundle are, by name:

    words-7      for each word of one part of the alphabet, its postings: 4 times the distance from the last unit
                 that has the word, plus a weight from 0 to 3
    places-7     the same words, with their places in each of these units: the first as -1 - place, then distances
    texts-12     the texts of page 12: its address, title, date and kind, its text, and its first comments
    texts-12-1   its next comments
    filters      the pages of each value of each filter, as distances between their numbers
    times        the date of each page, and the time of each of its comments
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from archive.site.search.pages import FILTERS, IndexedPage, PageComment
from archive.site.search.words import words

COMMENTS_IN_TEXTS = 30
"""Comments in one file of texts; `search-index.js` has the same number. Fewer would make more files."""
_CHUNK = 6_000
"""Characters of JSON after which a new file of words begins; about 3 KB compressed."""
_TYPICAL_WORDS, _SATURATION, _LENGTH_SHARE = 150, 1.2, 0.75
"""BM25's average length, k1 and b. The length is fixed, so that no bundle depends on the others."""


@dataclass(frozen=True)
class Bundle:
    """The pages of one year as files, and what a search must know before it loads them."""

    files: Mapping[str, Any]
    """The values of the files, by name without extension."""
    first_words: tuple[str, ...]
    """The first word of each file of words."""
    comments: tuple[int, ...]
    """Number of comments of each page."""
    months: tuple[tuple[str, int], ...]
    """Each month with pages ("2014-02"), and the number of its first page."""
    counts: Mapping[str, Mapping[str, int]]
    """Number of pages for each value of each filter."""
    urls: tuple[str, ...]


def bundle_of(pages: Iterable[IndexedPage]) -> Bundle:
    """Make the bundle of these pages."""
    pages = sorted(pages, key=lambda page: (page.value("date"), page.url))
    index = _Index()
    for page in pages:
        index.add(page.title)
        index.add(page.text)
        for comment in page.comments:
            index.add(f"{comment.heading}\n{comment.text}")
    filters = {name: _pages_by_value(name, pages) for name in FILTERS}
    files: dict[str, Any] = {"filters": _in_distances(filters), "times": _times(pages)}
    for number, page in enumerate(pages):
        files |= _texts(number, page)
    firsts = []
    for number, chunk in enumerate(index.chunks()):
        firsts.append(next(iter(chunk)))
        files[f"words-{number}"] = {text: word.postings for text, word in chunk.items()}
        files[f"places-{number}"] = {text: word.places for text, word in chunk.items()}
    return Bundle(
        files,
        tuple(firsts),
        tuple(len(page.comments) for page in pages),
        _months(pages),
        {name: {value: len(numbers) for value, numbers in by.items()} for name, by in filters.items()},
        tuple(page.url for page in pages),
    )


def file_names(comments: Iterable[int], words_files: int) -> list[str]:
    """Return the names of the files of a bundle with pages of so many comments and so many files of words."""
    names = ["filters", "times"]
    for page, count in enumerate(comments):
        names += [_texts_name(page, part) for part in range(_parts(count))]
    return sorted([*names, *(f"{name}-{number}" for name in ("words", "places") for number in range(words_files))])


def _texts_name(page: int, part: int) -> str:
    return f"texts-{page}-{part}" if part else f"texts-{page}"


def _parts(comments: int) -> int:
    return max(1, -(-comments // COMMENTS_IN_TEXTS))


@dataclass(slots=True)
class _Word:
    """Where a word is."""

    postings: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    last: int = 0
    """The last unit that has it."""


class _Index:
    """The words of the units added so far."""

    def __init__(self) -> None:
        self._units = 0
        self._words: dict[str, _Word] = defaultdict(_Word)

    def add(self, text: str) -> None:
        """Add the next unit."""
        found = words(text)
        places: dict[str, list[int]] = defaultdict(list)
        for place, text_word in enumerate(found):
            places[text_word].append(place)
        fullness = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(found) / _TYPICAL_WORDS)
        for text_word, at in places.items():
            word, count = self._words[text_word], len(at)
            word.postings.append(4 * (self._units - word.last) + int(4 * count / (count + fullness)))
            word.last = self._units
            word.places.append(-1 - at[0])
            if count > 1:
                word.places += [after - before for before, after in pairwise(at)]
        self._units += 1

    def chunks(self) -> Iterator[dict[str, _Word]]:
        """Yield the words in order, in parts of about the same size."""
        chunk: dict[str, _Word] = {}
        size = 0
        for text, word in sorted(self._words.items(), key=_place_in_scripts):
            if size > _CHUNK:
                yield chunk
                chunk, size = {}, 0
            chunk[text] = word
            size += len(text) + 5 + 3 * len(word.postings)
        if chunk:
            yield chunk


def _place_in_scripts(item: tuple[str, _Word]) -> bytes:
    """Sort a word as JavaScript compares strings: by its UTF-16 code units."""
    return item[0].encode("utf-16-be", "surrogatepass")


def _pages_by_value(name: str, pages: Sequence[IndexedPage]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for value in page.values(name):
            found[value].append(number)
    return dict(sorted(found.items()))


def _in_distances(filters: Mapping[str, Mapping[str, Sequence[int]]]) -> dict[str, dict[str, list[int]]]:
    return {name: {value: _distances(pages) for value, pages in by.items()} for name, by in filters.items()}


def _distances(numbers: Sequence[int]) -> list[int]:
    return [b - a for a, b in pairwise([0, *numbers])]


def _times(pages: Sequence[IndexedPage]) -> dict[str, Any]:
    return {
        "pages": [page.value("date") for page in pages],
        "comments": [[comment.time for comment in page.comments] for page in pages],
    }


def _texts(number: int, page: IndexedPage) -> dict[str, Any]:
    """Return the texts of a page: the first file has its text, and each has at most `COMMENTS_IN_TEXTS` comments."""
    head = {"url": page.url, "title": page.title, "date": page.value("shown-date"), "kind": page.value("kind")}
    step, files = COMMENTS_IN_TEXTS, {}
    for part in range(_parts(len(page.comments))):
        comments = list(map(_comment_text, page.comments[part * step : (part + 1) * step]))
        text = {} if part else {"text": page.text}
        files[_texts_name(number, part)] = {**head, **text, "comments": comments}
    return files


def _comment_text(comment: PageComment) -> list[str]:
    return [comment.anchor, comment.heading, comment.text]


def _months(pages: Sequence[IndexedPage]) -> tuple[tuple[str, int], ...]:
    firsts: dict[str, int] = {}
    for number, page in enumerate(pages):
        firsts.setdefault(page.value("date")[:7], number)
    return tuple(firsts.items())
