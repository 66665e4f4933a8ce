"""Test the cases of saved pages: unknown themes, unknown comments, and what is cut out of a text."""

from __future__ import annotations

import pytest

from archive.formats.records import OtherText, ParsedComment, ParsedPost
from cases import import_case
from page_records import page_records

ANCHORS = "36-unknown-comment-markup"


def test_share_buttons_are_cut_out_of_a_post(tmp_path):
    assert import_case("12-share-buttons-in-body", tmp_path).post.body == "Forty colleagues met on Monday evening."


def test_a_post_in_elements_of_an_unknown_theme_is_read_up_to_its_footer(tmp_path):
    post = import_case("30-custom-theme-body", tmp_path).post
    assert post.body.split()[:2] == ["Forty", "colleagues"] and post.body.split()[-3:] == ["the", "new", "form."]


def test_a_post_that_is_only_a_title_is_published_from_its_own_page(tmp_path):
    post = import_case("35-title-only-page", tmp_path).post
    assert (post.title, post.body) == ("Strike on Friday: just a notice", "")


def test_comments_are_told_apart_by_their_anchors_whatever_their_markup_is(tmp_path):
    posts = import_case(ANCHORS, tmp_path).posts.values()
    table, plain = sorted((post.comments for post in posts), key=len, reverse=True)
    assert [comment.author for comment in table] == ["Anonymous", "Marlow", "Anonymous", "Pat B"]
    assert [comment.published and comment.published.strftime("%H:%M") for comment in table] == [
        *("09:02", "09:40", "10:15", "12:31"),
    ]
    assert table[1].body == "Estates were told in October.\nThey have a form for it."
    assert [comment.author for comment in plain] == [None, None, None]
    assert [comment.body.split()[-2:] for comment in plain] == [
        ["15/3/16", time] for time in ("08:12", "08:50", "11:05")
    ]


HEAD = """<html><head><meta name=generator content=blogger><link rel=canonical
href=https://tarnshire.blogspot.com/2020/01/a.html><meta property=og:title content="Kettles"></head><body>"""


def page(body, head=HEAD):
    return page_records(f"{head}{body}</body></html>")


def found(records, kind):
    return [record for record in records if isinstance(record, kind)]


def comments(records):
    (post,) = found(records, ParsedPost)
    return [(comment.id[-1], comment.body) for comment in post.comments]


def unplaced(records):
    return [(other.raw, other.reason) for other in found(records, OtherText) if other.quarantined]


POST = "<div class=post><h3 class=post-title>Kettles</h3><div class=post-body>Ours is dry.</div></div>"


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li id=c100000001>One.<li id=c100000002>Two.</ul>",
        "<div><x-note id=c100000001><u>One.</u></x-note> <x-note id=c100000002>Two.</x-note></div>",
        "<p><a name=c100000001></a>One.<p><a name=c100000002></a>Two.",
        "<a id=c100000001></a>One.<hr><a id=c100000002></a>Two.<hr>",
        "<dl><dt id=c100000001></dt><dd>One.</dd><dt id=c100000002></dt><dd>Two.</dd></dl>",
        "<table><tr><td id=c100000001><td>One.<tr><td id=c100000002><td>Two.</table>",
        "<div><b><a name=c100000001></a></b><p>One.</p></div><div><b><a name=c100000002></a></b><p>Two.</p></div>",
        "<h2>2 replies</h2><u><a name=c100000001></a></u><p>One.</p><u><a name=c100000002></a></u><p>Two.</p>",
    ],
)
def test_the_words_of_a_comment_are_found_by_its_anchor(markup):
    assert comments(page(POST + markup)) == [("1", "One."), ("2", "Two.")]


def test_comments_are_known_by_their_permalinks_if_they_have_no_anchor():
    link = "<a href=https://tarnshire.blogspot.com/2020/01/a.html?showComment=1577880000000#c10000000{0}>then</a>"
    units = "".join(f"<div><p>{text}</p>{link.format(number)}</div>" for number, text in ((1, "One."), (2, "Two.")))
    assert comments(page(f"{POST}<div>{units}</div>")) == [("1", "One."), ("2", "Two.")]


def test_a_link_to_a_comment_elsewhere_is_not_a_comment():
    link = (
        "<p><a href=https://tarnshire.blogspot.com/2019/05/b.html?showComment=1577880000000#c100000009>Jo on B</a></p>"
    )
    assert not comments(page(POST + link))


def test_the_only_comment_ends_where_the_form_begins():
    form = "<div class=comment-form>Leave word</div>"
    (only,) = comments(page(f"{POST}<section><h3>1 comment:</h3><a name=c100000001></a><p>One.</p>{form}</section>"))
    assert only == ("1", "One.")


