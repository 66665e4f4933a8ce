"""Small programs that copy pages as mirror programs and web archives do, to see whether their copies are undone."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup

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
        if self.hashes and not posixpath.splitext(path)[1]:
            return f"{path}.html"
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


def archive_today_copy(html: str, url: str, name: str = "XvEff", with_ids: bool = True) -> str:
    """Return the page at `url` in the mark-up of archive.today: a frame around it, styles instead of classes."""
    soup = BeautifulSoup(re.sub(r"<\?xml[^>]*>", "", html), "lxml", multi_valued_attributes=None)
    body = soup.body or soup
    for element in body.find_all(["script", "style", "iframe", "noscript"]):
        element.decompose()
    for element in body.find_all(True):
        kept = {key: value for key, value in element.attrs.items() if key != "class" and (with_ids or key != "id")}
        element.attrs = {**kept, "style": "text-align:left;"}
        if element.name == "a" and "href" in kept:
            element["href"] = _archive_today_link(str(kept["href"]), url, name)
    title = escape(soup.title.get_text() if soup.title else "")
    frame = _ARCHIVE_TODAY.format(name=name, url=url, title=title)
    return frame.replace("<!-- THE PAGE -->", body.decode_contents())


def _archive_today_link(written: str, url: str, name: str) -> str:
    if written.startswith("#"):
        return f"https://archive.is/{name}{written}"
    return f"https://archive.is/o/{name}/{urljoin(url, written)}"


_ARCHIVE_TODAY = """<!DOCTYPE html><html prefix="og: http://ogp.me/ns#" itemscope
itemtype="http://schema.org/Article"><head><meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<meta property="og:site_name" content="archive.is"/>
<meta property="og:url" content="http://archive.is/{name}" itemprop="url"/>
<meta property="og:title" content="{title}"/>
<meta property="article:published_time" content="2018-05-05T22:28:55Z" itemprop="dateCreated"/>
<link rel="canonical" href="https://archive.is/{name}"/>
<link rel="bookmark" href="http://archive.today/20180505222855/{url}"/><title>{title}</title></head>
<body style="margin:0"><center><div id="HEADER"><table><tr><td><a href="https://archive.today/"><div>archive.today</div>
<div>webpage capture</div></a></td><td>Saved from</td><td><form action="https://archive.is/search/"><input name="q"
value="{url}"/><a href="https://archive.is/{url}">history</a></form></td><td><time itemprop="pubdate"
datetime="2018-05-05T22:28:55Z">5 May 2018 22:28:55 UTC</time></td></tr></table><div id="DIVSHARE"
style="display:none">short link</div></div><div id="SOLID"><div id="CONTENT"><div class="html1"><div class="html">
<div class="body" style="margin:8px"><!-- THE PAGE --></div></div></div><div style="position:absolute"><table
id="hashtags"><tr><td id="0%"><a href="#0%">0%</a></td></tr></table></div></div></div></center></body></html>"""
