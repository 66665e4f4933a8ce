"""Tell whether a text breaks off in mid-sentence, as a copy does that was cut short.

The rule: a whole text is hardly ever called cut. Posts end in names, credits, links, lists, verses, times and hashtags,
and some authors leave out the last full stop. So only a line of prose is judged, by how it ends:

- with a word or sign that ends no sentence ("and the", "which", a comma): that is enough wherever the text is from;
- with any other word: that is enough only at the very end of a file, if at least two other lines of prose end in
  closing punctuation and none lacks it.

A cut between two sentences cannot be seen. Comments are not judged: many are written without full stops.

Measured 2026-11-30: of 742 whole texts, 274 of them real posts, none is called cut, and none of 110 endings without a
stop in `tests/labelled/endings.jsonl`. Of 438 texts cut at random within a sentence, 73 % are found at the end of a
file and 30 % elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.markup.render import to_text

_CLOSING = re.compile(r"[.!?…:;)\]\"'”’»*_>|~=/\\-]\s*$")
"""How a line ends that is complete, or that is no prose."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)»*_]*\s+")
_NO_PROSE = re.compile(r"\s*(?:[-*+#>|`~]|\d+[.)]|\[|!\[|<|\\[-*+#>|])|    |\t")
"""How list items, headings, quotations, tables, code, images and addresses begin in Markdown."""
_SIGN_OFF = re.compile(
    r"(?:yours|(?:with )?(?:best|kind|warm|many|very best|love|thanks)|regards|cheers|in solidarity|thank you"
    r"|sent from|see you|looking forward|good luck|take care|keep|stay|watch|happy|hope|have an?)\b",
    re.IGNORECASE,
)
"""How the end of a letter begins."""
_LABEL = re.compile(
    r"\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]\w+ [A-Z]\w+|(?i:via|posted|written|by|from|photo\w*|picture"
    r"|image|source|credit|copyright|contact|more|see|read|click|ps)\b"
)
"""How a line of its own begins that is a name, a date or a credit, or leads on."""
_LONGEST_LABEL = 12
"""Words from which on such a line is prose all the same."""
_NAME_OR_WORD = re.compile(r"(?!(?:x+|k|r|u|n|lol|ta|ps)$)[^\W\d_]+(?:[’'-][^\W\d_]+)*", re.IGNORECASE)
"""A word, whole or cut, that is no kiss and no slang."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words("the and or but nor of than which whose whether although because if my our your their an")
_SELDOM_LAST = _NEVER_LAST | _words(
    """
    a its every from by into onto upon per via between among during despite towards without that who whom though unless
    until while where when i we he she they to in on for at with as about very quite such both either neither
    """
)
"""Words after which a sentence goes on. Some can be the last of one ("what it is for"), but hardly without a stop."""
_FIRST = _SELDOM_LAST | _words("it it's this there these those what how why so then here you is are was has have will")
"""Words of which one or two are no sentence."""
_PROSE = 8
"""Words from which on a line is prose rather than a heading or a name."""
_SHORT = 3
"""Words that a sentence needs to be called cut if another one stands before it on its line."""
_FEW, _ALONE = 4, 8
"""The same at the end of a file for one on a line of its own, if its last word gives it away, and if it does not: many
letters end in a line without a stop."""
_SENTENCES = 2
"""Complete sentences that show an author who sets full stops."""


def ends_in_mid_sentence(markdown: str, is_end_of_file: bool = False) -> bool:
    """Return True if the text surely breaks off; `is_end_of_file` if nothing follows it in its file."""
    lines = [line for line in markdown.rstrip().split("\n") if line.strip()]
    if not lines or _CLOSING.search(lines[-1]) or _NO_PROSE.match(lines[-1]):
        return False
    shown = to_text(lines[-1]).strip()
    words = _SENTENCE_END.split(shown)[-1].split()
    is_alone = len(words) == len(shown.split())
    if not words or _SIGN_OFF.match(" ".join(words)):
        return False
    if is_alone and len(words) < _LONGEST_LABEL and _LABEL.match(shown):
        return False
    if _ends_no_sentence(words, is_alone, is_end_of_file):
        return True
    is_signature = is_alone and len(lines) > 1 and not _CLOSING.search(lines[-2])
    return is_end_of_file and not is_signature and _may_be_cut(words, is_alone) and _is_punctuated(lines)


def _ends_no_sentence(words: Sequence[str], is_alone: bool, is_end_of_file: bool) -> bool:
    last = words[-1].strip("“‘\"'(")
    if last in _NEVER_LAST:
        return len(words) >= (_SHORT if is_alone else 1)
    if len(words) < _SHORT and not is_alone:
        return words[0][0].isupper() and all(word.lower() in _FIRST for word in words)
    is_prose = len(words) >= (_SHORT if not is_alone else _FEW if is_end_of_file else _PROSE)
    return is_prose and (last.lower() in _SELDOM_LAST or last.endswith((",", "–", "—")))


def _may_be_cut(words: Sequence[str], is_alone: bool) -> bool:
    if not _NAME_OR_WORD.fullmatch(words[-1]):
        return False
    return len(words) >= (_ALONE if is_alone else _SHORT if words[-1].islower() else _PROSE)


def _is_punctuated(lines: Sequence[str]) -> bool:
    """Return True if the lines of prose before the last one all end in closing punctuation, and there are sentences."""
    prose = [line for line in lines if len(line.split()) >= _PROSE and not _NO_PROSE.match(line)]
    whole = [line for line in prose if line is not lines[-1]]
    sentences = sum(len(_SENTENCE_END.findall(f"{line}\n")) for line in prose)
    return sentences >= _SENTENCES and all(map(_CLOSING.search, whole))
