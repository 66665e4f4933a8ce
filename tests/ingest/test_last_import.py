"""An import of what the last one left unchanged reads nothing again, and reports the same."""

from __future__ import annotations

import pytest

from archive.ingest import last_import
from scrapes import HERONS, Archive


@pytest.fixture
def archive(tmp_path, monkeypatch) -> Archive:
    """An archive of one text, of which each import is remembered."""
    monkeypatch.setattr(last_import, "SMALLEST", 0)
    made = Archive(tmp_path)
    made.inbox.mkdir()
    made.put(herons=HERONS)
    return made


def settle(archive):
    """Import until an import has changed nothing."""
    archive.run()
    return archive.run()


def test_nothing_is_read_again_after_an_import_that_changed_nothing(archive, documents_read):
    report, files = settle(archive), archive.files()
    documents_read.clear()
    assert archive.run() == report
    assert (documents_read, archive.files()) == ([], files)


def edit_a_post(archive):
    post = next(archive.content.glob("posts/**/*.md"))
    post.write_text(f"{post.read_text('utf-8')}\nMore.\n", "utf-8")


def delete_a_post(archive):
    next(archive.content.glob("posts/**/*.md")).unlink()


def decide(archive):
    (archive.content / "decisions.toml").write_text("", "utf-8")


def know_something(archive):
    archive.know('["herons.txt"]\nnotes = "from the keeper"\n')


def add_a_source(archive):
    archive.put(more=HERONS.replace("heron", "egret"))


def change_a_source(archive):
    archive.put(herons=f"{HERONS} ")


@pytest.mark.parametrize("change", [edit_a_post, delete_a_post, decide, know_something, add_a_source, change_a_source])
def test_any_change_means_a_new_import(archive, documents_read, change):
    settle(archive)
    documents_read.clear()
    change(archive)
    archive.run()
    assert "herons.txt" in documents_read


def test_another_blog_address_means_a_new_import(archive, documents_read):
    settle(archive)
    documents_read.clear()
    archive.run(blog_address="https://other.example")
    assert documents_read == ["herons.txt"]


def test_a_dry_run_reads_and_remembers_nothing(archive, documents_read):
    settle(archive)
    documents_read.clear()
    archive.run(dry_run=True)
    assert documents_read == ["herons.txt"]


def test_a_small_import_is_not_remembered(archive, documents_read, monkeypatch):
    monkeypatch.setattr(last_import, "SMALLEST", 2**20)
    settle(archive)
    archive.run()
    assert documents_read == ["herons.txt"] * 3
