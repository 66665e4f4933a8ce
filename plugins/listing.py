"""Write the pages that list articles, and the redirects from old addresses.

They replace Pelican's lists, which are numbered from the newest page and loop over all articles for every topic (see
`archive.pages.lists`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import urlsplit

from pelican import signals
from pelican.generators import Generator

from archive.pages.lists import ListPage, link_neighbours, list_pages, newest_first, redirect
from archive.pages.quotations.pages import quotation_pages
from archive.pages.series_pages import series_pages
from archive.pages.timeline_pages import timeline_pages
from archive.pages.topics.glossary import glossary_pages
from archive.pages.topics.topic_pages import topic_pages
from archive.site.build_state import KEY, BuildState
from writing import put_page


class ListingGenerator(Generator):
    """Writes the pages of posts, the lists, redirects, search page and error page."""

    def generate_output(self, writer) -> None:
        """Write all pages."""
        del writer
        for page in chain.from_iterable((self._posts(), *self._listed(), self._redirects())):
            self._put(page)
        self._put(ListPage("/search/", "search", {}))
        root = urlsplit(self.settings["SITE_ADDRESS"]).path.rstrip("/")
        self._put(ListPage("/404.html", "404", {"SITEURL": root}))

    def _posts(self) -> Iterator[ListPage]:
        build: BuildState = self.context[KEY]
        return (ListPage(post.url, "article", {"post": post}) for post in build.posts)

    def _listed(self) -> Iterator[Iterable[ListPage]]:
        """Yield the pages of each kind of list."""
        build: BuildState = self.context[KEY]
        posts, topics, vocabulary = build.posts, build.topics, build.vocabulary
        yield list_pages(posts, topics)
        yield topic_pages(topics, vocabulary)
        yield glossary_pages(vocabulary, topics)
        yield series_pages(posts, build.series)
        yield timeline_pages(posts, topics)
        yield quotation_pages(posts, build.quotations)

    def _redirects(self) -> Iterator[ListPage]:
        build: BuildState = self.context[KEY]
        for post in build.posts:
            for alias in post.post.aliases:
                yield redirect(alias, post.url, post.title)

    def _put(self, page: ListPage) -> None:
        values = {"page_url": page.url, **page.values}
        put_page(page.save_as, self.env, f"{page.template}.html", self.context, values)


def order_articles(generator) -> None:
    """Sort the views, newest first, and link each to the next older and newer one."""
    build: BuildState = generator.context[KEY]
    build.posts = newest_first(build.views.values())
    link_neighbours(build.posts)


def generators(pelican_object) -> type[Generator]:
    """Add the generator to Pelican's."""
    del pelican_object
    return ListingGenerator


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.article_generator_pretaxonomy.connect(order_articles)
    signals.get_generators.connect(generators)
