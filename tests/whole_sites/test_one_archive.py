"""Whatever forms the blog comes in, alone or together and in any order, it becomes one archive."""

from __future__ import annotations

import random
import re
from dataclasses import asdict
from typing import Any

import pytest

import small_blog
from archive.ingest.pipeline import ImportReport, import_sources
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.sources.files import find_sources
from archive.text import normalize
from laws import first
from scrapes import Archive
from small_blog import ABOUT, ALL_FIELDS, EMAILS, EXPECTED, FORMS, LEFT_OUT, ExpectedComment, ExpectedPost

MASKED = re.compile("(?<=write to ).+(?= and it's yours)")
"""What stands where a comment has an e-mail address, however it is written."""


def archive_of(folder, files) -> Archive:
    archive = Archive(folder)
    small_blog.put(files, archive.inbox)
    return archive


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Archive:
    """An archive of all forms, imported once; no test may change it."""
    archive = archive_of(tmp_path_factory.mktemp("whole"), small_blog.all_files())
    archive.run()
    return archive


@pytest.fixture(scope="module")
def takeout(tmp_path_factory) -> Archive:
    """An archive of the Takeout alone; no test may change it."""
    archive = archive_of(tmp_path_factory.mktemp("takeout"), small_blog.takeout_files())
    archive.run()
    return archive


def posts_of(archive: Archive) -> list[Post]:
    """The blog's posts in the archive, without its pages and without mailouts."""
    posts = map(archive.post, archive.posts())
    return [post for post in posts if post.kind == "post" and post.title != ABOUT.title]


def seen(post: Post) -> ExpectedPost:
    """A post of the archive, to be compared with an expected one."""
    comments = tuple(map(seen_comment, post.comments))
    return ExpectedPost(post.permalink, post.title, post.day, post.published, post.labels, to_text(post.body), comments)


def seen_comment(comment: Comment) -> ExpectedComment:
    text = MASKED.sub(small_blog.COMMENT_EMAIL, normalize(to_text(comment.body)))
    return ExpectedComment(comment.id, comment.author, comment.published, comment.parent, comment.removed, text)


def known(post: ExpectedPost, fields: frozenset[str]) -> dict[str, Any]:
    """Of a post, the named fields: texts folded, labels in any order, instants to the second."""
    comments = [
        {name: value for name, value in comparable(comment).items() if f"comment {name}" in fields}
        for comment in sorted(post.comments, key=lambda comment: comment.id)
    ]
    facts = {name: value for name, value in comparable(post).items() if name in fields}
    return {**facts, "comments": [comment for comment in comments if comment]}


def comparable(thing: ExpectedPost | ExpectedComment) -> dict[str, Any]:
    values = asdict(thing)
    at = values["published"]
    values |= {"text": normalize(thing.text), "published": at and at.replace(microsecond=0)}
    return values | ({"labels": sorted(thing.labels)} if isinstance(thing, ExpectedPost) else {})


def assert_holds(archive: Archive, posts=None, fields=ALL_FIELDS) -> None:
    """The archive holds the expected posts (of these ids, or all) and no others, as far as `fields` go."""
    ids = dict(zip((post.id for post in small_blog.POSTS), EXPECTED, strict=True))
    expected = {post.path: known(post, fields) for number, post in ids.items() if posts is None or number in posts}
    found = [known(seen(post), fields) for post in posts_of(archive)]
    paths = [post.permalink for post in posts_of(archive)]
    assert sorted(paths) == sorted(expected)
    for path, post in zip(paths, found, strict=True):
        assert post == expected[path]


def assert_closed(archive: Archive, report: ImportReport) -> None:
    """Every line of the ledger closes, and no word was lost or invented."""
    for line in archive.ledger():
        assert line["words_in"] == line["words_kept"] + sum((line["words_left_out"] or {}).values()), line
    for file in report.files:
        assert file.words_in == file.words_kept + sum(file.words_left_out.values()), file.source
    assert [problem for problem in report.problems if "fault of" in problem] == []


@pytest.mark.parametrize("form", FORMS)
def test_each_form_alone_gives_what_it_knows(tmp_path, form):
    archive = archive_of(tmp_path, FORMS[form].files())
    report = archive.run()
    assert_closed(archive, report)
    assert_holds(archive, FORMS[form].posts, FORMS[form].knows)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_alone_names_no_address_of_a_person(tmp_path, form):
    archive = archive_of(tmp_path, FORMS[form].files())
    archive.run()
    assert_private(archive)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_imported_twice_changes_no_byte_and_no_time(tmp_path, form):
    archive = archive_of(tmp_path, FORMS[form].files())
    archive.run()
    before = archive.state()
    archive.run()
    assert archive.state() == before


