"""Describe the forms of input in words, for readers and keepers.

Apart from `archive.formats`, so that a build does not import its parsers.
"""

from __future__ import annotations

_LABELS = {
    "takeout": "Google Takeout",
    "export": "Blogger export",
    "feed:atom": "feed page (Atom)",
    "feed:rss": "feed page (RSS)",
    "feed:json": "feed page (JSON)",
    "mail": "e-mail",
    "mbox": "mailbox",
    "html:mailing": "web copy of a mailout",
    "html:post": "saved post page",
    "html:archive": "saved page with several posts",
    "html:union-drupal": "page from Napo's website",
    "html:union-wordpress": "page from Napo's magazine",
    "html:union-coldfusion": "page from Napo's old website",
    "html:union-list": "list of articles from Napo's website",
    "container": "zip, web archive or MHTML",
    "image": "image",
    "none": "not part of the blog",
}

_TEXT_LABELS = {
    "C": "blog post page",
    "N": "blog post page",
    "ARC": "blog page with several posts",
    "X": "text without a date or title",
    "D0": "text with a title but no date",
    "M": "mailout pasted as text",
    "W0": "page from Napo's website",
    "W1": "page from Napo's website",
    "W2": "list of articles from Napo's website",
    "W3": "list of articles from Napo's website",
    "W4": "page from Napo's website",
    "W5": "page from Napo's old website",
    "P1": "page from Napo's magazine",
    "P2": "page from Napo's magazine",
    "P3": "page from Napo's magazine",
    "F": "list from a feed reader",
    "T0": "a title is missing",
    "dense": "no blank lines",
    "K1": "with comments",
    "K2": "with comments but no comments heading",
    "K3": "with comments that cannot be told apart",
    "K4": "with comments, end markers joined to words",
    "K5": "with comments, a number missing",
}
"""The codes of plain text, which are joined with "+" ("Form codes" in docs/formats.md)."""


def form_label(form: str) -> str:
    """Describe a form code: "text:ARC+C" is "blog page with several posts, plain text"."""
    if form in _LABELS:
        return _LABELS[form]
    medium, _, codes = form.partition(":")
    parts = codes.split("+") if codes else []
    if "ARC" in parts:
        parts = [part for part in parts if part not in ("C", "N")]
    labels = [_TEXT_LABELS.get(part, part) for part in parts]
    return ", ".join([*labels, "plain text"]) if medium == "text" else medium
