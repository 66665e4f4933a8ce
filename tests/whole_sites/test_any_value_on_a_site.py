"""A site built from posts with every odd value has a page with the words of each published record."""

import pytest

from any_values import hostile_posts, imported
from archive.content.folder import read_file
from archive.content.ledger import read_ledger
from archive.markup.render import to_text
from archive.text import normalize
from scrapes import Archive
from whole_site import Site, built


@pytest.fixture(scope="module")
def odd_site(once) -> Site:
    def make(folder):
        archive = Archive(folder)
        report = imported(archive, [hostile_posts()], "takeout")
        assert report.problems == ()
        return built(archive.content, folder / "output")

    return once("odd-values", make)


def test_every_published_record_is_on_a_page_with_its_words(odd_site):
    published = [entry for entry in read_ledger(odd_site.content) if entry.outcome == "published"]
    assert len(published) > len(hostile_posts())
    for entry in published:
        ref, _, anchor = entry.ref.partition("#")
        post = read_file(odd_site.content, f"{ref}.md")
        page = odd_site.pages[post.permalink]
        shown = page.find(id=anchor).find_parent("div") if anchor else page.find("div", class_="text")
        text = next((each.body for each in post.comments if f"c{each.id}" == anchor), post.body)
        assert not set(normalize(to_text(text)).split()) - set(normalize(shown.get_text(" ")).split()), entry.ref


def test_no_page_is_an_index_or_outside_the_site(odd_site):
    posts = [article["url"] for article in odd_site.articles]
    assert len(posts) == len(set(posts))
    assert not any(url.endswith("/index.html") or "/../" in url for url in posts)
