"""A passage that is put into a post or comment can be written, read, found there and taken out again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.content.post_file import comments_text, post_text, read_post
from archive.ingest.placing import PlacedPassage, text_has, with_passage, without_passages
from archive.markup.from_text import text_to_markdown
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.text import clean

LINES = st.sampled_from(
    [
        *("# A heading?", "## Comment 12", "Author: Ann", "* star", "*bold* words", "<b>tags</b>", "1. one", "- dash"),
        *(
            "> quoted",
            "```",
            "    indented",
            "",
            "",
            "a | b",
            "---",
            "=====",
            "\\ back",
            "&amp; so",
            "[link](x)",
            "• item",
        ),
        *("Tea.", "Cake, and more of it", "*****", "https://tarnshire.example/a_b", "Title: x"),
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=12).map(clean), min_size=1, max_size=6).filter(
    lambda lines: any(map(str.split, lines))
)
BODIES = TEXTS.map(lambda lines: text_to_markdown(lines)[0])
REF = "posts/2017/06/x"


@st.composite
def posts(draw: st.DrawFn) -> Post:
    comments = tuple(Comment(str(10**9 + number), draw(BODIES)) for number in range(2))
    return Post("tag:x", "post", "/2017/06/x.html", draw(BODIES), comments=comments)


@given(posts(), TEXTS, st.sampled_from([REF, f"{REF}#c1000000001"]))
def test_a_placed_passage_is_written_read_found_and_taken_out(post, lines, ref):
    markdown, left_out = text_to_markdown("\n".join(lines).split("\n"))
    passage = PlacedPassage(ref, markdown)
    placed = with_passage(post, passage, "")
    read = read_post(post_text(placed), comments_text(placed), "x.md")
    assert (read.body, [each.body for each in read.comments]) == (placed.body, [each.body for each in placed.comments])
    assert text_has(read, passage)
    assert without_passages(read, [passage]).body == post.body
    assert [each.body for each in without_passages(read, [passage]).comments] == [each.body for each in post.comments]
    words = len(to_text(markdown).split()) + sum(len(left.text.split()) for left in left_out)
    assert words == len("\n".join(lines).split())


@pytest.mark.parametrize("body", ["One two.\n\nThree four.\n\nFive six.", "- Three four\n- more\n\nFive six."])
def test_a_passage_is_put_after_the_paragraph_with_given_words(body):
    post = Post("tag:x", "post", "/2017/06/x.html", body)
    placed = with_passage(post, PlacedPassage(REF, "Seven."), "three four")
    assert placed.body.split("\n\n")[-2:] == ["Seven.", "Five six."]


def test_a_fenced_block_is_not_cut_in_two():
    post = Post("tag:x", "post", "/2017/06/x.html", "```\none\n\ntwo\n```\n\nThree.")
    placed = with_passage(post, PlacedPassage(REF, "Seven."), "one")
    assert placed.body == "```\none\n\ntwo\n```\n\nSeven.\n\nThree."


def test_a_passage_is_the_whole_text_of_an_empty_comment():
    post = Post("tag:x", "post", "/2017/06/x.html", "Tea.", comments=(Comment("1", ""),))
    placed = with_passage(post, PlacedPassage(f"{REF}#c1", "Seven."), "")
    assert placed == replace(post, comments=(Comment("1", "Seven."),))
