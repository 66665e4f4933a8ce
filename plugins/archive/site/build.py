"""Build the site from the content folder and swap it with the old site in one atomic step.

The rule: every file in the content folder is on the site, or the report says why not. A build that fails leaves the old
site as it was.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.atomic import remove
from archive.content.folder import post_files, stray_files
from archive.errors import ArchiveError, BuildFailed, NoPosts
from archive.site import search_index
from archive.site.build_manifest import write_manifest
from archive.site.changes import PROJECT, Changes, changes_in_words, manifest_path
from archive.site.render_job import write_job
from archive.site.reuse import files_below, take_over, take_over_equal
from archive.site.search.files import FOLDER
from archive.site.staging import StagedSite, staged

_TRACEBACK_LINE = re.compile(r'File "([^"]+)", line (\d+)')


@dataclass(frozen=True)
class BuildReport:
    """The result of a build."""

    articles: tuple[dict[str, Any], ...]
    """One entry per article: ref, url, title, date, kind, tags, comments, collapsed."""
    copies: tuple[dict[str, str], ...]
    """Duplicates, which are shown as another post: ref, shown_as."""
    problems: tuple[str, ...]
    """One line for each file that is not on the site, or not as its front matter says, with the reason."""
    files: int
    """Number of files in the site."""
    indexed: int
    """Number of pages in the search index."""
    bundles: tuple[str, ...]
    """The years whose part of the search index was made again."""
    found: dict[str, int]
    """The number of duplicates, repeats and quotations; see `review.explain.counts`."""
    doubtful: int
    """How many of them `invoke review` asks about."""
    kept: Path | None = None
    """Where a folder was moved that was in the site's place but was not made by a build."""
    changed: str = ""
    """What has changed since the last build, in words; empty if there was none."""
    pages: int = 0
    """Number of pages that are new or differ from the served site's."""
    sent: int = 0
    """Number of files that are new or differ from the served site's: those that a deploy sends."""
    removed: int = 0
    """Number of files that the served site had and this one has not."""


def build_site(
    content: Path, output: Path, settings: str, step: Callable[[str], None], changes: Changes
) -> BuildReport:
    """Build the site of `content` with the settings file `settings`, and put it in the place of `output`.

    Calls `step` with the name of each step. `changes` are those since the last build. Raises ArchiveError if no site
    could be built; `output` is then unchanged.
    """
    expected = post_files(content)
    if not expected:
        raise NoPosts(content)
    vocabulary = _own_or_shipped(content, "vocabulary.toml")
    if not changes.only_in_posts:
        _refuse_broken(vocabulary, content)
    with staged(output) as site:
        step("Rendering pages")
        built = _run_pelican(content, site.folder, settings, vocabulary, changes)
        problems = [*(why for _, why in built["refused"]), *_missing(expected, built), *stray_files(content)]
        problems += built["faults"]
        if not built["articles"]:
            raise BuildFailed("\n".join([*problems, f"{content}: no post could be read; the old site is unchanged"]))
        step("Comparing with the served site")
        before = {path for path, _ in files_below(site.served)} if site.served else set()
        rendered = {path for path, _ in files_below(site.folder)}
        new = (rendered - before) | {*take_over_equal(site.served, site.folder, rendered & before)}
        _take_over(site, built["kept"], changes)
        step("Indexing for search")
        indexed = _index(site, new, before - rendered - {*built["kept"]}, changes)
        paths = {path for path, _ in files_below(site.folder)}
        of_search = paths - rendered - {*built["kept"]}
        new |= (of_search - before) | {*take_over_equal(site.served, site.folder, of_search & before)}
        manifest = changes.manifest(site.folder, built["keys"], tuple(problems))
    if Path(built["theme"]).is_relative_to(PROJECT.resolve() / "themes"):
        write_manifest(manifest_path(output), manifest)
    else:  # nothing watches a theme that is elsewhere
        remove(manifest_path(output))
    return BuildReport(
        articles=tuple(built["articles"]),
        copies=tuple(built["copies"]),
        problems=tuple(problems),
        files=len(paths),
        indexed=indexed.pages,
        bundles=indexed.made,
        found=built["found"],
        doubtful=built["doubtful"],
        kept=site.kept,
        changed=changes_in_words(changes.changed) if changes.before.site else "",
        sent=len(new),
        pages=sum(path.endswith(".html") for path in new),
        removed=len(before - paths),
    )


