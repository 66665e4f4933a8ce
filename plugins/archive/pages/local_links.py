"""Links between posts of the blog lead to this archive's own pages; all other links stay as they are.

The rule: an address of the blog, in any of its forms (forms.md 2.3), becomes one of this site, from its root, if what
it leads to is here: a post under its address or an earlier one, a comment of it, a month or year, the topic of a
label, the home page. What is not here keeps its link to the blog. The content folder keeps every link as it was.

Addresses of this site begin at its root here ("/2017/06/a.html"); `with_base_path` puts in front of them what a page,
or a feed, needs. One pass over the HTML, one look-up for each link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from html import escape, unescape
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from archive.blogger_ids import parse_post_url
from archive.kinds import is_of_blog
from archive.model import Post
from archive.pages.topics.topics import Topic
from archive.tags.vocabulary import Vocabulary

_LINK = re.compile(r'<a href="(https?://[^"<>]*)"[^<>]*>')
"""As nh3 writes it: the address first, and no "<" of a text left as it is."""
_MONTH_ARCHIVE = re.compile(r"/([0-9]{4})_([0-9]{2})_[0-9]{2}_archive\.html")
_LIST = re.compile(r"(/[0-9]{4}(?:/[0-9]{2})?)/?")
_LABEL = "/search/label/"
_MOST_ENCODED = 3
"""Labels are percent-encoded twice in some links ("%2520")."""
_HOME = ("", "/", "/index.html")


class LocalLinks:
    """What of the blog is on this site, and under which address."""

    def __init__(self, posts: Iterable[Post], topics: Iterable[Topic], blog_address: str) -> None:
        """`posts` are those that have a page; `blog_address` is that of the blog's home page."""
        self._posts: dict[str, _Target] = {}
        self._hosts = {_host(urlsplit(blog_address))} - {""}
        self._lists: set[str] = set()
        for post in posts:
            self._add(post)
        by_term = {topic.term: topic.url for topic in topics}
        self._topics = by_term
        self._vocabulary = Vocabulary(tuple(by_term))

    def localised(self, html: str) -> str:
        """`html`, as `rendering.to_html` makes it, with the links to what is here as addresses of this site."""
        return _LINK.sub(self._link, html) if "<a " in html else html

    def address(self, url: str) -> str | None:
        """Where `url` leads on this site, from its root; None if that is not here."""
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
    """A post that links lead to, with its comments."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def address(self, comment: str | None, parts: SplitResult) -> str:
        """Its address, or that of the comment with those digits, or of the one that `parts` ask to be shown."""
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
        """Ids of comments by their second, as far as it is theirs alone."""
        moments = {
            comment.id: int(comment.published.timestamp()) for comment in self._post.comments if comment.published
        }
        times = Counter(moments.values())
        return {moment: comment for comment, moment in moments.items() if times[moment] == 1}

    def _shown(self, parts: SplitResult) -> str | None:
        """The comment that "?showComment=<milliseconds since 1970>" asks for."""
        value = parse_qs(parts.query).get("showComment", [""])[0] if "showComment" in parts.query else ""
        return self._by_moment.get(int(value) // 1000) if re.fullmatch("[0-9]{1,15}", value) else None


def _host(parts: SplitResult) -> str:
    """The host of an http address as `canonical` folds it; "" if it has none."""
    place = parse_post_url(f"//{parts.netloc}/p/any.html") if parts.netloc else None
    return place.host if place else ""
