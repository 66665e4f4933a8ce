"""Find the original in the address of a copy: web archives, caches, translators, and files of a mirror program.

The rule: only what is part of the copier's own way of writing addresses is removed. Whether an address on a page is the
copier's or the author's is for the caller to say; the functions here only tell what an address stands for. An address
that is no copy's is returned unchanged. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_MOST_COPIES = 4
"""A copy of a copy of a copy: the Internet Archive has captured the pages of other web archives."""
_SIGNS = ("/http", "/ftp:", "/web/", "/amp/", "ampproject.org", "bing-amp", "translate", "cache:")
"""One of these is in the address of every copy. Nearly all addresses have none, and an import looks at each of them."""
_WITH_SCHEME = r"(?:https?(?::|%3a)/{1,2}|ftp://)\S+"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
_REPLAY = re.compile(
    rf"""(?:https?:)?(?://(?P<host>[^/?\#]+))?(?P<place>(?:/[^/?\#]+){{0,4}}?)
        /(?P<time>[0-9]{{14}})(?P<kind>[a-z]{{2}}_|id_)?/(?P<url>{_WITH_SCHEME})""",
    re.IGNORECASE | re.VERBOSE,
)
"""The Internet Archive, and every archive that replays with pywb or OpenWayback: a time of 14 digits, then the address.
The UK Government Web Archive writes "/ukgwa/20170614093000/http://…", Archive-It "/1234/20170614093000/http://…"."""
_WAYBACK = re.compile(
    rf"(?:https?:)?(?://(?P<host>web\.archive\.org|web-beta\.archive\.org|wayback\.archive\.org))?/web/"
    rf"(?P<time>[0-9]{{1,14}}|\*)\*?(?:[a-z]{{2}}_)?/(?P<url>{_WITH_SCHEME}|{_HOST}(?::[0-9]+)?(?:[/?\#]\S*)?)",
    re.IGNORECASE,
)
"""The Internet Archive also accepts shorter times and addresses without a scheme."""
_ARCHIVE_TODAY = re.compile(
    rf"(?:https?:)?//(?P<host>archive\.(?:today|is|ph|li|md|vn|fo)|archivecaslytosk\.onion)/"
    rf"(?:o/\w+|(?P<time>[0-9]{{4}}\.[0-9]{{2}}\.[0-9]{{2}}-[0-9]{{6}}|[0-9]{{4,14}})|newest|oldest)"
    rf"/(?P<url>{_WITH_SCHEME})",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.cdn\.ampproject\.org/(?:c|v|r|wp/[cv]|a|i|ii/\w+|mbv/\w+)"
    r"|(?:www\.)?google\.[a-z.]+/amp|(?:www\.)?bing-amp\.com/c)/(?P<secure>s/)?(?P<url>[^/?#]+\.[a-z]{2,24}(?:[/?#]\S*)?)",
    re.IGNORECASE,
)
_TRANSLATED_HOST = re.compile(r"(?P<host>[a-z0-9-]+)\.translate\.goog", re.IGNORECASE)
_TRANSLATOR = re.compile(r"translate\.google(?:usercontent)?\.[a-z.]+")
_COPIES_ONLY = re.compile(
    r"(?:.+\.)?(?:web\.archive\.org|archive\.(?:today|is|ph|li|md|vn|fo)|webcache\.googleusercontent\.com|perma\.cc"
    r"|ghostarchive\.org|webcitation\.org|freezepage\.com|cdn\.ampproject\.org|translate\.goog)"
)
_TRANSLATE_PARAMETERS = "_x_tr_"
_GOOGLE_CACHE = re.compile(r"webcache\.googleusercontent\.com|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:www\.)?google\.[a-z.]+")
_CACHED = re.compile(r"cache:(?:[\w-]{12}:)?(?P<url>[^\s+]+)")


def original_url(url: str) -> str:
    """Return the address of which `url` is a copy, or `url` itself. Never raises."""
    plain = url.lower()
    for _ in range(_MOST_COPIES if any(map(plain.__contains__, _SIGNS)) else 0):
        found = next((original for undo in _COPIERS if (original := _tried(undo, url))), None)
        if not found or found == url:
            break
        url = found
    return url


def is_archive_host(host: str) -> bool:
    """Return True for a host that shows only copies, also under addresses that don't say of what."""
    return bool(_COPIES_ONLY.fullmatch(host.lower()))


@dataclass(frozen=True)
class Replayed:
    """An address that a web archive has rewritten."""

    url: str
    """The original."""
    time: str
    """Of the capture, as digits: "20170614093000"."""
    host: str
    """Of the archive, in lower case; empty if it is not said."""
    is_only_archives: bool
    """True for a way of writing that only the archive itself has: without a host, or "archive.today/o/x1Y2z/http://…"."""


def replayed(url: str) -> Replayed | None:
    """Parse an address of a web archive that replays pages under their time of capture."""
    for pattern in (_WAYBACK, _REPLAY, _ARCHIVE_TODAY):
        if found := pattern.fullmatch(url.strip()):
            digits = re.sub(r"[^0-9]", "", found["time"] or "")
            host = (found["host"] or "").lower()
            return Replayed(_with_scheme(found["url"]), digits, host, not host or "/o/" in url[: found.start("url")])
    return None


def untranslated_url(url: str) -> str:
    """Return the address of the page that a link of a translated page leads to, or `url` itself."""
    found = next((own for undo in (_from_translated_host, _from_translator) if (own := _tried(undo, url))), None)
    return found or url


def uncached_url(url: str) -> str:
    """Return the address of which an AMP cache has a copy, or `url` itself."""
    return _tried(_from_amp_cache, url) or url


def _from_replay(url: str) -> str | None:
    found = replayed(url)
    return found.url if found else None


def _from_amp_cache(url: str) -> str | None:
    found = _AMP_CACHE.fullmatch(url.strip())
    return f"http{'s' if found['secure'] else ''}://{found['url']}" if found else None


def _from_translated_host(url: str) -> str | None:
    """Decode "my-blog--x-example-org.translate.goog": "-" stands for ".", "--" for "-"."""
    parts = urlsplit(url.strip())
    found = _TRANSLATED_HOST.fullmatch(parts.hostname or "")
    if not found:
        return None
    host = found["host"].replace("--", "\0").replace("-", ".").replace("\0", "-")
    own = [pair for pair in parse_qsl(parts.query, True) if not pair[0].startswith(_TRANSLATE_PARAMETERS)]
    return str(urlunsplit((parts.scheme or "https", host, parts.path, urlencode(own), parts.fragment)))


def _from_translator(url: str) -> str | None:
    parts = urlsplit(url.strip())
    if not _TRANSLATOR.fullmatch(parts.netloc.lower()):
        return None
    found = parse_qs(parts.query).get("u", [""])[0]
    return _with_scheme(found) if found else None


def _from_google_cache(url: str) -> str | None:
    parts = urlsplit(url.strip())
    if not (_GOOGLE_CACHE.fullmatch(parts.netloc.lower()) and parts.path == "/search"):
        return None
    found = _CACHED.match(unquote(parse_qs(parts.query.replace("+", "%20")).get("q", [""])[0]))
    return _with_scheme(found["url"]) if found else None


_COPIERS: tuple[Callable[[str], str | None], ...] = (
    _from_replay,
    _from_amp_cache,
    _from_translated_host,
    _from_translator,
    _from_google_cache,
)


def _tried(undo: Callable[[str], str | None], url: str) -> str | None:
    try:
        return undo(url)
    except ValueError:  # such as "http://[here]"
        return None


_SCHEME = re.compile(r"(https?|ftp)(?::|%3a)/{1,2}", re.IGNORECASE)


def _with_scheme(url: str) -> str:
    """Write the scheme as "http://": programs that save files make "http:/" or "http%3A/" of it."""
    found = _SCHEME.match(url)
    return f"{found[1].lower()}://{url[found.end() :]}" if found else f"http://{url}"


_HEX = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")
_MOST_ESCAPES = 3
_ESCAPED_QUERY = re.compile(r"\.html?%(?:25){0,2}(?:3f|23)", re.IGNORECASE)
"""Behind the name of a page, "?" or "#" as the name of a file has it."""


def plain_url(written: str) -> str:
    """Undo how an address was escaped for a page, a script or a file: `&amp;`, `\\u0026`, `\\x3d`, `\\/`, `%3F`."""
    url = _HEX.sub(lambda found: chr(int(found[1] or found[2], 16)), written.strip()).replace("\\/", "/")
    for _ in range(_MOST_ESCAPES):
        if "&amp;" not in url:
            break
        url = unescape(url)
    if re.match(r"https?%(?:25)*3a", url, re.IGNORECASE):
        url = unquote_fully(url)
    return with_plain_query(url)


def with_plain_query(url: str) -> str:
    """Turn "x.html%3Fm=1" into "x.html?m=1": the name of a file that was made from an address with a query."""
    if "%" not in url:
        return url
    path, mark, rest = url.partition("#")
    if _ESCAPED_QUERY.search(path):
        path = unquote_fully(path)
    return f"{path}{mark}{rest}"


def unquote_fully(text: str) -> str:
    """Percent-decode, also what was encoded twice."""
    if "%" not in text:
        return text
    for _ in range(_MOST_ESCAPES):
        if (decoded := unquote(text)) == text:
            break
        text = decoded
    return text


_EXTENSIONLESS = re.compile(r"(?P<path>.*/(?:search(?:/label/[^/]+)?|feeds/.+|profile/[0-9]+))\.html", re.DOTALL)


def without_httrack_ending(path: str) -> str:
    """Remove the ".html" that HTTrack adds to pages of Blogger that have no ending: label and search pages, feeds and
    profiles. Of other sites nobody knows whether a page had one."""
    found = _EXTENSIONLESS.fullmatch(path)
    return found["path"] if found else path


_HTTRACK = re.compile(r"(?P<stem>.*)(?P<hash>[0-9a-f]{4})(?P<end>\.[a-z]{2,5})", re.DOTALL)


def without_httrack_hash(name: str, query: str) -> str:
    """Undo how HTTrack tells the pages of one address apart: four digits of the query's MD5 in the file's name.

    "post3f1a.html" with the query of which 3f1a is the hash is "post.html"; any other name is returned unchanged.
    """
    found = _HTTRACK.fullmatch(name)
    hashes = {hashlib.md5(each.encode(), usedforsecurity=False).hexdigest()[:4] for each in (query, unquote(query))}
    return f"{found['stem']}{found['end']}" if query and found and found["hash"] in hashes else name
