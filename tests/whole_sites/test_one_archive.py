"""Import the small blog in each form, alone and together, in any order: the archive is the same blog each time."""

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
from scrapes import Archive
from small_blog import ABOUT, ALL_FIELDS, EMAILS, EXPECTED, FORMS, LEFT_OUT, ExpectedComment, ExpectedPost
from thoroughness import few_by_default

MASKED = re.compile("(?<=write to ).+(?= and it's yours)")
"""Matches what replaces the e-mail address in a comment."""


def archive_of(folder, files) -> Archive:
    archive = Archive(folder)
    small_blog.put(files, archive.inbox)
    return archive


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Archive:
    """An archive of all forms, imported once; tests must not change it."""
    archive = archive_of(tmp_path_factory.mktemp("whole"), small_blog.all_files())
    archive.run()
    return archive


@pytest.fixture(scope="module", params=FORMS)
def alone(request, tmp_path_factory) -> tuple[str, Archive, ImportReport]:
    """Each form, the archive of it alone, imported once, and what the import reported."""
    archive = archive_of(tmp_path_factory.mktemp("alone"), FORMS[request.param].files())
    return request.param, archive, archive.run()


@pytest.fixture(scope="module")
def takeout(tmp_path_factory) -> Archive:
    """An archive of the Takeout alone, imported once; tests must not change it."""
    archive = archive_of(tmp_path_factory.mktemp("takeout"), small_blog.takeout_files())
    archive.run()
    return archive


def posts_of(archive: Archive) -> list[Post]:
    """Return the posts in the archive, without static pages and mailouts."""
    posts = map(archive.post, archive.posts())
    return [post for post in posts if post.kind == "post" and post.title != ABOUT.title]


def as_expected(post: Post) -> ExpectedPost:
    """Convert a post of the archive for comparison with an expected one."""
    comments = tuple(map(comment_as_expected, post.comments))
    return ExpectedPost(post.permalink, post.title, post.day, post.published, post.labels, to_text(post.body), comments)


def comment_as_expected(comment: Comment) -> ExpectedComment:
    text = MASKED.sub(small_blog.COMMENT_EMAIL, normalize(to_text(comment.body)))
    return ExpectedComment(comment.id, comment.author, comment.published, comment.parent, comment.removed, text)


def known_fields(post: ExpectedPost, fields: frozenset[str]) -> dict[str, Any]:
    """Return the named fields of a post: texts normalised, labels sorted, times to the second."""
    comments = [
        {name: value for name, value in comparable(comment).items() if f"comment {name}" in fields}
        for comment in sorted(post.comments, key=lambda comment: comment.id)
    ]
    facts = {name: value for name, value in comparable(post).items() if name in fields}
    return {**facts, "comments": [comment for comment in comments if comment]}


def comparable(expected: ExpectedPost | ExpectedComment) -> dict[str, Any]:
    values = asdict(expected)
    at = values["published"]
    values |= {"text": normalize(expected.text), "published": at and at.replace(microsecond=0)}
    return values | ({"labels": sorted(expected.labels)} if isinstance(expected, ExpectedPost) else {})


def assert_holds(archive: Archive, posts=None, fields=ALL_FIELDS) -> None:
    """Check that the archive has the expected posts (those with the ids `posts`, or all) and no others."""
    ids = dict(zip((post.id for post in small_blog.POSTS), EXPECTED, strict=True))
    expected = {
        post.path: known_fields(post, fields) for number, post in ids.items() if posts is None or number in posts
    }
    found = [known_fields(as_expected(post), fields) for post in posts_of(archive)]
    paths = [post.permalink for post in posts_of(archive)]
    assert sorted(paths) == sorted(expected)
    for path, post in zip(paths, found, strict=True):
        assert post == expected[path]


def assert_accounted_for(archive: Archive, report: ImportReport) -> None:
    """Check that no word is lost or invented, in the ledger and in the report."""
    for line in archive.ledger():
        assert line["words_in"] == line["words_kept"] + sum((line["words_left_out"] or {}).values()), line
    for file in report.files:
        assert file.words_in == file.words_kept + sum(file.words_left_out.values()), file.source
    assert [problem for problem in report.problems if "fault of" in problem] == []


def test_a_form_alone_gives_every_field_that_it_has(alone):
    form, archive, report = alone
    assert_accounted_for(archive, report)
    assert_holds(archive, FORMS[form].posts, FORMS[form].knows)


def test_a_form_alone_publishes_no_private_address(alone):
    assert_private(alone[1])


def test_a_second_import_of_a_form_changes_no_file(alone):
    _, archive, _ = alone
    before = archive.state()
    archive.run()
    assert archive.state() == before


