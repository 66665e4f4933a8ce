"""A file of the site is made only if what it depends on has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.lazy import Lazy, digest_of, known
from archive.site.kept_pages import KeptPages
from archive.site.render_job import RenderJob, read_job, write_job
from whole_site import trees


def never() -> bytes:
    raise AssertionError("this should not be made")


def test_a_file_with_the_same_key_is_not_made_again(tmp_path: Path):
    first = KeptPages(tmp_path / "one", RenderJob("program"))
    first.put("a/b.html", lambda: b"words", {"title": "A"})
    first.write()
    second = KeptPages(tmp_path / "two", RenderJob("program", first.keys))
    second.put("a/b.html", never, {"title": "A"})
    second.write()
    assert trees(tmp_path) == {"one/a/b.html": b"words"}
    assert (first.kept, second.kept, second.keys) == ([], ["a/b.html"], first.keys)


@pytest.mark.parametrize(("program", "value"), [("program", "B"), ("another program", "A")])
def test_a_file_is_made_again_if_a_value_or_the_program_has_changed(tmp_path: Path, program: str, value: str):
    before = KeptPages(tmp_path, RenderJob("program"))
    before.put("a.html", never, "A")
    now = KeptPages(tmp_path, RenderJob(program, before.keys))
    now.put("a.html", lambda: b"new", value)
    now.write()
    assert trees(tmp_path) == {"a.html": b"new"}


def test_a_file_that_depends_on_something_without_a_digest_is_always_made(tmp_path: Path):
    for name in ("one", "two"):
        site = KeptPages(tmp_path / name, RenderJob("program", {"a.html": ""}))
        site.put("a.html", lambda: b"words", object())
        site.write()
    assert len(trees(tmp_path)) == 2


def test_a_file_that_exists_is_never_opened(tmp_path: Path):
    (tmp_path / "a.html").write_bytes(b"served")
    site = KeptPages(tmp_path, RenderJob())
    site.put("a.html", lambda: b"words", "A")
    with pytest.raises(FileExistsError):
        site.write()
    assert trees(tmp_path) == {"a.html": b"served"}


def test_a_lazy_value_is_compared_without_being_made():
    dear = Lazy(never, "Markdown")
    assert digest_of(dear) == digest_of(Lazy(never, "Markdown")) != digest_of(Lazy(never, "More Markdown"))
    assert dear.then(len, 1) == dear.then(str, 1) != dear.then(len, 2)
    assert known("ready").then(len).value == 5


def test_the_order_of_a_mapping_counts():
    assert digest_of({"a": 1, "b": 2}) != digest_of({"b": 2, "a": 1})


def test_a_job_is_read_as_it_was_written(tmp_path: Path):
    job = RenderJob("program", {"a.html": "key"}, {"posts/a.md": "hash"}, keeps=False)
    write_job(tmp_path / "job.json", job)
    assert read_job(str(tmp_path / "job.json")) == job
    assert read_job("") == RenderJob()
