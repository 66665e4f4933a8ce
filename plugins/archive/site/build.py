"""Build: content in, a finished site out, in one atomic step.

The rule: what is rendered is compared with what is in the content folder, and a build that fails leaves the site
that is being served as it was.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.content.folder import post_files
from archive.content.post_file import comments_name
from archive.errors import ArchiveError, BuildFailed
from archive.review.session import decisions_in
from archive.site import search_index
from archive.site.staging import staged
from archive.tags.vocabulary_file import read_vocabulary

PROJECT = Path(__file__).resolve().parents[3]
"""The folder with the project's settings, theme and own pages."""
_PLACE = re.compile(r'File "([^"]+)", line (\d+)')


@dataclass(frozen=True)
class BuildReport:
    """What was built."""

    articles: tuple[dict[str, Any], ...]
    """One for each article: ref, url, title, date, kind, tags, comments, collapsed."""
    copies: tuple[dict[str, str], ...]
    """Content files that are shown as another: ref, shown_as."""
    problems: tuple[str, ...]
    """One plain line for each file that is not on the site as it asks to be, and why."""
    files: int
    """Files in the site."""
    indexed: int | None
    """Pages in the search index; None if there is no index."""
    found: dict[str, int]
    """How much was found of what stands more than once; see `findings_report.counts`."""
    kept: Path | None = None
    """Where a folder went that stood in the site's place and was not ours."""
    notes: tuple[str, ...] = ()


def build_site(content: Path, output: Path, settings: str, step: Callable[[str], None]) -> BuildReport:
    """Build the site of the folder `content` in place of `output`, with the settings file `settings`.

    `step` is told what is being done. Raises ArchiveError if nothing could be built; `output` is then as it was.
    """
    expected = post_files(content)
    if not expected:
        raise BuildFailed(f"{content}: there are no posts here yet; run `invoke import` first")
    vocabulary = _own_or_shipped(content, "vocabulary.toml")
    read_vocabulary(_text(vocabulary), vocabulary.name)
    decisions_in(content)
    with staged(output) as site:
        step("Rendering pages")
        built = _run_pelican(content, site.folder, settings, vocabulary)
        problems = [*(why for _, why in built["refused"]), *_missing(expected, built), *_strays(content, expected)]
        problems += built["faults"]
        if not built["articles"]:
            raise BuildFailed("\n".join([*problems, f"{content}: no text could be read; the old site is as it was"]))
        step("Indexing for search")
        indexed, notes = _index(site.folder)
        files = sum(1 for _ in _files(site.folder))
    articles, copies = tuple(built["articles"]), tuple(built["copies"])
    return BuildReport(articles, copies, tuple(problems), files, indexed, built["found"], site.kept, notes)


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
        command += ["--settings", settings, "--fatal", "errors", "--log-handler", "plain"]
        command += ["--extra-settings", *extra]  # and never --quiet: errors it does not log are not fatal
        ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)
        if ran.returncode or not report.exists():
            raise BuildFailed(f"the site could not be rendered; the old one is as it was. {_complaint(ran)}")
        built: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return built


def _missing(expected: Sequence[str], built: dict[str, Any]) -> list[str]:
    """Content files that are neither on the site nor named in a problem."""
    there = {f"{article['ref']}.md" for article in [*built["articles"], *built["copies"]]}
    named = {file for file, _ in built["refused"]}
    return [
        f"{file}: not on the site, and nothing says why; please report this"
        for file in expected
        if file not in there | named
    ]


def _strays(content: Path, posts: Sequence[str]) -> list[str]:
    """Files beside `posts` that are neither a post nor the comments of one; hidden ones are nobody's business."""
    files = [path.relative_to(content) for room in ("posts", "mailouts") for path in _files(content / room)]
    found = {file.as_posix() for file in files if not any(part.startswith(".") for part in file.parts)}
    return [f"{file}: {_why_stray(file)}" for file in sorted(found - {*posts, *map(comments_name, posts)})]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _why_stray(file: str) -> str:
    post = file.removesuffix(".comments.md") + ".md"
    if file != post and file.endswith(".comments.md"):
        return f"there is no {post} that it could belong to; give both one name"
    return "is not on the site, which is made of Markdown files named .md; rename it or move it away"


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


def _complaint(ran: subprocess.CompletedProcess[str]) -> str:
    """What Pelican complains of, in one line, with the last place in our plugins or theme that led to it."""
    said, _, trace = (ran.stdout + ran.stderr).partition("Traceback (most recent call last)")
    said = said.replace("RuntimeError: Warning or error encountered", "")
    rooms = (PROJECT / "plugins", PROJECT / "themes")
    places = [(Path(file), line) for file, line in _PLACE.findall(trace) if any(map(Path(file).is_relative_to, rooms))]
    where = [f"({file.relative_to(PROJECT)} line {line})" for file, line in places[-1:]]
    return " ".join([*said.split(), *where]) or f"Pelican ended with exit code {ran.returncode}"