def test_a_comment_has_no_author_if_takeout_has_no_name(takeout):
    authors = {comment.id: comment.author for post in posts_of(takeout) for comment in post.comments}
    nameless = [comment for comment in small_blog.COMMENTS if comment.live and not comment.named_in_takeout]
    assert nameless
    assert [authors[comment.id] for comment in nameless] == [None] * len(nameless)
    named = [comment for comment in small_blog.COMMENTS if comment.live and comment.named_in_takeout]
    assert [authors[comment.id] for comment in named] == [comment.author or None for comment in named]


def test_items_that_were_not_live_are_left_out_with_a_reason_and_not_published(takeout):
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    reasons = [line["reason"] or "" for line in takeout.ledger() if line["outcome"] == "left-out"]
    for _, reason, word in LEFT_OUT:
        assert word.encode() not in texts or not word
        assert sum(reason in each for each in reasons) >= sum(reason == other for _, other, _ in LEFT_OUT), reason


def test_settings_and_theme_are_not_treated_as_posts(takeout):
    assert len(posts_of(takeout)) == len(EXPECTED)
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    for code in (b"blog_time_zone", b"BlogItemBody", b"b:section", b"creationTime"):
        assert code not in texts


def test_a_static_page_is_kept(takeout):
    texts = b"".join(data for name, data in takeout.files().items() if name.endswith(".md"))
    assert ABOUT.body[0].encode() in texts


def test_all_forms_together_give_each_post_once(whole):
    assert_holds(whole)
    assert_accounted_for(whole, whole.run(dry_run=True))
    assert [whole.post(name).title for name in whole.posts()].count(ABOUT.title) == 1


def test_a_post_names_all_its_sources(whole):
    sources = {post.permalink: {source.name for source in post.sources} for post in posts_of(whole)}
    kettle = sources[EXPECTED[0].path]
    for name in ("export/blog-11-05-2017.xml", "texts/kettle.txt", "texts/june.txt", "months/1.html"):
        assert name in kettle
    assert any(name.endswith("Blogs/Tarnshire Probation Notes/feed.atom") for name in kettle)
    assert any(name.startswith("blog.warc.gz") for name in kettle)
    assert "texts/lift.txt" in sources[EXPECTED[1].path]


def test_posts_with_the_same_day_and_title_and_posts_of_a_series_stay_separate(whole):
    titles = [post.title for post in posts_of(whole)]
    assert titles.count("Rain at Fell House") == 2
    assert {"Latest From Napo 7", "Latest From Napo 8"} <= set(titles)


def test_the_text_of_a_removed_comment_is_not_published(whole):
    texts = b"".join(data for name, data in whole.files().items() if name.endswith(".md"))
    assert small_blog.REMOVED.encode() in texts
    assert b"Glumthorpe" not in texts


def test_the_mailout_has_its_title_date_and_words(whole):
    (mailout,) = (post for post in map(whole.post, whole.posts()) if post.kind == "mailout")
    assert (mailout.title, mailout.day) == (small_blog.MAILOUT_TITLE, small_blog.MAILOUT_DAY)
    for paragraph in small_blog.MAILOUT:
        assert normalize(small_blog.plain(paragraph)) in normalize(to_text(mailout.body))
    assert "unsubscribe" not in normalize(to_text(mailout.body))


def test_no_private_address_is_in_any_file(whole):
    assert_private(whole)


def assert_private(archive: Archive) -> None:
    for name, data in archive.files().items():
        for secret in (*EMAILS, small_blog.MEMBER_TOKEN):
            assert secret.encode() not in data.lower(), name


def test_a_second_import_of_all_forms_changes_no_file(whole):
    before = whole.state()
    assert set(whole.run().outcomes) <= {"unchanged"}
    assert whole.state() == before


@pytest.mark.parametrize("seed", few_by_default(3, range(20)))
def test_the_order_of_the_files_does_not_matter(tmp_path, whole, seed):
    sources = find_sources([whole.inbox])
    shuffled = random.Random(seed).sample(sources, len(sources))
    archive = Archive(tmp_path)
    import_sources(shuffled, archive.content, False, lambda things, doing: things)
    assert archive.files() == whole.files()


@pytest.mark.parametrize("order", few_by_default(1, [(0, 4), (0, 1), (1, 1), (2, 1)]))
def test_forms_imported_one_after_another_give_the_same_blog(tmp_path, order):
    seed, at_once = order
    archive = Archive(tmp_path)
    forms = random.Random(seed).sample(list(FORMS), len(FORMS))
    for start in range(0, len(forms), at_once):
        for form in forms[start : start + at_once]:
            small_blog.put(FORMS[form].files(), archive.inbox)
        assert_accounted_for(archive, archive.run())
    assert_holds(archive)
    before = archive.state()
    archive.run()
    assert archive.state() == before
