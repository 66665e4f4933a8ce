"""Summarise a build in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.markup import escape

from archive.console.screen import out
from archive.console.wording import counted
from archive.site.build import BuildReport


def say_built(report: BuildReport, output: str) -> None:
    """Print what was built, in a few lines."""
    comments = sum(article["comments"] for article in report.articles)
    line = f"Built {counted(len(report.articles), 'page')} with {counted(comments, 'comment')} in {escape(output)}"
    out.print(f"{line} ({counted(report.files, 'file')}).")
    for copy in report.copies:
        out.print(f"{escape(copy['ref'])} is a duplicate of {escape(copy['shown_as'])}; it is shown once.")
    for line in _found_lines(report.found):
        out.print(line)
    if report.doubtful:
        are = "is" if report.doubtful == 1 else "are"
        out.print(f"{counted(report.doubtful, 'finding')} {are} doubtful: run `invoke review`.")
    out.print(f"Indexed {counted(report.indexed, 'page')} for search.")
    if report.kept:
        out.print(
            f"The folder that was in its place was not made by this archive; it is now {escape(str(report.kept))}."
        )
    if report.changed:
        gone = f", and removes {counted(report.removed, 'file')}" if report.removed else ""
        changed = (
            f"Changed since the last build: {report.changed}. A deploy sends {counted(report.sent, 'file')}{gone}."
        )
        out.print(escape(changed), soft_wrap=True)


def _found_lines(found: Mapping[str, int]) -> Iterator[str]:
    """Yield a line for each kind of repetition that was found."""
    if found["repeats"]:
        yield f"Collapsed {counted(found['repeats'], 'repeated passage')} ({found['repeated_words']:,} words)."
    if found["quotations"]:
        unknown = f" (direction unknown for {found['unknown']:,})" * bool(found["unknown"])
        linked = counted(found["quotations"], "quotation")
        yield f"Linked {linked} between {found['texts']:,} posts or mailouts{unknown}."
    if found["apart"]:
        yield f"Linked {counted(found['apart'], 'passage')} that appear twice in one post."
    if found["comments"]:
        yield f"Hid {counted(found['comments'], 'comment')} that had been posted twice in one thread."
    if found["boilerplate"]:
        yield f"Ignored {counted(found['boilerplate'], 'boilerplate passage')} such as sign-offs and forms."
    if found["reported"]:
        yield f"Left {counted(found['reported'], 'short repeated line')} in place."
