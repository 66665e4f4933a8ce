"""Locations of sources are saved beside the content folder and loaded again."""

from __future__ import annotations

import json
import os

import pytest

from archive.sources.files import find_sources
from archive.sources.locations import SourceFinder, SourceLocations, load_locations, save_locations
from scrapes import HERONS, KETTLE, Archive


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path.resolve())
    made.put(a=HERONS, b=KETTLE)
    made.content.mkdir()
    return made


def save(archive: Archive, *roots) -> None:
    save_locations(archive.content, roots, find_sources(roots))


def found(archive: Archive) -> SourceFinder:
    return SourceFinder(archive.content, load_locations(archive.content))


def saved(archive: Archive):
    return archive.root / ".content.sources.json"


def test_without_saved_locations_the_inbox_is_the_only_root(archive):
    assert load_locations(archive.content) == SourceLocations((archive.content / "inbox",), {})


def test_roots_and_files_of_several_imports_are_merged(archive):
    save(archive, archive.inbox / "b.txt")
    save(archive, archive.inbox)
    places = load_locations(archive.content)
    assert places.roots == (archive.inbox, archive.inbox / "b.txt")
    assert places.files == {"a.txt": archive.inbox / "a.txt", "b.txt": archive.inbox / "b.txt"}


def test_nothing_is_saved_in_the_content_folder(archive):
    save(archive, archive.inbox)
    assert list(archive.content.iterdir()) == []


def test_unchanged_locations_are_not_written_again(archive):
    save(archive, archive.inbox)
    os.utime(saved(archive), ns=(5, 5))
    save(archive, archive.inbox)
    assert saved(archive).stat().st_mtime_ns == 5


def test_a_root_that_does_not_exist_is_not_saved(archive):
    save(archive, archive.root / "mistyped")
    assert not saved(archive).exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "\udcff",
        "[" * 100_000,
        "{}",
        '{"roots":[],"files":{}}',
        '{"roots":["relative"],"files":{}}',
        '{"roots":[7],"files":{}}',
        '{"roots":["/x"],"files":[]}',
        '{"roots":["/x"],"files":{"a.txt":null}}',
    ],
)
def test_a_damaged_file_counts_as_missing_and_is_replaced(archive, text):
    saved(archive).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert load_locations(archive.content) == SourceLocations((archive.content / "inbox",), {})
    save(archive, archive.inbox)
    assert load_locations(archive.content).roots == (archive.inbox,)


def test_names_that_are_not_valid_utf8_are_saved(archive):
    odd = os.fsdecode(os.fsencode(archive.inbox) + b"/raw\xff.txt")
    (archive.inbox / odd).write_text(HERONS)
    save(archive, archive.inbox)
    assert found(archive).path_of("raw%FF.txt") == archive.inbox / odd
    assert json.loads(saved(archive).read_bytes())["files"]["raw%FF.txt"] == odd


def test_a_file_is_found_by_name_after_its_folder_was_moved_and_imported_again(archive):
    save(archive, archive.inbox)
    moved = archive.inbox.rename(archive.root / "elsewhere")
    assert found(archive).path_of("a.txt") is None
    save_locations(archive.content, [moved], [])
    assert found(archive).path_of("a.txt") == moved / "a.txt"


def test_files_with_the_same_name_in_two_folders_are_both_found(archive):
    other = archive.root / "other"
    other.mkdir()
    (other / "a.txt").write_text(KETTLE)
    save(archive, archive.inbox, other)
    assert found(archive).path_of("inbox/a.txt") == archive.inbox / "a.txt"
    assert found(archive).path_of("other/a.txt") == other / "a.txt"
    saved(archive).write_text(json.dumps({"roots": [str(archive.inbox), str(other)], "files": {}}))
    assert found(archive).path_of("other/a.txt") == other / "a.txt"


def test_files_that_were_never_imported_are_listed(archive):
    save(archive, archive.inbox)
    archive.put(c=KETTLE)
    assert list(found(archive).files_except(["a.txt", "b.txt"])) == [("c.txt", archive.inbox / "c.txt")]


def test_the_inbox_is_searched_if_all_roots_are_gone(archive):
    save(archive, archive.inbox)
    archive.inbox.rename(archive.content / "inbox")
    assert found(archive).path_of("a.txt") == archive.content / "inbox" / "a.txt"


def test_a_root_that_is_gone_does_not_hide_the_others(archive):
    other = archive.root / "other"
    other.mkdir()
    save(archive, archive.inbox, other)
    other.rmdir()
    assert list(found(archive).files_except(["a.txt"])) == [("b.txt", archive.inbox / "b.txt")]
