"""Where sources lie is load_locations beside the content folder, and found again."""

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


def imported(archive: Archive, *roots) -> None:
    save_locations(archive.content, roots, find_sources(roots))


def found(archive: Archive) -> SourceFinder:
    return SourceFinder(archive.content, load_locations(archive.content))


def memory(archive: Archive):
    return archive.root / ".content.sources.json"


def test_without_a_memory_there_is_only_the_inbox_of_the_content_folder(archive):
    assert load_locations(archive.content) == SourceLocations((archive.content / "inbox",), {})


def test_roots_and_files_are_remembered_and_united(archive):
    imported(archive, archive.inbox / "b.txt")
    imported(archive, archive.inbox)
    places = load_locations(archive.content)
    assert places.roots == (archive.inbox, archive.inbox / "b.txt")
    assert places.files == {"a.txt": archive.inbox / "a.txt", "b.txt": archive.inbox / "b.txt"}


def test_it_is_no_part_of_the_archive(archive):
    imported(archive, archive.inbox)
    assert list(archive.content.iterdir()) == []


def test_what_is_remembered_already_is_not_written_again(archive):
    imported(archive, archive.inbox)
    os.utime(memory(archive), ns=(5, 5))
    imported(archive, archive.inbox)
    assert memory(archive).stat().st_mtime_ns == 5


def test_what_was_never_there_is_not_remembered(archive):
    imported(archive, archive.root / "mistyped")
    assert not memory(archive).exists()


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
def test_a_broken_memory_is_as_good_as_none_and_is_replaced(archive, text):
    memory(archive).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert load_locations(archive.content) == SourceLocations((archive.content / "inbox",), {})
    imported(archive, archive.inbox)
    assert load_locations(archive.content).roots == (archive.inbox,)


def test_names_that_are_no_text_are_remembered(archive):
    odd = os.fsdecode(os.fsencode(archive.inbox) + b"/raw\xff.txt")
    (archive.inbox / odd).write_text(HERONS)
    imported(archive, archive.inbox)
    assert found(archive).path_of("raw%FF.txt") == archive.inbox / odd
    assert json.loads(memory(archive).read_bytes())["files"]["raw%FF.txt"] == odd


def test_a_file_is_found_by_its_name_when_its_folder_was_moved_and_imported_from_there(archive):
    imported(archive, archive.inbox)
    moved = archive.inbox.rename(archive.root / "elsewhere")
    assert found(archive).path_of("a.txt") is None
    save_locations(archive.content, [moved], [])
    assert found(archive).path_of("a.txt") == moved / "a.txt"


def test_files_of_one_name_in_two_folders_are_told_apart(archive):
    other = archive.root / "other"
    other.mkdir()
    (other / "a.txt").write_text(KETTLE)
    imported(archive, archive.inbox, other)
    assert found(archive).path_of("inbox/a.txt") == archive.inbox / "a.txt"
    assert found(archive).path_of("other/a.txt") == other / "a.txt"
    memory(archive).write_text(json.dumps({"roots": [str(archive.inbox), str(other)], "files": {}}))
    assert found(archive).path_of("other/a.txt") == other / "a.txt"


def test_files_that_are_none_of_the_sources_are_told(archive):
    imported(archive, archive.inbox)
    archive.put(c=KETTLE)
    assert list(found(archive).files_except(["a.txt", "b.txt"])) == [("c.txt", archive.inbox / "c.txt")]


def test_the_inbox_stands_in_for_folders_that_are_all_gone(archive):
    imported(archive, archive.inbox)
    archive.inbox.rename(archive.content / "inbox")
    assert found(archive).path_of("a.txt") == archive.content / "inbox" / "a.txt"


def test_a_folder_that_is_gone_hides_nothing_and_is_no_file(archive):
    other = archive.root / "other"
    other.mkdir()
    imported(archive, archive.inbox, other)
    other.rmdir()
    assert list(found(archive).files_except(["a.txt"])) == [("b.txt", archive.inbox / "b.txt")]
