"""Writes the pages that list articles, and the redirects at old addresses, in place of Pelican's own lists.

Pelican's list pages are numbered from the newest and go through all articles for every topic
(see `archive.pages.lists`).
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
from archive.pages.topics.pages import topic_pages
from archive.pages.views import PostView


class ListingGenerator(Generator):
    """Lists, redirects, search page and error page."""

    def generate_output(self, writer) -> None:
        """Write them all."""
        for page in chain.from_iterable((*self._listed(), self._redirects())):
            self._write(writer, page)
        self._write(writer, ListPage("/search/", "search", {}))
        root = urlsplit(self.settings["SITE_ADDRESS"]).path.rstrip("/")
        self._write(writer, ListPage("/404.html", "404", {"SITEURL": root}))

    def _listed(self) -> Iterator[Iterable[ListPage]]:
        """The pages of each way into the archive."""
        posts, topics, vocabulary = (self.context[name] for name in ("POSTS", "TOPICS", "VOCABULARY"))
        yield list_pages(posts, topics)
        yield topic_pages(topics, vocabulary)
        yield glossary_pages(vocabulary, topics)
        yield series_pages(posts, self.context["SERIES"])
        yield timeline_pages(posts, topics)
        yield quotation_pages(posts, self.context["QUOTATIONS"])

    def _redirects(self) -> Iterator[ListPage]:
        posts: list[PostView] = self.context["POSTS"]
        for post in posts:
            for alias in post.post.aliases:
                yield redirect(alias, post.url, post.title)

    def _write(self, writer, page: ListPage) -> None:
        template = self.get_template(page.template)
        values = {"page_url": page.url, **page.values}
        writer.write_file(page.save_as, template, self.context, relative_urls=True, **values)


def order_articles(generator) -> None:
    """Put the views in order, newest first, and link neighbours."""
    generator.context["POSTS"] = posts = newest_first(article.view for article in generator.articles)
    link_neighbours(posts)


def generators(pelican_object) -> type[Generator]:
    """Tell Pelican of our generator."""
    del pelican_object
    return ListingGenerator


def register() -> None:
    """Called by Pelican."""
    signals.article_generator_pretaxonomy.connect(order_articles)
    signals.get_generators.connect(generators)
