"""Recognise plain text that nobody wrote to be read: tables, logs, program code, settings, lists of addresses.

The rule: when in doubt, it is a text. A file is data only if most of its lines have a form that programs write and
people don't. Nothing is judged by its name, and a text that a keeper describes in sources.toml is not judged at all.

Measured 2026-11-30: of 1,667 posts, comments and paragraphs of the five seeds and the text samples none is data; of
2,526 tables, programs, settings, logs and lists on a Debian system 90 % are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from archive.formats.plain_text.code import is_code
from archive.formats.plain_text.tables import TABLE, is_table

_MOST_LINES = 2_000
"""Lines that are looked at."""
_LONGEST_LINE = 300


@dataclass(frozen=True)
class _LineForm:
    """A form of lines, and how many lines of a file must have it."""

    kind: str
    share: float
    """Of the lines that are not blank."""
    least: int
    line: re.Pattern[str]


def _form(kind: str, share: float, least: int, line: str) -> _LineForm:
    return _LineForm(kind, share, least, re.compile(line, re.VERBOSE))


SETTINGS = "a file of settings"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LINE_FORMS = (
    _form("subtitles", 0.2, 2, r"\d{1,2}:\d\d:\d\d[.,]\d{3}\ -->\ .*|WEBVTT.*"),
    _form(
        "an exported chat",
        0.4,
        3,
        r"""\u200e?\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\ \d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\]?
            (?:\ -)?\ [^:]{1,40}:\ .*
          | \[?\d\d:\d\d(?::\d\d)?\]?\s*<[^>]{1,30}>.*""",
    ),
    _form(
        "a log",
        0.6,
        2,
        rf"""(?:[\w.-]{{1,30}}:?\ )?\W{{0,2}}\d{{4}}[-/]\d\d[-/]\d\d[T\ ,:]{{1,2}}\d\d:\d\d(?::\d\d)?\b.*
          | \W{{0,2}}(?:\d\d[-/](?:\d\d|{_MONTH})[-/]\d{{4}}|\d{{6}})[T\ ,:]{{1,2}}\d\d:\d\d:\d\d\b.*
          | \W{{0,2}}(?:[A-Z][a-z]{{2}}\ )?{_MONTH}\ [\ \d]\d\ \d\d:\d\d:\d\d\b.*
          | \S+\ \S+\ \S+\ \[\d\d/{_MONTH}/\d{{4}}:.*
          | \[\ *\d+\.\d+\]\ .*
          | \[?(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|NOTICE|CRITICAL)\]?[:\ \]].*
          | \d\d:\d\d:\d\d[.,]\d+\ .*
          | 1\d{{9}}(?:\.\d+)?\ .*""",
    ),
    _form(
        "a list of addresses",
        0.8,
        3,
        r"""(?:[-*]?\s*+(?:https?://|www\.|mailto:)\S++\s*+)+ | [^:/]{0,60}:?\s*https?://\S+
          | (?:\S+\s+){0,6}["'<(]*[\w.+-]+@[\w-]+(?:\.[\w-]+)+["'>)]*[,;]?(?:\s+\S+){0,2}""",
    ),
    _form("a list of addresses", 0.6, 3, r".*\b[A-Z]{1,2}\d[A-Z\d]?\ \d[A-Z]{2}\W*(?:\b0\d[\d\ ]{8,12}\W*)?"),
    _form("JSON data", 0.9, 1, r"""\s*[{\[]\s*"?.*[}\]],? | \s*[{}\[\]]+,? | \s*[{\[]?\s*"[^"]+"\s*:\s*.+"""),
    _form("a list of files", 0.9, 1, r"[0-9a-f]{32,128}\ [\ *]\S.*"),
    _form("a list of files", 0.9, 3, r"\.{0,2}(?:/[\w.+@~,:\[\]()-]+)+/?|[\w.-]+(?:/[\w.+@~-]+)+"),
    _form(
        SETTINGS,
        0.85,
        3,
        r"""\s*(?:export\ )?[\w./-]+(?:\[\w*\])?\s?=\s?(?:\S*|"[^"]*"|'[^']*') | [\w.-]+=.* | \[[\w.:\ -]+\]
          | \s*[;\#].*""",
    ),
    _form(
        SETTINGS,
        0.9,
        4,
        r"""\s*(?:-\ )?[a-z_][\w.-]*:(?:\s\S{1,60}|\s*["'|>\[{].*|\s*) | \s*-\ \S+ | --- | \s*\#.*""",
    ),
    _form("a manual page (troff)", 0.25, 4, r"""\.(?:[A-Z][A-Za-z]{0,2}|\\"|[a-z]{2})(?:\ .*)?"""),
    _form(TABLE, 0.8, 8, r"[A-Za-z_][\w()/.\ -]{0,40}(?:\t+:?|:?\s{3,}|:\t+)\s*\S.*"),
    _form("a dump of bytes", 0.8, 3, r"[0-9A-Fa-f]{8}:?\s.*"),
)
"""The forms, in the order in which they are asked."""
_STARTS = (
    ("a list of changes (diff)", re.compile(r"diff --git |--- \S[^\n]*\n\+\+\+ |Index: \S+\n=+\n")),
    ("an address book or a calendar", re.compile(r"\s*BEGIN:V(?:CALENDAR|CARD)")),
    ("a key or certificate", re.compile(r"\s*-----BEGIN [A-Z ]+-----|ssh-(?:rsa|ed25519|dss) AAAA")),
    (
        "metadata of software",
        re.compile(r"(?:Metadata-Version|Package|Format|Start-Date|Origin|Wheel-Version):[^\n]*\n[A-Z\s]"),
    ),
    (SETTINGS, re.compile(r"\s*\[[\w. :-]{1,40}\]\s*\n[\w.-]+\s?=")),
    ("a log", re.compile(r"--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--|HTTrack\S* launched on")),
    (SETTINGS, re.compile(r"(?:#[^\n]*\n|\s)*User-agent:", re.IGNORECASE)),
    ("program code", re.compile(r"\s*(?:CREATE (?:TABLE|DATABASE|INDEX)|INSERT INTO|PRAGMA|BEGIN TRANSACTION)\b")),
    ("a LaTeX document", re.compile(r"\\documentclass|%%? -\*- ?latex")),
)
_GIVES_VALUE = re.compile(r"[^#;\s][^\n]*[=:]|\[")
_NOTES, _MOSTLY_NOTES = 5, 0.6
_COUNTS = re.compile(r"^(?!\S*(?:://|@))\S*[^\W_]")
"""A token that says something: not a rule, a bullet or a quote mark, nor an address, which texts have too."""
_LONG_TOKEN = re.compile(r"[!-~]{40,}")
_NO_WORD = re.compile(r"(?![^\W\d_]+(?:['\-/&.][^\W\d_]+)*\Z)[!-~]+")
"""A token of ASCII that is not a word or two. Texts in other scripts have no spaces, or other punctuation."""
_ROUND = ".,;:!?'\"()[]*-"
"""Punctuation around words."""
_FEW_TOKENS = 15
_WORDS_IN_TEXT = 0.35
"""Share of words in the tokens of a text. The least in a sample scrape is 0.67, in a paragraph of one 0.45."""
_WORD_LIST = 50


def data_kind(text: str) -> str | None:
    """Say what the text is if it is data; None if it is a text."""
    lines = [line[:_LONGEST_LINE].rstrip() for line in islice(text.split("\n"), _MOST_LINES) if line.strip()]
    start = next((kind for kind, pattern in _STARTS if pattern.match(text)), None)
    return start or _by_lines(lines) or _by_words(lines)


def _by_lines(lines: Sequence[str]) -> str | None:
    if _is_mostly_notes(lines):
        return SETTINGS
    found = next((form.kind for form in _LINE_FORMS if _has_form(lines, form)), None)
    return found or (TABLE if is_table(lines) else "program code" if is_code(lines) else None)


def _has_form(lines: Sequence[str], form: _LineForm) -> bool:
    if len(lines) < form.least or (form.kind == SETTINGS and not _has_settings(lines)):
        return False
    count = sum(1 for line in lines if form.line.fullmatch(line))
    return count >= form.least and count >= form.share * len(lines)


def _has_settings(lines: Sequence[str]) -> bool:
    """Return True if at least a third of the lines give something a value; the others are notes and items."""
    return 3 * sum(1 for line in lines if _GIVES_VALUE.match(line.strip())) >= len(lines)


def _is_mostly_notes(lines: Sequence[str]) -> bool:
    """Return True if most lines are notes as in a file of settings, which begin with "#"."""
    notes = sum(1 for line in lines if re.match(r"#+(?:\s|$)|#\w+\s?=", line))
    return notes >= _NOTES and notes >= _MOSTLY_NOTES * len(lines)


def _by_words(lines: Sequence[str]) -> str | None:
    """Recognise data by its words: they are numbers, too long for words, no words at all, or one on each line."""
    tokens = [token for line in lines for token in line.split() if _COUNTS.search(token)]
    letters = sum(1 for token in tokens if any(map(str.isalpha, token)))
    if len(tokens) >= _FEW_TOKENS and letters * 5 <= len(tokens):
        return "a table of numbers"
    if 2 * sum(len(token) for token in tokens if _LONG_TOKEN.match(token)) > sum(map(len, tokens)):
        return "data without words"
    if len(tokens) >= _FEW_TOKENS and sum(map(_is_no_word, tokens)) > (1 - _WORDS_IN_TEXT) * len(tokens):
        return "data without words"
    single = sum(1 for line in lines if len(line.split()) == 1)
    return "a list of words" if len(lines) >= _WORD_LIST and single >= 0.95 * len(lines) else None


def _is_no_word(token: str) -> bool:
    return _NO_WORD.fullmatch(token.strip(_ROUND)) is not None
