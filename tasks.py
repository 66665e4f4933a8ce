"""The commands that keepers run; `invoke --list` explains each in one line.

An error is one plain line, and the exit code is then 1. Bad input never causes a traceback. If an import meets
problems, the commands after it on the same line run all the same, and the exit code is 1 at the end: one bad file must
not keep the others off the site.

Each command imports what it needs when it runs, so that a list of the commands, or a build that finds nothing changed,
takes a fraction of a second.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import invoke
from invoke import Exit, task

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from archive.ingest.pipeline import ImportReport

PROJECT = Path(__file__).parent
CONTENT, OUTPUT = "content", "output"
_INTERRUPTED = "Interrupted. Run the same command again."
_FAILED = "import_failed"
"""What the configuration of a run calls the number of problems of its imports; missing if nobody asks for it."""


def _leave(number, frame):
    """Answer Ctrl-C before a command has begun, when Invoke would say nothing."""
    os.write(2, f"{_INTERRUPTED}\n".encode())
    os._exit(130)


if {Path(sys.argv[0]).stem, Path(sys.argv[0]).parent.name} & {"invoke", "inv"}:
    signal.signal(signal.SIGINT, _leave)


class Executor(invoke.Executor):
    """Runs the commands of one line; fails at the end if an import before them met problems (see invoke.yaml)."""

    def execute(self, *tasks):
        """Run the commands. Raises Exit, like them."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.config[_FAILED] = 0
        try:
            results = super().execute(*tasks)
        except KeyboardInterrupt as error:
            raise Exit(_INTERRUPTED, 130) from error
        if failed := self.config[_FAILED]:
            problems = "1 problem" if failed == 1 else f"{failed} problems"
            raise Exit(f"The import met {problems}; see above." if len(tasks) > 1 else None, 1)
        return results


@task(
    help={
        "name": "the site's name",
        "address": "where the site will be served, such as https://archive.example",
        "contact": "an e-mail or web address where readers ask for a correction or a removal",
    }
)
def start(c, name="", address="", contact=""):
    """Start your own archive: remove the sample and set the site's name, address and contact."""
    from archive.console import screen
    from archive.content.start import checked, refuse_unless_sample, start_archive

    with _errors_as_lines():
        refuse_unless_sample(PROJECT / CONTENT)
        facts = checked(
            name or screen.ask("What is the site called?"),
            address or screen.ask("Where will it be served (https://…)?"),
            contact or screen.ask("Where can readers ask for a correction or a removal (e-mail or web address)?"),
        )
        screen.say(start_archive(PROJECT, facts))
        _untrack_raw_files()
    screen.say(
        ["Next: put your files into content/inbox/ and run `invoke import build`. Until then output/ is the sample."]
    )


@task(
    name="import",
    iterable=["source"],
    help={
        "source": "file or folder to import; may be given more than once (default: content/inbox)",
        "content": "folder to import into",
        "dry-run": "list what would change, and change nothing",
        "report": "write a full report to this file, as JSON",
    },
)
def import_(c, source, content=CONTENT, dry_run=False, report=""):
    """Turn raw scrapes into Markdown files in content/."""
    from pelicanconf import BLOG_ADDRESS

    from archive.console import imports, screen
    from archive.ingest.pipeline import import_sources
    from archive.sources.files import find_sources
    from archive.sources.locations import INBOX, save_locations

    gc.set_threshold(50_000, 20, 100)  # what was read is kept anyway: searching it for garbage takes 4 % of the time
    folder = _path(content)
    with _errors_as_lines(), nullcontext() if dry_run else _one_at_a_time(folder, source):
        roots = [_path(path) for path in source] or [folder / INBOX]
        sources = find_sources(roots)
        done = import_sources(sources, folder, dry_run, screen.following, BLOG_ADDRESS)
        if not dry_run:
            save_locations(folder, roots, sources)
    imports.say_imported(done, roots, dry_run)
    with _errors_as_lines():
        if report:
            _write_json(report, _import_json(done))
    _fail_at_the_end_on(done.problems, c)


@task(help={"content": "content folder to check"})
def verify(c, content=CONTENT):
    """Check that raw files, ledger and posts are intact; repair nothing."""
    from archive.audit.verify import verify as verified
    from archive.console import screen, sources

    with _errors_as_lines():
        found = verified(_path(content), screen.following)
    sources.say_verified(found)
    _stop_on(found.problems)


@task(
    help={
        "content": "content folder whose sources are listed",
        "masked": "also list every personal detail that was masked",
        "report": "write the whole list to this file, as JSON",
    }
)
def sources(c, content=CONTENT, masked=False, report=""):
    """List what the archive was made from and what is known to be missing."""
    from dataclasses import asdict

    from archive.audit.inventory import list_sources
    from archive.console import screen, sources

    with _errors_as_lines():
        found, problems = list_sources(_path(content), screen.following)
    sources.say_sources(found, masked)
    with _errors_as_lines():
        if report:
            _write_json(report, asdict(found))
    _stop_on(problems)