@pytest.mark.parametrize(
    "buttons",
    [
        "<a href='https://twitter.com/intent/tweet?u={}'>Post</a> | <a href='//facebook.com/share.php?u={}'>Like</a>",
        "<iframe src='https://www.facebook.com/plugins/like.php?href={}'></iframe>",
        "<a href='whatsapp://send?text={}'>WhatsApp</a>",
        "<span class='reaction-buttons'><table><tr><td>Reactions:</td></tr></table></span>",
        "<iframe src='//platform.twitter.com/widgets/tweet_button.html?url={}'></iframe>",
    ],
)
def test_buttons_that_share_the_page_are_cut_out_of_its_post(buttons):
    address = "https://tarnshire.blogspot.com/2020/01/a.html"
    html = POST.replace("Ours is dry.", f"<p>Ours is dry.</p><p>{buttons.format(address, address)}</p>")
    (post,) = found(page(html), ParsedPost)
    assert post.body == "Ours is dry."


def test_replies_are_told_by_the_lists_that_they_are_in_also_if_their_anchors_are_links():
    replies = "<ol id=c100000001-ra><li><a name=c100000002></a>Two.</ol>"
    section = f"<ol id=top-ra><li><a name=c100000001></a>One.{replies}<li><a name=c100000003></a>Three.</ol>"
    (post,) = found(page(POST + section), ParsedPost)
    assert [comment.in_reply_to for comment in post.comments] == [None, "100000001", None]


def test_words_that_are_not_recognised_are_unplaced_and_say_where_they_are():
    records = page(f"<p>Before.</p>{POST}<p>After.</p>")
    assert unplaced(records) == [("Before.", "above the post"), ("After.", "between the post and its footer")]


def test_signs_beside_the_posts_are_furniture():
    assert not unplaced(page(f"<p>|</p>{POST}"))


def test_words_between_comments_that_nobody_owns_are_unplaced():
    units = "<div><ul><li id=c100000001>One.<ul><li id=c100000002>Two.</ul>Whose?</ul></div>"
    ((words, place),) = unplaced(page(POST + units))
    assert (words, place) == ("Whose?", "in the comments, after comment c100000002")


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<nav>Front page</nav>", "navigation"),
        ("<div role=banner>The blog</div>", "header"),
        ("<aside>Elsewhere</aside>", "sidebar"),
        ("<div class='left-sidebar'>Elsewhere</div>", "sidebar"),
        ("<div class='widget HTML' data-version=1 id=HTML3>Counter</div>", "gadget"),
        ("<script>go()</script>", "script"),
        ("<p><a href=/search/label/kettles>kettles</a></p>", "labels"),
        ("<p><a href=/search?updated-max=2019>Older</a></p>", "pager"),
        ("<p><a href=https://www.blogger.com/share-post.g?postID=1>Mail this</a></p>", "share buttons"),
    ],
)
def test_furniture_is_named_by_its_kind(markup, kind):
    (other,) = found(page(POST + markup), OtherText)
    assert (other.reason, other.kind, other.quarantined) == (f"page furniture: {kind}", "furniture", False)


@pytest.mark.parametrize("element", ["nav", "header", "div class=menu"])
def test_words_of_a_post_are_published_whatever_element_they_are_in(element):
    name = element.split()[0]
    (post,) = found(page(f"<div><h1>Kettles</h1><{element}><p>Ours is dry.</p></{name}></div>"), ParsedPost)
    assert post.body == "Ours is dry."


@pytest.mark.parametrize("element", ["aside", "footer"])
def test_a_post_is_not_published_empty_beside_words_that_may_be_its_text(element):
    records = page(f"<div><h1>Kettles</h1><{element}><p>Ours is dry.</p></{element}></div>")
    assert not found(records, ParsedPost)
    assert {words for words, _ in unplaced(records)} == {"Kettles", "Ours is dry."}


def test_a_menu_that_is_not_closed_is_furniture_only_up_to_the_post():
    records = page(f"<div class=sidebar><p>Elsewhere</p>{POST}<p>After.</p>")
    assert [post.body for post in found(records, ParsedPost)] == ["Ours is dry."]
    assert unplaced(records) == [("After.", "between the post and its footer")]


def test_a_gadget_is_no_post_of_the_page_of_one_post():
    gadget = "<div class=unknown><h3 class=post-title>Lost gloves</h3><div class=post-body>One glove.</div></div>"
    (post,) = found(
        page(POST.replace("<div class=post>", "<div class=post><a name=8100200300></a>") + gadget), ParsedPost
    )
    assert post.title == "Kettles"


def test_comments_without_a_post_on_the_page_are_read():
    records = page("<ul><li id=c100000001>One.<li id=c100000002>Two.</ul>")
    assert [comment.body for comment in found(records, ParsedComment)] == ["One.", "Two."]


def test_a_page_that_says_nothing_is_quarantined_as_a_whole():
    (other,) = found(page("<p>This page is gone.</p>"), OtherText)
    assert other.quarantined and other.raw.endswith("This page is gone.")
