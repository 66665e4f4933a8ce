"""Find the address of a page in the path of its file, as mirror programs make it.

A mirror has a folder for each host, and in it the folders of the address. File systems don't take every character, so
the query is escaped: "blog-post_14.html?m=1" may be called "blog-post_14.html%3Fm=1", "blog-post_14.html@m=1" or
"blog-post_14.html_m=1". The rule: a folder's name that looks like a host is not enough, because people name folders
after sites; `is_mirror_path` says whether the rest has the form of an address of Blogger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.address_evidence import is_list_url
from archive.blogger_ids import parse_post_url
from archive.copied_urls import original_url, unquote_fully

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:[:+@_][0-9]{2,5})?", re.IGNORECASE)
_NO_HOST = re.compile(
    r".*\.(?:zip|gz|tgz|bz2?|xz|tar|rar|warc|arc|wacz|har|html?|xhtml|php|xml|atom|rss|json|js|css|txt|md|mht|mhtml|maff"
    r"|eml|mbox|dir|bak|old|orig|copy|tmp|d|part|files)|v?[0-9.]+|index\..*",
    re.IGNORECASE,
)
"""Names of files and containers. "blogspot.md" is Moldova's."""
_BLOGSPOT = re.compile(r"(?:[a-z0-9-]+\.)+blogspot\.[a-z.]{2,6}", re.IGNORECASE)
_MARK = r"(?:[?@_+,;&!~^ \uff1f-]|%(?:25){0,2}3[fF])"
_SURE_MARK = r"(?:[?@\uff1f]|%(?:25){0,2}3[fF])"
_QUERY = r"(?P<query>[\w.%-]+(?:=|%(?:25){0,2}3[dD]).*?)(?:\.html?)?"
_WITH_QUERY = (
    re.compile(rf"(?P<name>[^/]*?\.html?|search|index){_MARK}{_QUERY}"),
    re.compile(rf"(?P<name>[^/]*?){_SURE_MARK}{_QUERY}"),
)
"""After ".html" many characters can stand for "?", after any other name only those that hardly anything else has."""
_INDEX = re.compile(r"index(?:\.html?)?|default\.html?")
_DATED = re.compile(r"(?:.*/)?(?P<path>(?:[0-9]{4}/(?:0[1-9]|1[0-2])|p)/[^/]+)", re.DOTALL)


@dataclass(frozen=True)
class PathAddress:
    """What the path of a file says about the address of the page in it."""

    url: str
    """"http://host/2017/06/slug.html?m=1", or "/2017/06/slug.html" if no folder is named after a host."""
    has_host: bool

    @property
    def is_mirror_path(self) -> bool:
        """True if the rest of the path has the form of an address of Blogger."""
        return parse_post_url(self.url) is not None or is_list_url(self.url)


def path_address(name: str) -> PathAddress | None:
    """Return what the path `name`, with "/" or "\\\\" between its parts, says; None if it says nothing."""
    *folders, last = name.replace("\\", "/").split("/")
    parts = [*(part for part in folders if part not in ("", ".")), last]
    host_at = max((at for at, part in enumerate(parts[:-1]) if _is_host(part)), default=None)
    if host_at is not None:
        host = re.sub(r"[+@_](?=[0-9]+\Z)", ":", parts[host_at].lower())
        copy = "/".join(parts[: host_at + 1])
        return PathAddress(f"{_scheme(copy)}://{host}/{plain_path(parts[host_at + 1 :])}", True)
    found = _DATED.fullmatch(plain_path(parts))
    return PathAddress(f"/{found['path']}", False) if found else None


def mirrored_address(name: str) -> str | None:
    """Return the address that the path `name` stands for, if one of its folders is named after a host."""
    found = path_address(name)
    return found.url if found and found.has_host else None


def plain_path(parts: list[str]) -> str:
    """Return the path of an address from the parts of a file's path, without escapes; with "?" before a query."""
    *folders, name = parts or [""]
    return "/".join([*folders, plain_name(name)])


def plain_name(name: str) -> str:
    """Return the last part of an address from a file's name: "a.html@m=1" is "a.html?m=1", "index.html" is ""."""
    found = next((match for pattern in _WITH_QUERY if (match := pattern.fullmatch(name))), None)
    path, query = (found["name"], f"?{unquote_fully(found['query'])}") if found else (name, "")
    return ("" if _INDEX.fullmatch(path) else path) + query


def url_of_local_address(url: str) -> str | None:
    """Return the original of "file:///C:/mirror/host/2017/06/slug.html" or of "http://localhost/host/…"."""
    path = re.sub(r"^(?:file:/*|https?://[^/]*/)", "", url, flags=re.IGNORECASE)
    path, mark, fragment = path.partition("#")
    found = path_address(path)
    return f"{original_url(found.url)}{mark}{fragment}" if found and found.has_host else None


def _is_host(part: str) -> bool:
    return bool(_HOST.fullmatch(part)) and (bool(_BLOGSPOT.fullmatch(part)) or not _NO_HOST.fullmatch(part))


def _scheme(copy: str) -> str:
    """Return the scheme that a mirror of a web archive has in its path: "web.archive.org/web/2017/https_/host"."""
    return "https" if re.search(r"/https(?::|_|%3a)?/+[^/]+\Z", copy, re.IGNORECASE) else "http"
