"""Run the commands that keepers run, and look at the site they build."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import tasks
from bs4 import BeautifulSoup, Tag
from invoke import Collection
from invoke.program import Program

import forked_pelican

PROJECT = Path(__file__).resolve().parents[1]
SAMPLE = PROJECT / "content" / "inbox"


def invoke(*arguments: str | Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of tasks.py in this process, and its Pelican in a fork, with `answers` as keyboard input.

    test_commands.py runs each command in a process of its own.
    """
    argv = ["invoke", *map(str, arguments)]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(answers))
        patch.setattr(subprocess, "run", forked_pelican.run)
        code = _exit_code(argv)
    assert "\x1b" not in out.getvalue() + err.getvalue()
    return subprocess.CompletedProcess(argv, code, out.getvalue(), err.getvalue())


def _exit_code(argv: list[str]) -> int:
    try:
        Program(namespace=Collection.from_module(tasks), executor_class=tasks.Executor).run(argv)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def invoke_apart(*arguments: str | Path, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with `environment` added to the environment of this one."""
    ran = subprocess.run(
        [sys.executable, "-m", "invoke", "--search-root", str(_project_of(cwd)), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in ran.stdout + ran.stderr, ran.stdout + ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    return ran


def _project_of(cwd: Path) -> Path:
    """Return `cwd` if it is a copy of the project, otherwise the project."""
    return cwd if (cwd / "tasks.py").exists() else PROJECT


def must(*arguments: str | Path) -> str:
    """Run a command that must succeed, and return what it prints."""
    return succeeded(invoke(*arguments))


def succeeded(ran: subprocess.CompletedProcess[str]) -> str:
    """Check that a command succeeded, and return what it printed."""
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@dataclass(frozen=True)
class Site:
    """A content folder and the site built from it."""

    source: Path | None
    """The imported file or folder; None for content that a test wrote."""
    content: Path
    folder: Path
    report: dict[str, Any]
    """The report of `invoke build --report`."""
    said: str
    """The output of `invoke build`."""

    @cached_property
    def pages(self) -> dict[str, BeautifulSoup]:
        """All pages by address."""
        return {self.url_of(file): soup(file) for file in sorted(self.folder.rglob("*.html"))}

    @cached_property
    def feeds(self) -> list[Path]:
        return sorted(self.folder.rglob("*.xml"))

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The entries of the report, one for each article."""
        return self.report["articles"]

    def article(self, **facts: object) -> dict[str, Any]:
        """Return the only article with all these facts."""
        (found,) = [article for article in self.articles if facts.items() <= article.items()]
        return found

    def file(self, url: str) -> Path:
        """Return the file at an address that starts at the root of the site."""
        path = unquote(url).lstrip("/")
        return self.folder / (path + "index.html" if not path or path.endswith("/") else path)

    def url_of(self, file: Path) -> str:
        return "/" + file.relative_to(self.folder).as_posix().removesuffix("index.html")


def soup(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_bytes(), "lxml")


def words_without_notes(shown: Tag) -> str:
    """Return the words of a text as shown on its page, without our notes and explanations of acronyms."""
    shown = copy(shown)
    for ours in shown.select("[data-search-ignore]"):
        ours.decompose()
    return shown.get_text()


def import_and_build(source: Path, folder: Path, **environment: str) -> Site:
    """Import `source` into `folder`/content and build that into `folder`/output."""
    _run("import", "--source", source, "--content", folder / "content", **environment)
    return built(folder / "content", folder / "output", source, **environment)


def built(content: Path, output: Path, source: Path | None = None, **environment: str) -> Site:
    """Build a site, which must succeed."""
    report = output.with_suffix(".json")
    said = _run("build", "--content", content, "--output", output, "--report", report, **environment)
    return Site(source, content, output, json.loads(report.read_text(encoding="utf-8")), said)


def _run(*arguments: str | Path, **environment: str) -> str:
    return succeeded(invoke_apart(*arguments, **environment) if environment else invoke(*arguments))


def write_all(files: Mapping[str, str], folder: Path) -> Path:
    """Write a content folder from the text of each file by name."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def site_of(files: Mapping[str, str], folder: Path) -> Site:
    """Build the site of these content files in `folder`/output."""
    return built(write_all(files, folder / "content"), folder / "output")


def copied(site: Site, folder: Path) -> Site:
    """Copy a site, so that a test may change it."""
    shutil.copytree(site.content, folder / "content")
    shutil.copytree(site.folder, folder / "output")
    return Site(site.source, folder / "content", folder / "output", site.report, site.said)


def trees(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below `folder`, by relative path."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def missing(what: str, cure: str) -> None:
    """Skip a test that needs a missing tool; in CI, where all tools must be installed, fail it."""
    line = f"{what} is not installed: {cure}"
    if os.environ.get("CI"):
        pytest.fail(line)
    pytest.skip(line)
