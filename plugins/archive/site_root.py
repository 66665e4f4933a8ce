"""Addresses of this site in HTML: they begin at its root until it is known who asks for them.

The rule: "/2017/06/a.html" is where something is; a page two folders deep writes "../../2017/06/a.html", a feed the
full address. Only HTML that passed the allow-list may come here: in it no text has "<a" or "<img", since "<" is written
as an entity.
"""

from __future__ import annotations

_AT_ROOT = ('<a href="/', '<img src="/')


def rooted(html: str, root: str) -> str:
    """`html` with `root` in front of the addresses that begin at the root of the site."""
    for start in _AT_ROOT:
        html = html.replace(start, f"{start[:-1]}{root}/")
    return html
