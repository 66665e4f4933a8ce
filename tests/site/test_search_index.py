"""Pagefind indexes every marked page and comment, and damage to the index is noticed."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import BuildFailed
from archive.site.search_index import SearchUnavailable, build, marked_pages, problems


def page(comments: str = "", year: str = "2014", marked: str = "data-pagefind-body") -> str:
    filters = f'<p data-pagefind-filter="year">{year}</p><p data-pagefind-filter="topic">pay</p>'
    head = '<!doctype html><html lang="en-GB"><head><title>A page</title></head>'
    return f"{head}<body {marked}><h1>Probation</h1>{filters}{comments}</body></html>"


def comment(id: str) -> str:
    return f'<h3 id="{id}" data-pagefind-weight="1">Anonymous</h3><p>What {id} said.</p>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Three marked pages and one that is not."""
    pages = {
        "index.html": page(),
        "2014/01/one.html": page(comment("c1") + f"<ol><li>{comment('c2')}</li></ol>"),
        "a b/é%41.html": page(comment("c3"), year="2015"),
        "about.html": page(comment("c4"), marked=""),
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_index_holds_every_marked_page_and_comment(site):
    assert build(site) == 3
    assert problems(site) == []
    assert problems(site, marked_pages(site)) == []


def test_a_second_build_deletes_the_files_of_the_first(site):
    build(site)
    (site / "2014/01/one.html").write_text(page(), encoding="utf-8")
    (site / "a b/é%41.html").unlink()
    assert build(site) == 2
    assert problems(site) == []


def test_pagefind_ignores_environment_variables_and_stray_settings_files(site, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "pagefind.yml").write_text('glob: "*.nothing"\n')
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("PAGEFIND_GLOB", "*.nothing")
    assert build(site) == 3


def test_python_files_in_the_site_are_not_run(site):
    (site / "pagefind.py").write_text("raise SystemExit('run')")
    assert build(site) == 3


def test_a_site_without_pages_is_reported_in_one_line(tmp_path):
    with pytest.raises(BuildFailed, match=r"Pagefind failed: .*empty") as caught:
        build(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_missing_site_is_reported_in_one_line(tmp_path):
    with pytest.raises(BuildFailed, match="nowhere"):
        build(tmp_path / "nowhere")


def test_a_killed_pagefind_is_reported_with_what_to_do(site, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], returncode=-9, stderr=b""))
    with pytest.raises(BuildFailed, match="more memory"):
        build(site)


def test_without_pagefind_the_site_is_built_without_search(site, monkeypatch):
    monkeypatch.setitem(sys.modules, "pagefind.service", None)
    with pytest.raises(SearchUnavailable, match="pip install"):
        build(site)
    assert not (site / "pagefind").exists()


def test_without_the_program_of_pagefind_the_site_is_built_without_search(site, monkeypatch):
    monkeypatch.setattr("pagefind.service.get_executable", lambda: None)
    with pytest.raises(SearchUnavailable, match="pip install"):
        build(site)


def test_a_site_that_marks_no_page_needs_no_index(tmp_path):
    (tmp_path / "index.html").write_text(page(marked=""))
    assert problems(tmp_path) == []


def test_a_missing_index_is_one_problem(site):
    assert problems(site) == ["there is no search index for 3 pages; build it"]


def test_comments_are_found_by_the_anchors_of_headings_that_are_not_ignored(tmp_path):
    ignored = f"<div data-pagefind-ignore>{comment('c8')}</div>"
    headings = '<h2 id="c5">no</h2><h6 id="c6">yes</h6><h3 id="top">no</h3><p id="c7">no</p>'
    (tmp_path / "x.html").write_text(page(headings + ignored))
    assert marked_pages(tmp_path) == {"x.html": ("c6",)}
    assert build(tmp_path) == 1
    assert problems(tmp_path) == []


def one(site: Path, pattern: str) -> Path:
    """Return a file of the index; of the fragments, the one of the page with most comments."""
    return max((site / "pagefind").glob(pattern), key=lambda file: file.stat().st_size)


DAMAGES = {
    "cut short": (lambda packed: packed[: len(packed) // 2], "cannot be unpacked"),
    "empty": (lambda packed: b"", "does not start with"),
    "one bit flipped": (
        lambda packed: packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:],
        "cannot be unpacked",
    ),
    "not gzip": (lambda packed: b"x" + packed, "cannot be unpacked"),
    "something else": (lambda packed: gzip.compress(b"pagefind"), "does not start with"),
    "too large": (lambda packed: gzip.compress(bytes(2**26 + 1), 1), "unpacks to more than"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_of_the_index_is_named(site, damage):
    build(site)
    change, words = DAMAGES[damage]
    for pattern in ("*/*.pf_fragment", "*/*.pf_index", "*/*.pf_filter", "*.pf_meta", "wasm.en.*"):
        file = one(site, pattern)
        file.write_bytes(change(file.read_bytes()))
        said = " ".join(
            line for line in problems(site) if line.startswith(file.relative_to(site / "pagefind").as_posix())
        )
        assert words in said


@pytest.mark.parametrize("name", ["pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"])
def test_a_fixed_file_must_exist_and_not_be_empty(site, name):
    build(site)
    (site / "pagefind" / name).write_bytes(b"")
    assert f"{name} is empty" in problems(site)
    (site / "pagefind" / name).unlink()
    assert f"{name} is missing" in problems(site)


def test_a_page_or_comment_missing_from_the_index_is_named(site):
    build(site)
    (site / "2014/01/one.html").write_text(page(comment("c1") + comment("c9")), encoding="utf-8")
    (site / "new.html").write_text(page())
    (site / "index.html").unlink()
    assert problems(site) == [
        "2014/01/one.html: comments missing from the index: 1, the first is c9",
        "index.html is in the index, but has no data-pagefind-body",
        "new.html is not in the index",
    ]


def test_a_missing_or_broken_fragment_is_noticed(site):
    build(site)
    fragment = one(site, "*/*.pf_fragment")
    fragment.write_bytes(gzip.compress(b"pagefind_dcd" + json.dumps({"url": "/"}).encode()))
    assert any("is not a page fragment" in line for line in problems(site))
    fragment.unlink()
    assert "pagefind-entry.json lists 3 pages, but 2 can be read" in problems(site)


def test_two_builds_of_one_site_give_one_index(site):
    pytest.importorskip("cbor2")
    from pagefind_index import comparable

    build(site)
    first = comparable(site)
    build(site)
    assert comparable(site) == first
    (site / "index.html").write_text(page(year="2016"))
    build(site)
    assert comparable(site) != first
