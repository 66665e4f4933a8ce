"""Turn the parts of a mail into Markdown and choose between copies of one text (multipart/alternative).

The rules: recipients are masked before anything else is done, and every word is accounted for. The HTML copy is kept,
for its links and headings, if it has the words of the plain one; some HTML copies only say where to read the mail.
Words that only another copy has are reported and never added.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.formats.changed_characters import changed_in_markup
from archive.formats.email.boilerplate import hide_tags, remove_boilerplate, remove_tags, with_own_reason
from archive.formats.email.flowed import join_flowed_lines
from archive.formats.email.forwarding import (
    COVER,
    ForwardedMessage,
    forwarded_in_markdown,
    forwarded_in_text,
    innermost,
    space_quote_marks,
)
from archive.formats.email.mailing_bars import remove_archive_bars
from archive.formats.email.mime import MimePart
from archive.formats.email.trackers import remove_recipient
from archive.formats.records import ChangedCharacters
from archive.markup.charsets import decode_html
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.from_text import text_to_markdown
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import clean, normalize

OUTSIDE = "outside the parts of the mail"


@dataclass(frozen=True)
class BodyText:
    """The text of one part."""

    markdown: str
    raw: str
    """The words before conversion."""
    left_out: tuple[LeftOut, ...] = ()
    decoded: str = ""
    """The decoded text, recipients included. It must not be stored."""
    remarks: tuple[str, ...] = ()
    """What was odd, worded to follow the place in the file."""
    changed: tuple[ChangedCharacters, ...] = ()
    forwarded: ForwardedMessage | None = None
    """The message that is forwarded within the text. Its words are in `markdown` too."""


def read_part(part: MimePart, recipients: frozenset[str]) -> BodyText:
    """Return the text of a part that isn't an attachment, with `recipients` masked."""
    decoded, remarks, changed = _decode(part)
    text = remove_recipient(decoded, recipients)
    if part.role == "outside":
        return BodyText("", text, (LeftOut(OUTSIDE, text),), decoded, changed=changed)
    read = read_html(text) if part.type in ("text/html", "text/enriched", "text/richtext") else _read_plain(text)
    return replace(read, decoded=decoded, remarks=remarks, changed=changed)


def read_html(html: str) -> BodyText:
    """Convert HTML to Markdown and leave out the boilerplate of mailings."""
    html = hide_tags(html)
    converted = html_to_markdown(html)
    markdown, bars = remove_archive_bars(converted.markdown)
    markdown, boilerplate = remove_boilerplate(markdown)
    raw = " ".join([*raw_words(html), *converted.added])
    left_out = (*map(with_own_reason, converted.left_out), *bars, *boilerplate)
    found = forwarded_in_markdown(markdown)
    return BodyText(markdown, raw, left_out, forwarded=found and _completed(found, raw, left_out))


def _read_plain(text: str) -> BodyText:
    kept, words = remove_tags(text)
    lines = kept.strip("\n").split("\n")
    markdown, marks = text_to_markdown(lines, line_is_paragraph=False)
    markdown, boilerplate = remove_boilerplate(markdown)
    return BodyText(markdown, text, (*words, *marks, *boilerplate), forwarded=_forwarded_in_plain(text))


def _forwarded_in_plain(text: str) -> ForwardedMessage | None:
    raw = space_quote_marks(text)
    kept, words = remove_tags(raw)
    if not (found := forwarded_in_text(kept)):
        return None
    markdown, boilerplate = remove_boilerplate(found.markdown)
    return _completed(replace(found, markdown=markdown), raw, (*words, *boilerplate))


def _completed(found: ForwardedMessage, raw: str, left_out: Sequence[LeftOut]) -> ForwardedMessage | None:
    """Add to the message what was left out around it; None if it has no text."""
    found = innermost(found)
    cover = LeftOut(COVER, found.cover)
    return replace(found, raw=raw, left_out=(*left_out, *found.left_out, cover)) if found.markdown else None


def _decode(part: MimePart) -> tuple[str, tuple[str, ...], tuple[ChangedCharacters, ...]]:
    """Return the decoded text, remarks about it, and the characters that were changed."""
    charset = part.headers.charset
    text, odd, guessed = decode_html(part.data, f"{part.type}; charset={charset}" if charset else part.type)
    changed = tuple(changed_in_markup(text, guessed=guessed))
    text = clean(text)
    if part.type == "text/plain" and part.headers.has_parameter("format", "flowed"):
        text = join_flowed_lines(text, part.headers.has_parameter("delsp", "yes"))
    remarks = [remark.replace("the page says", "a text says") for remark in odd]
    return text, (*remarks, *([part.fault] if part.fault else [])), changed


