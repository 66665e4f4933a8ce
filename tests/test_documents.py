"""Every command, path, link and field that the documents name exists."""

from __future__ import annotations

import re
import shlex
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from archive.content.ledger import LedgerEntry
from archive.content.post_file import COMMENT_FIELDS, FIELDS, SOURCE_FIELDS
from archive.formats.word_accounts import account_of_post, mismatched_words
from whole_site import PROJECT, must

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), *(PROJECT / "tests").rglob("*.md")])
DOCUMENTS = [path for path in DOCUMENTS if "samples" not in path.parts]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
SET_UP = [
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/invoke import build",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/invoke test",
]
FOLDERS = {".ci", "docs", "content", "plugins", "tests", "themes"}
MADE = {"content/inbox", "content/conflicts", "content/posts", "content/mailouts", "content/images"}
"""Folders that the commands create."""


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@cache
def commands() -> set[str]:
    return set(re.findall(r"^ {2}([\w-]+)", must("--list"), re.MULTILINE))


@cache
def anchors(path: Path) -> set[str]:
    """Return the anchors that code hosts give the headings of a Markdown file, and those it sets itself."""
    tokens = MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a (?:id|name)="([^"]+)"', path.read_text(encoding="utf-8")))


def test_the_readme_is_short_and_has_two_set_up_commands():
    lines = README.splitlines()
    assert len(lines) <= 130
    assert max(map(len, lines)) <= 120
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert [line for block in fenced for line in block.splitlines() if "pip install" in line] == SET_UP


def test_continuous_integration_runs_the_command_of_the_readme():
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert SET_UP[1] in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path):
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]+`(?!\])", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = unquote(target).partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_path_of_the_project_exists(path):
    """Checks only paths in folders of the project; the others are examples, or created by the commands."""
    named = re.findall(r"`([\w./-]+)`", path.read_text(encoding="utf-8"))
    files = [each for each in named if each.split("/")[0] in FOLDERS and not each.startswith(tuple(MADE))]
    assert [each for each in files if not (PROJECT / each).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_exists(path):
    named = re.findall(r"\binvoke ((?:[a-z-]+)(?: [a-z]+)*)", path.read_text(encoding="utf-8"))
    in_code = re.findall(r"`invoke ([a-z]+)", path.read_text(encoding="utf-8"))
    assert set(in_code) <= commands()
    assert path != PROJECT / "README.md" or {name.split()[0] for name in named} >= commands() - {"lint", "test"}


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_every_option_of_the_readme_exists(option):
    assert any(option in must("--help", command) for command in commands())


def test_the_content_format_names_every_field_and_key():
    text = (PROJECT / "docs" / "content-format.md").read_text(encoding="utf-8")
    fields = {*FIELDS, *SOURCE_FIELDS, *COMMENT_FIELDS, *LedgerEntry.__dataclass_fields__}
    fields = {{"content_hash": "said"}.get(field, field) for field in fields}
    assert {field for field in fields if not re.search(rf"`{field}[`:]", text)} == set()


def test_every_document_that_the_code_cites_exists():
    code = [*(PROJECT / "plugins").rglob("*.py"), *(PROJECT / "tests").rglob("*.py"), PROJECT / "tasks.py"]
    cited = {name for path in code for name in re.findall(r"docs/[\w-]+\.md", path.read_text(encoding="utf-8"))}
    assert cited
    assert {name for name in cited if not (PROJECT / name).exists()} == set()


def test_the_citation_file_names_the_version_of_the_project():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"version: {project['version']}\n" in (PROJECT / "CITATION.cff").read_text("utf-8")


def test_the_set_up_commands_can_be_read_by_a_shell():
    assert all(shlex.split(command) for command in SET_UP)


@pytest.fixture(scope="module")
def example() -> tuple[str, dict[str, Any]]:
    """The sample and the module that CONTRIBUTING.md shows."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    module: dict[str, Any] = {}
    exec(compile(code, "newsletter_text.py", "exec", dont_inherit=True), module)
    return sample, module


@pytest.mark.parametrize("change", [("", ""), (" ", "\xa0"), ("\n\n", "\n"), ("\n", "\n\n"), ("== The", "\n\n== The")])
def test_the_example_format_reads_its_sample_and_loses_no_word(example, change: tuple[str, str]):
    sample, module = example
    text = sample.replace(*change) if change[0] else sample
    assert module["recognises"](text)
    parsed = module["read"](text, False)
    (post,) = parsed.posts
    assert (post.title, post.day, post.body) == ("The car park", date(2019, 3, 2), "The barrier is broken again.")
    account = account_of_post(post)
    assert not account.lost and not account.invented
    assert mismatched_words(text, parsed) == []


@pytest.mark.parametrize(
    "heading", ["== A == 31 February 2019", "== A == 3 Foo 2019", "== A ==", "", "A == 3 March 2019"]
)
def test_the_example_format_recognises_nothing_else(example, heading: str):
    assert not example[1]["recognises"](f"{heading}\n\nText.\n")
