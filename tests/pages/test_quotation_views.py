"""Notes and lists of quotations say what the engine found, and every link leads somewhere."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from archive.lazy import known
from archive.pages.comment_views import comment_views
from archive.pages.quotations.notes import without_repeated_notes
from archive.pages.quotations.page_texts import mark_texts, page_texts
from archive.text_reuse.model import QUOTES_A_THIRD_PARTY
from quotation_pages import PAGES, POST, WORDS, Shown, comment, passage, view
from templates import template

# Notes


def test_each_end_of_a_quotation_names_the_other_and_links_to_the_passage():
    shown = Shown(PAGES, passage("mailout", 55, "post", 110, "mailout"))
    assert shown.notes("post") == ["From Mailout, 1 June 2017"]
    assert shown.notes("mailout") == ["Quoted in Post, 25 June 2017"]
    assert (shown.targets("post"), shown.targets("mailout")) == (["/mailout.html#w55"], ["/post.html#w110"])
    assert 'id="w110"' in shown.html["post"]
    assert 'id="w55"' in shown.html["mailout"]


def test_a_comment_is_named_with_its_post_except_on_the_page_of_that_post():
    shown = Shown(
        PAGES,
        passage("later#c5", 0, "post", 60, "post"),
        passage("post", 120, "post#c7", 0, "post"),
        passage("post", 210, "post#c8", 10, "post"),
    )
    assert shown.notes("post") == [
        "Quoted in a comment by <b>Eve</b> on Later, 25 June 2017",
        "Quoted below in a comment by Jim",
        "Quoted below in comment 2",
    ]
    assert shown.notes("post#c7") == ["From the post above"]
    assert shown.targets("post")[1:] == ["#c7-w0", "#c8-w10"]
    assert shown.targets("post#c7") == ["#w120"]
    assert "<b>Eve" not in shown.html["post"]


def test_one_comment_quotes_another():
    shown = Shown(PAGES, passage("post#c7", 0, "post#c9", 20, "post#c7"))
    assert shown.notes("post#c7") == ["Quoted in a comment by Ann"]
    assert shown.notes("post#c9") == ["From a comment by Jim"]
    assert 'id="c9-w20"' in shown.html["post#c9"]


@pytest.mark.parametrize(
    ("source", "reason", "notes"),
    [
        (None, "nobody knows", ["Also in Post, 25 June 2017", "Also in Later, 2 January 2018"]),
        ("post", "it is earlier", ["From Post, 25 June 2017", "Quoted in Later, 2 January 2018"]),
        ("post", QUOTES_A_THIRD_PARTY, ["Earlier in Post, 25 June 2017", "Later in Later, 2 January 2018"]),
    ],
)
def test_no_note_says_more_than_is_known(source, reason, notes):
    shown = Shown(PAGES, passage("later", 100, "post", 100, source, reason=reason))
    assert shown.notes("later") + shown.notes("post") == notes


def test_a_text_without_a_date_is_called_undated_and_a_comment_without_a_time_is_not():
    shown = Shown(PAGES, passage("post", 100, "undated", 100), passage("later", 100, "post#c8", 0, "post#c8"))
    assert shown.notes("post") == ["Also in Undated, undated"]
    assert shown.notes("later") == ["From comment 2 on Post"]


def test_a_passage_repeated_within_a_post_says_where_the_other_one_is():
    shown = Shown(PAGES, passage("post", 0, "post", 200))
    assert shown.notes("post") == ["Repeated further down", "Repeated further up"]
    assert shown.targets("post") == ["#w200", "#w0"]


def test_screen_readers_hear_how_long_a_passage_is_before_where_it_is_from():
    shown = Shown(PAGES, passage("mailout", 0, "post", 0, "mailout", words=86))
    (note,) = BeautifulSoup(shown.html["post"], "lxml").select("p.from[data-search-ignore]")
    assert note.get_text() == "Passage of 86 words. From Mailout, 1 June 2017"
    assert note.select_one(".unseen").get_text() == "Passage of 86 words. "


def quoted_by(count: int, at: int = 0) -> Shown:
    posts = [view(f"n{number:02}", date(2017, 7, 30 - number)) for number in range(count)]
    return Shown(
        [POST, *posts], *(passage(each.ref, 5, "post", at + (number % 3), "post") for number, each in enumerate(posts))
    )


def test_two_texts_are_both_named_and_of_more_the_earliest():
    assert quoted_by(2).notes("post") == ["Quoted in N01, 29 July 2017 and in N00, 30 July 2017"]
    shown = quoted_by(5)
    assert shown.notes("post") == ["Quoted in N04, 26 July 2017 and 4 more"]
    assert shown.targets("post") == ["/n04.html#w5", "#quotations"]
    assert [f'id="w{at}"' in shown.html["post"] for at in range(4)] == [True, True, True, False]


def test_of_several_sources_napo_s_own_papers_come_first():
    shown = Shown(
        PAGES,
        passage("mailout", 10, "undated", 10, "mailout"),
        passage("post", 10, "undated", 12, "post"),
        passage("later", 10, "undated", 11, "later"),
    )
    assert shown.notes("undated") == ["From Mailout, 1 June 2017 and 2 more"]


def test_a_passage_that_came_from_one_text_and_went_on_to_another_has_one_note():
    shown = Shown(PAGES, passage("mailout", 0, "post", 0, "mailout"), passage("later", 0, "post", 2, "post"))
    assert shown.notes("post") == ["From Mailout, 1 June 2017 Quoted in Later, 2 January 2018"]


def test_passages_of_one_block_with_the_same_source_have_one_note():
    shown = Shown(
        PAGES,
        passage("mailout", 0, "post", 0, "mailout", words=22),
        passage("mailout", 60, "post", 25, "mailout", words=22),
        passage("mailout", 90, "post", 60, "mailout", words=22),
    )
    assert shown.notes("post") == ["From Mailout, 1 June 2017"] * 2
    assert [f'id="w{at}"' in shown.html["post"] for at in (0, 25, 60)] == [True, True, True]


def test_notes_with_words_between_them_are_all_kept():
    note = '<p class="from" data-search-ignore><span class="unseen">Heard. </span>'
    note += '<span>From <a href="/{}">B</a></span></p>'
    other = note.replace("B", "C")
    html = f"{note.format(1)}<p>Text</p>{note.format(2)}{other.format(3)}{note.format(4)}{note.format(5)}<p>End</p>"
    assert without_repeated_notes(html) == html.replace(note.format(5), "")


def test_a_title_and_a_name_are_text_in_a_note():
    odd = view("odd", date(2019, 1, 1), title="<i>A</i> & B")
    shown = Shown([POST, odd], passage("odd", 0, "post", 0, "odd"))
    assert "&lt;i&gt;A&lt;/i&gt; &amp; B</a>" in shown.html["post"]


# What cannot be shown


def test_a_passage_of_a_text_that_has_no_page_is_not_shown():
    assert Shown(PAGES, passage("elsewhere", 0, "post", 0, "post")).links == {}


def test_a_passage_whose_words_one_page_does_not_show_leaves_no_link_to_it():
    hollow = view("hollow", date(2018, 5, 5))
    hollow.html = known("<p>Something else.</p>")
    shown = Shown(
        [*PAGES, hollow], passage("hollow", 0, "post", 0, "post"), passage("mailout", 0, "post", 0, "mailout")
    )
    assert sorted(shown.links) == ["mailout", "post"]
    assert shown.notes("post") == ["From Mailout, 1 June 2017"]


def test_words_of_a_collapsed_repeat_are_not_marked():
    passages = [passage("mailout", 0, "post", 60, "mailout")]
    texts = page_texts(PAGES, {"mailout", "post"}, {"post": [(60, 100)]})
    assert texts["post"].words[59:101] == ["word59", *[""] * 40, "word100"]
    links, _, _ = mark_texts(texts, passages)
    assert links == {}


# The list under a text


def test_the_list_has_what_a_post_quotes_who_quotes_it_and_who_else_has_its_passages():
    shown = Shown(
        PAGES,
        passage("mailout", 55, "post", 110, "mailout"),
        passage("later", 0, "post", 200, "post"),
        passage("post", 300, "undated", 0),
        passage("later", 60, "post#c9", 3, "post#c9"),
    )
    quotes, quoted, also = shown.listed("post", "post#c9")
    assert [kind.heading for kind in (quotes, quoted, also)] == ["Quotes", "Quoted by", "Also in"]
    (line,) = quotes.shown
    assert (line.opening, line.url, line.words) == (" ".join(WORDS[110:117]) + "…", "#w110", 30)
    assert (line.other.relation, line.other.text, line.other.url) == ("from", "Mailout", "/mailout.html#w55")
    assert (line.other.date_iso, line.other.date_text) == ("2017-06-01", "1 June 2017")
    assert [(line.comment, line.url) for line in quoted.shown] == [("", "#w200"), ("a comment by Ann", "#c9-w3")]
    assert [line.other.relation for line in also.shown] == ["also in"]


def test_a_passage_within_one_page_is_listed_once():
    shown = Shown(PAGES, passage("post", 120, "post#c7", 0, "post"), passage("post", 0, "post", 300))
    quoted, also = shown.listed("post", "post#c7")
    assert [line.other.text for line in (*quoted.shown, *also.shown)] == ["a comment by Jim", "further down"]
    assert (quoted.shown[0].other.date_text, also.shown[0].other.relation) == ("", "repeated")


def test_more_than_ten_of_a_kind_are_folded():
    (kind,) = quoted_by(12).listed("post")
    assert (len(kind.shown), len(kind.folded)) == (10, 2)
    page = BeautifulSoup(template("_quotations").module.passages(kind, ".."), "lxml")
    assert (len(page.select("li")), len(page.select("details li"))) == (12, 2)
    assert page.summary.get_text() == "2 more passages"
    links = [link["href"] for link in page.select("details li:last-child a")]
    assert links == [kind.folded[-1].url, f"..{kind.folded[-1].other.url}"]
    (kind,) = quoted_by(10).listed("post")
    assert (len(kind.shown), len(kind.folded)) == (10, 0)


def test_nothing_is_listed_for_a_post_that_shares_nothing():
    assert Shown(PAGES).listed("post") == ()


# Feeds and comments


def test_marks_are_on_pages_but_not_in_feeds():
    post = view("post", date(2017, 6, 25))
    assert post.marked_html_at("..") == post.html_at("..")
    post.marked_html = known('<p>Marked <a href="/a.html">here</a></p>')
    assert post.marked_html_at("..") == '<p>Marked <a href="../a.html">here</a></p>'
    assert "Marked" not in post.html_at("..")


def test_a_comment_gets_its_marks_at_any_depth_of_the_thread():
    post = view("post", comments=[comment("1"), comment("2", parent="1")])
    (first,) = (each.marked({"c2": known("<p>Marked</p>")}) for each in post.thread)
    assert first.marked_html_at("") == first.html.value
    assert (first.replies[0].marked_html_at(""), first.replies[0].html.value) == ("<p>Marked</p>", first.html.value)


def test_a_duplicate_comment_keeps_its_place_and_links_to_the_one_that_is_shown():
    twice = [
        comment("1"),
        comment("2", parent="1"),
        comment("3", published=None),
        comment("4"),
        comment("5", parent="4"),
    ]
    post = view("post", comments=twice).post
    first, third, fourth = comment_views(post, {"4": "1", "2": "3", "3": "99"})
    assert (fourth.same_as.id, fourth.same_as.text) == ("c1", "the comment from 25 June 2017, 09:30")
    assert (first.replies[0].same_as.id, first.replies[0].same_as.text) == ("c3", "comment 2")
    assert (first.same_as, third.same_as) == (None, None)
    assert [reply.id for reply in fourth.replies] == ["c5"]
    assert fourth.html.value == first.html.value
