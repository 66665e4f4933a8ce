"""Say in the characters of a title what its mark-up says: which words are struck, raised or lowered."""

from __future__ import annotations

import re

from archive.markup.from_html import html_to_markdown
from archive.markup.render import to_plain_text, to_text

_MARKED = re.compile(r"<(?:s|strike|del|su[pb]|q)\b|line-through|vertical-align", re.IGNORECASE)


def marked_title(html: str, title: str | None) -> str | None:
    """Return the `title` in `html` with notes such as "[struck out: £500] £300" and with figures such as "10²"; None if
    it needs none, or if these are not its words."""
    if not title or not _MARKED.search(html):
        return None
    markdown = html_to_markdown(html).markdown
    marked = " ".join(to_plain_text(markdown).split())
    return marked if marked != title and to_text(markdown).split() == title.split() else None
