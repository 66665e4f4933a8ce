"""Copies become one post where that is certain, or where no word is lost by it; the best of each field is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from archive.duplicates.comments import collect_comments
from archive.ingest.copies import CopiedComment, Copy, CopyText, rank_of
from archive.ingest.identity import identities
from archive.ingest.merge_posts import united_posts
from archive.model import Comment, Post, Source
from archive.spool import Shelf
from archive.text import normalize
from scrapes import HERONS, KETTLE

DAY = date(2017, 6, 24)
TAG = "tag:blogger.com,1999:blog-1.post-2"
AT = datetime(2017, 6, 24, 8, 15, tzinfo=UTC)


@pytest.fixture
def shelf():
    with Shelf() as made:
        yield made


def copy(shelf, name: str, body: str, *comments: str, form="text:C", tag=None, address=None, title="T", **more) -> Copy:
    """A copy from the file `name`, with comments whose made ids are their words."""
    source = Source(name, "0" * 64, form, (1, 9))
    said = tuple(CopiedComment(Comment(words, words), True, normalize(words), None, None) for words in comments)
    partial, status = more.pop("partial", False), more.pop("status", None)
    known = identities("post", DAY, title, address)
    post = Post("x", "post", address or "", body, title, DAY, sources=(source,), permalink_known=bool(address), **more)
    return Copy(
        sources=(source,),
        kind="post",
        identities=(*((tag,) if tag else ()), *known),
        certain=(*((tag,) if tag else ()), *identities("post", None, None, address)),
        blogger_id=tag,
        rank=rank_of(form),
        words=len(body.split()),
        partial=partial,
        status=status,
        day=DAY,
        title=title,
        address=address,
        text=shelf.put(CopyText(post, normalize(body), said)),
    )


def test_the_same_page_scraped_twice_is_one_post_with_two_sources(shelf):
    [united] = united_posts([copy(shelf, "b", HERONS), copy(shelf, "a", HERONS)], shelf)
    assert [source.name for source in united.post.sources] == ["a", "b"]
    assert len(united.copies) == 2


def test_a_page_cut_short_is_merged_into_the_full_one(shelf):
    cut = HERONS[:80].rsplit(" ", 1)[0]
    [united] = united_posts([copy(shelf, "cut", cut), copy(shelf, "full", HERONS)], shelf)
    assert united.post.body == HERONS
    assert united.texts[0].post.body == HERONS


def test_other_quotes_and_dashes_make_no_other_post(shelf):
    copies = [copy(shelf, "a", "“Quite” – she’s right…"), copy(shelf, "b", '"Quite" - she\'s right...')]
    assert len(united_posts(copies, shelf)) == 1


def test_plain_texts_that_each_have_words_of_their_own_stay_apart(shelf):
    copies = [copy(shelf, "a", f"{HERONS} Goodbye now."), copy(shelf, "b", f"Good morning. {HERONS}")]
    assert [len(united.copies) for united in united_posts(copies, shelf)] == [1, 1]


def test_a_word_that_stands_twice_counts_twice(shelf):
    assert len(united_posts([copy(shelf, "a", "no no never"), copy(shelf, "b", "never ever no")], shelf)) == 2


@pytest.mark.parametrize(
    ("form", "tag", "address"),
    [("export", TAG, "/2017/06/x.html"), ("html:post", None, "/2017/06/x.html"), ("feed:atom", TAG, None)],
)
def test_a_text_joins_the_post_of_its_day_and_title_if_most_of_it_is_there(shelf, form, tag, address):
    text = copy(shelf, "a", f"{HERONS} And one line more.")
    good = copy(shelf, "b", HERONS, form=form, tag=tag, address=address)
    [united] = united_posts([text, good], shelf)
    assert united.post.body == HERONS, "a good source's text is kept; what only the other has is in the ledger"
    other = copy(shelf, "a", KETTLE)
    assert len(united_posts([other, good], shelf)) == 2, "another text of that day and title is another post"


def test_one_id_or_one_address_is_one_post_whatever_it_says(shelf):
    for known in ({"tag": TAG}, {"address": "/2017/06/x.html"}):
        one = copy(shelf, "a", HERONS, form="feed:atom", **known)
        other = copy(shelf, "b", KETTLE, form="export", title="New", **known)
        [united] = united_posts([one, other], shelf)
        assert (united.post.body, united.post.title) == (KETTLE, "New")


def test_two_ids_are_two_posts_whatever_they_share(shelf):
    address = "/2017/06/x.html"
    copies = [copy(shelf, name, HERONS, form="export", tag=f"{TAG}{name}", address=address) for name in ("1", "2")]
    assert len(united_posts([*copies, copy(shelf, "t", HERONS)], shelf)) == 2


def test_a_part_never_replaces_the_whole_however_good_its_source(shelf):
    part = copy(shelf, "a", "The herons came", form="feed:atom", tag=TAG, partial=True)
    whole = copy(shelf, "b", HERONS, form="html:post", tag=TAG)
    [united] = united_posts([part, whole], shelf)
    assert united.post.body == HERONS


def test_a_draft_that_was_published_later_is_live_and_a_post_thrown_away_is_not(shelf):
    live = copy(shelf, "a", HERONS, form="takeout", tag=TAG)
    draft = copy(shelf, "b", HERONS, form="takeout", tag=TAG, status="draft")
    assert united_posts([live, draft], shelf)[0].status is None
    gone = copy(shelf, "0", HERONS, form="takeout", tag=TAG, status="trashed")
    assert united_posts([live, gone], shelf)[0].status == "trashed"


def test_the_order_of_the_copies_does_not_matter(shelf):
    copies = [
        copy(shelf, "a", HERONS, "tea", tag=TAG, form="export", published=AT),
        copy(shelf, "b", HERONS, "cake", "tea"),
        copy(shelf, "c", KETTLE, author="A Reader"),
        copy(shelf, "d", KETTLE, declared_comments=4, labels=("napo",)),
    ]
    results = [[united.post for united in united_posts(order, shelf)] for order in permutations(copies)]
    assert all(result == results[0] for result in results)


def test_what_only_one_copy_knows_is_kept(shelf):
    known = {"author": "A Reader", "declared_comments": 7, "url": "https://blog.example/", "labels": ("napo",)}
    [united] = united_posts([copy(shelf, "a", HERONS), copy(shelf, "b", HERONS, **known)], shelf)
    assert {name: getattr(united.post, name) for name in known} == known


def test_the_day_is_that_of_the_copy_with_the_instant(shelf):
    text = copy(shelf, "a", HERONS)
    exact = copy(shelf, "b", HERONS, form="export", tag=TAG, published=AT)
    [united] = united_posts([text, exact], shelf)
    assert (united.post.day, united.post.published, united.post.id) == (DAY, AT, TAG)


def test_the_comments_of_shown_and_hidden_copies_are_there_once_in_the_order_of_the_fullest_list():
    post = Post("x", "post", "", "")
    one, two = (
        replace(post, comments=tuple(Comment(words, words) for words in said))
        for said in (("jam", "tea"), ("tea", "cake", "milk"))
    )
    assert [comment.id for comment in collect_comments([one, two])] == ["tea", "cake", "milk", "jam"]


def test_a_comment_that_an_export_gives_by_itself_comes_before_that_of_a_saved_page(shelf):
    def said(author: str, words: str) -> CopiedComment:
        return CopiedComment(Comment("7", words, author=author, published=AT), False, normalize(words), None, None)

    page = copy(shelf, "page", HERONS, form="html:post", tag=TAG)
    page = replace(page, text=shelf.put(replace(page.read(shelf), comments=(said("A. Reader", "Tea?"),))))
    alone = replace(copy(shelf, "export", "", form="export", tag=TAG), is_stub=True)
    alone = replace(alone, loose=(shelf.put(said("Ann Reader", "“Tea?”")),))
    [united] = united_posts([page, alone], shelf)
    assert [(each.author, each.body) for each in united.post.comments] == [("Ann Reader", "“Tea?”")]
    assert united.post.body == HERONS