def test_an_anonymous_comment_has_no_author_where_takeout_names_none(takeout):
    authors = {comment.id: comment.author for post in posts_of(takeout) for comment in post.comments}
    nameless = [comment for comment in small_blog.COMMENTS if comment.live and not comment.named_in_takeout]
    assert nameless
    assert [authors[comment.id] for comment in nameless] == [None] * len(nameless)
    named = [comment for comment in small_blog.COMMENTS if comment.live and comment.named_in_takeout]
    assert [authors[comment.id] for comment in named] == [comment.author or None for comment in named]


def test_what_was_not_live_is_left_out_for_its_reason_and_its_words_are_nowhere(takeout):
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    reasons = [line["reason"] or "" for line in takeout.ledger() if line["outcome"] == "left-out"]
    for _, reason, word in LEFT_OUT:
        assert word.encode() not in texts or not word
        assert sum(reason in each for each in reasons) >= sum(reason == other for _, other, _ in LEFT_OUT), reason


def test_the_settings_and_the_theme_are_no_posts(takeout):
    assert len(posts_of(takeout)) == len(EXPECTED)
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    for sign in (b"blog_time_zone", b"BlogItemBody", b"b:section", b"creationTime"):
        assert sign not in texts


def test_a_page_of_the_blog_is_kept(takeout):
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    assert ABOUT.body[0].encode() in texts


def test_all_forms_together_give_the_blog_once(whole):
    assert_holds(whole)
    assert_closed(whole, whole.run(dry_run=True))
    assert [whole.post(name).title for name in whole.posts()].count(ABOUT.title) == 1


def test_every_source_of_a_post_is_named_in_it(whole):
    sources = {post.permalink: {source.name for source in post.sources} for post in posts_of(whole)}
    kettle = sources[EXPECTED[0].path]
    for name in ("export/blog-11-05-2017.xml", "texts/kettle.txt", "texts/june.txt", "months/1.html"):
        assert name in kettle
    assert any(name.endswith("Blogs/Tarnshire Probation Notes/feed.atom") for name in kettle)
    assert any(name.startswith("blog.warc.gz") for name in kettle)
    assert "texts/lift.txt" in sources[EXPECTED[1].path]


def test_two_posts_of_one_day_and_title_and_two_of_a_series_stay_apart(whole):
    titles = [post.title for post in posts_of(whole)]
    assert titles.count("Rain at Fell House") == 2
    assert {"Latest From Napo 7", "Latest From Napo 8"} <= set(titles)


def test_what_a_removed_comment_said_is_not_shown_again(whole):
    texts = b"".join(data for name, data in whole.files().items() if name.endswith(".md"))
    assert small_blog.REMOVED.encode() in texts
    assert b"Glumthorpe" not in texts


def test_the_mailout_has_its_title_its_day_and_its_words(whole):
    (mailout,) = (post for post in map(whole.post, whole.posts()) if post.kind == "mailout")
    assert (mailout.title, mailout.day) == (small_blog.MAILOUT_TITLE, small_blog.MAILOUT_DAY)
    for paragraph in small_blog.MAILOUT:
        assert normalize(small_blog.plain(paragraph)) in normalize(to_text(mailout.body))
    assert "unsubscribe" not in normalize(to_text(mailout.body))


def test_no_address_of_a_person_stands_anywhere(whole):
    assert_private(whole)


def assert_private(archive: Archive) -> None:
    for name, data in archive.files().items():
        for secret in (*EMAILS, small_blog.MEMBER_TOKEN):
            assert secret.encode() not in data.lower(), name


def test_a_second_import_of_all_changes_no_byte_and_no_time(tmp_path):
    archive = archive_of(tmp_path, small_blog.all_files())
    archive.run()
    before = archive.state()
    assert set(archive.run().outcomes) <= {"unchanged"}
    assert archive.state() == before


@pytest.mark.parametrize("seed", first(3, range(20)))
def test_the_order_of_the_files_does_not_matter(tmp_path, whole, seed):
    sources = find_sources([whole.inbox])
    shuffled = random.Random(seed).sample(sources, len(sources))
    archive = Archive(tmp_path)
    import_sources(shuffled, archive.content, False, lambda things, doing: things)
    assert archive.files() == whole.files()


@pytest.mark.parametrize("seed", first(1, range(3)))
def test_forms_that_arrive_one_after_the_other_end_as_the_same_blog(tmp_path, seed):
    archive = Archive(tmp_path)
    for form in random.Random(seed).sample(list(FORMS), len(FORMS)):
        small_blog.put(FORMS[form].files(), archive.inbox)
        assert_closed(archive, archive.run())
    assert_holds(archive)
    before = archive.state()
    archive.run()
    assert archive.state() == before
