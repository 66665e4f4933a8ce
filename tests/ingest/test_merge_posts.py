"""Copies are merged where they are certainly one post, or where no word is lost; the best of each field is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from archive.duplicates.comments import collect_comments
from archive.ingest.copies import CopiedComment, Copy, rank_of
from archive.ingest.identity import match_keys
from archive.ingest.merge_posts import merge_copies
from archive.model import Comment, Post, Source
from archive.text import normalize
from scrapes import HERONS, KETTLE

DAY = date(2017, 6, 24)
TAG = "tag:blogger.com,1999:blog-1.post-2"
AT = datetime(2017, 6, 24, 8, 15, tzinfo=UTC)


def copy(name: str, body: str, *comments: str, form="text:C", tag=None, address=None, title="T", **more) -> Copy:
    """A copy from the file `name`, with comments whose made ids are their words."""
    source = Source(name, "0" * 64, form, (1, 9))
    said = tuple(CopiedComment(Comment(words, words), True, None, None) for words in comments)
    status = more.pop("status", None)
    known = match_keys("post", DAY, title, address)
    post = Post("x", "post", address or "", body, title, DAY, sources=(source,), permalink_known=bool(address), **more)
    return Copy(
        post=post,
        normalized=normalize(body),
        comments=said,
        match_keys=(*((tag,) if tag else ()), *known),
        strong_keys=(*((tag,) if tag else ()), *match_keys("post", None, None, address)),
        blogger_id=tag,
        rank=rank_of(form),
        status=status,
    )


def test_the_same_page_scraped_twice_is_one_post_with_two_sources():
    [merged] = merge_copies([copy("b", HERONS), copy("a", HERONS)])
    assert [source.name for source in merged.post.sources] == ["a", "b"]
    assert len(merged.copies) == 2


def test_a_page_cut_short_is_merged_into_the_full_one():
    cut = HERONS[:80].rsplit(" ", 1)[0]
    [merged] = merge_copies([copy("cut", cut), copy("full", HERONS)])
    assert merged.post.body == HERONS
    assert merged.copies[0].post.body == HERONS


def test_different_quotes_and_dashes_are_still_the_same_post():
    copies = [copy("a", "“Quite” – she’s right…"), copy("b", '"Quite" - she\'s right...')]
    assert len(merge_copies(copies)) == 1


def test_plain_texts_that_each_have_words_of_their_own_are_two_posts():
    copies = [copy("a", f"{HERONS} Goodbye now."), copy("b", f"Good morning. {HERONS}")]
    assert [len(merged.copies) for merged in merge_copies(copies)] == [1, 1]


def test_a_repeated_word_counts_twice():
    assert len(merge_copies([copy("a", "no no never"), copy("b", "never ever no")])) == 2


@pytest.mark.parametrize(
    ("form", "tag", "address"),
    [("export", TAG, "/2017/06/x.html"), ("html:post", None, "/2017/06/x.html"), ("feed:atom", TAG, None)],
)
def test_plain_text_is_merged_into_the_post_with_its_day_and_title_if_it_shares_most_words(form, tag, address):
    text = copy("a", f"{HERONS} And one line more.")
    good = copy("b", HERONS, form=form, tag=tag, address=address)
    [merged] = merge_copies([text, good])
    assert merged.post.body == HERONS, "a good source's text is kept; what only the other has is in the ledger"
    other = copy("a", KETTLE)
    assert len(merge_copies([other, good])) == 2, "another text of that day and title is another post"


def test_the_same_id_or_address_is_one_post_whatever_its_text_is():
    for known in ({"tag": TAG}, {"address": "/2017/06/x.html"}):
        one = copy("a", HERONS, form="feed:atom", **known)
        other = copy("b", KETTLE, form="export", title="New", **known)
        [merged] = merge_copies([one, other])
        assert (merged.post.body, merged.post.title) == (KETTLE, "New")


def test_two_ids_are_two_posts_whatever_they_share():
    address = "/2017/06/x.html"
    copies = [copy(name, HERONS, form="export", tag=f"{TAG}{name}", address=address) for name in ("1", "2")]
    assert len(merge_copies([*copies, copy("t", HERONS)])) == 2


def test_a_partial_copy_never_replaces_a_complete_one_however_good_its_source():
    part = copy("a", "The herons came", form="feed:atom", tag=TAG, partial=True)
    whole = copy("b", HERONS, form="html:post", tag=TAG)
    [merged] = merge_copies([part, whole])
    assert merged.post.body == HERONS


def test_a_draft_published_later_is_live_and_a_trashed_post_is_not():
    live = copy("a", HERONS, form="takeout", tag=TAG)
    draft = copy("b", HERONS, form="takeout", tag=TAG, status="draft")
    assert merge_copies([live, draft])[0].status is None
    gone = copy("0", HERONS, form="takeout", tag=TAG, status="trashed")
    assert merge_copies([live, gone])[0].status == "trashed"


def test_the_order_of_the_copies_does_not_matter():
    copies = [
        copy("a", HERONS, "tea", tag=TAG, form="export", published=AT),
        copy("b", HERONS, "cake", "tea"),
        copy("c", KETTLE, author="A Reader"),
        copy("d", KETTLE, declared_comments=4, labels=("napo",)),
    ]
    results = [[merged.post for merged in merge_copies(order)] for order in permutations(copies)]
    assert all(result == results[0] for result in results)


def test_a_field_that_only_one_copy_has_is_kept():
    known = {"author": "A Reader", "declared_comments": 7, "url": "https://blog.example/", "labels": ("napo",)}
    [merged] = merge_copies([copy("a", HERONS), copy("b", HERONS, **known)])
    assert {name: getattr(merged.post, name) for name in known} == known


def test_the_day_is_taken_from_the_copy_with_the_time():
    text = copy("a", HERONS)
    exact = copy("b", HERONS, form="export", tag=TAG, published=AT)
    [merged] = merge_copies([text, exact])
    assert (merged.post.day, merged.post.published, merged.post.id) == (DAY, AT, TAG)


def test_the_comments_of_shown_and_hidden_copies_are_there_once_in_the_order_of_the_fullest_list():
    post = Post("x", "post", "", "")
    one, two = (
        replace(post, comments=tuple(Comment(words, words) for words in said))
        for said in (("jam", "tea"), ("tea", "cake", "milk"))
    )
    assert [comment.id for comment in collect_comments([one, two])] == ["tea", "cake", "milk", "jam"]


def test_a_comment_from_an_export_is_preferred_to_one_from_a_saved_page():
    def said(author: str, words: str) -> CopiedComment:
        return CopiedComment(Comment("7", words, author=author, published=AT), False, None, None)

    page = copy("page", HERONS, form="html:post", tag=TAG)
    page = replace(page, comments=(said("A. Reader", "Tea?"),))
    alone = replace(copy("export", "", form="export", tag=TAG), is_stub=True, comments=(said("Ann Reader", "“Tea?”"),))
    [merged] = merge_copies([page, alone])
    assert [(each.author, each.body) for each in merged.post.comments] == [("Ann Reader", "“Tea?”")]
    assert merged.post.body == HERONS
