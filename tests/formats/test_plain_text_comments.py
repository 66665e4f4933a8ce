"""Comments in plain text: threads found by end markers, numbers and indentation, whichever a copy has kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats.plain_text.comment_markers import find_markers, rejoin_glued, split_glued
from archive.formats.plain_text.comment_sections import find_certain_start, find_section_start
from archive.formats.plain_text.comments import CommentSection, read_comments
from archive.formats.plain_text.lines import TextLine, split_lines

SECTION = """
  1. First comment.

    Its second paragraph.

    ReplyDelete
    Replies
    1. A reply.

      Delete
    2. Another reply,
      of two lines.

      Delete
  2. Second comment.

    ReplyDelete
  3. Third comment.

    - one
    - two

    ReplyDelete
    Replies
    1. Last reply.

      Delete""".lstrip("\n")
FOUND = [
    (None, "First comment.\n\nIts second paragraph."),
    (0, "A reply."),
    (0, "Another reply,\nof two lines."),
    (None, "Second comment."),
    (None, "Third comment.\n\n- one\n- two"),
    (4, "Last reply."),
]


def read(text: str) -> CommentSection:
    return read_comments(split_glued(split_lines(text)))


def found(text: str) -> list[tuple[int | None, str]]:
    return [(comment.parent, comment.body) for comment in read(text).comments]


def words(comments: list[tuple[int | None, str]]) -> list[tuple[int | None, list[str]]]:
    return [(parent, body.split()) for parent, body in comments]


def without(*markers: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.split("\n") if line.strip() not in markers)


def flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def dense(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def unnumbered(text: str) -> str:
    return "\n".join(line[: -len(line.lstrip())] + rest for line in text.split("\n") for rest in [_rest(line)])


def _rest(line: str) -> str:
    number, _, rest = line.lstrip().partition(". ")
    return rest if number.isdigit() else line.lstrip()


def first_number_lost(text: str) -> str:
    return text.replace("  1. First", "    First")


def glued(text: str) -> str:
    text = text.replace("    ReplyDelete\n    Replies\n    ", "    ReplyDeleteReplies")
    return text.replace("    ReplyDelete\n  ", "    ReplyDelete").replace("      Delete\n  ", "Delete")


VARIANTS: dict[str, Callable[[str], str]] = {
    "as Blogger prints it": lambda text: text,
    "without indentation": flat,
    "without blank lines": dense,
    "without either": lambda text: dense(flat(text)),
    "with no-break spaces": lambda text: text.replace(" ", "\xa0"),
    "without numbers": unnumbered,
    "without numbers and indentation": lambda text: flat(unnumbered(text)),
    "without its first number": first_number_lost,
    "without “Replies”": without("Replies"),
    "without end markers": without("ReplyDelete", "Delete"),
    "with markers glued to the next comment": glued,
    "glued and flat": lambda text: flat(glued(text)),
    "glued, flat and dense": lambda text: dense(flat(glued(text))),
    "with the markers' parts apart": lambda text: text.replace("ReplyDelete", "Reply Delete"),
    "with a link below the replies": lambda text: text.replace("      Delete\n  2.", "      Delete\n    Reply\n  2."),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_any_two_of_markers_numbers_and_indentation_show_the_thread(variant: str) -> None:
    assert words(found(VARIANTS[variant](SECTION))) == words(FOUND)


def test_paragraphs_lists_and_lines_of_a_comment_are_kept() -> None:
    assert found(SECTION) == FOUND


def test_a_reply_without_markers_stays_in_the_comment_above_and_is_reported() -> None:
    section = read(without("ReplyDelete", "Delete", "Replies")(SECTION))
    assert [comment.parent for comment in section.comments] == [None, None, None]
    assert "1\\. A reply." in section.comments[0].body
    assert sum("may be a reply" in remark for remark in section.remarks) == 3


def test_no_comment_is_lost_with_an_end_marker() -> None:
    lines = SECTION.split("\n")
    for at, line in enumerate(lines):
        if line.strip() in ("ReplyDelete", "Delete"):
            assert words(found("\n".join([*lines[:at], *lines[at + 1 :]]))) == words(FOUND)


def test_a_copy_cut_anywhere_keeps_the_comments_above() -> None:
    lines = SECTION.split("\n")
    expected_comments = found(SECTION.replace("- ", ""))
    for end in range(1, len(lines)):
        above = words(found("\n".join(lines[:end]).replace("- ", "")))
        for (parent, shown), (expected_parent, expected) in zip(above, words(expected_comments), strict=False):
            assert parent == expected_parent
            assert shown == expected[: len(shown)]


@pytest.mark.parametrize("word", ["Delete", "Replies", "Reply", "1. one", "2. two", "- dash", "3 comments:"])
@pytest.mark.parametrize("alone", [True, False])
def test_a_word_in_a_comment_that_looks_like_a_marker_is_kept(word: str, alone: bool) -> None:
    own = f"    {word}\n\n    more" if alone else f"    {word} and more"
    comments = read(SECTION.replace("    Its second paragraph.", own)).comments
    assert [comment.parent for comment in comments] == [parent for parent, _ in FOUND]
    assert [word for word in comments[0].body.replace("\\", "").split() if word != "more"][2:] == [
        word for word in own.split() if word != "more"
    ]


def test_numbered_paragraphs_of_a_comment_are_not_comments_without_indentation() -> None:
    text = flat(SECTION.replace("    Its second paragraph.", "    1. one\n\n    2. two\n\n    3. three"))
    assert [parent for parent, _ in found(text)] == [parent for parent, _ in FOUND]


def test_text_after_the_last_comment_is_not_a_comment() -> None:
    section = read(SECTION + "\nAdd comment\n\nSomebody's profile")
    assert len(section.comments) == len(FOUND)
    assert [line.text for line in section.after if not line.blank] == ["Add comment", "Somebody's profile"]


def test_a_marker_above_the_first_comment_is_returned_separately() -> None:
    section = read("ReplyDelete\n" + flat(SECTION))
    assert [line.text for line in section.controls] == ["ReplyDelete"]
    assert len(section.comments) == len(FOUND)


def test_markers_and_numbers_are_left_out_with_their_reason() -> None:
    reply = read(SECTION).comments[1]
    assert [(left.reason, left.text) for left in reply.left_out] == [
        ("comment number", "1."),
        ("comment control", "Delete"),
    ]
    assert reply.lines == (7, 9)


def test_numbers_out_of_order_are_reported() -> None:
    remarks = read(SECTION.replace("  3. Third", "  4. Third")).remarks
    assert remarks == ("line 17: expected comment 3 but found comment 4",)


POST = "A line of the post.\n\nAnother line."


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (f"{POST}\n\n6 comments:\n\n{SECTION}", 4),
        (f"{POST}\n\n6 comments:\n\n{flat(SECTION)}", 4),
        (f"{POST}\n\n6 comments:\n\n{unnumbered(SECTION)}", 4),
        (f"{POST}\n\n{SECTION}", 4),
        (f"{POST}\n\n{flat(SECTION)}", 4),
        (f"{POST}\n\n{first_number_lost(SECTION)}", 4),
        (f"{POST}\n\n{without('ReplyDelete', 'Delete', 'Replies')(SECTION)}", 4),
        (f"{POST}\n\n{without('ReplyDelete', 'Delete', 'Replies')(first_number_lost(SECTION))}", 4),
        (f"{POST}\n\n2 comments:\n\nquoted in the post\n\n6 comments:\n\n{SECTION}", 8),
        (f"{POST}\n\n  1. item\n  2. item\n\n{SECTION}", 7),
        (f"{POST}\n\n1. item\n2. item\n\n{flat(SECTION)}", 7),
        (f"{POST}\n\nNo comments:\n\nPost a Comment", 4),
        (f"{POST}\n\n1 comment:\n\nJust one, unnumbered.", 4),
        (f"{POST}\n\n3 comments:\n\nOne.\n\nTwo.\n\nThree.", None),
        (f"{POST}\n\n  1. item\n  2. item", None),
        (f"{POST}\n\nThe reasons are:\n\n  1. item\n\n  2. item", None),
        (f"{POST}\n\n  1. item\n\n  2. item\n\nThe end.", None),
        (f"{POST}\n\n1. item\n\n2. item", None),
        (POST, None),
    ],
)
def test_the_start_of_the_comments_is_found(text: str, start: int | None) -> None:
    assert find_section_start(split_glued(split_lines(text)), alone=True) == start


@pytest.mark.parametrize(
    "text",
    [
        f"{POST}\n\n  1. item\n\n  2. item",
        f"{POST}\n\n2 comments:\n\n1. first\n\n2. second",
        f"{POST}\n\n1 comment:\n\nJust one.",
    ],
)
def test_uncertain_comments_are_ignored_on_a_page_of_several_posts(text: str) -> None:
    assert find_section_start(split_lines(text), alone=False) is None


def test_a_comments_heading_alone_does_not_make_a_page_that_of_one_post() -> None:
    assert find_certain_start(split_lines(f"{POST}\n\n3 comments:")) is None
    assert find_certain_start(split_lines(f"{POST}\n\n6 comments:\n\n{SECTION}")) == 4


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("ReplyDelete2. Next", [("ReplyDelete", True), ("2. Next", False)]),
        ("    ReplyDeleteReplies1. Next", [("    ReplyDelete", True), ("Replies", True), ("1. Next", False)]),
        ("ReplyDeleteReplies", [("ReplyDelete", False), ("Replies", True)]),
        ("ReplyDelete  2. Next", [("ReplyDelete", False), ("  2. Next", False)]),
        ("The end.ReplyDelete", [("The end.", False), ("ReplyDelete", True)]),
        ("The end. ReplyDelete", [("The end. ", False), ("ReplyDelete", False)]),
        ("ReplyDelete", [("ReplyDelete", False)]),
        ("DeleteMe", [("DeleteMe", False)]),
    ],
)
def test_glued_markers_are_split_off(line: str, parts: list[tuple[str, bool]]) -> None:
    assert [(part.text, part.glued) for part in split_glued([TextLine(1, line)])] == parts


def test_delete_is_split_off_only_after_the_first_reply_link() -> None:
    assert [part.text for part in split_glued(split_lines("DeleteMe\nReplyDelete\nDeleteMe"))] == [
        "DeleteMe",
        "ReplyDelete",
        "Delete",
        "Me",
    ]


@given(st.lists(st.sampled_from(["ReplyDelete", "Replies", "Delete", "2. x", " ", "word", "\xa0"])).map("".join))
def test_split_lines_can_be_joined_again(text: str) -> None:
    joined = rejoin_glued(split_glued([TextLine(1, text)]))
    assert [line.text.rstrip() for line in joined] == [text.rstrip()]


def test_a_line_with_only_markers_is_split_in_one_pass() -> None:
    lines = split_glued([TextLine(1, "ReplyDelete" * 20_000)])
    assert len(lines) == len(find_markers(lines)) == 20_000
    assert sum(not line.glued for line in lines) == 1
