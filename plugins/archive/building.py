"""Build: content in, a finished site out, in one atomic step.

The rule: what is rendered is compared with what is in the content folder, and a build that fails leaves the site
that is being served as it was.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive import search_index
from archive.content_folder import post_files
from archive.errors import ArchiveError, BuildFailed
from archive.site_folder import staged
from archive.tags import read_vocabulary

PROJECT = Path(__file__).resolve().parents[2]
"""The folder with the project's settings, theme and own pages."""
_SAID_LINES = 12
"""Of Pelican's own complaint, so many lines are passed on."""


@dataclass(frozen=True)
class BuildReport:
    """What was built."""

    articles: tuple[dict[str, Any], ...]
    """One for each article: ref, url, title, date, kind, tags, comments, collapsed."""
    copies: tuple[dict[str, str], ...]
    """Content files that are shown as another: ref, shown_as."""
    problems: tuple[str, ...]
    """Files that are not on the site, and why."""
    files: int
    """Files in the site."""
    indexed: int | None
    """Pages in the search index; None if there is no index."""
    kept: Path | None = None
    """Where a folder went that stood in the site's place and was not ours."""
    notes: tuple[str, ...] = field(default=())


def build_site(content: Path, output: Path, settings: str, step: Callable[[str], None]) -> BuildReport:
    """Build the site of the folder `content` in place of `output`, with the settings file `settings`.

    `step` is told what is being done. Raises ArchiveError if nothing could be built; `output` is then as it was.
    """
    expected = post_files(content)
    if not expected:
        raise BuildFailed(f"{content}: there are no posts here yet; run `invoke import` first")
    vocabulary = _own_or_shipped(content, "vocabulary.toml")
    read_vocabulary(_text(vocabulary), vocabulary.name)
    with staged(output) as site:
        step("Rendering pages")
        built = _run_pelican(content, site.folder, settings, vocabulary)
        problems = [*built["problems"], *_missing(expected, built)]
        step("Indexing for search")
        indexed, notes = _index(site.folder)
        files = sum(path.is_file() for path in site.folder.rglob("*"))
    return BuildReport(
        tuple(built["articles"]), tuple(built["copies"]), tuple(problems), files, indexed, site.kept, notes
    )


def _run_pelican(content: Path, folder: Path, settings: str, vocabulary: Path) -> dict[str, Any]:
    """Render into `folder` in a process of its own, for Pelican's plugins stay connected for the life of one."""
    with TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        overrides = {
            "BUILD_REPORT": str(report),
            "VOCABULARY": str(vocabulary),
            "PAGE_PATHS": [str(_own_or_shipped(content, "pages"))],
        }
        extra = [f"{key}={json.dumps(value)}" for key, value in overrides.items()]
        command = [sys.executable, "-m", "pelican", str(content.resolve()), "--output", str(folder)]
        command += ["--settings", settings, "--fatal", "errors", "--quiet", "--extra-settings", *extra]
        ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)
        if ran.returncode or not report.exists():
            raise BuildFailed(f"the site could not be rendered; the old one is as it was. Pelican says:\n{_said(ran)}")
        built: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return built


def _missing(expected: list[str], built: dict[str, Any]) -> list[str]:
    """Content files that are neither on the site nor named in a problem."""
    there = {article["ref"] for article in built["articles"]} | {copy["ref"] for copy in built["copies"]}
    named = {problem.split(":")[0].split(" line ")[0] for problem in built["problems"]}
    return [
        f"{file}: not on the site, and nothing says why; please report this"
        for file in expected
        if file.removesuffix(".md") not in there
        and file not in named
        and file.replace(".md", ".comments.md") not in named
    ]


def _index(folder: Path) -> tuple[int | None, tuple[str, ...]]:
    try:
        return search_index.build(folder), ()
    except search_index.SearchUnavailable as error:
        return None, (str(error),)


def _own_or_shipped(content: Path, name: str) -> Path:
    """`name` in the content folder or, if it has none, the project's own."""
    own = content.resolve() / name
    return own if own.exists() else PROJECT / "content" / name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name}: cannot be read: {error}") from error


def _said(ran: subprocess.CompletedProcess[str]) -> str:
    lines = [line.rstrip() for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
    return "\n".join(lines[-_SAID_LINES:])
