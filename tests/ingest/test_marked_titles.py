"""A title says which of its words are struck, raised or lowered, and is compared and addressed by its words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.markup.marked_titles import marked_title
from scrapes import Archive

PAGE = """<html><head><link rel="canonical" href="http://probationmatters.blogspot.com/2017/06/pay-500-300.html"></head>
<body><div class="post hentry"><h3 class="post-title entry-title">{title}</h3><div class="post-body entry-content"
id="post-body-1000000000000000001"><p>The offer was made on Friday.</p></div></div></body></html>"""
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1.archive</id><entry>
<id>tag:blogger.com,1999:blog-1.post-2</id><published>2017-06-09T09:00:00Z</published>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>
<title type="html">{title}</title><content type="html">The offer was made on Friday.</content></entry></feed>"""


@pytest.mark.parametrize(
    ("html", "title", "marked"),
    [
        ("Pay: £<s>500</s> 300", "Pay: £500 300", "Pay: £[struck out: 500] 300"),
        ("<a href='/a'>CO<sub>2</sub> up 10<sup>2</sup></a>", "CO2 up 102", "CO₂ up 10²"),
        ("<span style='text-decoration:line-through'>Off</span> On", "Off On", "[struck out: Off] On"),
        ("The 4<sup>th</sup>", "The 4th", None),
        ("<b>Pay</b> &lt;s&gt;", "Pay <s>", None),
        ("<s>Pay</s>", "Another title", None),
    ],
)
def test_marks_become_characters(html: str, title: str, marked: str | None) -> None:
    assert marked_title(html, title) == marked


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("page.html", PAGE.format(title="Pay: £<s>500</s> 300")),
        ("blog.xml", FEED.format(title="Pay: £&lt;s&gt;500&lt;/s&gt; 300")),
    ],
)
def test_struck_words_of_a_title_are_said_to_be_struck(name: str, source: str, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put_files(**{name: source})
    report = archive.run()
    (file,) = archive.posts()
    post = archive.post(file)
    assert not report.problems
    assert post.title == "Pay: £[struck out: 500] 300"
    assert file.endswith("pay-500-300")
