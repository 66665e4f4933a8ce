"""Report the characters that `archive.text.clean` changes or removes, so that a page can say so.

Whatever cleans a document reports what it changes, as near to a record as is known: by line in plain text, by entry in
a feed, and for the whole of a page or mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.formats.records import ChangedCharacters
from archive.markup.character_references import forbidden_references
from archive.text import GUESSED_BYTE, changed_characters


def changed_in_markup(
    markup: str, lines: tuple[int, int] | None = None, guessed: int = 0
) -> Iterator[ChangedCharacters]:
    """Yield what is changed in the uncleaned `markup` at that position, references to characters included.

    `guessed`: how many of its bytes were read as Windows-1252, because they are invalid.
    """
    if guessed:
        yield ChangedCharacters(lines, GUESSED_BYTE, guessed)
    referred = forbidden_references(markup)
    yield from _changed(f"{markup}{referred}" if referred else markup, lines)


def changed_in_lines(text: str) -> Iterator[ChangedCharacters]:
    """Yield what is changed in each line of the uncleaned plain `text`."""
    if changed_characters(text):
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, line in enumerate(lines, 1):
            yield from _changed(line, (number, number))


def _changed(text: str, lines: tuple[int, int] | None) -> Iterator[ChangedCharacters]:
    for kind, count in sorted(changed_characters(text).items()):
        yield ChangedCharacters(lines, kind, count)
