"""Point links between posts of the blog to this archive's own pages; all other links stay as they are.

The rule: an address of the blog, in any of its forms (docs/formats.md), becomes a path on this site if the archive has
what it leads to: a post at its present or a former address, a comment on it, a month or year, the topic of a label, or
the home page. Links to anything else still lead to the blog. The content folder keeps every link as it was.

Paths start at the root of the site ("/2017/06/a.html"); `with_base_path` adds what a page or feed needs in front of
them. One pass over the HTML, one look-up for each link. The tags are rewritten here and not in a template, which sees
the HTML of a text only as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape, unescape
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from archive.blogger_ids import parse_post_url
from archive.kinds import is_of_blog
from archive.model import Post
from archive.pages.topics.topics import Topic
from archive.tags.vocabulary import Vocabulary

_LINK = re.compile(r'<a href="(https?://[^"<>]*)"[^<>]*>')
"""As nh3 writes it: `href` first, and "<" in text as a reference."""
_MONTH_ARCHIVE = re.compile(r"/([0-9]{4})_([0-9]{2})_[0-9]{2}_archive\.html")
_LIST = re.compile(r"(/[0-9]{4}(?:/[0-9]{2})?)/?")
_LABEL = "/search/label/"
_MOST_ENCODED = 3
"""Some links percent-encode labels twice ("%2520")."""
_HOME = ("", "/", "/index.html")


def addresses_in(html: str) -> Iterator[str]:
    """Yield the addresses that links in `html` from `render.to_html` lead to, as `LocalLinks` looks them up."""
    return map(unescape, _LINK.findall(html)) if "<a " in html else iter(())


class LocalLinks:
    """Maps addresses of the blog to paths on this site."""

    def __init__(self, posts: Iterable[Post], topics: Iterable[Topic], blog_address: str) -> None:
        """`posts` are those that have a page; `blog_address` is the blog's home page."""
        self._posts: dict[str, _Target] = {}
        self._hosts = {_host(urlsplit(blog_address))} - {""}
        self._lists: set[str] = set()
        for post in posts:
            self._add(post)
        by_term = {topic.term: topic.url for topic in topics}
        self._topics = by_term
        self._vocabulary = Vocabulary(tuple(by_term))

    def localised(self, html: str) -> str:
        """Return `html` from `render.to_html` with links to what the archive has as paths on this site."""
        return _LINK.sub(self._link, html) if "<a " in html else html

    def targets(self, urls: Iterable[str]) -> dict[str, str]:
        """Map those of `urls` that the archive has to their paths on this site."""
        return {url: address for url in urls if (address := self.address(url))}

    def address(self, url: str) -> str | None:
        """Return the path on this site for `url`; None if the archive doesn't have it."""
        try:
            parts = urlsplit(url)
            if _host(parts) not in self._hosts:
                return None
        except ValueError:  # such as "http://[here]"
            return None
        if place := parse_post_url(url):
            target = self._posts.get(place.path)
            return target.address(place.comment, parts) if target else None
        return self._list_address(unquote(parts.path))

    def _add(self, post: Post) -> None:
        target = _Target(post)
        original = parse_post_url(post.url or "")
        if original and original.host and is_of_blog(post):
            self._hosts.add(original.host)
            self._posts.setdefault(original.path, target)
        for address in (post.permalink, *post.aliases):
            self._posts[address] = target
        if post.month:
            year, month = post.month
            self._lists |= {f"/{year:04}", f"/{year:04}/{month:02}"}

    def _link(self, found: re.Match[str]) -> str:
        address = self.address(unescape(found[1]))
        return f'<a href="{escape(address)}">' if address else found[0]

    def _list_address(self, path: str) -> str | None:
        if path in _HOME:
            return "/"
        if path.startswith(_LABEL):
            return self._topic_address(path.removeprefix(_LABEL))
        found = _LIST.fullmatch(_MONTH_ARCHIVE.sub(r"/\1/\2", path))
        return f"{found[1]}/" if found and found[1] in self._lists else None

    def _topic_address(self, label: str) -> str | None:
        for _ in range(_MOST_ENCODED):
            label = unquote(label)
        term = self._vocabulary.term_named(label.strip("/"))
        return self._topics[term] if term else None


class _Target:
    """A post that links lead to, and its comments."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def address(self, comment: str | None, parts: SplitResult) -> str:
        """Return its path, or that of the comment with this number or of the comment that `parts` ask for."""
        comment = comment or self._shown(parts)
        if comment in self._comments:
            return f"{self._post.permalink}#c{comment}"
        asks = parts.fragment.startswith("comment") and self._post.comments
        return f"{self._post.permalink}#comments" if asks else self._post.permalink

    @cached_property
    def _comments(self) -> frozenset[str]:
        return frozenset(comment.id for comment in self._post.comments)

    @cached_property
    def _by_moment(self) -> dict[int, str]:
        """Comment ids by time in seconds, for times that only one comment has."""
        moments = {
            comment.id: int(comment.published.timestamp()) for comment in self._post.comments if comment.published
        }
        times = Counter(moments.values())
        return {moment: comment for comment, moment in moments.items() if times[moment] == 1}

    def _shown(self, parts: SplitResult) -> str | None:
        """Return the comment that "?showComment=<milliseconds since 1970>" asks for."""
        value = parse_qs(parts.query).get("showComment", [""])[0] if "showComment" in parts.query else ""
        return self._by_moment.get(int(value) // 1000) if re.fullmatch("[0-9]{1,15}", value) else None


def _host(parts: SplitResult) -> str:
    """Return the host of an http address as `parse_post_url` normalizes it; "" if it has none."""
    place = parse_post_url(f"//{parts.netloc}/p/any.html") if parts.netloc else None
    return place.host if place else ""
