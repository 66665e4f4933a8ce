"""The recorded cases of what a page says about itself, and of copies whose links were rewritten."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from cases import CASES, import_case
from mirror_programs import replay_copy
from scrapes import Archive

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


def test_the_bar_of_a_web_archive_is_named_as_furniture_and_its_links_are_undone(tmp_path):
    page = next((CASES / "18-threaded-comments").glob("in/*.html")).read_text("utf-8")
    words = "Nineteen captures by the wayback machine"
    bar = f"<body><div id='wm-ipp-base'><p>{words}</p></div>"
    archive = Archive(tmp_path)
    archive.put_files(**{"x.html": replay_copy(page, "/web/", "20170614093000").replace("<body>", bar)})
    archive.run()
    (name,) = archive.posts()
    assert archive.post(name).url == ORIGINAL
    assert all(comment.published for comment in archive.post(name).comments)
    (furniture,) = [entry for entry in archive.ledger() if entry["kind"] == "furniture"]
    assert furniture["words_left_out"]["page furniture: web archive's bar"] == len(words.split())


def test_comments_have_the_names_and_times_of_the_structured_data(tmp_path):
    comment = {"@type": "Comment", "url": f"{ORIGINAL}#c101", "dateCreated": "2017-06-14T09:03:20Z", "author": "Sorrel"}
    post = {"@type": "BlogPosting", "url": ORIGINAL, "comment": [comment]}
    archive = Archive(tmp_path)
    page = f"""<html><head><meta name='generator' content='blogger'><link rel=canonical href='{ORIGINAL}'>
        <script type='application/ld+json'>{json.dumps(post)}</script></head><body>
        <div class='post hentry'><h3 class='post-title'>Kettles</h3><div class='post-body'>Words.</div></div>
        <div id='comments'><ol><li class='comment' id='c101'><p class='comment-content'>More.</p></li></ol></div>
        </body></html>"""
    archive.put_files(**{"x.html": page})
    archive.run()
    (name,) = archive.posts()
    (found,) = archive.post(name).comments
    assert (found.author, found.published) == ("Sorrel", FIRST_COMMENT)
