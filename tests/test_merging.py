"""Copies become one post only where no word is lost by it."""

from datetime import date
from itertools import permutations

from archive.merging import merged, united_comments
from archive.model import Comment, Post, Source
from scrapes import HERONS, KETTLE


def copy(name: str, body: str, *comments: str, **more) -> Post:
    """A copy from the file `name`, with comments whose ids are their words."""
    source = Source(name, "0" * 64, "text:C", (1, 9))
    said = tuple(Comment(words, words) for words in comments)
    return Post("x", "post", "", body, "T", date(2017, 6, 24), sources=(source,), comments=said, **more)


def test_the_same_page_scraped_twice_is_one_post_with_two_sources():
    [(post, copies)] = merged([copy("b", HERONS), copy("a", HERONS)])
    assert [source.name for source in post.sources] == ["a", "b"]
    assert len(copies) == 2


def test_a_page_cut_short_is_merged_into_the_full_one():
    [(post, copies)] = merged([copy("cut", HERONS[:80].rsplit(" ", 1)[0]), copy("full", HERONS)])
    assert post.body == HERONS
    assert copies[0].body == HERONS


def test_other_quotes_and_dashes_make_no_other_post():
    assert len(merged([copy("a", "“Quite” – she’s right…"), copy("b", '"Quite" - she\'s right...')])) == 1


def test_texts_that_each_have_words_of_their_own_stay_apart():
    posts = merged([copy("a", f"{HERONS} Goodbye now."), copy("b", f"Good morning. {HERONS}")])
    assert len(posts) == 2
    assert all(len(copies) == 1 for _, copies in posts)


def test_a_word_that_stands_twice_counts_twice():
    assert len(merged([copy("a", "no no never"), copy("b", "never ever no")])) == 2


def test_the_order_of_the_copies_does_not_matter():
    copies = [
        copy("a", HERONS, "tea"),
        copy("b", HERONS, "cake", "tea"),
        copy("c", KETTLE, author="A Reader"),
        copy("d", KETTLE, declared_comments=4, labels=("napo",)),
    ]
    results = [merged(order) for order in permutations(copies)]
    assert all(result == results[0] for result in results)


def test_what_only_one_copy_knows_is_kept():
    [(post, _)] = merged(
        [
            copy("a", HERONS, permalink_known=False),
            copy("b", HERONS, author="A Reader", declared_comments=7, url="https://blog.example/", labels=("napo",)),
        ]
    )
    assert (post.author, post.declared_comments, post.url, post.labels) == (
        "A Reader",
        7,
        "https://blog.example/",
        ("napo",),
    )


def test_comments_of_all_copies_are_there_once_in_the_order_of_the_fullest_list():
    united = united_comments([copy("a", "", "jam", "tea"), copy("b", "", "tea", "cake", "milk")])
    assert [comment.id for comment in united] == ["tea", "cake", "milk", "jam"]