@task(
    iterable=["explain"],
    help={
        "content": "folder to build from",
        "output": "folder for the finished site",
        "report": "write a full report to this file, as JSON",
        "explain": "explain the duplicates, links and topics of this post; give it twice to ask about two posts",
        "fresh": "use nothing that earlier builds have kept",
    },
)
def build(c, explain, content=CONTENT, output=OUTPUT, report="", fresh=False):
    """Build the site and swap it with the old one."""
    from archive.console import screen

    with _errors_as_lines():
        reasons = _explained(_path(content), explain) if explain else ()
    _build(content, output, report, "pelicanconf.py", fresh)
    screen.say(reasons)


@task(
    name="review",
    help={
        "content": "content folder to review",
        "list": "list the doubtful findings, one line each with tabs between columns, and ask nothing",
        "report": "write all findings to this file, as JSON, and ask nothing",
    },
)
def review(c, content=CONTENT, list=False, report=""):
    """Ask about unplaced words and doubtful duplicates and quotations; save answers in content/decisions.toml."""
    from functools import partial

    from archive.console import screen
    from archive.decisions.folder import decide
    from archive.review.console import listed, walk
    from archive.review.explain import as_json
    from archive.review.session import findings_in

    folder = _path(content)
    with _errors_as_lines():
        found = findings_in(folder, screen.following)
        if report:
            _write_json(report, as_json(found.findings, found.unplaced))
        asked = () if report and not list else found.questions()
        if list:
            screen.say(listed(asked))
        elif not report:
            walk(asked, found.text, found.title, input, screen.out, partial(decide, folder), found.ref)
    _stop_on(found.problems)


@task(
    help={
        "content": "content folder whose vocabulary and posts are compared",
        "report": "write all findings to this file, as JSON",
        "skos": "export the vocabulary to this file as SKOS (Turtle)",
        "rename": "old-id=new-id: rename a topic; its old address redirects to the new one",
    }
)
def vocabulary(c, content=CONTENT, report="", skos="", rename=""):
    """List names that the vocabulary lacks and terms that nothing uses; or rename a topic, or export the vocabulary.

    All names are listed, but add people only if they hold public office or a leading public role.
    """
    from dataclasses import asdict

    from archive.console import screen
    from archive.tags.rename import NAME, rename_term, vocabulary_of
    from archive.tags.review import renaming_lines, review_lines, review_vocabulary

    folder, problems = _path(content), ()
    with _errors_as_lines():
        if rename:
            done = rename_term(folder, rename, screen.following)
            screen.say(renaming_lines(done))
            problems = done.problems
        if skos:
            _write_skos(folder, skos)
        if report or not (skos or rename):
            terms = vocabulary_of(folder, PROJECT / CONTENT / NAME)
            found, problems = review_vocabulary(folder, terms, screen.following)
            screen.say(review_lines(found))
        if report:
            _write_json(report, asdict(found))
    _stop_on(problems)


@task(help={"content": "folder to build from", "output": "folder for the finished site"})
def publish(c, content=CONTENT, output=OUTPUT):
    """Build with the settings of publishconf.py, and check the site."""
    _build(content, output, "", "publishconf.py")
    check(c, output)


@task(help={"output": "folder of the site", "port": "port on this machine"})
def serve(c, output=OUTPUT, port=8000):
    """Show the built site at http://localhost:8000."""
    import subprocess

    folder = _path(output)
    if not (folder / "index.html").exists():
        raise Exit(f"{output}: there is no site here; run `invoke build` first", 1)
    if _is_taken(port):
        raise Exit(f"port {port} is in use, perhaps by another `invoke serve`; run `invoke serve --port {port + 1}`", 1)
    print(f"The site is at http://localhost:{port} until you press Ctrl-C.", flush=True)
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    try:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    except KeyboardInterrupt:
        print()


@task(help={"output": "folder of the site"})
def check(c, output=OUTPUT):
    """Check the built site and list every fault."""
    from archive.console import screen
    from archive.site.check import check as problems_of

    with _errors_as_lines():
        found = problems_of(_path(output))
    screen.complain(f"{problem.file}: {problem.what}" for problem in found)
    if found:
        raise Exit(f"{len(found)} problems in {output}", 1)
    print(f"{output}: no problems found")


@task(
    help={
        "k": "only tests whose name matches this",
        "shared": "run just the tests that read ../shared: real scrapes and public samples, which are not shipped",
        "thorough": "try more examples, longer histories and larger inputs; takes far longer",
    }
)
def test(c, k="", shared=False, thorough=False):
    """Run the tests, on all processors."""
    options = [*(["-k", k] if k else []), *["--shared"] * shared, *["--thorough"] * thorough]
    _run("pytest", "-n", "auto", "--dist", "worksteal", *options)


