"""Test what tells titles, texts, names and comments where a page has none of the names of Blogger's themes."""

from __future__ import annotations

from datetime import date

import pytest

from archive.formats.blogger_page.stated_bylines import StatedByline
from archive.formats.records import OtherText, ParsedPost, Remark
from page_records import page_records

ADDRESS = "https://tarnshire.blogspot.com/2020/01/kettles.html"
OTHER = "https://tarnshire.blogspot.com/2019/05/urns.html"


def page(body, title="Kettles", address=ADDRESS):
    statements = f'<link rel=canonical href="{address}"><meta property=og:title content="{title}">'
    return page_records(
        f"<html><head><meta name=generator content=blogger>{statements}</head><body>{body}</body></html>"
    )


def posts(records):
    return [(post.title, post.body) for post in records if isinstance(post, ParsedPost)]


def comments(records):
    return [
        (comment.author, comment.body) for post in records if isinstance(post, ParsedPost) for comment in post.comments
    ]


def unplaced(records):
    return " ".join(other.raw for other in records if isinstance(other, OtherText) and other.quarantined)


def test_all_posts_of_a_page_are_in_the_gadget_that_has_the_posts_with_an_id():
    gadget = "<div data-version=1><div class=post-title>Popular</div><div class=post-body>A summary.</div></div>"
    own = "<div data-version=1><div class=post-title>Kettles</div><div id=post-body-81002003>Dry.</div></div>"
    records = page(gadget + own, address="https://tarnshire.blogspot.com/2020/01/")
    assert posts(records) == [("Kettles", "Dry.")]


def test_a_title_that_links_to_another_post_is_not_that_of_the_page():
    related = f"<h2 class=entry-title><a href={OTHER}>Urns</a></h2><p>You may like this.</p>"
    records = page(f"<h1>Our kettles</h1><p>Ours is dry.</p><p><a rel=tag href=/search/label/tea>tea</a></p>{related}")
    assert posts(records) == [("Our kettles", "Ours is dry.")]


def test_a_title_in_an_unknown_header_is_not_called_the_header_of_the_page():
    records = page("<div class=article-header><p>Our kettles</p></div><div class=post-body>Dry.</div>", title="Tea")
    assert "Our kettles" in unplaced(records)


def test_a_line_above_the_text_that_links_to_the_post_is_its_title():
    records = page(f"<p><a href={ADDRESS}>Our kettles</a></p><div class=post-body>Dry.</div>", title="Tea")
    assert posts(records) == [("Our kettles", "Dry.")]


def test_a_date_above_the_text_that_links_to_the_post_is_not_its_title():
    records = page(f"<p><a href={ADDRESS}>4 janvier 2020</a></p><div class=post-body>Dry.</div>", title="Tea")
    assert posts(records)[0][0] != "4 janvier 2020"


def test_the_text_of_a_post_ends_with_its_gadget():
    footer = f"<p>Posted by Jo at <a rel=bookmark href={ADDRESS}>09:02</a></p>"
    others = (
        "<div data-version=1><p>A licence of many words, more than the post has.</p><p>Powered by Blogger</p></div>"
    )
    records = page(f"<div data-version=1><h3>Kettles</h3><p>Ours is dry.</p>{footer}</div>{others}")
    assert posts(records) == [("Kettles", "Ours is dry.")]


def test_a_post_below_its_comments_is_found_by_its_article():
    comment = "<ul><li id=c100000001>One.</li></ul>"
    footer = "<footer><time datetime=2020-01-04T09:02:00Z>Saturday</time></footer>"
    records = page(f"{comment}<article><h1>Our kettles</h1><p>Ours is dry.</p>{footer}</article>", title="Tea")
    assert posts(records) == [("Our kettles", "Ours is dry.")]


@pytest.mark.parametrize(
    "text",
    [
        "Jo Bell",
        "by Jo Bell",
        "Jo Bell / Saturday, 4 January 2020",
        "Samstag, 4. Januar 2020",
        "4.1.2020",
        "3 min read",
    ],
)
def test_a_line_with_nothing_but_what_the_page_states_is_a_byline(text):
    assert StatedByline("Jo Bell", date(2020, 1, 4)).matches(text)


@pytest.mark.parametrize(
    "text",
    ["", "Jo Bell was here", "5 January 2020", "In 2020 we had 4 urns", "by", "Kettles", "On 4 kettles"],
)
def test_a_line_with_other_words_is_not_a_byline(text):
    assert not StatedByline("Jo Bell", date(2020, 1, 4)).matches(text)


def test_a_name_at_the_end_of_a_text_stays_in_it():
    author = '<script type="application/ld+json">{"@type": "BlogPosting", "author": {"name": "Jo Bell"}}</script>'
    records = page(f"{author}<h1>Kettles</h1><p>Jo Bell</p><p>Ours is dry.</p><p>Jo Bell</p>")
    assert posts(records) == [("Kettles", "Ours is dry.\n\nJo Bell")]


def permalink(number, shown):
    return f"<a href='{ADDRESS}?showComment=157812000{number}000#c10000000{number}'>{shown}</a>"