OTHER_COPY = "other copy of the text"
_MAX_COPIES = 8
"""A mail with more alternatives doesn't mean copies of one text, and comparing all pairs would take long."""
_MISSING_SHARE = 20
_MISSING_WORDS = 3
"""A copy has the words of another if it lacks at most one in _MISSING_SHARE of them, or _MISSING_WORDS: programs that
make a plain copy add descriptions of images and lists."""
_NO_WORD_OF_THE_TEXT = re.compile(r".*(?:://|@|cid:|\[image|\*\|).*")


@dataclass(frozen=True)
class PartText:
    """One part with its text."""

    part: MimePart
    text: BodyText
    kept: bool = True
    unique_words: int = 0
    """How many words only this copy has. 0 if it is kept."""


def choose_alternatives(parts: Sequence[PartText]) -> list[PartText]:
    """Keep one copy of each text, innermost alternatives first, and leave out the words of the others."""
    found = list(parts)
    choices: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    depths: dict[int, int] = {}
    for at, part_text in enumerate(found):
        for depth, (choice, branch) in enumerate(part_text.part.alternatives):
            depths[choice] = depth
            if branch >= 0:
                choices[choice][branch].append(at)
    for choice in sorted(choices, key=lambda choice: (-depths[choice], choice)):
        _choose([*choices[choice].values()], found)
    return found


def _choose(branches: Sequence[Sequence[int]], found: list[PartText]) -> None:
    """Keep one of `branches`, each the positions of the parts that make one copy."""
    if not 1 < len(branches) <= _MAX_COPIES:
        return
    with_text = [[at for at in branch if found[at].kept and found[at].text.markdown] for branch in branches]
    copies = [_CopyWords(branch, found) for branch in with_text if branch]
    best = _best(copies) if copies else None
    for words in copies:
        if best and words is not best:
            missing = words.counted - best.counted
            for at in words.positions:
                found[at] = _leave_out(found[at], missing)


class _CopyWords:
    """The words of one copy, normalised. List markers and addresses don't count."""

    def __init__(self, positions: Sequence[int], found: Sequence[PartText]) -> None:
        self.positions = positions
        self.is_html = any(found[at].part.type == "text/html" for at in positions)
        words = (word for at in positions for word in to_text(found[at].text.markdown).split())
        self.counted = Counter(key for word in words if (key := _key(word)))


def _best(copies: Sequence[_CopyWords]) -> _CopyWords:
    """Return the last HTML copy that has the words of all others, otherwise the copy with the most words."""
    for copy in reversed(copies):
        if copy.is_html and all(_has(copy.counted, other.counted) for other in copies):
            return copy
    return max(copies, key=lambda copy: copy.counted.total())


def _has(words: Counter[str], others: Counter[str]) -> bool:
    missing = (others - words).total()
    return missing <= max(_MISSING_WORDS, others.total() // _MISSING_SHARE) or others.total() <= words.total() // 2


def _key(word: str) -> str:
    """Return the word without case, digits and punctuation; empty if it doesn't count as a word of the text."""
    return "" if _NO_WORD_OF_THE_TEXT.fullmatch(word) else re.sub(r"[\W\d_]+", "", normalize(word))


def _leave_out(part_text: PartText, missing: Counter[str]) -> PartText:
    """Leave out a copy. The words in `missing` are reported as unique to it and taken out of `missing`."""
    shared: list[str] = []
    only: list[str] = []
    for word in to_text(part_text.text.markdown).split():
        key = _key(word)
        if key and missing[key] > 0:
            missing[key] -= 1
            only.append(word)
        else:
            shared.append(word)
    name = "HTML" if part_text.part.type == "text/html" else "plain"
    left_out = [LeftOut(OTHER_COPY, " ".join(shared)), LeftOut(f"only in the {name} copy", " ".join(only))]
    text = replace(part_text.text, markdown="", left_out=(*part_text.text.left_out, *_filled(left_out)))
    return PartText(part_text.part, text, False, len(only))


def _filled(left_out: Iterable[LeftOut]) -> Iterable[LeftOut]:
    return (left for left in left_out if left.text)
