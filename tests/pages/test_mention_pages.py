"""Items that mention a topic but are about something else are listed once each, with the words around the mention."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Post
from archive.pages.lists import ListPage
from archive.pages.paging import ENTRIES_PER_PAGE
from archive.pages.topics.topic_pages import mention_pages
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.tags.mentions import find_mentions
from archive.tags.vocabulary import Term, Vocabulary
from post_views import view_of
from templates import render

URN = Term("ann-urn", "Ann Urn", "person")
VOCABULARY = Vocabulary((URN,))
FIRST = date(2010, 1, 1)


def view(day: int, text: str, title: str = "Tea") -> PostView:
    when = FIRST + timedelta(days=day)
    post = Post(f"tag:{day}", "post", f"/{when:%Y/%m}/{day}.html", text, title, when)
    made = view_of(post, str(day), "")
    made.text = text
    made.mentions = find_mentions(title, text, when, VOCABULARY)
    return made


def pages(*views: PostView) -> list[ListPage]:
    return list(mention_pages(Topic(URN, (), views[::-1])))


def html(page: ListPage) -> str:
    return render(page, "../../..")


def shown(text: str, title: str = "Tea") -> str | None:
    found = BeautifulSoup(html(pages(view(1, text, title))[0]), "lxml").select_one("main .opening")
    return found and found.get_text()


def test_a_topic_without_other_mentions_has_no_page_for_them():
    assert pages() == []


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("Then Ann Urn came.", "Then Ann Urn came."),
        ("Before.\nAnn Urn’s tea\nAfter.", "Ann Urn’s tea"),
        ("Ann Urn came. Ann Urn left.", "Ann Urn came. Ann Urn left."),
        ('"Ann Urn" and\ue001"Ann\'s" tea', "“Ann Urn” and “Ann’s” tea"),
        (f"Ann Urn: 'I like{' tea' * 40}'", f"Ann Urn: ‘I like{' tea' * 17} …"),
        (f"{'cup ' * 40}Ann Urn{' pot' * 40}", f"… {'cup ' * 19}Ann Urn{' pot' * 19} …"),
    ],
)
def test_the_first_mention_is_shown_with_whole_words_around_it(text, around):
    assert shown(text) == around


def test_a_mention_only_in_the_title_is_listed_without_context():
    assert shown("She came.", "Ann Urn") is None


def test_the_context_is_escaped():
    assert shown('<script>x</script> & Ann Urn "said"') == "<script>x</script> & Ann Urn “said”"


def test_every_mention_is_listed_once_oldest_first_and_no_page_is_too_large():
    body = "“<&>” " * 20
    them = [view(day, f"{body}Ann Urn {body}", "A “title” & more " * 4) for day in range(700)]
    found = pages(*them)
    assert [
        each.post.url.rpartition("/")[2].removesuffix(".html") for page in found for each in page.values["entries"]
    ] == [str(day) for day in range(700)]
    assert [page.url for page in found][:2] == ["/tags/ann-urn/named/", "/tags/ann-urn/named/2/"]
    assert [len(page.values["entries"]) for page in found] == [ENTRIES_PER_PAGE] * (700 // ENTRIES_PER_PAGE)
    assert all(len(html(page).encode()) < 100_000 for page in found)


def test_a_new_item_changes_the_count_on_all_pages_but_entries_only_on_the_last():
    them = [view(day, "Ann Urn came. " * 9) for day in range(500)]
    before, after = pages(*them[:-1]), pages(*them)
    assert len(before) > 2
    assert [page.values["entries"] for page in before[:-1]] == [
        page.values["entries"] for page in after[: len(before) - 1]
    ]


@given(st.text("ab& \n", max_size=200), st.text("ab& \n", max_size=200))
def test_the_context_is_a_part_of_the_text(before, after):
    text = f"{before} Ann Urn {after}"
    (entry,) = pages(view(1, text))[0].values["entries"]
    line = f"{entry.before.removeprefix('… ')}{entry.word}{entry.after.removesuffix(' …')}"
    assert line in text and "\n" not in line and "Ann Urn" in line
