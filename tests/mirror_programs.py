"""Small programs that copy pages as mirror programs and web archives do, to see whether their copies are undone."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, urlsplit

_LINK = re.compile(r"""\b(href|src|content)=(["'])(https?://[^"']*)\2""")


@dataclass(frozen=True)
class MirrorProgram:
    """A program that saves each page as a file under its host's folder and links the files to each other."""

    name: str
    mark: str = "?"
    """Stands for the "?" of an address in the name of a file."""
    hashes: bool = False
    """True if it writes a hash of the query into the name and leaves the query in links, as HTTrack does."""
    header: str = ""
    """What it writes into each page; `{}` is the address without its scheme."""

    def file_of(self, url: str) -> str:
        """Return the path of the file for an address."""
        parts = urlsplit(url)
        path = f"{parts.netloc}{parts.path or '/'}"
        path += "index.html" * path.endswith("/")
        if parts.query and self.hashes:
            stem, end = posixpath.splitext(path)
            return f"{stem}{hashlib.md5(parts.query.encode()).hexdigest()[:4]}{end or '.html'}"
        return f"{path}{self.mark}{parts.query}" if parts.query else path

    def copy(self, html: str, url: str) -> str:
        """Return the page at `url` with relative links to the other files."""
        header = self.header.format(url.partition("://")[2])
        folder = posixpath.dirname(self.file_of(url))
        return header + _LINK.sub(lambda found: f'{found[1]}="{self._relative(unescape(found[3]), folder)}"', html)

    def _relative(self, url: str, folder: str) -> str:
        page, mark, fragment = url.partition("#")
        query = f"?{urlsplit(page).query}" if self.hashes and urlsplit(page).query else ""
        path = posixpath.relpath(self.file_of(page), folder)
        return escape(f"{quote(path, safe='/@=&:,;_.-~+')}{query}{mark}{fragment}")


WGET = MirrorProgram("wget")
WGET_ON_WINDOWS = MirrorProgram("wget on Windows", mark="@")
ESCAPING = MirrorProgram("a program that escapes", mark="%3F")
HTTRACK = MirrorProgram(
    "HTTrack",
    hashes=True,
    header="<!-- Mirrored from {} by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 02 Nov 2020 -->",
)
MIRROR_PROGRAMS = (WGET, WGET_ON_WINDOWS, ESCAPING, HTTRACK)


def replay_copy(html: str, prefix: str, time: str) -> str:
    """Return the page as a web archive shows it: `prefix` and `time` before every address."""

    def rewritten(found: re.Match[str]) -> str:
        kind = "im_" if found[1] == "src" else ""
        return f"{found[1]}={found[2]}{prefix}{time}{kind}/{found[3]}{found[2]}"

    return _LINK.sub(rewritten, html)
