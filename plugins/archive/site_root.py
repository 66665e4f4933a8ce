"""Addresses of this site in HTML: they begin at its root until it is known who asks for them.

The rule: "/2017/06/a.html" is where something is; a page two folders deep writes "../../2017/06/a.html", a feed the
full address. Only HTML that passed the allow-list may come here: in it no text has "<a" or "<img", since "<" is written
as an entity.
"""

from __future__ import annotations

import re

_AT_ROOT = re.compile(r'<(?:a href|img src)="(?=/(?!/))')
"""What begins with "//" is an address of another host."""


def rooted(html: str, root: str) -> str:
    """`html` with `root` in front of the addresses that begin at the root of the site."""
    return _AT_ROOT.sub(lambda found: found[0] + root, html)
