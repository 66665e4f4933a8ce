"""A post is read back exactly as it was written, whatever its text is; a broken file is reported with its line."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.content.post_file import comments_text, post_text, read_post
from archive.errors import BrokenContent
from archive.model import Comment, Post, Source

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
bodies = st.lists(
    st.one_of(
        st.text(characters, max_size=40),
        st.sampled_from(
            [
                "",
                "## Comment 7",
                "\\## Comment 7",
                "\\\\## Comment 7",
                "Author: me",
                "Title: no",
                "---",
                "Reply-To: c1",
            ]
        ),
    ),
    max_size=8,
).map("\n".join)
one_line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)
labels = st.lists(one_line.filter(lambda text: ";" not in text), max_size=3).map(tuple)
instants = st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))
ids = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)
sources = st.builds(
    Source,
    name=one_line,
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    form=st.just("text:N+K1"),
    lines=st.tuples(st.integers(1, 9), st.integers(10, 99)),
    url=st.none() | one_line,
    licence=st.none() | one_line,
    notes=st.none() | one_line,
)
comments = st.builds(
    Comment,
    id=ids,
    body=bodies,
    parent=st.none() | ids,
    author=st.none() | one_line,
    published=st.none() | instants,
    removed=st.booleans(),
)
posts = st.builds(
    Post,
    id=one_line,
    kind=st.sampled_from(["post", "mailout", "page"]),
    permalink=st.just("/2017/06/x.html"),
    body=bodies,
    title=st.none() | one_line,
    day=st.dates(min_value=date(1990, 1, 1)),
    published=st.none() | instants,
    permalink_known=st.booleans(),
    url=st.none() | one_line,
    aliases=labels,
    author=st.none() | one_line,
    labels=labels,
    tags=labels,
    sources=st.lists(sources, max_size=3).map(tuple),
    declared_comments=st.none() | st.integers(0, 999),
    comments=st.lists(comments, max_size=4, unique_by=lambda comment: comment.id).map(tuple),
)


@given(posts)
def test_a_post_is_read_back_exactly_as_it_was_written(post):
    assert read_post(post_text(post), comments_text(post), "posts/2017/06/x.md") == post


def test_only_a_removed_comment_is_marked_as_removed():
    post = read_post(
        "Title: A\n\nText.\n", "## Comment 7\nRemoved: yes\n\nGone.\n\n## Comment 8\n\nHere.\n", "posts/a/a.md"
    )
    assert [comment.removed for comment in post.comments] == [True, False]
    assert comments_text(post).count("Removed") == 1


def test_a_body_may_begin_with_lines_that_look_like_a_header():
    post = Post(
        id="tag:x",
        kind="post",
        permalink="/2017/06/x.html",
        body="Note: this\nhttp://example.org/a_b",
        title="T",
    )
    assert read_post(post_text(post), "", "posts/2017/06/x.md").body == post.body


def test_windows_line_ends_are_accepted():
    post = read_post("Title: A\r\nDate: 2020-02-03\r\n\r\none\r\ntwo\r\n", "", "posts/2020/02/a.md")
    assert (post.title, post.body) == ("A", "one\ntwo")


def test_a_file_written_by_hand_needs_only_a_title_and_a_body():
    post = read_post("Title: By hand\n\nText.\n", "", "posts/2020/02/by-hand.md")
    assert (post.permalink, post.kind, post.day) == ("/2020/02/by-hand.html", "post", None)
    undated = read_post("Title: By hand\n\nText.\n", "", "posts/undated/by-hand.md")
    assert undated.permalink == "/undated/by-hand.html"
    mailout = read_post("Title: By hand\n\nText.\n", "", "mailouts/2020/by-hand.md")
    assert (mailout.permalink, mailout.kind) == ("/mailouts/2020/by-hand.html", "mailout")


@pytest.mark.parametrize(
    ("text", "comments", "message"),
    [
        ("", "", "a.md: the file is empty; restore it from a copy or delete it"),
        ("\nTitle: x\n\n", "", "line 1: the headers must start on line 1; remove the blank line"),
        ("Title: x\n \nText\n\n", "", "line 2: this line has spaces in it; remove them"),
        ("Titel: x\n\n", "", "line 1: “Titel” is not a header; did you mean Title?"),
        ("permalink-is: original\n\n", "", "“permalink-is” is not a header; did you mean Permalink-Is?"),
        ("Mood: x\n\n", "", "line 1: “Mood” is not a header; use Title, Date, Published, Kind"),
        ("Title: x\nDate: 3 May\n\n", "", "line 2: Date must be written like 2017-06-21, not “3 May”"),
        (
            "Title: x\nDate: 2017-02-29\n\n",
            "",
            "Date is 2017-02-29, but there is no such day; write it like 2017-02-28",
        ),
        ("Published: noon\n\n", "", "Published must be written like 2017-07-14T02:40:00Z, not “noon”"),
        (
            "Title: x\nno header\n\n",
            "",
            "line 2: “no header” is not a header; a header needs a colon, as in “Title: Job",
        ),
        (
            "Title: x\nhttp://x\n\n",
            "",
            "line 2: “http://x” is not a header; write it like “Title: Job Offer”, or put a",
        ),
        (
            "Source: foo\n\n",
            "",
            "Source was written by import and cannot be read any more; restore this line from a copy",
        ),
        ("Image: a.png\n\n", "", "Image must be a file in images/ and an address"),
        ("Permalink-Is: mine\n\n", "", "Permalink-Is must be original or predicted, not “mine”"),
        ("Declared-Comments: two\n\n", "", "Declared-Comments must be a number, not “two”"),
        ("Text-Is: short\n\n", "", "Text-Is must be “partial”, not “short”; correct it or remove the line"),
        ("Title: x\nTitle: y\n\n", "", "“Title” is given twice"),
        ("Title: x\nKind: letter\n\n", "", "Kind must be post, mailout or page, not “letter”"),
        ("Title: x\n\n", "hello", "a comments file must begin with a line"),
        ("Title: x\n\n", "## Comment 1\n\na\n\n## Comment 1\n\nb\n", "line 5: the id 1 is used twice"),
        (
            "Title: x\n\n",
            "## Comment 1\nPublished: 2017-07-14T02:40:00\n\na\n",
            "Published needs a time zone, as in 2017",
        ),
        (
            "Title: x\n\n",
            "## Comment 1\nRemoved: maybe\n\na\n",
            "line 2: Removed must be “yes”, not “maybe”; correct it or",
        ),
    ],
)
def test_a_broken_file_is_reported_with_its_line_and_what_to_do(text, comments, message):
    with pytest.raises(BrokenContent, match="posts/a") as caught:
        read_post(text, comments, "posts/a/a.md")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
