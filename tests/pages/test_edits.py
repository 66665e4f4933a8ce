"""A page says what a keeper has edited since the import: the kind of change, never the words."""

import json
from datetime import date

import pytest

from archive.content.folder import find_hand_edits, read_file
from archive.content.post_records import last_written, post_records
from archive.pages.feed_entries import comment_entries, post_entries
from archive.pages.views import PostView
from post_views import view_of
from scrapes import HERONS, Archive, page
from templates import template

NAME = "posts/2017/06/the-herons"
DAY = date(2017, 6, 24)


@pytest.fixture
def archive(tmp_path) -> Archive:
    archive = Archive(tmp_path)
    archive.put(herons=page("The herons", DAY, HERONS, ["Lovely birds.", "I saw three.", ">So did I."]))
    archive.run()
    return archive


def view(archive: Archive, name: str = NAME) -> PostView:
    """Return what a build would show of a post."""
    post = read_file(archive.content, f"{name}.md")
    records = post_records(archive.content).of(f"{name}.md", post.id)
    edits = find_hand_edits(archive.content, post, last_written(records))
    return view_of(post, name, "<p>…</p>", records, edits)


def said(archive: Archive) -> tuple[str, ...]:
    return view(archive).provenance.edits


def edit_comments(archive: Archive, old: str, new: str) -> None:
    archive.edit(f"{NAME}.comments.md", old, new)


def test_a_page_that_nobody_edited_says_nothing_of_edits(archive):
    assert (said(archive), view(archive).edited) == ((), "")


def test_a_corrected_title_and_text_are_named_without_the_old_words(archive):
    archive.edit(f"{NAME}.md", "Title: The herons", "Title: The Herons of June")
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    sentence = "A keeper of this archive changed the title and the text."
    assert said(archive) == (sentence,)
    assert view(archive).edited == sentence


def test_a_corrected_date_and_an_added_author_are_named(archive):
    archive.edit(f"{NAME}.md", "Date: 2017-06-24", "Date: 2017-06-23\nAuthor: Robin Hale")
    assert said(archive) == ("A keeper of this archive changed the date and the author’s name.",)


def test_edited_comments_are_counted_and_each_says_so(archive):
    first, second, third = (comment.id for comment in archive.post(NAME).comments)
    edit_comments(archive, "Lovely birds.", "Lovely herons.")
    edit_comments(archive, "I saw three.", "I saw two.")
    edit_comments(archive, f"## Comment {third}", f"## Comment mine\n\nAdded.\n\n## Comment {third}")
    assert said(archive) == ("A keeper of this archive changed 2 comments and added 1 comment.",)
    notes = {comment.id: comment.edited for comment in view(archive).thread}
    assert notes[f"c{first}"] == notes[f"c{second}"] == "A keeper of this archive changed this comment."
    assert notes["cmine"] == "A keeper of this archive added this comment."
    assert view(archive).edited == ""
    macros = template("_macros").module
    assert [str(macros.comment(each, "")).count("A keeper of this archive") for each in view(archive).thread] == [
        1,
        1,
        1,
    ]


def test_a_removed_comment_is_counted(archive):
    text = (archive.content / f"{NAME}.comments.md").read_text("utf-8")
    (archive.content / f"{NAME}.comments.md").write_text(text[text.index("## Comment", 5) :], "utf-8")
    assert said(archive) == ("A keeper of this archive removed 1 comment.",)


def test_a_deleted_comments_file_counts_as_removed_comments(archive):
    (archive.content / f"{NAME}.comments.md").unlink()
    assert said(archive) == ("A keeper of this archive removed 3 comments.",)
    archive.run()
    assert said(archive) == ("A keeper of this archive removed 3 comments.",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Title: The herons", "Title: The herons\nTags: recall"),
        ("morning, and", "morning,  and"),
        ("about that either.", "about that either.  \n\n"),
    ],
    ids=["tags", "spaces", "end of the text"],
)
def test_tags_and_white_space_are_no_edits_of_the_text(archive, old, new):
    archive.edit(f"{NAME}.md", old, new)
    assert said(archive) == ()


def test_the_line_ends_of_windows_are_no_edit(archive):
    path = archive.content / f"{NAME}.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert said(archive) == ()


def test_an_edit_is_still_named_after_the_next_import(archive):
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    archive.run()
    assert said(archive) == ("A keeper of this archive changed the text.",)


def test_what_the_sources_changed_later_is_not_put_on_the_keeper(archive):
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    archive.put(herons=page("The herons", DAY, HERONS + "\n\nThey left at noon.", ["Lovely birds.", "I saw three."]))
    archive.run()
    archive.run()
    assert said(archive) == ("A keeper of this archive changed the text.",)


def test_an_edit_that_is_undone_is_no_longer_named(archive):
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    archive.edit(f"{NAME}.md", "most of the team", "half the team")
    assert said(archive) == ()


def test_a_post_in_a_renamed_file_is_still_known(archive):
    (archive.content / f"{NAME}.md").rename(archive.content / "posts/2017/06/birds.md")
    shown = view(archive, "posts/2017/06/birds").provenance
    assert (shown.by_hand, shown.is_accounted_for) == ("", True)


def without_part_hashes(archive: Archive) -> None:
    """Make the ledger like one from before it had hashes of parts."""
    path = archive.content / "ledger.jsonl"
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    kept = [{key: value for key, value in each.items() if key not in ("parts", "comment_parts")} for each in entries]
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in kept), "utf-8")


def test_with_an_old_ledger_only_the_fact_of_an_edit_is_known(archive):
    without_part_hashes(archive)
    assert said(archive) == ()
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    assert said(archive) == ("A keeper of this archive has edited this page. We have no record of what was changed.",)


def test_an_old_ledger_gets_the_hashes_with_the_next_import(archive):
    without_part_hashes(archive)
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    archive.run()
    assert said(archive) == ("A keeper of this archive changed the text.",)


def test_a_page_written_by_hand_says_so_and_makes_no_promise_about_a_source(archive):
    (archive.content / "posts/2017/06/mine.md").write_text("Title: Mine\n\nA note.\n", "utf-8")
    shown = view(archive, "posts/2017/06/mine").provenance
    assert shown.by_hand == "A keeper of this archive wrote this page by hand. It has no source."
    assert (shown.edits, shown.address, shown.is_accounted_for) == ((), "", False)


def test_a_page_whose_ledger_is_lost_does_not_promise_that_no_word_was_changed(archive):
    (archive.content / "ledger.jsonl").unlink()
    shown = view(archive).provenance
    assert (shown.by_hand, shown.is_accounted_for) == ("", False)


def test_feeds_say_so_too_and_announce_nothing_again(archive):
    before = view(archive)
    archive.edit(f"{NAME}.md", "half the team", "most of the team")
    edit_comments(archive, "Lovely birds.", "Lovely herons.")
    after = view(archive)
    (old,), (new,) = (post_entries([each], "https://archive.example") for each in (before, after))
    assert (new.id, new.published, new.updated) == (old.id, old.published, old.updated)
    assert new.html.value.startswith("<p><em>A keeper of this archive changed the text.</em></p>")
    comments = comment_entries([after], "https://archive.example")
    assert [each.id for each in comments] == [each.id for each in comment_entries([before], "https://archive.example")]
    assert sum("changed this comment" in each.html.value for each in comments) == 1
