"""Leave out the boilerplate of mailings: links to the web copy, unsubscribe lines, merge tags and tracking links.

The rule: only whole words and whole lines are left out, each with its reason, and only lines that say nothing else. The
phrases are those of Mailchimp's templates and similar programs ("Mailchimp" in docs/formats.md). A line that says more
is the writer's and stays.
"""

from __future__ import annotations

import re
from collections import Counter

from archive.formats.email.trackers import TRACKER
from archive.markup.html_tokens import tokenize
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import normalize

WEB_COPY = "link to the web copy"
FOOTER = "unsubscribe and footer"
MERGE_TAG = "merge tag"
TRACKING = "tracking link"

_MAIL = r"(?:e-?mail|message|newsletter|mailing|campaign|bulletin)"
_GAP = r"[\W_]*(?:(?:or|and|to)\b[\W_]*)?"
_WEB_COPY = rf"""
    (?:is\ )?(?:this\ |the\ )?{_MAIL}\ (?:is\ )?not\ displaying\ (?:correctly|properly)
  | (?:having\ )?(?:trouble|problems|difficulty)\ (?:viewing|reading|seeing)\ this\ {_MAIL}
  | can(?:'t|not)\ (?:see|read|view)\ this\ {_MAIL}(?:\ properly)?
  | (?:click\ here\ to\ )?(?:view|read|see|open)\ (?:(?:this|the|it)\ )?(?:{_MAIL}\ )?
        (?:in|on|with)\ (?:your|a|the)\ (?:web\ ?|internet\ )?browser(?:\ window)?
  | (?:click\ here\ to\ )?(?:view|read|see|open)\ (?:this\ |the\ )?{_MAIL}\ (?:online|on\ the\ web)
  | view\ (?:as\ a\ )?web\ ?page | (?:view\ )?web\ version
"""
_FOOTER = rf"""
    (?:you\ can\ |click\ here\ to\ )?(?:unsubscribe|opt\ out)(?:\ (?:from|of)\ (?:this|our|these|all|future)
        (?:\ mailing)?(?:\ lists?|\ e-?mails?|\ newsletters?|\ mailings?))?
  | (?:you\ can\ |click\ here\ to\ )?(?:manage|update|change|edit)\ (?:your\ |my\ )?
        (?:(?:subscription|e-?mail|mailing)\ )?(?:preferences|profile|subscription)
  | (?:click\ here\ to\ )?forward\ (?:this\ )?(?:{_MAIL}\ )?to\ a?\ ?friend
  | why\ did\ i\ get\ this
  | you(?:'re|\ are)\ receiving\ this\ {_MAIL}\ because.{{0,300}}
  | this\ {_MAIL}\ was\ (?:sent\ to|intended\ for)(?:\ \S+)?
  | want\ to\ change\ how\ you\ receive\ these\ {_MAIL}s
  | (?:(?:to|if\ you)\ (?:(?:no\ longer\ )?(?:wish|want)\ to\ |would\ like\ to\ )?
        (?:unsubscribe|opt\ out|stop\ receiving)).{{0,200}}
  | if\ you\ no\ longer\ (?:wish|want)\ to\ receive\ (?:this|these|our)\ .{{0,200}}
  | add\ us\ to\ your\ address\ book
  | (?:copyright\ )?(?:©|\(c\)).{{0,150}}all\ rights\ reserved
  | follow\ on\ twitter | friend\ on\ facebook
  | (?:(?:e-?mail\ marketing\ )?powered\ by|sent\ (?:with|by|via))\ mailchimp
  | our\ mailing\ address\ is
"""
_LINES = {
    reason: re.compile(
        rf"[\W_]*(?:(?:{phrases}){_GAP}(?:(?:here|click\ here|instantly){_GAP})?)+".replace("\n", "\n "), re.VERBOSE
    )
    for reason, phrases in ((WEB_COPY, _WEB_COPY), (FOOTER, f"{_FOOTER}|{_WEB_COPY}"))
}
_HINT = re.compile(
    r"browser|displaying|trouble|problems|difficulty|can.?t|web|online|unsubscribe|opt out|stop receiving|receiv"
    r"|preferences|profile|subscription|forward|did i get|was sent|intended for|address|rights reserved|twitter"
    r"|facebook|mailchimp",
    re.IGNORECASE,
)
"""A line without one of these words can't match and is skipped, which saves much time in a long text."""
_LONGEST_LINE = 400
_LONGEST_WRITTEN = 3_000
_WEB_ADDRESS = re.compile(r"\(?(?:https?://|mailto:)\S*")
_ADDRESS_IS = re.compile(r"our mailing address is\W*\Z")
_ADDRESS_LINES, _ADDRESS_WORDS = 7, 30
_POSTAL = re.compile(r".*[·•|].*[·•|].*")

_TAG = r"\*\|[^\s|*][^|\n<>]{0,80}\|\*"
_TAG_WORDS = {
    MERGE_TAG: re.compile(rf"(?<!\S)\S*?{_TAG}\S*"),
    TRACKING: re.compile(rf"(?<!\S)\S*?{TRACKER.pattern}\S*", TRACKER.flags),
}
"""Whole words of a text."""
_TAG_WORDS_IN_HTML = {
    MERGE_TAG: re.compile(rf"(?<![^\s;>])[^\s&;<>]*?{_TAG}[^\s&<>]*"),
    TRACKING: re.compile(rf"(?<![^\s;>])[^\s&;<>]*?{TRACKER.pattern}[^\s<>]*", TRACKER.flags),
}
"""The same in HTML source, between two tags."""
_HIDDEN = "<span hidden>{}</span>"
_PREFIX = re.compile(r"(?:>[ ]?)*(?:#{2,6} )?")
_NOT_A_LINE = re.compile(r"[-*+|] |\d+[.)] |\|")
_BADGE = re.compile(r"\[?!\[[^\]]*\]\(<[^>]*(?:monkey_rewards|mc_logo|MC_Logo)[^>]*>\)(?:\]\(<[^>]*>\))?")
"""The mailing service's own badge, on a line of its own."""


