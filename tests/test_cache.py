"""The cache returns exactly what was stored, and ignores every file that it did not write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import cache as module
from archive.cache import Cache


def stored(content: Path) -> Path:
    (file,) = [path for path in content.with_name(".content.cache").rglob("*") if path.is_file()]
    return file


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return tmp_path / "content"


@pytest.mark.parametrize("value", [b"", b"\0", b"words\n" * 1000])
def test_a_stored_value_is_returned(content, value):
    Cache(content, "readings", "one").put("key", value)
    assert bytes(Cache(content, "readings", "one").get("key")) == value


def test_a_key_without_a_value_is_a_miss(content):
    assert Cache(content, "readings").get("key") is None


@pytest.mark.parametrize("other", [("readings", "two"), ("mentions", "one")])
def test_a_value_is_not_used_with_another_stamp_or_name(content, other):
    Cache(content, "readings", "one").put("key", b"value")
    folder = content.with_name(".content.cache")
    if other[0] != "readings":
        (folder / "readings").rename(folder / other[0])
    assert Cache(content, *other).get("key") is None


def test_a_value_from_another_version_of_the_program_is_not_used(content, monkeypatch):
    Cache(content, "readings").put("key", b"value")
    monkeypatch.setattr(module, "program_stamp", lambda: "another")
    assert Cache(content, "readings").get("key") is None


def test_a_file_renamed_to_another_key_is_not_used(content):
    Cache(content, "readings").put("key", b"value")
    stored(content).rename(stored(content).with_name("other"))
    assert Cache(content, "readings").get("other") is None


def test_every_flipped_bit_is_detected(content):
    cache = Cache(content, "readings")
    cache.put("key", b"some words of a text")
    whole = stored(content).read_bytes()
    for at in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[at // 8] ^= 1 << at % 8
        stored(content).write_bytes(damaged)
        assert cache.get("key") is None
    stored(content).write_bytes(whole)
    assert bytes(cache.get("key")) == b"some words of a text"


@given(data=st.binary(max_size=100))
def test_a_file_that_the_cache_did_not_write_is_a_miss(tmp_path_factory, data):
    content = tmp_path_factory.mktemp("cache") / "content"
    folder = content.with_name(".content.cache") / "readings"
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(data)
    assert Cache(content, "readings").get("key") is None


def test_other_entries_are_removed(content):
    cache = Cache(content, "readings")
    for key in ("a-1", "a-2", "b-1"):
        cache.put(key, b"value")
    cache.keep_only(["a-2"], among="a-*")
    assert [cache.get(key) is not None for key in ("a-1", "a-2", "b-1")] == [False, True, True]


def test_a_folder_that_cannot_be_written_is_ignored(content):
    content.with_name(".content.cache").write_text("a file where the folder should be")
    cache = Cache(content, "readings")
    cache.put("key", b"value")
    cache.keep_only([])
    assert cache.get("key") is None
