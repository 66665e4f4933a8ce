"""Each module keeps to its room: what it may import, and how long an adapter may be."""

import ast
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[1] / "plugins"
LIBRARY = sorted((PLUGINS / "archive").rglob("*.py"))
IMPORTERS = [path for path in LIBRARY if path.parent.name == "importers" and path.name != "__init__.py"]
REUSE = [path.relative_to(PLUGINS / "archive").with_suffix("").as_posix() for path in LIBRARY if "reuse" in path.parts]
VALUES_ONLY = [
    *(f"same/{name}" for name in ("repeats", "likeness", "copy_rules", "copy_groups", "same_posts", "same_comments")),
    *(f"review/{name}" for name in ("decisions", "passage_verdicts", "text_names", "proposals", "explaining")),
    *(f"quotation/{name}" for name in ("passage_marks", "shown_words", "matched_words", "views", "notes", "webs")),
    *(f"vocabulary_care/{name}" for name in ("unknown_wordings", "wording_tally", "expansions", "likeness", "skos")),
    *("related", "timeline", "series", "numbered_titles", "topics/glossary", "topics/mentions", "topics/tags"),
    *("threads", "text", "merging", "comment_union", "privacy", "private_details"),
]


def imported(path: Path) -> set[str]:
    """Dotted names of all that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def name_of(path: Path) -> str:
    return path.relative_to(PLUGINS).as_posix()


def test_there_is_something_to_look_at():
    assert len(LIBRARY) > 20
    assert len(IMPORTERS) >= 2
    assert "pelican" in roots(PLUGINS / "reading.py")


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_the_library_knows_no_pelican(path):
    assert not roots(path) & {"pelican", "invoke"}


@pytest.mark.parametrize("name", ["model", "errors"])
def test_values_and_errors_rest_on_the_standard_library_alone(name):
    assert roots(PLUGINS / "archive" / f"{name}.py") <= sys.stdlib_module_names


@pytest.mark.parametrize("name", [*VALUES_ONLY, *REUSE])
def test_what_takes_values_touches_no_file_clock_log_or_dice(name):
    assert not roots(PLUGINS / "archive" / f"{name}.py") & {"pathlib", "logging", "random", "time", "os", "io"}


@pytest.mark.parametrize("path", IMPORTERS, ids=name_of)
def test_importers_know_neither_each_other_nor_where_they_are_saved(path):
    known = imported(path)
    others = {f"archive.formats.{other.stem}" for other in IMPORTERS} | {"archive.formats"}
    saving = {f"archive.{name}" for name in ("content_folder", "ledger", "filing", "importing", "source_facts")}
    assert not known & (others | saving)


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_only_the_console_prints(path):
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    assert not any(isinstance(called, ast.Name) and called.id in ("print", "input", "exit") for called in calls)


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*.py")), ids=name_of)
def test_an_adapter_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) < 120
