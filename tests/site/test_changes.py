"""A build knows what has changed since the last one, and takes over every file that is as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.site import changes as module
from archive.site.build_manifest import BuildManifest, read_manifest, write_manifest
from archive.site.changes import changes_in_words, find_changes, manifest_path
from archive.site.reuse import link, take_over, take_over_equal
from whole_site import trees

OLD = 1_600_000_000_000_000_000
"""A time that is not near that of any build, in nanoseconds."""


def written(path: Path, text: str, moment: int = OLD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(moment, moment))
    return path


@pytest.fixture
def archive(tmp_path: Path, monkeypatch) -> Path:
    """A folder with content, a project and a site whose build is on record."""
    monkeypatch.setattr(module, "PROJECT", tmp_path / "project")
    written(tmp_path / "content/posts/a.md", "A")
    written(tmp_path / "content/vocabulary.toml", "")
    written(tmp_path / "project/themes/mine/base.html", "base")
    written(tmp_path / "project/plugins/reading.py", "code")
    written(tmp_path / "output/index.html", "<p>A")
    recorded(tmp_path)
    return tmp_path


def recorded(folder: Path) -> None:
    """Record a build of what is there."""
    output = folder / "output"
    changes = find_changes(folder / "content", output, "conf.py")
    write_manifest(manifest_path(output), changes.manifest(output, {"index.html": "key"}, ("a problem",)))


def changes_in(folder: Path, settings: str = "conf.py", fresh: bool = False):
    return find_changes(folder / "content", folder / "output", settings, fresh)


def test_nothing_has_changed_after_a_build(archive):
    changes = changes_in(archive)
    assert changes.is_nothing
    assert changes.before.problems == ("a problem",)
    assert changes.job.keys == {"index.html": "key"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("content/posts/a.md", "1 post"),
        ("content/vocabulary.toml", "vocabulary.toml"),
        ("project/themes/mine/base.html", "the theme"),
        ("project/plugins/reading.py", "the program"),
        ("project/extraconf.py", "settings"),
    ],
)
def test_an_edited_input_is_a_change(archive, name, said):
    written(archive / name, "B", OLD + 1)
    changes = changes_in(archive)
    assert not changes.is_nothing
    assert changes_in_words(changes.changed) == said


def test_an_input_is_compared_by_what_it_holds_and_not_by_its_time(archive):
    written(archive / "content/posts/a.md", "A", OLD + 1)
    assert changes_in(archive).is_nothing


def test_an_input_written_again_at_the_time_of_the_build_is_read_again(archive):
    path = archive / "content/posts/a.md"
    path.write_text("A")
    recorded(archive)
    state = path.stat()
    path.write_text("B")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert changes_in(archive).changed == ["content/posts/a.md"]


def test_new_and_deleted_inputs_are_changes_but_raw_files_and_compiled_code_are_not(archive):
    written(archive / "content/inbox/export.xml", "raw")
    written(archive / "project/plugins/__pycache__/reading.pyc", "compiled")
    assert changes_in(archive).is_nothing
    written(archive / "content/posts/b.md", "B")
    (archive / "content/posts/a.md").unlink()
    assert changes_in(archive).changed == ["content/posts/a.md", "content/posts/b.md"]


def test_a_folder_behind_a_link_is_an_input(archive):
    images = archive / "elsewhere"
    written(images / "kettle.png", "kettle")
    (archive / "content/images").symlink_to(images)
    recorded(archive)
    written(images / "kettle.png", "teapot", OLD + 1)
    assert changes_in(archive).changed == ["content/images/kettle.png"]


@pytest.mark.parametrize("change", ["edit", "add", "delete"])
def test_a_served_site_that_was_changed_is_built_again(archive, change):
    if change == "delete":
        (archive / "output/index.html").unlink()
    else:
        written(archive / ("output/index.html" if change == "edit" else "output/more.html"), "<p>B", OLD + 1)
    changes = changes_in(archive)
    assert not changes.is_nothing
    assert changes.job.keys == ({"index.html": "key"} if change == "add" else {})


def test_other_settings_other_libraries_and_a_fresh_build_are_changes(archive, monkeypatch):
    assert not changes_in(archive, settings="publishconf.py").is_nothing
    assert not changes_in(archive, fresh=True).is_nothing
    monkeypatch.setattr(module, "libraries_stamp", lambda: "another")
    assert not changes_in(archive).is_nothing


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 32 + b"\n{}"])
def test_a_damaged_record_counts_for_nothing(archive, damage):
    path = manifest_path(archive / "output")
    whole = path.read_bytes()
    for stored in (damage, whole[:-1], whole.replace(b"index", b"other")):
        path.write_bytes(stored)
        assert read_manifest(path) == BuildManifest()
        assert not changes_in(archive).is_nothing


def test_equal_files_are_taken_over_with_their_time_and_others_are_left(archive):
    served, site = archive / "output", archive / "staging"
    written(served / "same.html", "same")
    written(site / "same.html", "same", OLD + 1)
    written(site / "index.html", "<p>B", OLD + 1)
    assert take_over_equal(served, site, {"same.html", "index.html"}) == ["index.html"]
    assert (site / "same.html").samefile(served / "same.html")
    assert (site / "index.html").stat().st_mtime_ns == OLD + 1


def test_files_are_copied_with_their_time_where_a_disk_has_no_hard_links(archive, monkeypatch):
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    take_over(archive / "output", archive / "staging/deeper", ["index.html"])
    assert trees(archive / "staging") == {"deeper/index.html": b"<p>A"}
    assert (archive / "staging/deeper/index.html").stat().st_mtime_ns == OLD


def test_a_missing_file_cannot_be_taken_over(archive):
    with pytest.raises(FileNotFoundError):
        link(archive / "output/gone.html", archive / "gone.html")