def remove_tags(text: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Remove merge tags and tracking links from plain text; return the rest and what was left out."""
    left_out: list[LeftOut] = []
    for reason, pattern in _TAG_WORDS.items():
        left_out += [LeftOut(reason, found.group()) for found in pattern.finditer(text)]
        text = pattern.sub("", text)
    return text, tuple(left_out)


def hide_tags(html: str) -> str:
    """Hide merge tags and tracking links in the HTML, so that the conversion leaves them out."""
    if "*|" not in html and not TRACKER.search(html):
        return html
    return "".join(_hide_in_text(piece.source) if piece.kind == "text" else piece.source for piece in tokenize(html))


def with_own_reason(left_out: LeftOut) -> LeftOut:
    """Replace the reason "hidden" of what `hide_tags` hid."""
    if left_out.reason != "hidden":
        return left_out
    reason = next((reason for reason, pattern in _TAG_WORDS.items() if pattern.fullmatch(left_out.text)), "hidden")
    return LeftOut(reason, left_out.text)


def is_web_copy_line(line: str) -> bool:
    """Return True for a line of Markdown that only leads to the web copy of a mailing."""
    text = _line_text(line) if _HINT.search(line) else None
    return bool(text and _is_boilerplate(_LINES[WEB_COPY], _WEB_ADDRESS.sub("", normalize(text)).strip()))


def remove_boilerplate(markdown: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Remove lines of boilerplate from canonical Markdown; return the rest and what was left out.

    Removes nothing if the words of the rest would read differently.
    """
    if not (_HINT.search(markdown) or _BADGE.search(markdown)):
        return markdown, ()
    cut = _BoilerplateRemover()
    kept = [block for lines in markdown.split("\n\n") if (block := cut.kept(lines.split("\n")))]
    if not cut.any_line:
        return markdown, ()
    rest = "\n\n".join(kept)
    words = Counter(to_text(rest).split()) + Counter(word for left in cut.left_out for word in left.text.split())
    return (rest, tuple(cut.left_out)) if words == Counter(to_text(markdown).split()) else (markdown, ())


class _BoilerplateRemover:
    """Goes through the blocks of a text and collects the boilerplate."""

    def __init__(self) -> None:
        self.left_out: list[LeftOut] = []
        self.any_line = False
        self._address_lines = 0
        """How many more lines a postal address may have."""

    def kept(self, lines: list[str]) -> str:
        """Return the block without its boilerplate; empty if nothing is left."""
        texts = [_line_text(line) for line in lines]
        if not self._address_lines or not _is_address(texts):
            self._address_lines = 0
        kept: list[str] = []
        reason = ""
        for line, text in zip(lines, texts, strict=True):
            reason = self._reason(line, text, reason)
            if reason:
                self._leave_out(reason, text or "")
            else:
                kept.append(line)
        if self._address_lines < _ADDRESS_LINES:
            self._address_lines = 0
        while kept and len(kept) < len(lines) and not kept[-1].strip("> "):
            kept.pop()
        return "\n".join(kept)

    def _reason(self, line: str, text: str | None, above: str) -> str:
        """Return why the line is left out, or "". `above` is the reason of the line above it in this block."""
        if text is None:
            return ""
        if not text.strip():
            return FOOTER if _BADGE.fullmatch(line) else ""
        if self._address_lines:
            self._address_lines -= 1
            return FOOTER
        folded = _WEB_ADDRESS.sub("", normalize(text)).strip()
        reason = next((reason for reason, phrases in _LINES.items() if _is_boilerplate(phrases, folded)), "")
        if reason and _ADDRESS_IS.search(folded):
            self._address_lines = _ADDRESS_LINES
        return reason or (FOOTER if above == FOOTER and _POSTAL.fullmatch(text) else "")

    def _leave_out(self, reason: str, text: str) -> None:
        self.any_line = True
        if text.strip():
            self.left_out.append(LeftOut(reason, text))


def _is_address(texts: list[str | None]) -> bool:
    words = sum(len(text.split()) for text in texts if text)
    return None not in texts and len(texts) <= _ADDRESS_LINES and words <= _ADDRESS_WORDS


def _line_text(line: str) -> str | None:
    """Return the words of a line of Markdown; None if it is part of a list or table, or too long for boilerplate."""
    inner = line[_PREFIX.match(line).end() :]  # type: ignore[union-attr]  # it matches everything
    if len(line) > _LONGEST_WRITTEN or _NOT_A_LINE.match(inner):
        return None
    text = to_text(inner)
    return text if len(text) <= _LONGEST_LINE else None


def _is_boilerplate(phrases: re.Pattern[str], folded: str) -> bool:
    return bool(_HINT.search(folded) and phrases.fullmatch(folded))


def _hide_in_text(text: str) -> str:
    for pattern in _TAG_WORDS_IN_HTML.values():
        text = pattern.sub(lambda found: _HIDDEN.format(found.group()), text)
    return text