@pytest.mark.parametrize(
    "byline",
    [
        "<p><b>{}</b>{}</p>",
        "<p><b>{}</b> wrote on {}</p>",
        "<p>{}, {}</p>",
        "<p><small><b>{}</b> <i>{}</i></small></p>",
        "<p><i>{}</i> at {}</p>",
    ],
)
def test_the_only_text_beside_the_permalinks_of_all_comments_is_their_name(byline):
    body = "".join(
        f"<div id=c10000000{number}>{byline.format(name, permalink(number, f'0{number}:12'))}<p>{text}</p></div>"
        for number, name, text in ((1, "Dunlin", "One."), (2, "Cass Oak", "Two."))
    )
    assert comments(page(f"<h1>Kettles</h1><p>Ours is dry.</p>{body}")) == [("Dunlin", "One."), ("Cass Oak", "Two.")]


def test_a_word_that_all_permalinks_have_beside_them_is_no_name():
    body = "".join(
        f"<div id=c10000000{number}><p><b>Posted</b> {permalink(number, '09:12')}</p><p>One.</p></div>"
        for number in (1, 2)
    )
    assert [author for author, _ in comments(page(f"<h1>Kettles</h1><p>Ours is dry.</p>{body}"))] == [None, None]


def said(number, text, link=True):
    footer = permalink(number, "09:12").replace(f"#c10000000{number}", "") if link else "<a href=''>09:14</a>"
    return f"<p>Jo said...</p><p>{text}</p><p>{footer}</p>"


@pytest.mark.parametrize("is_last_linked", [True, False])
def test_lines_that_name_a_speaker_begin_comments_whose_permalinks_are_of_either_side(is_last_linked):
    thread = f"<div>{said(1, 'One.')}{said(2, 'Two.')}{said(3, 'Three.', is_last_linked)}</div>"
    assert [text for _, text in comments(page(f"<h1>Kettles</h1><p>Ours is dry.</p><h4>3 comments</h4>{thread}"))] == [
        *("One.", "Two.", "Three."),
    ]


def test_a_comment_without_a_text_is_left_out_beside_unplaced_words_and_named():
    comment = f"<div class=comment-header><cite>Jo</cite> {permalink(1, '09:12')}</div><h5>4 replies</h5><p>One.</p>"
    records = page(f"<div class=post><h3 class=post-title>Kettles</h3><div class=post-body>Dry.</div></div>{comment}")
    assert comments(records) == []
    assert "One." in unplaced(records)
    assert any("left out" in remark.text for remark in records if isinstance(remark, Remark))


def test_a_button_is_no_heading_of_comments():
    thread = f"<ol><li><p>Jo {permalink(1, '09:12')}</p><p>One.</p><span><a target=_self>Antworten</a></span></li></ol>"
    records = page(f"<h1>Kettles</h1><p>Ours is dry.</p><h4>1 Kommentar:</h4>{thread}")
    assert "One." in comments(records)[0][1]


@pytest.mark.parametrize("title", ["<h1>{}</h1>", "<p>{}</p>"])
def test_the_only_comment_does_not_hold_the_post_that_is_beside_it(title):
    post = title.format("Kettles") + "<p>Ours is dry.</p>"
    body = f"<div>{post}<div><p>Jo {permalink(1, '09:12')}</p><p>One.</p></div></div>"
    assert "Ours is dry." not in comments(page(body))[0][1]


def test_the_link_to_the_rest_of_a_post_is_neither_its_title_nor_in_its_text():
    footer = f"<p>Posted by Jo at <a rel=bookmark href={ADDRESS}>09:02</a></p>"
    post = f"<p><a href={ADDRESS}>Kettles</a></p><p>Ours is dry.</p><p><a href={ADDRESS}#more>Read more</a></p>{footer}"
    assert posts(page(post, address="https://tarnshire.blogspot.com/2020/01/")) == [("Kettles", "Ours is dry.")]


def test_the_only_address_of_all_permalinks_is_that_of_the_page():
    footer = f"<p>posted by Jo Bell at <a title='permanent link' href='{ADDRESS}#108'>9:56 AM</a></p>"
    body = f"<p>Tuesday, September 14, 2004</p><p><a name=108123456></a><b>Kettles</b></p><p>Ours is dry.</p>{footer}"
    records = page_records(f"<html><head><meta name=generator content=blogger></head><body>{body}</body></html>")
    (post,) = [record for record in records if isinstance(record, ParsedPost)]
    assert (post.title, post.url, post.author, post.day) == ("Kettles", ADDRESS, "Jo Bell", date(2004, 9, 14))


def test_the_keywords_of_a_post_are_its_labels_if_it_prints_none():
    data = '<script type="application/ld+json">{"@type": "BlogPosting", "keywords": "tea, urns"}</script>'
    records = page(f"{data}<h1>Kettles</h1><p>Ours is dry.</p>")
    (post,) = [record for record in records if isinstance(record, ParsedPost)]
    assert post.labels == ("tea", "urns")
