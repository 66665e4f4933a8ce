"""Pages say what the sources say, and say what is unknown."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from archive.content.ledger import LedgerEntry
from archive.model import Comment, Post, Source
from archive.pages.comment_views import comment_views
from archive.pages.views import date_text
from archive.text import day_text
from post_views import view_of
from templates import template

SOURCE = Source(
    "inbox/a.txt", "0" * 64, "text:N+K1", (3, 40), url="https://example.org/a", licence="CC0", notes="Found."
)

DAY = date(2017, 6, 25)


def post(**facts) -> Post:
    required = {"id": "tag:a", "kind": "post", "permalink": "/2017/06/a.html", "body": "“One” two three."}
    return Post(**(required | facts))


def view(records=(), **facts):
    return view_of(post(**facts), "posts/2017/06/a", "<p>…</p>", records)


def record(outcome="published", **left_out: int) -> LedgerEntry:
    words = {reason.replace("_", " "): count for reason, count in left_out.items()}
    return LedgerEntry(**RECORD | {"outcome": outcome, "words_left_out": words})


RECORD = dict.fromkeys(LedgerEntry.__dataclass_fields__)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"day": DAY}, "Sunday 25 June 2017"),
        ({"permalink_known": True}, "in June 2017, day unknown"),
        ({}, "date unknown"),
        ({"permalink": "/undated/a.html", "permalink_known": True}, "date unknown"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(facts, text):
    assert date_text(post(**facts)) == text


def test_days_have_the_same_names_in_every_locale():
    assert day_text(date(1999, 12, 31)) == "Friday 31 December 1999"


def test_an_untitled_post_is_called_by_its_first_words():
    named = view(body="One two three four five six seven eight nine ten eleven")
    assert (named.title, named.untitled) == ("One two three four five six seven eight nine ten…", True)


def test_an_untitled_picture_has_a_name_to_be_clicked_on():
    named = view(body="![](<https://elsewhere.example/a.png>)")
    assert (named.title, named.untitled, named.opening) == ("Without words", True, "")


def test_titles_have_curly_quotes_and_are_plain_text():
    assert view(title='"It\'s <b>5</b> & 6" -- ok').title == "“It’s <b>5</b> & 6” — ok"


def test_posts_of_one_day_are_sorted_by_time():
    morning, evening = (
        view(day=DAY, published=datetime(2017, 6, hour // 24 + 24, hour % 24, 30, tzinfo=UTC)) for hour in (23, 41)
    )
    assert morning.sort_key == "2017-06-25T00:30:00"  # half past eleven in London's summer is the next day's
    assert evening.sort_key == "2017-06-25T18:30:00"
    assert view().sort_key < view(permalink_known=True).sort_key < view(day=DAY).sort_key < morning.sort_key


@pytest.mark.parametrize(
    ("facts", "cited"),
    [
        (
            {"title": "A title", "day": DAY, "author": "Jim", "url": "https://blog.example/a"},
            "Jim, “A title”, blog post, Sunday 25 June 2017. https://blog.example/a. "
            "Archive, https://archive.example/2017/06/a.html.",
        ),
        (
            {},
            "Untitled (““One” two three.”), blog post, date unknown. Archive, https://archive.example/2017/06/a.html.",
        ),
    ],
)
def test_a_citation_has_all_that_is_known(facts, cited):
    assert view(**facts).cite == cited


def test_a_predicted_address_is_cited_as_predicted():
    predicted = view(title="A title", day=DAY, sources=(SOURCE,))
    assert predicted.cite.endswith("https://archive.example/2017/06/a.html (address worked out, not the original).")
    assert "worked it out" in predicted.provenance.address
    known = view(title="A title", day=DAY, sources=(SOURCE,), permalink_known=True)
    assert known.cite.endswith("https://archive.example/2017/06/a.html.")
    assert known.provenance.address == ""


def test_an_undated_post_has_an_address_of_this_archive_s_own():
    undated = view(title="A title", sources=(SOURCE,), permalink="/undated/a.html")
    assert undated.provenance.address.endswith("The one here is this archive’s own.")


@pytest.mark.parametrize(
    ("comment", "is_unknown"),
    [
        (Comment("2", "b", parent="1", author="Jim"), True),
        (Comment("2", "b", parent="1", published=datetime(2017, 6, 25, tzinfo=UTC)), True),
        (Comment("2", "b", parent="1", author="Jim", published=datetime(2017, 6, 25, tzinfo=UTC)), False),
        (Comment("2", "", parent="1", removed=True), False),
    ],
)
def test_unknown_authors_and_times_are_explained_also_in_replies(comment, is_unknown):
    first = Comment("1", "a", author="Jim", published=datetime(2017, 6, 25, tzinfo=UTC))
    assert view(comments=(first, comment)).has_unknown_comments == is_unknown


def test_the_page_names_its_source_in_full():
    (source,) = view(sources=(SOURCE,)).provenance.sources
    assert (source.name, source.place, source.sha256) == ("inbox/a.txt", "lines\u00a03–40", "0" * 64)
    assert (source.url, source.licence, source.notes) == ("https://example.org/a", "CC0", "Found.")
    assert source.form_label not in ("", SOURCE.form)


@pytest.mark.parametrize(
    ("form", "lines", "place"),
    [
        ("text:C", (5, 78), "lines 5–78"),
        ("text:C", (5, 5), "line 5"),
        ("text:C", (0, 0), "comments only"),
        ("takeout", (7, 7), "entry 7"),
        ("export", (7, 7), "entry 7"),
        ("feed:rss", (1, 1), "entry 1"),
        ("feed:rss", (0, 0), "comments only"),
        ("mbox", (12, 12), "entry 12"),
        ("html:post", (1, 1), ""),
        ("mail", (1, 1), ""),
    ],
)
def test_the_position_in_a_source_is_given_as_a_person_would_look_for_it(form, lines, place):
    (source,) = view(sources=(replace(SOURCE, form=form, lines=lines),)).provenance.sources
    assert source.place.replace("\u00a0", " ") == place


def test_of_many_sources_five_are_shown_at_once_those_of_the_text_first():
    many = [
        replace(SOURCE, name=f"{number}.txt", sha256=f"{number:064}", lines=(0, 0) if number < 2 else (1, 2))
        for number in range(7)
    ]
    told = view(sources=tuple(many)).provenance
    assert [source.name for source in told.sources] == ["2.txt", "3.txt", "4.txt", "5.txt", "6.txt"]
    assert [source.name for source in told.more_sources] == ["0.txt", "1.txt"]
    assert view(sources=tuple(many[:5])).provenance.more_sources == ()


def test_files_with_the_same_bytes_are_one_source():
    here, there = (replace(SOURCE, name=f"{folder}/a.xml", form="export", lines=(7, 7)) for folder in ("b", "a.zip"))
    other = replace(here, lines=(8, 8))
    told = view(sources=(there, here, other)).provenance.sources
    assert [(source.name, source.same) for source in told] == [("a.zip/a.xml", ("b/a.xml",)), ("b/a.xml", ())]


BLOG_PAGE = {"id": "tag:blogger.com,1999:blog-1.page-2", "kind": "page", "permalink": "/p/about.html"}


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, "Blog post"),
        ({"kind": "mailout"}, "Mailout"),
        ({"kind": "page", "permalink": "/mailouts/undated/a.html", "url": "https://union.example/a"}, "Union web page"),
        (BLOG_PAGE, "Page of the blog"),
        (BLOG_PAGE | {"id": "tag:a"}, "Page of the blog"),
        (BLOG_PAGE | {"permalink": "/mailouts/undated/about.html"}, "Page of the blog"),
        (BLOG_PAGE | {"id": "tag:a", "permalink": "/a/b.html", "url": "http://x.org/p/about.html"}, "Page of the blog"),
    ],
)
def test_a_page_is_the_union_s_unless_something_says_that_it_is_the_blog_s(facts, label):
    assert view(**facts).kind_label == label
    assert f"”, {label.lower()}, date unknown." in view(**facts, title="A").cite.replace("”,,", "”,")


@pytest.mark.parametrize(
    ("forms", "facts", "said"),
    [
        ((), {}, "We have only the beginning of this post."),
        (("mail",), {"kind": "mailout"}, "We have only the beginning of this mailout."),
        (("feed:atom", "html:post"), {}, "We have only the beginning of this post, or a summary of it."),
        (("text:W2",), {"kind": "page"}, "We have only a teaser of this union web page."),
        (("html:archive",), BLOG_PAGE, "We have only the beginning of this page."),
    ],
)
def test_a_partial_post_says_which_part_we_have(forms, facts, said):
    sources = tuple(replace(SOURCE, form=form) for form in forms)
    comments_only = replace(SOURCE, form="feed:atom", lines=(0, 0))
    assert view(partial=True, sources=(*sources, comments_only), **facts).known_part == said
    assert view(sources=sources, **facts).known_part == ""


def test_words_left_out_are_summed_up_over_all_ledger_entries_of_a_post():
    changes = view([record(bullet=2, separator=1), record(bullet=1), record("merged", bullet=40)]).provenance.changes
    assert changes == (
        "Turned 3 bullets into list items.",
        "Replaced 1 separator line with a rule.",
    )


def test_a_reason_without_its_own_sentence_is_shown_as_it_is():
    assert view([record(something_new=1)]).provenance.changes == ("Left out 1 word: something new.",)


def test_comments_show_what_is_known_about_them():
    named = Comment("7", "Hello", author="Jim", published=datetime(2017, 6, 25, 22, 30, tzinfo=UTC))
    known, unknown = comment_views(post(comments=(named, Comment("t8", "“Yes”", parent="99"))))
    assert (known.id, known.author, known.time_text) == ("c7", "Jim", "25 June 2017, 23:30")
    assert (known.time_iso, known.url) == ("2017-06-25T22:30:00Z", "/2017/06/a.html#c7")
    assert (unknown.author_known, unknown.time_text, unknown.number, unknown.parent_missing) == (False, "", "2", True)
    assert unknown.author == "Unknown"


def test_a_removed_comment_keeps_its_place_but_not_its_author():
    gone = Comment("7", "", author="Jim", published=datetime(2017, 6, 25, 22, 30, tzinfo=UTC), removed=True)
    made = post(comments=(gone, Comment("8", "Quite", parent="7"), Comment("9", "Gone for good.", removed=True)))
    first, second = comment_views(made)
    assert (first.id, first.removed, first.author, first.author_known) == ("c7", True, "", False)
    assert (first.html.value, second.html.value) == ("", "<p>Gone for good.</p>")
    macros = template("_macros").module
    assert "<p>This comment has been removed.</p>" in macros.comment(first, "")
    assert "has been removed" not in macros.comment(second, "")
    assert (first.replies[0].id, first.replies[0].reply_to.text) == ("c8", "a removed comment")
    assert view(comments=made.comments).comment_count == 3


def test_a_reply_names_the_author_it_answers():
    comments = (
        Comment("1", "a"),
        Comment("2", "b", parent="1"),
        Comment("3", "c", author="Jim"),
        Comment("4", "d", "3"),
    )
    first, second = comment_views(post(comments=comments))
    assert (first.replies[0].reply_to.id, first.replies[0].reply_to.text) == ("c1", "comment 1")
    assert (second.replies[0].reply_to.id, second.replies[0].reply_to.text) == ("c3", "Jim")


def test_a_former_id_leads_to_its_comment_and_is_used_once():
    comments = (Comment("1", "a", aliases=("t1", "2", "t3")), Comment("2", "b", aliases=("t1", "t2")))
    first, second = comment_views(post(comments=comments))
    assert (first.earlier_ids, second.earlier_ids) == (("ct1", "ct3"), ("ct2",))
