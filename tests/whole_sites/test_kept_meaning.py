"""Pages, feeds and search agree on what mark-up says: what is struck, raised, aligned, numbered or quoted."""

from __future__ import annotations

import pytest
from lxml import etree

from archive.markup.from_html import html_to_markdown
from search_files import texts
from whole_site import Site, invoke, site_of

BODY = """
<p>Pay was <s>£500</s> £300. Risk rose 10<sup>2</sup> fold<a href="#n3" name="r3"><sup>3</sup></a>, the 4<sup>th</sup>.
Run it with --quick now. She said ''nothing'' in the '90s.</p>
<pre>Area   Cases
North     41</pre>
<ol type="a"><li>one</li><li>two</li></ol><p>See (b).</p>
<blockquote>We should strike.</blockquote><blockquote>We should not.</blockquote>
<table border="1"><tr><th>Area</th><th>2016</th></tr><tr><td>North</td><td>41</td></tr></table>
<p><a name="n3" href="#r3">3</a> See the note.</p>
"""
COMMENT = '<s>No</s> yes {}, 10<sup>2</sup> <a href="#n3">3</a> <a name="n3">a note</a>'


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    post = f"Title: Struck and raised\nDate: 2017-06-24\n\n{html_to_markdown(BODY).markdown}\n"
    comments = "".join(
        f"## Comment {number}\nAuthor: Sorrel\nPublished: 2017-06-24T09:12:0{number}Z\n\n"
        f"{html_to_markdown(COMMENT.format(number)).markdown}\n\n"
        for number in (1, 2)
    )
    files = {"posts/2017/06/struck.md": post, "posts/2017/06/struck.comments.md": comments}
    return site_of(files, tmp_path_factory.mktemp("marked"))


def test_the_page_shows_what_was_marked(marked: Site) -> None:
    text = marked.pages["/2017/06/struck.html"].select_one("div.text")
    assert "£500" in text.select_one("s").get_text()
    words = text.get_text()
    assert "Pay was [struck out: £500] £300. Risk rose 10² fold³, the 4th." in words
    assert "Run it with --quick now. She said “nothing” in the ’90s." in words
    assert "Area   Cases\nNorth     41" in text.select_one("pre").get_text()
    assert [item.get_text() for item in text.select("li")] == ["a. one", "b. two"]
    assert [quote.get_text().strip() for quote in text.select("blockquote")] == ["We should strike.", "We should not."]
    assert [head["scope"] for head in text.select("th")] == ["col", "col"]


def test_footnotes_lead_back_and_forth_and_comments_have_notes_of_their_own(marked: Site) -> None:
    page = marked.pages["/2017/06/struck.html"]
    ids = [each["id"] for each in page.select("[id]")]
    assert len(ids) == len(set(ids))
    links = [each["href"] for each in page.select('a[href^="#text-"], a[href^="#c1-"], a[href^="#c2-"]')]
    assert sorted(links) == ["#c1-n3", "#c2-n3", "#text-n3", "#text-r3"]
    assert {link[1:] for link in links} <= set(ids)
    assert invoke("check", "--output", marked.folder).returncode == 0


def test_feeds_and_search_say_the_same_without_the_style_of_the_page(marked: Site) -> None:
    said = "[struck out: £500] £300. Risk rose 10² fold³"
    atom = etree.fromstring((marked.folder / "atom.xml").read_bytes())
    entry = atom.find("{*}entry")
    content = etree.fromstring(entry.findtext("{*}content"), etree.HTMLParser())
    assert said in "".join(content.itertext())
    assert said in entry.findtext("{*}summary")
    assert 'href="https://on-probation-archive.example/2017/06/struck.html#text-n3"' in entry.findtext("{*}content")
    found = " ".join(texts(marked.folder).values())
    assert said.removesuffix("³") in found
    assert "102" not in found


def test_lists_of_posts_tell_struck_words_from_standing_ones(marked: Site) -> None:
    openings = [each.get_text() for page in marked.pages.values() for each in page.select(".opening")]
    assert openings
    assert all("[struck out: £500] £300. Risk rose 10² fold³" in opening for opening in openings)
