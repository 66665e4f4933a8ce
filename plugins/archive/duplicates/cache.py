"""Keep what `find` found out about single posts and pairs of posts between builds, beside the content folder."""

from __future__ import annotations

from pathlib import Path

from archive.cache import Cache
from archive.duplicates.analysis import PostAnalysis
from archive.duplicates.find import Known
from archive.duplicates.index_cache import IndexCache
from archive.duplicates.posts import CandidatePair
from archive.memo import Memo


class FindingsCache:
    """What is known of the posts of one content folder."""

    def __init__(self, content: Path) -> None:
        cache = Cache(content, "duplicates")
        self._analyses = Memo[PostAnalysis](cache, "posts", PostAnalysis)
        self._sizes = Memo[int](cache, "sizes", int)
        self._lengths = Memo[int](cache, "lengths", int)
        self._comparisons = Memo[CandidatePair | None](cache, "comparisons", CandidatePair | None)
        self._differences = Memo[tuple[str, ...]](cache, "differences", tuple[str, ...])
        self._memos = (self._analyses, self._sizes, self._lengths, self._comparisons, self._differences)
        self.known = Known(*self._memos, index=IndexCache(content).index)
        """What `find` takes."""

    def save(self) -> None:
        """Store what `find` asked for, and drop everything else."""
        for memo in self._memos:
            memo.save()