@task
def lint(c):
    """Check style, types and formatting."""
    _run("ruff", "check")
    _run("ruff", "format", "--check")
    _run("mypy")


def _untrack_raw_files() -> None:
    """Make git forget the sample, so that a raw file of the same name is ignored like any other."""
    import subprocess

    from archive.sources.locations import INBOX

    if not (PROJECT / ".git").exists():
        return
    command = ["git", "rm", "-r", "--cached", "--quiet", "--ignore-unmatch", "--", f"{CONTENT}/{INBOX}"]
    try:
        failed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False).returncode
    except FileNotFoundError:
        failed = 1
    if failed:
        raise ArchiveError(
            f"{CONTENT}/{INBOX}: git still tracks the sample; run `git rm -r --cached {CONTENT}/{INBOX}`"
        )


def _is_taken(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _explained(content: Path, refs: list[str]) -> list[str]:
    from archive.console import screen
    from archive.review.session import explanation
    from archive.tags.rename import NAME, vocabulary_of

    terms = vocabulary_of(content, PROJECT / CONTENT / NAME)
    return explanation(content, refs, terms, screen.following)


def _build(content: str, output: str, report: str, settings: str, fresh: bool = False) -> None:
    """Build the site unless nothing has changed; the complaints of the last build are then repeated."""
    from archive.site.changes import find_changes

    changes = find_changes(_path(content), _path(output), settings, fresh)
    if changes.is_nothing and not report:
        print(f"Nothing changed; {output} is up to date.")
        _stop_on(changes.before.problems)
        return
    from archive.console import builds, screen
    from archive.site.build import build_site

    with _errors_as_lines(), screen.err.status("Reading content") as status:
        built = build_site(_path(content), _path(output), settings, status.update, changes)
        if report:
            _write_json(report, {"articles": built.articles, "copies": built.copies, "problems": built.problems})
    builds.say_built(built, output)
    _stop_on(built.problems)


@contextmanager
def _errors_as_lines() -> Iterator[None]:
    try:
        yield
    except ArchiveError as error:
        raise Exit(str(error), 1) from error
    except KeyboardInterrupt as error:
        raise Exit(_INTERRUPTED, 130) from error


@contextmanager
def _one_at_a_time(content: Path, source: list[str]) -> Iterator[None]:
    """Hold the lock of the content folder; it is free again when this process ends, however it ends.

    Without a `source` the inbox is imported, so it is made if it is missing.
    """
    from filelock import FileLock, Timeout

    from archive.sources.locations import INBOX

    folder = content.absolute()
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0)
    try:
        (folder if source else folder / INBOX).mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ArchiveError(f"{content}: another import is running; wait until it is done") from error
    except OSError as error:
        raise ArchiveError(f"{content}: {error.strerror}; choose a folder that can be written") from error
    with lock:
        yield


def _stop_on(problems: tuple[str, ...]) -> None:
    from archive.console import screen

    if problems:
        screen.complain(problems)
        raise Exit(code=1)


def _fail_at_the_end_on(problems: tuple[str, ...], c) -> None:
    from archive.console import screen

    if _FAILED not in c.config:
        _stop_on(problems)
    screen.complain(problems)
    c.config[_FAILED] += len(problems)


def _import_json(done: ImportReport) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "files": [{**asdict(file), "share": file.share} for file in sorted(done.files, key=lambda file: file.share)],
        "records": [record.as_json() for record in done.entries],
        "outcomes": dict(sorted(done.outcomes.items())),
        "conflicts": done.conflicts,
        "states": dict(done.states),
        "problems": done.problems,
        "notes": done.notes,
    }


def _write_json(path: str, content: object) -> None:
    import json

    try:
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"{path}: the report cannot be written: {error.strerror}") from error


def _write_skos(content: Path, path: str) -> None:
    from pelicanconf import SITE_ADDRESS, SITENAME

    from archive.atomic import write_whole
    from archive.console import screen
    from archive.tags.rename import NAME, vocabulary_of

    try:
        from archive.pages.topics.skos import skos_turtle
    except ModuleNotFoundError as error:
        raise ArchiveError("--skos needs the package rdflib: run `pip install -e '.[skos]'`, then try again") from error
    terms = vocabulary_of(content, PROJECT / CONTENT / NAME)
    write_whole(_path(path), skos_turtle(terms, f"{SITENAME}: vocabulary", SITE_ADDRESS).encode())
    screen.say([f"Wrote {len(terms.terms):,} terms to {path}."])


def _path(given: str) -> Path:
    """`given`, which like every default is below the folder the command is run in."""
    return Path(given)


def _run(tool: str, *arguments: str) -> None:
    import subprocess

    ran = subprocess.run([sys.executable, "-m", tool, *arguments], cwd=PROJECT, check=False)
    if ran.returncode:
        raise Exit(code=ran.returncode)