def _index(site: StagedSite, new: Collection[str], gone: Collection[str], changes: Changes) -> search_index.Indexed:
    """Index the pages; only the bundles with new or gone ones if this program made the index of the served site."""
    previous = site.served if changes.has_intact(FOLDER) else None
    return search_index.build(site.folder, {path for path in (*new, *gone) if path.endswith(".html")}, previous)


def _refuse_broken(vocabulary: Path, content: Path) -> None:
    """Raise ArchiveError if the vocabulary or the decisions cannot be read."""
    from archive.decisions.folder import decisions_in
    from archive.tags.vocabulary_file import read_vocabulary

    read_vocabulary(_text(vocabulary), vocabulary.name)
    decisions_in(content)


def _take_over(site: StagedSite, kept: Sequence[str], changes: Changes) -> None:
    """Take over the pages that were not rendered, if they still are as the last build left them."""
    if not kept or site.served is None:
        return
    take_over(site.served, site.folder, kept)
    if not changes.are_intact(site.served, kept):
        raise BuildFailed(f"{site.served} changed while the site was built; build again")


def _run_pelican(content: Path, folder: Path, settings: str, vocabulary: Path, changes: Changes) -> dict[str, Any]:
    """Render into `folder` in a separate process, because Pelican's plugins stay connected until it ends."""
    with TemporaryDirectory() as scratch:
        report, job = Path(scratch, "report.json"), Path(scratch, "job.json")
        write_job(job, changes.job)
        overrides = {
            "BUILD_REPORT": str(report),
            "BUILD_JOB": str(job),
            "VOCABULARY": str(vocabulary),
            "PAGE_PATHS": [str(_own_or_shipped(content, "pages"))],
        }
        extra = [f"{key}={json.dumps(value)}" for key, value in overrides.items()]
        command = [sys.executable, "-m", "pelican", str(content.resolve()), "--output", str(folder)]
        command += ["--settings", settings, "--fatal", "errors", "--log-handler", "plain"]
        command += ["--extra-settings", *extra]  # and never --quiet: errors it does not log are not fatal
        ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)
        if ran.returncode or not report.exists():
            raise BuildFailed(f"the site could not be rendered; the old site is unchanged. {_complaint(ran)}")
        built: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return built


def _missing(expected: Sequence[str], built: dict[str, Any]) -> list[str]:
    """List the content files that are neither on the site nor named in a problem."""
    there = {f"{article['ref']}.md" for article in [*built["articles"], *built["copies"]]}
    named = {file for file, _ in built["refused"]}
    return [
        f"{file}: missing from the site for an unknown reason; please report this"
        for file in expected
        if file not in there | named
    ]


def _own_or_shipped(content: Path, name: str) -> Path:
    """Return the path of `name` in the content folder or, if it is missing there, in the project's own content."""
    own = content.resolve() / name
    return own if own.exists() else PROJECT / "content" / name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name}: cannot be read: {error}") from error


def _complaint(ran: subprocess.CompletedProcess[str]) -> str:
    """Return Pelican's error in one line, with the last place in our plugins or theme in its traceback."""
    message, _, trace = (ran.stdout + ran.stderr).partition("Traceback (most recent call last)")
    message = message.replace("RuntimeError: Warning or error encountered", "")
    ours = (PROJECT / "plugins", PROJECT / "themes")
    places = [
        (Path(file), line) for file, line in _TRACEBACK_LINE.findall(trace) if any(map(Path(file).is_relative_to, ours))
    ]
    where = [f"({file.relative_to(PROJECT)} line {line})" for file, line in places[-1:]]
    return " ".join([*message.split(), *where]) or f"Pelican ended with exit code {ran.returncode}"
