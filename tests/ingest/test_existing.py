"""What earlier imports gave is merged with new copies as if its sources had been imported with them."""

from scrapes import HERONS, Archive

SUMMARY = (
    "<rss version='2.0'><channel><title>Tarnshire</title><link>https://tarnshire.blogspot.com/</link>"
    "<item><title>The Estuary</title><link>https://tarnshire.blogspot.com/2017/06/estuary.html</link>"
    "<pubDate>Sat, 24 Jun 2017 08:15:00 GMT</pubDate><description>The herons came back to...</description></item>"
    "</channel></rss>"
)
ADDRESS = '["page.txt"]\nurl = "https://tarnshire.blogspot.com/2017/06/estuary.html"\n'


def test_a_complete_copy_replaces_a_partial_one_from_an_earlier_import(tmp_path):
    archive = Archive(tmp_path)
    archive.inbox.mkdir()
    feed = archive.inbox / "feed.xml"
    feed.write_text(SUMMARY)
    archive.run()
    [name] = archive.posts()
    assert archive.post(name).partial
    feed.unlink()
    archive.put(page=HERONS)
    archive.know(ADDRESS)
    archive.run()
    assert archive.posts() == [name]
    post = archive.post(name)
    assert (post.body, post.partial, post.title) == (HERONS, False, "The Estuary")
