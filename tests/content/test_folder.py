"""What is written to `content/`, and what is left to the person who edited it."""

import errno
from datetime import date

import pytest

from archive.atomic import write_whole
from archive.content.folder import Change, Written, carry_out, edited_files, plan_change, read_file
from archive.content.post_file import file_of
from archive.errors import ArchiveError, BrokenContent
from archive.model import Comment, Post

HERE, COMMENTS = "posts/2017/06/x.md", "posts/2017/06/x.comments.md"


def post(body="Hello.", permalink="/2017/06/x.html", *comments: str) -> Post:
    said = tuple(Comment(f"t{number}", text) for number, text in enumerate(comments))
    return Post("id", "post", permalink, body, "X", date(2017, 6, 24), comments=said)


def plan(folder, value: Post, before: Written | None, ours) -> Change:
    return plan_change(folder, value, file_of(value.permalink), before, [], ours)


def save(folder, value: Post, before: Written | None = None) -> Change:
    """Plan and do it; what was written before is what this archive wrote."""
    ours = {path: {sha256} for path, sha256 in before.digests.items() if sha256} if before else {}
    change = plan(folder, value, before, ours)
    carry_out(folder, change, ())
    return change


def test_a_post_and_its_comments_are_two_files_and_are_read_back_as_they_were(tmp_path):
    value = post("Hello.", "/2017/06/x.html", "Tea.")
    assert save(tmp_path, value).outcome == "created"
    assert read_file(tmp_path, HERE) == value
    assert sorted(path.name for path in (tmp_path / "posts/2017/06").iterdir()) == ["x.comments.md", "x.md"]


def test_planning_writes_nothing(tmp_path):
    plan(tmp_path, post(), None, {})
    assert list(tmp_path.iterdir()) == []


def test_the_same_post_again_writes_nothing(tmp_path):
    first = save(tmp_path, post())
    again = plan(tmp_path, post(), first.written, {})
    assert (again.outcome, again.texts, again.removes) == ("unchanged", {}, ())


def test_the_comments_file_of_a_post_without_comments_is_removed(tmp_path):
    first = save(tmp_path, post("Hello.", "/2017/06/x.html", "Tea."))
    assert save(tmp_path, post(), first.written).outcome == "updated"
    assert not (tmp_path / COMMENTS).exists()


def test_a_comments_file_that_a_person_added_is_left_alone_and_is_no_conflict(tmp_path):
    first = save(tmp_path, post())
    (tmp_path / COMMENTS).write_text("## Comment 1\n\nMine.\n")
    assert save(tmp_path, post("New."), first.written).conflicts == ()
    assert (tmp_path / COMMENTS).exists()


def test_a_post_whose_new_place_is_taken_does_not_move(tmp_path):
    first = save(tmp_path, post("Hello.", "/2017/06/x.html", "Tea."))
    (tmp_path / "posts/2017/06/y.comments.md").write_text("by hand")
    change = save(tmp_path, post("Hello.", "/2017/06/y.html", "Tea."), first.written)
    assert (change.outcome, change.written) == ("conflict", first.written)
    assert not (tmp_path / "posts/2017/06/y.md").exists()
    assert (tmp_path / HERE).exists()


def test_a_folder_where_the_file_should_be_is_a_conflict(tmp_path):
    (tmp_path / HERE).mkdir(parents=True)
    assert save(tmp_path, post()).conflicts == (HERE,)


def test_edited_files_are_only_those_that_were_edited(tmp_path):
    written = save(tmp_path, post("Hello.", "/2017/06/x.html", "Tea.")).written
    assert edited_files(tmp_path, written) == ()
    (tmp_path / COMMENTS).write_text("other")
    assert edited_files(tmp_path, written) == (COMMENTS,)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_failed_write_leaves_the_old_file_and_is_reported_in_one_line(tmp_path, monkeypatch, number):
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def failing(self, mode):
        with open(self, mode) as file:  # noqa: PTH123 (Path.open is what fails here)
            file.write(b"n")
        raise OSError(number, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.open", failing)
        with pytest.raises(ArchiveError, match=r"a\.md: cannot be written: .*run it again$"):
            write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    assert path.read_bytes() == b"old"


def test_a_file_where_a_folder_should_be_is_reported_in_one_line(tmp_path):
    (tmp_path / "posts").write_text("")
    with pytest.raises(ArchiveError, match=r"x\.md: cannot be written"):
        save(tmp_path, post())


def test_content_that_is_not_utf8_is_reported_with_the_byte(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_bytes(b"Title: caf\xe9\n\nx\n")
    with pytest.raises(BrokenContent, match=r"posts/a\.md: this file is not saved as UTF-8 \(byte 10\)"):
        read_file(tmp_path, "posts/a.md")
