"""Feeds have the newest posts and comments with a day, with ids that never change."""

from datetime import UTC, date, datetime

from archive.model import Comment, Post
from archive.pages.feed_entries import FEED_LENGTH, comment_entries, post_entries
from archive.pages.views import PostView
from post_views import view_of

ADDRESS = "https://archive.example"


def view(name: str, day: date | None, *comments: Comment, **facts) -> PostView:
    post = Post(
        facts.pop("id", f"tag:{name}"),
        "post",
        f"/x/{name}.html",
        "Text.",
        facts.pop("title", name),
        day,
        comments=comments,
        **facts,
    )
    return view_of(post, name, "<p>Text.</p>")


SUMMER, WINTER = date(2017, 6, 25), date(2016, 12, 31)
TOLD = datetime(2017, 6, 25, 22, 30, tzinfo=UTC)


def test_a_post_with_a_day_and_no_time_is_dated_noon_in_the_blog_s_zone():
    summer, winter = post_entries([view("a", SUMMER), view("b", WINTER)], ADDRESS)
    assert (summer.published.isoformat(), winter.published.isoformat()) == (
        "2017-06-25T12:00:00+01:00",
        "2016-12-31T12:00:00+00:00",
    )


def test_a_known_time_is_used():
    (entry,) = post_entries([view("a", SUMMER, published=TOLD)], ADDRESS)
    assert entry.published == entry.updated == TOLD


def test_undated_posts_and_their_comments_are_left_out():
    posts = [view("a", None, Comment("1", "Hello"))]
    assert post_entries(posts, ADDRESS) == comment_entries(posts, ADDRESS) == []


def test_a_feed_holds_the_newest_fifty():
    posts = [view(f"n{number}", SUMMER) for number in range(FEED_LENGTH + 1)]
    assert [entry.id for entry in post_entries(posts, ADDRESS)] == [f"tag:n{number}" for number in range(FEED_LENGTH)]


def test_an_untitled_post_says_so():
    (entry,) = post_entries([view("a", SUMMER, title=None)], ADDRESS)
    assert entry.title == "Untitled: Text."


def test_a_post_links_to_its_comments_if_it_has_any():
    some, none = post_entries([view("a", SUMMER, Comment("1", "Hello")), view("b", SUMMER)], ADDRESS)
    assert (some.comment_count, some.comments_url) == (1, "https://archive.example/x/a.html#comments")
    assert (none.comment_count, none.comments_url) == (0, None)


def test_comments_come_newest_first_over_all_posts_and_those_without_a_time_as_old_as_their_post():
    newer = view("newer", SUMMER, Comment("1", "a"), Comment("2", "b", parent="1"))
    older = view("older", WINTER, Comment("3", "c", published=TOLD), Comment("4", "d"))
    entries = comment_entries([newer, older], ADDRESS)
    assert [entry.url.rpartition("#")[2] for entry in entries] == ["c3", "c2", "c1", "c4"]
    assert [entry.published for entry in entries] == [TOLD, None, None, None]


def test_a_comment_answers_its_post_or_another_comment():
    comments = (Comment("1", "a", author="Jim"), Comment("2", "b", parent="1"), Comment("3", "c", parent="99"))
    third, second, first = comment_entries([view("a", SUMMER, *comments)], ADDRESS)
    assert (first.id, first.title, first.reply_to.ref) == ("tag:a.comment-1", "Jim on “a”", "tag:a")
    assert (second.title, second.reply_to.ref) == ("Comment 1.1 on “a”", "tag:a.comment-1")
    assert second.reply_to.href == "https://archive.example/x/a.html#c1"
    assert third.reply_to.ref == "tag:a"


def test_a_comment_keeps_blogger_s_own_id():
    comments = (Comment("5500", "a"), Comment("5501", "b", parent="5500"), Comment("t0123456789ab", "c"))
    for kind in ("post", "page"):
        made = view("a", SUMMER, *comments, id=f"tag:blogger.com,1999:blog-77.{kind}-88")
        third, second, first = comment_entries([made], ADDRESS)
        assert first.id == second.reply_to.ref == "tag:blogger.com,1999:blog-77.post-5500"
        assert second.id == "tag:blogger.com,1999:blog-77.post-5501"
        assert third.id == f"tag:blogger.com,1999:blog-77.{kind}-88.comment-t0123456789ab"
        assert first.reply_to.ref == third.reply_to.ref == made.post.id == post_entries([made], ADDRESS)[0].id


def test_a_partial_post_says_so_in_its_first_line():
    part, whole = post_entries([view("a", SUMMER, partial=True), view("b", SUMMER)], ADDRESS)
    assert part.html.value == "<p><em>We have only the beginning of this post.</em></p>\n<p>Text.</p>"
    assert whole.html.value == "<p>Text.</p>"


def test_the_placeholder_of_a_removed_comment_is_left_out():
    gone = view("a", SUMMER, Comment("1", "Gone.", removed=True), Comment("2", "Yes", parent="1"))
    (entry,) = comment_entries([gone], ADDRESS)
    assert entry.url.endswith("#c2")
    assert entry.reply_to.href.endswith("#c1")
