"""One module for each input form, one line for each in IMPORTERS. The first that recognises a text reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.importers import blog_text, union_text
from archive.records import Reading


@dataclass(frozen=True)
class Importer:
    """How one form is told from the others, and read."""

    recognises: Callable[[str], bool]
    read: Callable[[str, bool], Reading]
    """Takes the text and whether its address is known to be that of a single post."""


IMPORTERS = (
    Importer(union_text.recognises, union_text.read),
    Importer(lambda text: True, blog_text.read),
)

_FORM_PARTS = {
    "C": "blog post page",
    "N": "blog post page",
    "ARC": "blog page of several posts",
    "X": "text without date or title",
    "D0": "text with a title but no date",
    "M": "pasted mailout",
    "W0": "page of the union's web site",
    "W1": "page of the union's web site",
    "W4": "page of the union's web site",
    "T0": "a title is missing",
    "dense": "without blank lines",
    "K1": "with comments",
    "K2": "with comments, unmarked",
    "K3": "with comments that cannot be told apart",
    "K4": "with comments, markers glued",
    "K5": "with comments, a number lost",
}


def form_label(form: str) -> str:
    """A form code such as "text:ARC+C" in words: "blog page of several posts, plain text"."""
    medium, _, codes = form.partition(":")
    parts = codes.split("+") if codes else []
    if "ARC" in parts:
        parts = [part for part in parts if part not in ("C", "N")]
    said = [_FORM_PARTS.get(part, part) for part in parts]
    return ", ".join([*said, "plain text"]) if medium == "text" else medium


def read(text: str, one_post: bool) -> Reading:
    """What the cleaned `text` of one raw file holds, by the first importer that recognises it."""
    importer = next(importer for importer in IMPORTERS if importer.recognises(text))
    return importer.read(text, one_post)
