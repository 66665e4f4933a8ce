"""A whole site, made by the commands a maintainer runs, and ways to look at it."""

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

PROJECT = Path(__file__).resolve().parents[1]
SAMPLE = PROJECT / "content" / "inbox"


def invoke(*arguments: str | Path, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the commands of tasks.py in this process, with `answers` typed at the keyboard.

    Building renders in a process of its own, as it always does; test_commands runs each command as a maintainer does.
    """
    argv = ["invoke", *map(str, arguments)]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(answers))
        code = _exit_code(argv)
    assert "\x1b" not in out.getvalue() + err.getvalue()
    return subprocess.CompletedProcess(argv, code, out.getvalue(), err.getvalue())


def _exit_code(argv: list[str]) -> int:
    try:
        Program(namespace=Collection.from_module(tasks)).run(argv)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def invoke_apart(*arguments: str | Path, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; `environment` is put on top of the present one."""
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
    """The project in `cwd`, if that is a copy of it; otherwise this one."""
    return cwd if (cwd / "tasks.py").exists() else PROJECT


def must(*arguments: str | Path) -> str:
    """Run a command that has to succeed; what it said."""
    return succeeded(invoke(*arguments))


def succeeded(ran: subprocess.CompletedProcess[str]) -> str:
    """What a command said that has to end with 0."""
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@dataclass(frozen=True)
class Site:
    """A content folder and the site built from it."""

    source: Path | None
    """What was imported; None for content that a test wrote."""
    content: Path
    folder: Path
    report: dict[str, Any]
    """What `invoke build --report` wrote."""
    said: str
    """What `invoke build` printed."""

    @cached_property
    def pages(self) -> dict[str, BeautifulSoup]:
        """Every page by its address."""
        return {self.url_of(file): soup(file) for file in sorted(self.folder.rglob("*.html"))}

    @cached_property
    def feeds(self) -> list[Path]:
        """Every feed."""
        return sorted(self.folder.rglob("*.xml"))

    @property
    def articles(self) -> list[dict[str, Any]]:
        """What the report says of each article."""
        return self.report["articles"]

    def article(self, **facts: object) -> dict[str, Any]:
        """The one article of which all `facts` are so."""
        (found,) = [article for article in self.articles if facts.items() <= article.items()]
        return found

    def file(self, url: str) -> Path:
        """The file at an address from the root of the site."""
        path = unquote(url).lstrip("/")
        return self.folder / (path + "index.html" if not path or path.endswith("/") else path)

    def url_of(self, file: Path) -> str:
        """The address of a page."""
        return "/" + file.relative_to(self.folder).as_posix().removesuffix("index.html")


def soup(file: Path) -> BeautifulSoup:
    """The page in `file`."""
    return BeautifulSoup(file.read_bytes(), "lxml")


def own_words(shown: Tag) -> str:
    """What a page shows of a text, without our own notes at passages and explanations of acronyms."""
    shown = copy(shown)
    for ours in shown.select("[data-pagefind-ignore]"):
        ours.decompose()
    return shown.get_text()


def import_and_build(source: Path, folder: Path, **environment: str) -> Site:
    """Import `source` into `folder`/content and build that into `folder`/output."""
    _run("import", "--source", source, "--content", folder / "content", **environment)
    return built(folder / "content", folder / "output", source, **environment)


def built(content: Path, output: Path, source: Path | None = None, **environment: str) -> Site:
    """Build a site that has no faults."""
    report = output.with_suffix(".json")
    said = _run("build", "--content", content, "--output", output, "--report", report, **environment)
    return Site(source, content, output, json.loads(report.read_text(encoding="utf-8")), said)


def _run(*arguments: str | Path, **environment: str) -> str:
    return succeeded(invoke_apart(*arguments, **environment) if environment else invoke(*arguments))


def write_all(files: Mapping[str, str], folder: Path) -> Path:
    """Write the content folder `folder`: the text of each file by its name."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def site_of(files: Mapping[str, str], folder: Path) -> Site:
    """The site of these content files, in `folder`/output."""
    return built(write_all(files, folder / "content"), folder / "output")


def copied(site: Site, folder: Path) -> Site:
    """A copy of a site that a test may change."""
    shutil.copytree(site.content, folder / "content")
    shutil.copytree(site.folder, folder / "output")
    return Site(site.source, folder / "content", folder / "output", site.report, site.said)


def trees(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` and what is in it."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def missing(what: str, cure: str) -> None:
    """Skip the test for want of a tool; where all tools have to be (CI), fail it."""
    line = f"{what} is not here: {cure}"
    if os.environ.get("CI"):
        pytest.fail(line)
    pytest.skip(line)
