"""The cached index finds what a new one finds, reads only what is new, and never gets in the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archive import cache
from archive.duplicates import index_cache
from archive.duplicates.index_cache import IndexCache
from archive.duplicates.texts import LazyThread
from archive.text_reuse import ComparableText, TextReuse, find_text_reuse
from invented_texts import edited, prose, reuse_in, small_archive, text

TEXTS = {each.ref: each for each in small_archive()}
REFS = sorted(TEXTS)
State = Mapping[str, int]
"""The version of each text, by ref."""


class Killed(BaseException):
    """Stands for the end of the process."""


class CachedArchive:
    """An archive, the index cached beside it, and the refs of the texts that were read."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.folder = root / ".content.cache" / "text-reuse"
        self.read: list[str] = []

    def lazy(self, ref: str, version: int) -> LazyThread:
        def read() -> Iterator[ComparableText]:
            self.read.append(ref)
            yield of_version(ref, version)

        return LazyThread(ref, f"{ref} {version}".encode(), read)

    def find(self, state: State) -> TextReuse:
        self.read.clear()
        return find_text_reuse(IndexCache(self.content).index([self.lazy(*each) for each in state.items()]))

    def files(self) -> dict[str, int]:
        """Map each file of the cache to the time it was written, in nanoseconds."""
        return {path.name: path.stat().st_mtime_ns for path in self.folder.iterdir()}


def of_version(ref: str, version: int) -> ComparableText:
    known = TEXTS[ref]
    return replace(known, words=tuple(edited(list(known.words), 0.1, version))) if version else known


def anew(state: State) -> TextReuse:
    return reuse_in(of_version(*each) for each in state.items())


@pytest.fixture
def cached(tmp_path) -> CachedArchive:
    return CachedArchive(tmp_path)


ALL = dict.fromkeys(REFS, 0)
ALL_BUT_ONE = dict.fromkeys(REFS[1:], 0)


def test_a_second_build_reads_nothing_and_writes_nothing(cached):
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == REFS
    files = cached.files()
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == []
    assert cached.files() == files


def test_one_new_text_is_read_once(cached):
    cached.find(ALL_BUT_ONE)
    files = cached.files()
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == [REFS[0]]
    assert len(cached.files()) == len(files), "the old index is removed"
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == []


def test_only_a_changed_text_is_read(cached):
    cached.find(ALL)
    changed = {**ALL, "p1": 1}
    assert cached.find(changed) == anew(changed) != anew(ALL)
    assert cached.read == ["p1"]
    cached.find(changed)
    assert cached.read == []


def test_a_removed_text_costs_no_reading(cached):
    cached.find(ALL)
    assert cached.find(ALL_BUT_ONE) == anew(ALL_BUT_ONE)
    assert cached.read == []
    assert cached.find({}) == anew({})


def test_facts_of_a_text_are_cached_too(cached):
    early = text("z0", ["From", "the", "Herald:-"], prose(60, 50), prose(61, 80))
    late = text("z1", prose(62, 30), ["", "", "\udcff"], prose(61, 80), day=None)
    given_texts = [replace(early, breaks=(3,), carries_mailout=True), late]
    old = [cached.lazy(ref, 0) for ref in REFS]
    new = [LazyThread(each.ref, b"1", lambda each=each: [each]) for each in given_texts]
    IndexCache(cached.content).index(old)
    for _ in range(2):
        index = IndexCache(cached.content).index([*old, *new])
        assert find_text_reuse(index) == reuse_in([*small_archive(), *given_texts])
        headings = {each.ref: each for each in index.headings}
        assert headings["z1"] == replace(late, words=(), length=len(late.words))
        assert headings["z0"] == replace(early, words=(), breaks=(), carries_mailout=True, length=len(early.words))


def test_two_texts_with_the_same_ref_are_refused(cached):
    cached.find(ALL)
    with pytest.raises(ValueError, match="the ref p1"):
        IndexCache(cached.content).index([cached.lazy("p1", 0), cached.lazy("p1", 0)])


# Damage: that a damaged or foreign entry is a miss is tested once, in test_cache.py


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_missing_or_damaged_file_means_indexing_again(cached, at, damage):
    cached.find(ALL)
    files = sorted(cached.folder.iterdir())
    assert len(files) == 5
    damage(files[at])
    assert cached.find(ALL) == anew(ALL)
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == []


def test_the_whole_folder_may_be_deleted_or_replaced_by_a_file(cached):
    cached.find(ALL)
    shutil.rmtree(cached.folder)
    assert cached.find(ALL) == anew(ALL)
    assert cached.read == REFS
    shutil.rmtree(cached.folder)
    cached.folder.write_text("a file")
    assert cached.find(ALL) == anew(ALL)


def test_without_a_writable_cache_the_result_is_the_same(tmp_path):
    (tmp_path / ".content.cache").write_text("a file")
    cached = CachedArchive(tmp_path)
    assert cached.find(ALL) == anew(ALL)


# Laws

STATES = st.lists(st.dictionaries(st.sampled_from(REFS), st.integers(0, 2), min_size=1), min_size=1, max_size=4)
"""What the archive holds at one time after another."""


def dying_at(call: int, of: Callable[..., object]) -> Callable[..., object]:
    """Return `of`, except that its call number `call` ends the process."""
    calls = iter(range(100))

    def called(*given: object, **named: object) -> object:
        if next(calls) == call:
            raise Killed
        return of(*given, **named)

    return called


@given(STATES, st.sampled_from([0.2, 0.5, 1.0]))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_after_any_additions_changes_and_removals_it_finds_what_a_new_index_finds(states, most):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as root:
        patch.setattr(index_cache, "MOST_CHANGED", most)
        cached = CachedArchive(Path(root))
        for state in states:
            assert cached.find(state) == anew(state)
        patch.setattr(cache, "write_whole", dying_at(0, cache.write_whole))
        assert cached.find(states[-1]) == anew(states[-1]), "nothing has changed, so nothing is written"


@given(STATES, st.sampled_from([(cache, "write_whole"), (cache, "remove")]), st.integers(0, 6))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_process_that_is_killed_while_it_writes_leaves_nothing_wrong(states, step, call):
    with TemporaryDirectory() as root:
        cached = CachedArchive(Path(root))
        for state in states:
            with pytest.MonkeyPatch.context() as dying:
                dying.setattr(*step, dying_at(call, getattr(*step)))
                with suppress(Killed):
                    cached.find(state)
            assert cached.find(state) == anew(state)
