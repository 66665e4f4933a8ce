"""Tell the posts of a page from what looks like them: in gadgets, and in lists of related posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive.blogger_ids import PostUrl, parse_post_url
from archive.formats.blogger_page.builders import PageBuilder, PostBuilder
from archive.formats.blogger_page.outline import Outline
from archive.formats.blogger_page.post_titles import TitleFinder


@dataclass(frozen=True)
class OwnPosts:
    outline: Outline
    page: PageBuilder
    titles: TitleFinder

    def kept(self, posts: list[PostBuilder]) -> list[PostBuilder]:
        """Return the posts of the page: all are in one gadget, and the page of one post has no other."""
        own = parse_post_url(self.page.address or "")
        kept = self._of_main_gadget(posts)
        if own:
            kept = [post for post in kept if not self._is_elsewhere(post, own)]
            kept.sort(
                key=lambda post: (self._is_own(post, own), self._is_stated(post), post.body_at is not None),
                reverse=True,
            )
            kept = kept[:1]
        return kept

    def _of_main_gadget(self, posts: list[PostBuilder]) -> list[PostBuilder]:
        """Return the posts of the gadget that has most posts with an id, and most posts."""
        gadgets = [self.titles.gadget_around(post.starts) for post in posts]
        known = Counter(gadget for post, gadget in zip(posts, gadgets, strict=True) if post.digits)
        counts = Counter(gadgets)
        main = max(gadgets, key=lambda gadget: (known[gadget], counts[gadget]), default=0)
        return [post for post, gadget in zip(posts, gadgets, strict=True) if gadget == main]

    def _is_elsewhere(self, post: PostBuilder, own: PostUrl) -> bool:
        is_linked = post.title_at is not None and self.titles.links_elsewhere(*post.title_at, own.path)
        return is_linked and not self._is_own(post, own) and not self._is_stated(post)

    def _is_own(self, post: PostBuilder, own: PostUrl) -> bool:
        addresses = (parse_post_url(address) for address in post.addresses)
        return post.digits is not None or any(each and each.path == own.path for each in addresses)

    def _is_stated(self, post: PostBuilder) -> bool:
        return post.title_at is not None and self.outline.text(*post.title_at) in self.page.titles
