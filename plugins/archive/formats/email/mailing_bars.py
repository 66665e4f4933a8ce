"""Cut the bar that a mailing's web archive puts above it: "Subscribe", "Past Issues", "RSS", "Translate".

The rule: people copy mailings from there with the bar, also into posts. Only whole blocks that have nothing but the
bar's labels are cut, and only if these are certainly a bar: "Past Issues" with two others of them. A line that only
leads to the web copy is cut as well ("Mailchimp" in docs/formats.md).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from archive.formats.email.boilerplate import is_web_copy_line
from archive.markup.render import to_text
from archive.model import FURNITURE, LeftOut
from archive.text import normalize

BAR = f"{FURNITURE}: bar of a mailing's web archive"
_CORE = ("subscribe", "past issues", "rss", "translate")
_LABEL = (
    r"(?:subscribe|past issues|rss|translate|share|tweet|forward(?: to a friend)?|like|\+1|follow|facebook|twitter)"
)
_LABELS = re.compile(rf"\W*{_LABEL}(?:[\W_]+{_LABEL})*\W*")
_LANGUAGES = frozenset(
    normalize(
        """
        English العربية Afrikaans беларуская мова български català 中文 简体 繁體 Hrvatski Česky Dansk eesti keel
        Nederlands Suomi Français Deutsch Ελληνική हिन्दी Magyar Gaeilge Indonesia íslenska Italiano 日本語 ភាសាខ្មែរ
        한국어 македонски јазик بهاس ملايو Malti Norsk Polski Português Portugal Română Русский Español Kiswahili
        Svenska עברית Lietuvių latviešu slovenčina slovenščina српски தமிழ் ภาษาไทย Türkçe Filipino украї́нська Tiếng Việt
        """
    ).split()
)
_MOST_WORDS = 400
"""Of a block of the bar, with its lists of past issues and languages."""
_ITEM = re.compile(r"( *)(?:[-*+]|\d+[.)]) (.*)")


def remove_mailing_bars(markdown: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Remove the bars and the links to the web copy from the Markdown of a post; return the rest and what was left out.

    Nothing is removed if nothing else would be left.
    """
    folded = markdown.lower()
    if "past issues" not in folded and "browser" not in folded and "web version" not in folded:
        return markdown, ()
    blocks = markdown.split("\n\n")
    cut = {at for group in _bars(blocks) for at in group}
    cut |= {at for at, block in enumerate(blocks) if "\n" not in block and is_web_copy_line(block)}
    return _without(markdown, blocks, cut)


def remove_archive_bars(markdown: str) -> tuple[str, tuple[LeftOut, ...]]:
    """Remove only the bars; mails have their own names for links to the web copy."""
    if "past issues" not in markdown.lower():
        return markdown, ()
    blocks = markdown.split("\n\n")
    return _without(markdown, blocks, {at for group in _bars(blocks) for at in group})


def _without(markdown: str, blocks: Sequence[str], cut: Set[int]) -> tuple[str, tuple[LeftOut, ...]]:
    rest = "\n\n".join(block for at, block in enumerate(blocks) if at not in cut)
    left_out = tuple(LeftOut(BAR, words) for at in sorted(cut) if (words := " ".join(to_text(blocks[at]).split())))
    counted = Counter(to_text(rest).split()) + Counter(word for left in left_out for word in left.text.split())
    return (rest, left_out) if rest and counted == Counter(to_text(markdown).split()) else (markdown, ())


def _bars(blocks: Sequence[str]) -> Iterator[list[int]]:
    """Yield the positions of the blocks of each bar."""
    group: list[int] = []
    labels: set[str] = set()
    for at, block in enumerate([*blocks, ""]):
        found = _labels(block, bool(labels)) if block else None
        if found is not None:
            group.append(at)
            labels |= found
            continue
        if "past issues" in labels and len(labels) > 2:
            yield group
        group, labels = [], set()


def _labels(block: str, in_bar: bool) -> set[str] | None:
    """Return the bar's labels in a block; None if it has other words. Below a bar, languages may follow alone."""
    if len(block.split()) > _MOST_WORDS:
        return None
    items = [_ITEM.fullmatch(line) for line in block.split("\n")]
    if all(items):
        top = [item[2] for item in items if item and not item[1]]
        lines = [normalize(to_text(text)).strip() for text in top]
    else:
        lines = [normalize(to_text(block)).strip()]
    found: set[str] = set()
    for line in lines:
        known = _known_labels(line, in_bar or "translate" in found)
        if known is None:
            return None
        found |= known
    return found


def _known_labels(line: str, in_bar: bool) -> set[str] | None:
    before, mark, languages = line.partition("translate")
    if in_bar and not mark and _are_languages(line):
        return set()
    if _are_languages(languages):
        line = before + mark
    if not line:
        return set()
    return {label for label in _CORE if label in line} if _LABELS.fullmatch(line) else None


def _are_languages(text: str) -> bool:
    names = [name for name in re.split(r"[\s()|·•▼–-]+", text) if name]
    return bool(names) and all(name in _LANGUAGES for name in names)
