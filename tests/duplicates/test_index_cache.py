"""The index that is kept finds what one built anew finds, reads only what is new, and is never in the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.duplicates import index_cache as kept_index
from archive.duplicates.index_cache import IndexCache, LazyText
from archive.text_reuse import ComparableText, find_in_index, passages
from invented_texts import edited, prose, small_archive, text
from laws import SLOW

TEXTS = {each.ref: each for each in small_archive()}
REFS = sorted(TEXTS)
State = Mapping[str, int]
"""By ref which version of the text there is."""


class Killed(BaseException):
    """Stands for the end of the process."""


class Kept:
    """An archive, the index kept beside it, and the refs of what was read."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content"
        self.folder = root / ".content.reuse"
        self.read: list[str] = []

    def unread(self, ref: str, version: int) -> LazyText:
        def read() -> ComparableText:
            self.read.append(ref)
            return of_version(ref, version)

        return LazyText(ref, f"{ref} {version}", read)

    def found(self, state: State):
        """What the kept index finds."""
        self.read.clear()
        return find_in_index(IndexCache(self.content).index([self.unread(*each) for each in state.items()]))

    def files(self) -> dict[str, int]:
        """The files of the index, and when they were written, in nanoseconds."""
        return {path.name: path.stat().st_mtime_ns for path in self.folder.iterdir()}


def of_version(ref: str, version: int) -> ComparableText:
    known = TEXTS[ref]
    return replace(known, words=tuple(edited(list(known.words), 0.1, version))) if version else known


def anew(state: State):
    return passages(of_version(*each) for each in state.items())


@pytest.fixture
def kept(tmp_path) -> Kept:
    return Kept(tmp_path)


ALL = dict.fromkeys(REFS, 0)
BUT_ONE = dict.fromkeys(REFS[1:], 0)


def test_a_second_look_reads_nothing_and_writes_nothing(kept):
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == REFS
    files = kept.files()
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == []
    assert kept.files() == files


def test_one_new_text_is_read_once_and_the_arrays_are_not_written_again(kept):
    kept.found(BUT_ONE)
    before = kept.files()
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == [REFS[0]]
    after = kept.files()
    assert {name: after[name] for name in before} == before
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == []
    assert kept.files() == after


def test_only_a_changed_text_is_read(kept):
    kept.found(ALL)
    changed = {**ALL, "p1": 1}
    assert kept.found(changed) == anew(changed) != anew(ALL)
    assert kept.read == ["p1"]
    kept.found(changed)
    assert kept.read == []


def test_a_later_text_that_changes_again_is_read_again_and_one_that_goes_is_forgotten(kept):
    kept.found(BUT_ONE)
    kept.found(ALL)
    changed = {**ALL, REFS[0]: 1}
    assert kept.found(changed) == anew(changed)
    assert kept.read == [REFS[0]]
    assert kept.found(BUT_ONE) == anew(BUT_ONE)
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == [REFS[0]]


def test_a_text_that_is_gone_costs_no_reading(kept):
    kept.found(ALL)
    assert kept.found(BUT_ONE) == anew(BUT_ONE)
    assert kept.read == []
    assert kept.found({}) == anew({})


def test_many_later_words_are_taken_into_the_arrays(kept, monkeypatch):
    monkeypatch.setattr(kept_index, "LATER_WORDS", 10)
    kept.found(BUT_ONE)
    before = kept.files()["keys"]
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == [REFS[0]]
    assert kept.files()["keys"] != before
    assert "later.json" not in kept.files()


def test_what_a_text_holds_besides_its_words_is_kept_too(kept):
    early = text("z0", ["From", "the", "Herald:-"], prose(60, 50), prose(61, 80))
    late = text("z1", prose(62, 30), ["", "", "\udcff"], prose(61, 80), day=None)
    given_texts = [replace(early, breaks=(3,)), late]
    old = [kept.unread(ref, 0) for ref in REFS]
    new = [LazyText(each.ref, "1", lambda each=each: each) for each in given_texts]
    IndexCache(kept.content).index(old)
    for _ in range(2):
        index = IndexCache(kept.content).index([*old, *new])
        assert find_in_index(index) == passages([*small_archive(), *given_texts])
        assert {each.ref: each for each in index.headings}["z1"] == replace(late, words=())


