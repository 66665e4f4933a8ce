"""The recorded cases of what a page says about itself, and of copies whose links were rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases import import_case

ORIGINAL = "http://probationmatters.blogspot.com/2017/06/blog-post_14.html"
FIRST_COMMENT = datetime(2017, 6, 14, 9, 3, 20, tzinfo=UTC)


@pytest.mark.parametrize("name", ["01-mirror-relative-canonical", "02-mirror-all-relative", "19-mirror-comment-times"])
def test_a_mirrored_post_gets_its_original_address(name, tmp_path):
    (post,) = import_case(name, tmp_path).posts.values()
    assert (post.permalink, post.permalink_known, post.url) == ("/2017/06/blog-post_14.html", True, ORIGINAL)
    assert (post.title, post.day, post.author) == ("A meeting about workload", date(2017, 6, 14), "Jim Brown")
    assert {source.form for source in post.sources} == {"html:post"}


def test_mirrored_comments_have_the_times_and_threads_of_the_original(tmp_path):
    original = import_case("18-threaded-comments", tmp_path / "original").post
    mirrored = import_case("19-mirror-comment-times", tmp_path / "mirrored").post
    assert len(mirrored.comments) == 6
    assert [(each.id, each.published, each.parent, each.author, each.removed) for each in mirrored.comments] == [
        (each.id, each.published, each.parent, each.author, each.removed) for each in original.comments
    ]
    assert all(each.published for each in mirrored.comments)
    assert mirrored.comments[0].published == FIRST_COMMENT
