"""The bar that a mailing's web archive puts above it is cut, in mails and in posts; a writer's own words are not."""

from __future__ import annotations

from datetime import date

import pytest

from archive.formats.email.bodies import read_html
from archive.formats.email.mailing_bars import BAR, remove_mailing_bars
from archive.markup.from_html import html_to_markdown
from scrapes import HERONS, Archive, page

LANGUAGES = "<ul><li>English</li><li>العربية</li><li>беларуская мова</li><li>Português - Portugal</li></ul>"
BARS = {
    "a list": f"<ul><li><a href='http://eepurl.com/x'>Subscribe</a><li>Past Issues<ul><li>06/09/2017 - June</ul>"
    f"<li>RSS<li>Translate{LANGUAGES}</ul>",
    "a table": "<table><tr><td>Subscribe<td>Past Issues<td>RSS<td>Translate</table>",
    "a line": "<div>Subscribe | Past Issues | RSS | Translate ▼</div>",
    "a line with languages": "<div>Subscribe Past Issues RSS Translate English العربية Afrikaans 日本語 Türkçe</div>",
    "boxes": f"<div>Subscribe</div><div>Past Issues</div><div>RSS</div><div>Translate</div>{LANGUAGES}",
    "with shares": "<div>Subscribe</div><div>Share</div><div>Past Issues</div><div>Translate</div>",
    "without a feed": "<p>Translate</p><p>Past Issues</p><p>Subscribe</p>",
}


@pytest.mark.parametrize("name", BARS)
def test_a_bar_is_cut_and_named(name):
    text = read_html(f"{BARS[name]}<p>Dear member, the branch meets.</p>")
    assert text.markdown == "Dear member, the branch meets."
    assert {left.reason for left in text.left_out} == {BAR}


@pytest.mark.parametrize("name", BARS)
def test_a_bar_in_the_middle_of_a_post_is_cut(name):
    markdown = html_to_markdown(f"<p>Email to members:-</p>{BARS[name]}<p>Dear member.</p>").markdown
    kept, left_out = remove_mailing_bars(markdown)
    assert kept == "Email to members:-\n\nDear member."
    assert left_out


def test_a_line_to_the_web_copy_in_a_post_is_cut(tmp_path):
    archive = Archive(tmp_path)
    archive.put(news=page("Latest From Napo 1", date(2017, 6, 2), f"View this email in your browser\n\n{HERONS}"))
    assert not archive.run().problems
    assert archive.post("posts/2017/06/latest-from-napo-1").body.startswith("The herons")


@pytest.mark.parametrize(
    "markdown",
    [
        "Subscribe",
        "Past issues of the journal are in the office.",
        "- Subscribe\n- Past issues\n- RSS\n- Tea",
        "Subscribe\n\nPast issues\n\nTea.",
        "We speak English and Français here.",
        "RSS\n\nTranslate\n\nSubscribe",
        "Past issues",
        "View this email in your browser",
        "I could not view this email in my browser, so I rang the office.",
    ],
)
def test_what_is_not_certainly_a_bar_stays(markdown):
    assert remove_mailing_bars(markdown) == (markdown, ())
