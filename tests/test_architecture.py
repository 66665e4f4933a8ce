"""The rules of the layout: what each module may import and use. Exceptions are listed here; a new module has none.

A test is a rule, and names every module that breaks it: a test for each module would cost more than the rule.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pelicanconf
import pytest

PROJECT = Path(__file__).parents[1]
PLUGINS = PROJECT / "plugins"
ADAPTERS = sorted(PLUGINS.glob("*.py"))
LIBRARY = {".".join(path.relative_to(PLUGINS).with_suffix("").parts): path for path in PLUGINS.rglob("archive/**/*.py")}
LIBRARY = {name.removesuffix(".__init__"): path for name, path in sorted(LIBRARY.items())}

DOWNWARDS = (
    *("console", "site", "audit", "review", "pages", "tags", "duplicates", "ingest"),
    *("decisions", "text_reuse", "content", "formats", "privacy", "markup", "sources"),
    *("series", "slugs", "kinds", "form_labels", "address_evidence", "blogger_ids", "copied_urls"),
    *("memo", "progress", "processors", "cache", "lazy", "program", "atomic", "model", "times", "text", "errors"),
)
"""Packages and modules of the library: each may import only what comes after it."""

MAY_TOUCH_FILES = {
    *("archive.atomic", "archive.cache", "archive.processors"),
    *("archive.sources.facts", "archive.sources.files", "archive.sources.locations"),
    *("archive.sources.random_access", "archive.sources.warc"),
    *("archive.content.folder", "archive.content.ledger", "archive.content.start", "archive.privacy.allowlist"),
    *("archive.ingest.cache", "archive.ingest.existing", "archive.ingest.pipeline", "archive.ingest.plan"),
    "archive.ingest.last_import",
    *("archive.ingest.read", "archive.ingest.renames", "archive.ingest.settle_content", "archive.ingest.write"),
    *("archive.duplicates.cache", "archive.duplicates.index_cache"),
    *("archive.tags.cache", "archive.tags.rename", "archive.tags.review"),
    *("archive.decisions.folder", "archive.review.session", "archive.audit.inventory", "archive.audit.verify"),
    *("archive.site.build", "archive.site.check", "archive.site.feed_checks", "archive.site.page_checks"),
    *("archive.site.search.files", "archive.site.search_checks", "archive.site.search_index", "archive.site.staging"),
    *("archive.program", "archive.site.build_manifest", "archive.site.changes", "archive.site.reuse"),
    *("archive.content.post_records", "archive.site.kept_pages", "archive.site.kept_posts"),
    *("archive.site.render_job", "archive.site.site_images", "archive.site.site_manifest"),
}
"""Every other module turns values into values."""

OUTSIDE = {
    *("glob", "logging", "os", "pathlib", "pickle", "random", "secrets", "shutil", "socket"),
    *("subprocess", "tempfile", "time", "uuid"),
}
CLOCK = {"now", "today", "utcnow"}
SHARED_BY_FORMATS = {"__init__", "records", "word_accounts", "changed_characters"}


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return all nodes of a module's syntax tree; the first is the module."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def calls(path: Path) -> list[ast.expr]:
    """Return what a module calls."""
    return [node.func for node in nodes(path) if isinstance(node, ast.Call)]


@cache
def imported(path: Path) -> set[str]:
    """Return the dotted names of everything that a module imports, at the top or inside a function."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write absolute imports"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (inner & LIBRARY.keys()) or {str(node.module)}
    return names


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def package(name: str) -> str:
    return name.split(".")[1]


def in_library(name: str) -> set[str]:
    return {other for other in imported(LIBRARY[name]) if other.startswith("archive.")}


def test_every_package_is_in_the_order():
    assert {package(name) for name in LIBRARY if name != "archive"} == set(DOWNWARDS)


def test_imports_run_downwards():
    upwards = [
        (name, other)
        for name in LIBRARY.keys() - {"archive"}
        for other in in_library(name)
        if DOWNWARDS.index(package(other)) < DOWNWARDS.index(package(name))
    ]
    assert upwards == []


def test_a_build_imports_no_parser_of_an_input_form():
    """They take a quarter of a second to import, more than a hundred pages take to render."""
    needed: set[str] = set()
    pending = [name for path in ADAPTERS for name in imported(path) & LIBRARY.keys()]
    while pending:
        name = pending.pop()
        if name not in needed:
            needed.add(name)
            pending += in_library(name) & LIBRARY.keys()
    assert "formats" not in {package(name) for name in needed}


def test_no_two_modules_import_each_other_in_a_circle():
    graph = {name: in_library(name) - {name} for name in LIBRARY}
    assert list(TopologicalSorter(graph).static_order())


def test_the_library_imports_no_pelican():
    adapters = {path.stem for path in ADAPTERS}
    assert [name for name, path in LIBRARY.items() if roots(path) & {"pelican", "invoke", *adapters}] == []


@pytest.mark.parametrize("name", ["archive.model", "archive.errors"])
def test_model_and_errors_need_only_the_standard_library(name):
    assert roots(LIBRARY[name]) <= sys.stdlib_module_names


def test_a_stage_touches_no_files_clock_or_random_numbers():
    stages = {name: path for name, path in LIBRARY.items() if name not in MAY_TOUCH_FILES}
    assert [name for name, path in stages.items() if roots(path) & OUTSIDE or any(map(is_outside, calls(path)))] == []


def is_outside(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id == "open"
    return isinstance(called, ast.Attribute) and called.attr in CLOCK


def test_modules_that_may_touch_files_exist_and_do_so():
    assert LIBRARY.keys() >= MAY_TOUCH_FILES
    assert all(roots(LIBRARY[name]) & OUTSIDE for name in MAY_TOUCH_FILES)


FORMATS = [path for path in LIBRARY.values() if path.parent.name == "formats" and path.stem not in SHARED_BY_FORMATS]


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.stem)
def test_a_format_imports_no_other_format(path):
    others = {f"archive.formats.{other.stem}" for other in FORMATS if other != path} | {"archive.formats"}
    assert not imported(path) & others


def test_only_the_console_prints_or_asks():
    talking = [
        name
        for name, path in LIBRARY.items()
        if any(isinstance(called, ast.Name) and called.id in ("print", "input", "exit") for called in calls(path))
    ]
    assert talking == ["archive.console.screen"]


@pytest.mark.parametrize("name", [name for name, path in LIBRARY.items() if path.name == "__init__.py"][1:])
def test_the_docstring_of_a_package_names_its_input_and_output(name):
    said = " ".join((ast.get_docstring(ast.parse(LIBRARY[name].read_text("utf-8"))) or "").partition("\n\n")[0].split())
    assert " in; " in said
    assert said.endswith(" out.")


@pytest.mark.parametrize("path", ADAPTERS, ids=lambda path: path.stem)
def test_a_plugin_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) < 120


def test_every_plugin_is_installed_and_run():
    setuptools = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    assert setuptools["py-modules"] == pelicanconf.PLUGINS
    assert sorted(pelicanconf.PLUGINS) == [path.stem for path in ADAPTERS]
