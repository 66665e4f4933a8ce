"""Long lists are split into numbered pages that link to each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.paging import ENTRIES_PER_PAGE, paginate, with_neighbours, with_pager


@given(st.lists(st.integers()), st.integers(1, 7))
def test_every_entry_is_on_one_page_in_order(entries: list[int], size: int) -> None:
    pages = paginate(entries, "/all/", size=size)
    assert [each for page in pages for each in page.entries] == entries
    assert all(len(page.entries) == size for page in pages[:-1])
    assert len(pages[-1].entries) <= size
    assert len({page.url for page in pages}) == len(pages)


@given(st.lists(st.integers(), min_size=1))
def test_a_new_last_entry_changes_the_last_page_only(entries: list[int]) -> None:
    before, after = (paginate(each, "/all/", size=3) for each in (entries[:-1], entries))
    full = len(entries[:-1]) // 3
    assert [page.entries for page in before[:full]] == [page.entries for page in after[:full]]


@pytest.mark.parametrize("count", [0, 1, ENTRIES_PER_PAGE])
def test_a_short_list_is_one_page_without_a_number(count: int) -> None:
    [page] = paginate(range(count), "/2014/", title="2014")
    assert (page.url, page.name, page.number) == ("/2014/", "2014", None)


def test_the_first_page_has_the_address_of_the_list() -> None:
    pages = paginate("abcde", "/quotes/", title="2014", size=2)
    assert [page.url for page in pages] == ["/quotes/", "/quotes/2/", "/quotes/3/"]
    assert [page.name for page in pages] == ["2014, page 1", "2014, page 2", "2014, page 3"]
    assert [page.number for page in pages] == [1, 2, 3]


def test_the_first_page_can_be_numbered_too() -> None:
    pages = paginate("abc", "/all/", size=2, number_first_url=True)
    assert [(page.url, page.name) for page in pages] == [("/all/1/", "Page 1"), ("/all/2/", "Page 2")]


def test_each_page_links_to_the_one_before_and_after_it() -> None:
    pages = [*paginate("abc", "/2014/", title="2014", size=2), *paginate("d", "/2015/", title="2015")]
    links = [(values["older"], values["newer"]) for _, values in with_pager(pages)]
    first, second, last = (page.link for page in pages)
    assert links == [(None, second), (first, last), (second, None)]
    assert first == {"url": "/2014/", "text": "2014, page 1"}


@pytest.mark.parametrize(
    ("values", "neighbours"),
    [([], []), ([1], [(None, 1, None)]), ([1, 2, 3], [(None, 1, 2), (1, 2, 3), (2, 3, None)])],
)
def test_neighbours_are_none_at_the_ends(values: list[int], neighbours: list[tuple[int | None, ...]]) -> None:
    assert list(with_neighbours(values)) == neighbours