def test_two_texts_of_one_ref_are_refused(kept):
    kept.found(ALL)
    with pytest.raises(ValueError, match="the ref p1"):
        IndexCache(kept.content).index([kept.unread("p1", 0), kept.unread("p1", 0)])


# Damage


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def emptied(data: bytes) -> bytes:
    return b""


def foreign(data: bytes) -> bytes:
    return b'["something", 4, {"else": null}]'


def flipped(data: bytes) -> bytes:
    at = len(data) * 2 // 3
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


NAMES = ["kept.json", "later.json", "keys", "flags", "word_at", "ends", "ordered", "threads", "scored", "headings"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", [cut, emptied, foreign, flipped])
def test_a_damaged_file_is_no_error_and_changes_nothing(kept, name, damage):
    kept.found(BUT_ONE)
    kept.found(ALL)
    assert sorted(kept.files()) == sorted(NAMES)
    path = kept.folder / name
    path.write_bytes(damage(path.read_bytes()))
    assert kept.found(ALL) == anew(ALL)
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == []


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_no_error(kept, name):
    kept.found(BUT_ONE)
    kept.found(ALL)
    (kept.folder / name).unlink()
    assert kept.found(ALL) == anew(ALL)


def test_the_whole_folder_may_be_deleted_or_be_something_else(kept):
    kept.found(ALL)
    shutil.rmtree(kept.folder)
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == REFS
    shutil.rmtree(kept.folder)
    kept.folder.write_text("a file")
    assert kept.found(ALL) == anew(ALL)


def test_what_another_program_kept_is_not_used(kept, monkeypatch):
    kept.found(ALL)
    monkeypatch.setattr(kept_index, "_program", lambda: "another")
    assert kept.found(ALL) == anew(ALL)
    assert kept.read == REFS


def test_where_nothing_can_be_written_it_is_found_all_the_same(tmp_path):
    kept = Kept(tmp_path / "nowhere")
    assert kept.found(ALL) == anew(ALL)


# Laws

STATES = st.lists(st.dictionaries(st.sampled_from(REFS), st.integers(0, 2), min_size=1), min_size=1, max_size=4)
"""Each is what the archive holds at one time, in an order of its own."""


def dying_at(place: int, of: Callable[..., object]) -> Callable[..., object]:
    """`of`, but for one call, the number of which is given, which ends the process."""
    calls = iter(range(100))

    def called(*given: object, **named: object) -> object:
        if next(calls) == place:
            raise Killed
        return of(*given, **named)

    return called


STEPS = [(Path, "rename"), (Path, "replace"), (Path, "mkdir"), (kept_index.np, "save"), (kept_index.shutil, "rmtree")]


@given(STATES, st.sampled_from([0, 150, 10_000]), st.sampled_from([0.2, 0.5, 1.0]))
@SLOW
def test_whatever_is_added_changed_and_taken_away_it_finds_what_a_new_index_finds(states, words, most):
    with limits(words, most) as patch, TemporaryDirectory() as root:
        kept = Kept(Path(root))
        for state in states:
            assert kept.found(state) == anew(state)
        with patch.context() as refusing:
            refusing.setattr(kept_index.np, "save", dying_at(0, kept_index.np.save))
            assert kept.found(states[-1]) == anew(states[-1]), "nothing has changed, and nothing is written"


@given(STATES, st.sampled_from(STEPS), st.integers(0, 9), st.sampled_from([0, 150, 10_000]))
@SLOW
def test_a_process_that_is_killed_while_it_writes_leaves_nothing_wrong(states, step, place, words):
    with limits(words, 0.5) as patch, TemporaryDirectory() as root:
        kept = Kept(Path(root))
        for state in states:
            with patch.context() as dying:
                dying.setattr(*step, dying_at(place, getattr(*step)))
                with suppress(Killed):
                    kept.found(state)
            assert kept.found(state) == anew(state)


class limits:
    """With other limits while a law is tried, so that small archives come to them."""

    def __init__(self, words: int, most: float) -> None:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(kept_index, "LATER_WORDS", words)
        self.patch.setattr(kept_index, "MOST_CHANGED", most)

    def __enter__(self) -> pytest.MonkeyPatch:
        return self.patch

    def __exit__(self, *_: object) -> None:
        self.patch.undo()
