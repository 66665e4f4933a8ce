"""The text of one part of a mail as Markdown, every word of it accounted for.

The rule: what tells who got the mail is gone before anything else is done, so that it is in no word of ours.

Copies of one text in one mail (multipart/alternative): which is kept, and what only another one says.

The rule: the HTML copy is kept, for its links and headings, if it has the words of the plain one; so it is not where
it only says that the mail must be read elsewhere. Words that only a copy has that is not kept are named, never added.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.formats.email.boilerplate import lines_out_of, named, words_hidden, words_out_of
from archive.formats.email.encodings import unflowed
from archive.formats.email.mime import Part
from archive.formats.email.trackers import without_person
from archive.markup.charsets import decoded_html
from archive.markup.from_html import raw_words
from archive.markup.from_html import to_markdown as html_to_markdown
from archive.markup.from_text import to_markdown as text_to_markdown
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import clean, normalize

OUTSIDE = "outside the parts of the mail"


@dataclass(frozen=True)
class Text:
    """What one part says."""

    markdown: str
    raw: str
    """Its words as they stand."""
    left_out: tuple[LeftOut, ...] = ()
    written: str = ""
    """As it was decoded, with what tells who got it. It must not be kept."""
    remarks: tuple[str, ...] = ()
    """What was odd, in words that follow a place."""


def text_of(part: Part, recipients: frozenset[str]) -> Text:
    """The text of a part that is no attachment; `recipients` are masked."""
    written, remarks = _decoded(part)
    text = without_person(written, recipients)
    if part.role == "outside":
        return Text("", text, (LeftOut(OUTSIDE, text),), written)
    read = from_html(text) if part.type in ("text/html", "text/enriched", "text/richtext") else _from_plain(text)
    return Text(read.markdown, read.raw, read.left_out, written, remarks)


def from_html(html: str) -> Text:
    """The text of HTML, mailing furniture left out."""
    html = words_hidden(html)
    converted = html_to_markdown(html)
    markdown, furniture = lines_out_of(converted.markdown)
    raw = " ".join([*raw_words(html), *converted.embedded])
    return Text(markdown, raw, (*map(named, converted.left_out), *furniture))


def _from_plain(text: str) -> Text:
    kept, words = words_out_of(text)
    lines = kept.strip("\n").split("\n")
    markdown, marks = text_to_markdown(lines, line_is_paragraph=False)
    markdown, furniture = lines_out_of(markdown)
    return Text(markdown, text, (*words, *marks, *furniture))


def _decoded(part: Part) -> tuple[str, tuple[str, ...]]:
    """The text as it was written, and what was odd."""
    charset = part.content.charset
    text, odd = decoded_html(part.data, f"{part.type}; charset={charset}" if charset else part.type)
    text = clean(text)
    if part.type == "text/plain" and part.content.says("format", "flowed"):
        text = unflowed(text, part.content.says("delsp", "yes"))
    said = [remark.replace("the page says", "a text says") for remark in odd]
    return text, (*said, *([part.fault] if part.fault else []))


OTHER_COPY = "other copy of the text"
_MOST_COPIES = 8
"""More are no copies of one text, whatever the mail says of them; comparing each with each would take long."""
_MISSING_SHARE = 20
_MISSING_WORDS = 3
"""A copy has the words of another if it lacks no more than one in _MISSING_SHARE of them, or than so many: programs
that make a plain copy describe its images and lists."""
_NO_WORD_OF_THE_TEXT = re.compile(r".*(?:://|@|cid:|\[image|\*\|).*")


@dataclass(frozen=True)
class Copied:
    """One part with its text."""

    part: Part
    text: Text
    kept: bool = True
    only_here: int = 0
    """Words that stand only here, in a copy that is not kept."""


def settled(parts: Sequence[Copied]) -> list[Copied]:
    """`parts` with one copy kept of each text, innermost choices first; the words of the others left out."""
    found = list(parts)
    choices: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    depths: dict[int, int] = {}
    for at, copied in enumerate(found):
        for depth, (choice, branch) in enumerate(copied.part.branches):
            depths[choice] = depth
            if branch >= 0:
                choices[choice][branch].append(at)
    for choice in sorted(choices, key=lambda choice: (-depths[choice], choice)):
        _choose([*choices[choice].values()], found)
    return found


def _choose(branches: Sequence[Sequence[int]], found: list[Copied]) -> None:
    """Keeps one of `branches`, the positions of parts that are copies of the same."""
    if not 1 < len(branches) <= _MOST_COPIES:
        return
    said = [[at for at in branch if found[at].kept and found[at].text.markdown] for branch in branches]
    copies = [_Words(branch, found) for branch in said if branch]
    best = _best(copies) if copies else None
    for words in copies:
        if best and words is not best:
            missing = words.counted - best.counted
            for at in words.positions:
                found[at] = _set_aside(found[at], missing)


class _Words:
    """What one copy says, folded; the marks of lists and addresses are no words of it."""

    def __init__(self, positions: Sequence[int], found: Sequence[Copied]) -> None:
        self.positions = positions
        self.is_html = any(found[at].part.type == "text/html" for at in positions)
        words = (word for at in positions for word in to_text(found[at].text.markdown).split())
        self.counted = Counter(key for word in words if (key := _key(word)))


def _best(copies: Sequence[_Words]) -> _Words:
    """The last HTML copy that has the words of all others, else the one with the most words."""
    for copy in reversed(copies):
        if copy.is_html and all(_has(copy.counted, other.counted) for other in copies):
            return copy
    return max(copies, key=lambda copy: copy.counted.total())


def _has(words: Counter[str], others: Counter[str]) -> bool:
    missing = (others - words).total()
    return missing <= max(_MISSING_WORDS, others.total() // _MISSING_SHARE) or others.total() <= words.total() // 2


def _key(word: str) -> str:
    """What a word is compared by; empty if it is no word of the text."""
    return "" if _NO_WORD_OF_THE_TEXT.fullmatch(word) else re.sub(r"[\W\d_]+", "", normalize(word))


def _set_aside(copied: Copied, missing: Counter[str]) -> Copied:
    """`copied` as a copy that is not kept; takes out of `missing` the words it names as standing only here."""
    shared: list[str] = []
    only: list[str] = []
    for word in to_text(copied.text.markdown).split():
        key = _key(word)
        if key and missing[key] > 0:
            missing[key] -= 1
            only.append(word)
        else:
            shared.append(word)
    name = "HTML" if copied.part.type == "text/html" else "plain"
    left_out = [LeftOut(OTHER_COPY, " ".join(shared)), LeftOut(f"only in the {name} copy", " ".join(only))]
    text = replace(copied.text, markdown="", left_out=(*copied.text.left_out, *_filled(left_out)))
    return Copied(copied.part, text, False, len(only))


def _filled(left_out: Iterable[LeftOut]) -> Iterable[LeftOut]:
    return (left for left in left_out if left.text)
