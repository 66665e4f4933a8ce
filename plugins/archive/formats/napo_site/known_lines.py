"""Lines that pages of Napo's sites print around their texts, in HTML and in plain-text copies, by kind of furniture."""

from __future__ import annotations

import re

from archive.formats.napo_site.sites import DESCRIPTION

TEXT_SIZE = "text size links"
_OLD_SITE = {
    "comment form": r"You must log ?in to Post a Comment\W*|Comments? \(\d+\)",
    TEXT_SIZE: r"(?:Text|Font) size\W*(?:A[+-]?(?: A[+-]?)*)?|A[+-]?(?: A[+-]?)*",
    "labels": "General",
    "navigation": r"(?:<< Prev\w* )?(?:\d+ )*\d+(?: >> Next)?|<< Prev\w*|>> Next",
    "header": "General Secretary['’]s Blog",
    "footer": r"(?:©|Copyright\b|\(c\)).{0,120}|(?:All rights reserved|Site map|Terms (?:and|&) conditions)\W*",
}
_PAGER = r"(?:\d+|[«‹›»<>]+|first|previous|prev\w*|next|last|older|newer|posts|…|current)"
_ANY_SITE = {
    "header": rf"{DESCRIPTION}(?: news)?\.?|Napo HQ Blog|(?:Category|Tag|Author): .{{1,60}}",
    "navigation": rf"(?:{_PAGER} )*{_PAGER}|Home|News|Blogs?|About Napo|Contact(?: us)?|Skip to (?:main )?content"
    r"|Menu|Search|Log ?in|Members(?:hip)?|Join(?: Napo| us)?",
    "share buttons": r"Share this:?|(?:Twitter|Facebook|LinkedIn|Email|Print)|Like Loading\.\.\.",
    "labels": r"Blog type:",
    "comment form": r"Leave a (?:Reply|comment).{0,20}|Your email address will not be published\b.{0,60}",
    "footer": r"(?:Proudly )?powered by \w+\.?",
    "link to the whole post": r"Read more\W*|Continue reading\W*",
}


def _compiled(*tables: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(lines, re.IGNORECASE)) for table in tables for kind, lines in table.items()]


_OF_OLD_SITE, _ALL = _compiled(_OLD_SITE), _compiled(_OLD_SITE, _ANY_SITE)


def old_site_kind(line: str) -> str | None:
    """Return what kind of furniture of the old site the whole line, with single spaces, is; None if it is none."""
    return next((kind for kind, known in _OF_OLD_SITE if known.fullmatch(line)), None)


def furniture_kind(line: str) -> str | None:
    """Return what kind of furniture of any site the line is. This is for lines that are certainly in no text."""
    return next((kind for kind, known in _ALL if known.fullmatch(line)), None) if line else None
