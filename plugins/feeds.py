"""Write our own feeds: the ids in Pelican's change with the date and the host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from pelican import signals
from pelican.generators import Generator

from archive.lazy import Lazy
from archive.pages.feed_entries import comment_entries, post_entries
from archive.pages.feeds import FeedDocument, FeedItem, atom, rss
from archive.pages.lists import ListPage
from archive.site.build_state import KEY, BuildState
from writing import put_page


class FeedGenerator(Generator):
    """Writes the feeds of posts, comments and topics, and the page that lists them."""

    def generate_output(self, writer) -> None:
        """Write all feeds and their page."""
        del writer
        build: BuildState = self.context[KEY]
        self._files = build.files
        posts, address = build.posts, self.settings["SITE_ADDRESS"]
        name, tagline = self.settings["SITENAME"], self.settings["SITE_TAGLINE"]
        listed = [self._write("/", "/", name, tagline, post_entries(posts, address))]
        comments = comment_entries(posts, address)
        listed.append(self._write("/feeds/comments/", "/", f"Comments – {name}", "Comments on the posts.", comments))
        for topic in build.topics:
            label, entries = topic.term.label, post_entries(topic.posts, address)
            title, subtitle = f"{label} – {name}", f"Posts and mailouts about {label}."
            listed.append(self._write(topic.url, topic.url, title, subtitle, entries, topic.former_urls))
        page = ListPage("/feeds/", "feeds", {"feeds": listed})
        values = {"page_url": page.url, **page.values}
        put_page(page.save_as, self.env, "feeds.html", self.context, values)

    def _write(
        self,
        folder: str,
        home: str,
        title: str,
        subtitle: str,
        entries: Sequence[FeedItem],
        earlier: Sequence[str] = (),
    ) -> dict[str, str]:
        """Write a feed as Atom and RSS, and return its line on the page of feeds.

        It is also written to its `earlier` folders, for those who subscribed there; its id comes from the first one.
        """
        address, author = self.settings["SITE_ADDRESS"], self.settings["SITENAME"]
        first = earlier[0] if earlier else folder
        feed_id = f"{self.settings['FEED_ID']}feed{first.rstrip('/')}"
        for name, document in (("atom.xml", atom), ("rss.xml", rss)):
            feed = FeedDocument(feed_id, title, subtitle, f"{address}{home}", f"{address}{folder}{name}", author=author)
            made = Lazy(partial(document, feed, entries), feed, entries)
            for place in (folder, *earlier):
                self._files.put(f"{place.lstrip('/')}{name}", lambda made=made: made.value, made)
        return {"title": title, "atom_url": f"{folder}atom.xml", "rss_url": f"{folder}rss.xml"}


def generators(pelican_object) -> type[Generator]:
    """Add the generator to Pelican's."""
    del pelican_object
    return FeedGenerator


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.get_generators.connect(generators)
