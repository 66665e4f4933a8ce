"""Test saved Blogger pages: posts, comments, threads and dates, and that every word is accounted for."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from archive.formats.blogger_html import read, recognises
from archive.formats.blogger_page.comments import comment_count
from archive.formats.blogger_page.dates import parse_printed_day, show_comment_time
from archive.formats.records import ChangedCharacters, OtherText, ParsedComment, ParsedPost, Remark, WordCount
from archive.formats.word_accounts import account_of_comment, account_of_post
from archive.markup.from_html import raw_words
from archive.sources.document import Document
from patience import many, no_hang
from shared import SAMPLES

HERE = Path(__file__).parents[1] / "samples" / "blogger_html"
PAGES = sorted(HERE.glob("*.html"))
PUBLIC = SAMPLES / "html"
REAL_PAGES = [*sorted((PUBLIC / "blogger").glob("*.html")), PUBLIC / "readability-blogger.html"]
TAG = "tag:blogger.com,1999:blog-4711.post-8100200300400500"


def document(page, **more):
    data = page if isinstance(page, bytes) else page.encode()
    return Document("page.html", sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data), **more)


def sample(name):
    return document((HERE / f"{name}.html").read_bytes())


def found(page, kind):
    return [record for record in read(page).records if isinstance(record, kind)]


def posts(page):
    return found(page, ParsedPost)


def comments(page):
    return [comment for post in posts(page) for comment in post.comments] + found(page, ParsedComment)


def remarks(page):
    return [remark.text for remark in found(page, Remark)]


def assert_accounted_for(page):
    """Check that each word is in one record, kept or left out for a reason, and that positions are unique."""
    *records, counted = read(page).records
    assert isinstance(counted, WordCount)
    raws, lines = [], []
    for record in records:
        inner = record.comments if isinstance(record, ParsedPost) else ()
        for one in (record, *inner):
            if isinstance(one, ParsedPost | ParsedComment):
                account = account_of_post(one) if isinstance(one, ParsedPost) else account_of_comment(one)
                assert (account.lost, account.invented) == ((), ())
            if not isinstance(one, Remark | ChangedCharacters):
                raws.append(one.raw)
                lines.append(one.lines)
    assert sum(len(raw.split()) for raw in raws) == counted.words
    assert sorted(lines) == [(number, number) for number in range(1, len(lines) + 1)]
    return raws


def wrapped(inside, head=""):
    return f"<html><head><meta name=generator content=blogger>{head}</head><body>{inside}</body></html>"


# Words


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_word_of_a_page_is_in_one_record(path):
    html = path.read_bytes()
    there = Counter(word for raw in assert_accounted_for(document(html)) for word in raw.split())
    assert not Counter(raw_words(html.decode())) - there


@pytest.mark.shared
@pytest.mark.parametrize("path", REAL_PAGES, ids=lambda path: path.stem)
def test_every_word_of_a_real_page_is_in_one_record(path):
    """With the themes, gadgets and scripts of real blogs."""
    page = document(path.read_bytes())
    assert recognises(page)
    assert_accounted_for(page)
    assert len(posts(page)) == 1 and read(page).form == "html:post"
    anchors = set(re.findall(r'<li class="comment" id="c(\d+)"', path.read_text("utf-8")))
    assert {comment.id for comment in comments(page)} == anchors


@pytest.mark.shared
def test_the_reply_on_a_real_page_is_attached():
    """The page was written by Blogger."""
    page = document(next(path for path in REAL_PAGES if "bookshelf" in path.name).read_bytes())
    first, second = comments(page)
    assert (first.in_reply_to, second.in_reply_to) == (None, first.id)
    assert first.published == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1381172401460)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_damaged_page_loses_no_word(path):
    data, dice = path.read_bytes(), random.Random(path.stem)
    for _ in range(12):
        assert_accounted_for(document(data[: dice.randrange(len(data))]))
        flipped = bytearray(data)
        for _ in range(5):
            flipped[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        assert_accounted_for(document(bytes(flipped)))


HOSTILE = [
    "<div class=post-outer><div class=post-body>x ",
    "<div class=comments><ol><li class=comment id=c1234567><p class=comment-content>x ",
    "<div class=date-outer><div class=post-outer><div id=comments>z",
    "<span hidden>a<div class=post-body>b",
    "<script>var items = [[[[ timestamp </script>",
    "<h3 class=post-title><a href=http://[x>y",
]


@pytest.mark.parametrize("bit", HOSTILE)
def test_a_hostile_page_is_parsed_quickly(bit):
    page = document(wrapped(many(bit, 100_000 // len(bit))))
    with no_hang():
        list(read(page).records)


@pytest.mark.parametrize("bit", ["<meta ", "<link canonical ", "<div post-body-", "<!--", " "])
def test_a_hostile_page_is_rejected_quickly(bit):
    with no_hang():
        assert not recognises(document("<html>" + many(bit, 10_000)))


# Recognition


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_blogger_pages_are_recognised(path):
    assert recognises(document(path.read_bytes()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain text about a blogspot page",
        "<html><body>Read http://tarnshire.blogspot.com/2020/01/a.html?showComment=1 <b>today</b>",
        "<?xml version='1.0'?><feed><generator>Blogger</generator></feed>",
        "<html><head><meta name=generator content=blogger></head><b:section id='main'></b:section></html>",
        "<html><meta name=generator content='WordPress 6'><div class='post hentry'>x</div></html>",
    ],
)
def test_other_documents_are_not_recognised(text):
    assert not recognises(document(text))


@pytest.mark.shared
def test_real_pages_of_other_sites_are_not_recognised():
    """Pages made by other systems."""
    others = [path for path in PUBLIC.glob("*.html") if not re.search(rb"""content=.blogger""", path.read_bytes())]
    assert len(others) == 5
    assert not any(recognises(document(path.read_bytes())) for path in others)


# Posts


def test_a_post_is_parsed_with_all_its_facts():
    (post,) = posts(sample("threaded"))
    assert read(sample("threaded")).form == "html:post"
    assert (post.title, post.author, post.labels) == ("The lift is out again", "Jan Fellside", ("Tarnshire", "Estates"))
    assert (post.id, post.url) == (f"{TAG}601", "https://tarnshire.blogspot.com/2021/05/the-lift-is-out-again.html")
    assert post.published == datetime(2021, 5, 25, 23, 30, tzinfo=UTC)
    assert post.day == date(2021, 5, 26), "the day at the offset of the timestamp"
    assert post.declared_comments == 5 and not post.partial
    assert "[last month](<https://tarnshire.blogspot.com/2021/04/lift.html>)" in post.body
    assert "Email" not in post.body


def test_an_archive_page_gives_each_of_its_posts():
    page = sample("archive")
    assert read(page).form == "html:archive"
    second, first = posts(page)
    assert second.day == first.day == date(2016, 12, 15)
    assert [second.id, first.id] == [f"{TAG}602", f"{TAG}603"]
    assert first.url == "https://tarnshire.blogspot.com/2016/12/one.html"
    assert (first.declared_comments, first.comments) == (12, ())


def test_a_post_cut_at_its_jump_break_is_partial():
    second, first = posts(sample("archive"))
    assert (second.partial, first.partial) == (True, False)
    assert "Read more" not in second.body


def test_a_heading_without_text_is_not_a_post():
    (other,) = [other for other in found(sample("archive"), OtherText) if other.raw == "Nothing yet"]
    assert other.reason == "heading without a text"
    assert "page: “Nothing yet”: it has no text on this page" in remarks(sample("archive"))


def test_a_post_without_a_title_or_timestamp_takes_its_day_from_the_heading():
    (post,) = posts(sample("untitled"))
    assert (post.title, post.day, post.published) == (None, date(2021, 5, 26), None)
    assert (post.body, post.declared_comments) == ("No heading today, only this.", 0)


def test_newer_themes_are_parsed():
    (post,) = posts(sample("newer_theme"))
    assert (post.kind, post.title, post.body) == ("page", "About", "Who we are.")
    assert (post.author, post.labels, post.id) == ("Jan Fellside", ("House",), f"{TAG}605")
    assert post.published == datetime(2019, 2, 3, 8, 15, tzinfo=UTC)
    assert [comment.author for comment in post.comments] == ["Beck", "Anonymous"]


def test_a_teaser_of_a_newer_theme_is_partial():
    inside = "<div class=post><h3 class=post-title><a href=/2020/01/a.html>A</a></h3><div class=post-snippet>Begins"
    html = wrapped(inside + "</div></div>", "<link rel=canonical href=https://tarnshire.blogspot.com/>")
    (post,) = posts(document(html))
    assert (post.partial, post.url) == (True, "https://tarnshire.blogspot.com/2020/01/a.html")


def test_posts_in_a_mobile_list_are_partial():
    inside = """<div class='mobile-date-outer date-outer'><div class=date-header><span>26 May 2021</span></div>
    <div class=mobile-post-outer><a href=/2021/05/a.html><h3 class='mobile-index-title entry-title'>A</h3>
    <div class=mobile-index-contents><div class=post-body>Begins</div></div></a></div></div>"""
    html = wrapped(inside, "<link rel=canonical href=https://tarnshire.blogspot.com/>")
    (post,) = posts(document(html))
    assert (post.title, post.body, post.partial, post.day) == ("A", "Begins", True, date(2021, 5, 26))
    assert post.url == "https://tarnshire.blogspot.com/2021/05/a.html"


def test_a_page_without_an_address_takes_that_of_its_document():
    html = wrapped("<div class='post-body' id=post-body-123456>Text</div>")
    address = "http://www.tarnshire.blogspot.co.uk/2020/02/b.html?m=1"
    assert [post.url for post in posts(document(html, address=address))] == [address]
    assert [post.url for post in posts(document(html))] == [None]
    assert read(document(html, address="http://tarnshire.blogspot.com/2020/02/")).form == "html:archive"


def test_a_post_of_an_unknown_blog_has_no_id():
    (post,) = posts(document(wrapped("<div class='post-body' id=post-body-123456>Text</div>")))
    assert post.id is None


def test_a_date_in_another_language_is_not_guessed():
    html = wrapped(
        "<div class=date-outer><h2 class=date-header>mardi 5 juin 2018</h2><div class=post-body>x</div></div>"
    )
    assert [post.day for post in posts(document(html))] == [None]
    assert "“mardi 5 juin 2018” cannot be read reliably" in remarks(document(html))[0]


def test_text_after_a_surplus_end_tag_is_quarantined():
    html = wrapped(
        "<div class=post-outer><div class=post-body>One</div></div>Two<div class=post-footer>By Jo</div></div>"
    )
    html = html.replace("</div></div>Two", "</div>Two")
    (other,) = [other for other in found(document(html), OtherText) if other.quarantined]
    assert (other.raw, other.reason) == ("Two", "between the post and its footer")


def test_a_post_with_an_unclosed_div_ends_at_its_footer():
    html = wrapped(
        "<div class=post-outer><div class=post-body><div>One</div><div>Two<div class=post-footer>By Jo</div>"
    )
    assert [post.body for post in posts(document(html))] == ["One\n\nTwo"]


def test_a_post_that_quotes_the_markup_of_another_stays_one_post():
    quoted = "<div class=post-body id=post-body-999999><h3 class=post-title>Old</h3>said</div>"
    (post,) = posts(document(wrapped(f"<div class=post-outer><div class=post-body>New {quoted} end</div></div>")))
    assert post.body == "New\n\n### Old\n\nsaid\n\nend"


def test_a_post_cut_off_by_the_end_of_the_page_is_partial():
    html = "<html><meta name=generator content=blogger><div class=post-body>It begins and then"
    (post,) = posts(document(html))
    assert (post.body, post.partial) == ("It begins and then", True)
    assert "the page is cut off in it" in " ".join(remarks(document(html)))


def test_a_page_without_a_post_is_quarantined():
    (other,) = found(document(wrapped("<h1>Sorry, this page does not exist</h1>")), OtherText)
    assert other.quarantined and other.reason == "a page without a post"


def test_a_page_whose_words_do_not_add_up_is_quarantined():
    page = document(wrapped("<span hidden>a<div class=post-body>b" * 3))
    (other,) = found(page, OtherText)
    assert (other.raw.split(), other.reason) == (
        ["a", "ba", "ba", "b"],
        "the words of the page do not add up",
    ) and other.quarantined
    assert "save the page again" in remarks(page)[0]
    assert_accounted_for(page)


# Comments


def test_replies_are_attached_at_every_level():
    parents = {
        comment.id[-1]: comment.in_reply_to and comment.in_reply_to[-1] for comment in comments(sample("threaded"))
    }
    assert parents == {"1": None, "2": "1", "3": "2", "4": None, "5": "4"}


def test_a_comment_has_only_its_own_words():
    first, second, third, *_ = comments(sample("threaded"))
    assert first.body == "See [there](<https://tarnshire.blogspot.com/2020/01/stairs.html?showComment=1#c77>)."
    assert second.body == "Stairs it is.\nAgain."
    assert third.body == "The second answer, to Anonymous & friends."


def test_names_are_kept_as_given_and_times_to_the_millisecond():
    first, second, *_ = comments(sample("threaded"))
    assert (first.author, second.author) == ("Old Hand...", "Anonymous")
    assert first.published == datetime(2021, 5, 26, 3, 35, 0, 1000, tzinfo=UTC)


def test_a_removed_comment_keeps_its_place_and_its_replies():
    gone, reply = comments(sample("threaded"))[3:]
    assert (gone.removed, reply.removed, reply.in_reply_to) == (True, False, gone.id)
    assert gone.body == "This comment has been removed by the author."


def test_a_page_rewritten_by_another_program_gives_the_same_comments():
    plain, rewritten = (posts(sample(name)) for name in ("threaded", "rewritten"))
    assert (HERE / "rewritten.html").read_text("utf-8").count("\n") == 1
    assert rewritten == plain


def test_comments_of_an_old_theme_are_parsed_without_threading():
    first, second, third = comments(sample("classic"))
    assert [comment.author for comment in (first, second, third)] == ["Ghyll Sergeant", "Anonymous", "Ghyll Sergeant"]
    assert first.body == "Who signs off the leave?\nNobody, it seems."
    assert first.published == datetime(2009, 3, 4, 20, 55, tzinfo=UTC)
    assert (third.removed, third.published) == (True, None), "a local time without a zone is not guessed at"
    assert "page: comments: threading unknown; the page does not say which comments are replies" in remarks(
        sample("classic")
    )


def test_missing_comments_are_remarked_on():
    found = remarks(sample("incomplete"))
    assert "page: comments: the page offers to load more; some are missing" in found
    assert "page: comments: the page says 212 and shows 3; some are missing" in found


def test_the_comments_in_a_script_fill_in_what_the_page_lacks():
    *there, added = comments(sample("listed"))
    assert [comment.in_reply_to and comment.in_reply_to[-1] for comment in there] == [None, "1", "2"]
    assert (added.body, added.author, added.in_reply_to) == ("Only **here**, & late.", "Late Shift", there[2].id)
    differing = [text for text in remarks(sample("listed")) if "its script disagree" in text]
    assert [text.split("disagree about ")[1] for text in differing] == [
        "when it was published; the page is followed",
        "which comment it replies to; the page is followed",
    ]


def test_comments_on_a_page_without_their_post_name_the_post():
    html = wrapped(
        "<div id=comments><ol><li class=comment id=c1234567><p class=comment-content>Hm</p></ol></div>",
        "<link rel=canonical href=https://tarnshire.blogspot.com/2020/01/a.html>",
    )
    (comment,) = found(document(html), ParsedComment)
    assert comment.body == "Hm"
    assert comment.post and comment.post.url == "https://tarnshire.blogspot.com/2020/01/a.html"


def test_a_comment_cut_off_by_the_end_of_the_page_is_quarantined():
    html = (HERE / "threaded.html").read_text("utf-8")
    page = document(html[: html.index("Again.")])
    assert [comment.id[-1] for comment in comments(page)] == ["1"]
    (other,) = [other for other in found(page, OtherText) if other.quarantined]
    assert (other.raw, other.reason) == ("Stairs it is.", "a comment that is cut")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<a href=/p>Jo B</a> said...", "Jo B"),
        ("Jo said so said...", "Jo said so"),
        ("At 9:55 PM, Anonymous said...", "Anonymous"),
        ("Anonym hat gesagt…", "Anonym"),
        ("Joku kirjoitti...", None),
        ("Jo", "Jo"),
    ],
)
def test_the_author_is_found_in_the_line_above_a_comment(line, author):
    html = f"<dl id=comments-block><dt class=comment-author id=c1>{line}</dt><dd class=comment-body>x</dd></dl>"
    assert [comment.author for comment in comments(document(wrapped(html)))] == [author]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 comments:", 12),
        ("1,204 comments:", 1204),
        ("No comments:", 0),
        ("Aucun commentaire:", 0),
        ("Kommentare:", None),
        ("Post a Comment", None),
    ],
)
def test_the_number_of_comments_is_read_from_a_heading(text, number):
    assert comment_count(text) == number


# Dates


@pytest.mark.parametrize(
    "text",
    ["Wednesday, 26 May 2021", "Wednesday 26 May 2021", "Wednesday, May 26, 2021", "May 26, 2021", "26 May 2021"],
)
def test_an_english_day_is_parsed(text):
    assert parse_printed_day(text) == date(2021, 5, 26)


@pytest.mark.parametrize("text", ["Thursday, 26 May 2021", "31 June 2021", "26 mai 2021", "26/05/2021", "May 2021", ""])
def test_an_invalid_day_is_none(text):
    assert parse_printed_day(text) is None


def test_a_comment_time_out_of_range_is_none():
    assert show_comment_time("?showComment=999999999999999") is None
    assert show_comment_time("?showComment=0#c1") == datetime(1970, 1, 1, tzinfo=UTC)
