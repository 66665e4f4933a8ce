"""Find the original addresses of the links of a mirrored page.

Mirror programs write links between the files that they saved as paths from one to the other: "../../2017/06/x.html", or
"../../../www.example.org/a.html" for a page of another host. Folders and names follow the addresses, so the path that a
link leads to says its address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from archive.copied_urls import original_url, replayed, unquote_fully, without_httrack_ending, without_httrack_hash
from archive.formats.page_statements.file_paths import path_address, plain_name, url_of_local_address
from archive.formats.page_statements.saving_headers import is_httrack_copy
from archive.markup.html_pages import HtmlPage
from archive.sources.document import Document

_LOCAL = re.compile(r"(?:file:|https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?/)", re.IGNORECASE)
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|//|#|\?)\S", re.IGNORECASE)
_EXTERNAL = re.compile(r"(?:\.\./|\./)*external\.html\?link=.+", re.IGNORECASE)
"""HTTrack's page for links that it did not follow."""
_SAFE = "!#$%&'()*+,/:;=?@-._~"
_QUESTION = re.compile(r"\?|%(?:25){0,2}3f", re.IGNORECASE)


@dataclass(frozen=True)
class Mirror:
    """Where a mirrored page stands among the files of its mirror."""

    folders: tuple[str, ...]
    """The folders of the page: the host's and those of the address."""
    scheme: str
    is_httrack: bool

    def original(self, written: str) -> str:
        """Return the original of a link between two files of the mirror; any other address is returned unchanged."""
        try:
            if _EXTERNAL.fullmatch(written):
                return parse_qs(urlsplit(written).query).get("link", [written])[0]
            if _LOCAL.match(written):
                return written if replayed(written) else url_of_local_address(written) or written
            return self._followed(written) if _RELATIVE.match(written) else written
        except ValueError:  # such as "//[here]"
            return written

    def _followed(self, written: str) -> str:
        rest, mark, fragment = written.partition("#")
        path, *queries = _QUESTION.split(rest, maxsplit=1)
        query = f"?{queries[0] if '?' in rest else unquote_fully(queries[0])}" if queries else ""
        *folders, name = self._walk(unquote(path))
        if self.is_httrack:
            name = without_httrack_hash(name, query[1:])
            *folders, name = without_httrack_ending("/".join([*folders, name])).split("/")
        return f"{quote(self._address(folders, name), safe=_SAFE)}{query}{mark}{fragment}"

    def _address(self, folders: list[str], name: str) -> str:
        """Return the address that a file of the mirror stands for."""
        found = path_address("/".join([*folders, name]))
        if found and found.has_host:
            scheme = "https" if found.url.startswith("https:") else self.scheme
            return original_url(f"{scheme}:{found.url.partition(':')[2]}")
        return "/".join([f"{self.scheme}://{self.folders[0]}", *folders, plain_name(name)])

    def _walk(self, path: str) -> list[str]:
        """Follow a path from the page's folder; above the outermost folder there is nothing."""
        at = [] if path.startswith("/") else list(self.folders)
        at = list(self.folders[:1]) if path.startswith("/") else at
        *steps, name = path.split("/")
        for step in steps:
            if step == "..":
                del at[-1:]
            elif step not in ("", "."):
                at.append(step)
        return [*at, name if name not in (".", "..") else ""]


def mirror_of(page: HtmlPage, document: Document, address: str | None) -> Mirror | None:
    """Return the mirror that the page, at `address`, is a file of; None if there is no sign of one."""
    path = path_address(document.name)
    is_httrack = is_httrack_copy(page.html)
    is_in_mirror = path is not None and path.has_host and path.is_mirror_path
    if not address or not (is_in_mirror or is_httrack or _names_itself_by_file(page)):
        return None
    parts = urlsplit(address)
    if is_in_mirror:
        *folders, _ = document.name.replace("\\", "/").split("/")
    else:
        *folders, _ = f"{parts.netloc}{parts.path or '/'}".split("/")
    return Mirror(tuple(folders), parts.scheme or "http", is_httrack)


def _names_itself_by_file(page: HtmlPage) -> bool:
    """Return True if the canonical address of the page is the path of a file."""
    links = (each.attributes for each in page.elements if each.name == "link")
    own = [link.get("href", "") for link in links if "canonical" in link.get("rel", "").lower().split()]
    return any((_RELATIVE.match(url) and not url.startswith("/")) or _LOCAL.match(url) for url in own)
