"""A topic page shows its definition, related topics and items by year, and no page is too large."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Post
from archive.pages.lists import ListPage, newest_first
from archive.pages.paging import ENTRIES_PER_PAGE
from archive.pages.topics.indexes import first_sentence, index_key
from archive.pages.topics.term_views import TermLinks, TermView, term_view
from archive.pages.topics.topic_pages import topic_pages
from archive.pages.topics.topics import KINDS, Topic
from archive.pages.views import PostView, TopicView
from archive.tags.vocabulary import TERM_KINDS, Term, Vocabulary
from post_views import view_of
from templates import render

MOST = 100_000
"""Bytes that a page may have."""
TAGS = tuple(TopicView(f"A topic with a name {n}", f"/tags/a-topic-with-a-name-{n}/", "set by hand") for n in range(8))


def view(name: str, day: date | None = None, title: str = "", body: str = "Rain again.") -> PostView:
    where = f"/{day:%Y/%m}/{name}.html" if day else f"/undated/{name}.html"
    post = Post(f"tag:{name}", "post", where, body, title or name, day)
    return view_of(post, name, f"<p>{body}</p>")


def pages(topics: list[Topic], *more: Term) -> dict[str, ListPage]:
    """Return the pages by address; `more` are terms that no item is about."""
    terms = sorted([*(topic.term for topic in topics), *more], key=lambda term: term.id)
    found = list(topic_pages(topics, Vocabulary(tuple(terms))))
    assert len({page.url for page in found}) == len(found)
    return {page.url: page for page in found}


def html(page: ListPage) -> str:
    return render(page, "../..")


def words(page: ListPage) -> str:
    return " ".join(BeautifulSoup(html(page), "lxml").main.get_text(" ").split())


def names(posts) -> list[str]:
    return [post.url.rpartition("/")[2].removesuffix(".html") for post in posts]


OLD = view("old", date(2012, 12, 31))
MAY, JUNE = view("may", date(2017, 5, 31)), view("june", date(2017, 6, 1))
UNDATED = view("undated")
PAY = Term("pay", "Pay", "topic")


# What a page shows


CHAIR = Term("tea-secretary", "Tea Secretary", "role", definition="The officer who keeps the tea.")
TEABODY = Term("teabody", "Teabody", "organisation", definition="A body for tea. It meets on Mondays.")
KEEPER = Term(
    "ann-urn",
    "Ann Urn",
    "person",
    definition="Tea Secretary from 2014. She had the key.",
    broader=("tea-secretary", "teabody"),
    related=("samovar",),
)
SYSTEM = Term(
    "samovar",
    "SAMOVAR",
    "system",
    variants=("Samo-var", "Steam And Milk Over Very Ancient Rusks", "Big Urn", "big urn"),
    ambiguous=("SAMOVAR", "BU", "Urn"),
    full="Steam and Milk Over Very Ancient Rusks",
    definition="It's where the tea is.",
    broader=("teabody",),
    related=("ann-urn", "biscuits"),
    began="2014-06-01",
    ended="2021-06",
)
BISCUITS = Term("biscuits", "Biscuits", "topic")
ALL = Vocabulary((KEEPER, BISCUITS, SYSTEM, CHAIR, TEABODY))


def term_page(term: Term, *here: Term) -> TermView:
    return term_view(term, TermLinks(ALL, {each.id for each in here}))


def test_other_names_are_shown_once_each_ambiguous_acronyms_last():
    shown = term_page(SYSTEM)
    assert shown.also_called == ("Big Urn", "BU")
    assert (shown.full, shown.definition) == (SYSTEM.full, "It’s where the tea is.")
    assert shown.period == "June 2014 to June 2021"


def test_only_the_first_other_names_are_shown_without_misspellings_and_plain_words():
    variants = ("Tea Urne", "Ms Urn", "steaming", "Kettle", "Kettles", "Boiler", "Samovar", "Teapot")
    assert term_page(Term("urn", "Tea Urn", "system", variants)).also_called == ("Kettle", "Boiler", "Samovar")


def test_a_term_links_to_topic_pages_and_otherwise_to_the_glossary():
    shown = term_page(SYSTEM, KEEPER)
    assert [(link.label, link.url) for link in (*shown.see_also, *shown.part_of)] == [
        ("Ann Urn", "/tags/ann-urn/"),
        ("Biscuits", ""),
        ("Teabody", "/glossary/#teabody"),
    ]
    assert [link.in_glossary for link in shown.part_of] == [True]


def test_links_are_in_order_and_those_to_the_glossary_last():
    linked = replace(PAY, related=("teabody", "tea-secretary", "samovar", "ann-urn", "biscuits"))
    view = term_page(linked, SYSTEM, KEEPER)
    assert [link.label for link in view.see_also] == ["Ann Urn", "Biscuits", "SAMOVAR", "Tea Secretary", "Teabody"]
    page = pages([Topic(linked, (MAY,)), Topic(SYSTEM, (MAY,))], CHAIR, TEABODY, BISCUITS, KEEPER)["/tags/pay/"]
    assert "See also Biscuits, SAMOVAR , in the glossary: Ann Urn , Tea Secretary , Teabody" in words(page)


def test_a_term_includes_those_that_list_it_as_broader():
    assert [link.label for link in term_page(TEABODY).includes] == ["Ann Urn", "SAMOVAR"]


def test_the_page_of_a_person_shows_the_office_first():
    shown = term_page(KEEPER, KEEPER)
    assert [link.label for link in shown.offices] == ["Tea Secretary"]
    assert [link.label for link in shown.part_of] == ["Teabody"]
    page = pages([Topic(KEEPER, (MAY,))], CHAIR, TEABODY, SYSTEM)["/tags/ann-urn/"]
    assert words(page).startswith("Tea Secretary People Ann Urn Tea Secretary from 2014. She had the key.")


def test_only_a_person_has_an_office():
    assert term_page(replace(TEABODY, broader=("tea-secretary",))).offices == ()


def test_a_topic_page_shows_its_facts():
    found = pages([Topic(SYSTEM, (JUNE, OLD)), Topic(KEEPER, (MAY,))], CHAIR, TEABODY, BISCUITS)
    text = words(found["/tags/samovar/"])
    for part in (
        "Steam and Milk Over Very Ancient Rusks. It’s where the tea is.",
        "2 items, 2012–2017",
        "Period June 2014 to June 2021 Also called Big Urn, BU",
        "Part of in the glossary: Teabody See also Ann Urn , Biscuits",
    ):
        assert part in text


def test_a_bare_term_has_no_empty_rows():
    page = BeautifulSoup(html(pages([Topic(PAY, (UNDATED,))])["/tags/pay/"]), "lxml")
    assert page.select("dl, .lead, .plot, details") == []
    assert page.h1.get_text() == "Pay"


# Items by year


def test_a_topic_lists_its_items_by_year():
    page = pages([Topic(PAY, (JUNE, MAY, OLD, UNDATED))])["/tags/pay/"].values
    assert [(year.year, names(year.entries)) for year in page["years"]] == [
        (2017, ["june", "may"]),
        (2012, ["old"]),
        (None, ["undated"]),
    ]
    assert [(each["year"], each["count"], each["url"]) for each in page["counts"]] == [
        (2012, 1, "/tags/pay/#y2012"),
        (2017, 2, "/tags/pay/#y2017"),
        (None, 1, "/tags/pay/#undated"),
    ]
    assert (page["latest"], page["parts"]) == ((), [])


def test_the_chart_and_the_table_have_the_same_numbers():
    found = pages([Topic(PAY, (JUNE, MAY, OLD, UNDATED)), Topic(BISCUITS, (view("x", date(2020, 1, 1)),))])
    page = BeautifulSoup(html(found["/tags/pay/"]), "lxml")
    assert page.select_one("svg[role=img] > title").get_text() == "Items by year, 2012 to 2020: 1 in 2012, 2 in 2017."
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("details tbody tr")]
    assert rows == [["2012", "1 item"], ["2017", "2 items"], ["Undated", "1 item"]]
    assert not page.select("[style]")


def many(count: int, title: str = "", body: str = "Rain again.") -> tuple[PostView, ...]:
    """Return a post every other day, newest first, and an undated one."""
    posts = [view(f"n{n:04}", date(2010, 1, 1) + timedelta(2 * n), f"{title} {n}", body) for n in range(count - 1)]
    for post in posts:
        post.tags = TAGS
    return tuple(newest_first([*posts, view("undated")]))


def numbered(found: dict[str, ListPage]) -> list[ListPage]:
    return [page for page in found.values() if page.template == "tag_part"]


@pytest.mark.parametrize("count", [ENTRIES_PER_PAGE, ENTRIES_PER_PAGE + 1, 3 * ENTRIES_PER_PAGE])
def test_every_item_of_a_topic_is_listed_once_in_order(count):
    posts = many(count)
    found = pages([Topic(PAY, posts)])
    first = found["/tags/pay/"].values
    listed = [post for year in first["years"] for post in year.entries]
    parted = [post for page in numbered(found) for year in page.values["years"] for post in year.entries]
    assert names(listed or parted[::-1]) == names(posts)
    assert bool(listed) is (count <= ENTRIES_PER_PAGE) is not bool(parted)
    assert names(first["latest"]) == names(posts[:10] if parted else [])


def test_a_year_links_to_the_numbered_page_where_it_begins():
    found = pages([Topic(PAY, many(500))])
    for each in found["/tags/pay/"].values["counts"]:
        url, _, place = each["url"].partition("#")
        on_pages = [page for page in numbered(found) if place in {year.id for year in page.values["years"]}]
        assert url == on_pages[0].url
        assert f'id="{place}"' in html(on_pages[0])
        years = [year for page in on_pages for year in page.values["years"] if year.id == place]
        assert sum(len(year.entries) for year in years) == each["count"]


def test_a_new_item_changes_only_the_last_numbered_page():
    posts = many(3 * ENTRIES_PER_PAGE + 1)
    before, after = pages([Topic(PAY, posts[1:])]), pages([Topic(PAY, posts)])
    changed = [url for url in after if url not in before or html(before[url]) != html(after[url])]
    assert changed == ["/tags/", "/subjects/", "/tags/pay/", "/tags/pay/3/", "/tags/pay/4/"]


def test_no_page_of_a_topic_with_two_thousand_items_is_too_large():
    body = "“Considerable” reorganisation & administration " * 20
    found = pages([Topic(PAY, many(2000, "On the long way back from the meeting about the meetings", body))])
    sizes = {url: len(html(page).encode()) for url, page in found.items()}
    assert len(numbered(found)) == 2000 / ENTRIES_PER_PAGE
    assert MOST / 2 < max(sizes.values()) < MOST, sizes


def test_no_page_is_too_large_if_every_shipped_term_is_in_use(shipped: Vocabulary):
    found = pages([Topic(term, (JUNE, OLD)) for term in shipped.terms])
    assert len(found) > len(shipped.terms) + len(KINDS)
    assert {url for url, page in found.items() if len(html(page).encode()) > MOST} == set()


# Indexes


def listed(page: ListPage) -> dict[str, list[str]]:
    return {letter.name: [entry.label for entry in letter.entries] for letter in page.values["letters"]}


TERMS = [
    Term("gaffer", "Dame Ida Gaffer", "person", definition="Holds the key since 2012. Once lost it."),
    Term("able", "bill Able", "person"),
    Term("gaffer-2", "Abel Gaffer", "person"),
    Term("evening", "The Evening Kettle", "organisation"),
    Term("elan", "Élan Trust", "organisation"),
    Term("street", "102 Kettle Street", "place"),
    PAY,
]


def test_there_is_an_index_for_each_kind_and_one_for_all():
    found = pages([Topic(term, (JUNE,)) for term in TERMS])
    assert listed(found["/people/"]) == {"A": ["bill Able"], "G": ["Abel Gaffer", "Dame Ida Gaffer"]}
    assert listed(found["/organisations/"]) == {"E": ["Élan Trust", "The Evening Kettle"]}
    assert listed(found["/places/"]) == {"0–9": ["102 Kettle Street"]}
    assert listed(found["/roles/"]) == {}
    assert list(listed(found["/tags/"])) == ["0–9", "A", "E", "G", "P"]
    assert [(kind["name"], kind["count"]) for kind in found["/tags/"].values["kinds"]] == [
        *(("People", 3), ("Organisations", 2), ("Places", 1), ("Subjects", 1))
    ]


def test_an_index_has_the_first_sentence_and_the_years_of_each_topic():
    found = pages([Topic(TERMS[0], (JUNE, OLD)), Topic(PAY, (UNDATED,))])
    assert "Dame Ida Gaffer 2 items 2012–2017 Holds the key since 2012." in words(found["/people/"])
    assert "Once lost it" not in words(found["/people/"])
    assert words(found["/subjects/"]).endswith("Pay 1 item")


def test_an_empty_index_says_so():
    found = pages([])
    assert list(found) == ["/tags/", *(kind.url for kind in KINDS.values())]
    assert words(found["/people/"]) == "Topics People Nothing in this archive is about any of these yet."


def test_every_kind_of_the_vocabulary_has_an_index():
    assert set(KINDS) == set(TERM_KINDS)


@given(st.permutations(TERMS))
def test_the_order_of_the_topics_does_not_matter_to_an_index(terms):
    found, expected = (pages([Topic(term, (JUNE,)) for term in each])["/tags/"].values for each in (terms, TERMS))
    assert found == expected


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ("A body. It meets.", "A body."),
        ("Led by J. smith, e.g. on Mondays. “Tea” is had.", "Led by J. smith, e.g. on Mondays."),
        ("No stop", "No stop"),
        ("", ""),
    ],
)
def test_the_first_sentence_of_a_definition(definition, sentence):
    assert first_sentence(definition) == sentence


def test_every_shipped_term_is_in_an_index(shipped: Vocabulary):
    assert all(index_key(term)[0] for term in shipped.terms)


# Earlier addresses


def test_a_former_id_redirects_to_the_term_the_glossary_or_the_index():
    body, role, plain = (
        replace(TEABODY, formerly=("tea", "tea-body")),
        replace(CHAIR, formerly=("teamaker",)),
        replace(BISCUITS, formerly=("rusks",)),
    )
    topic = Topic(body, (JUNE,))
    found = pages([topic], role, plain)
    leads = {url: page.values["target"] for url, page in found.items() if page.template == "redirect"}
    assert leads == {
        "/tags/tea/": "/tags/teabody/",
        "/tags/tea-body/": "/tags/teabody/",
        "/tags/teamaker/": "/glossary/#tea-secretary",
        "/tags/rusks/": "/tags/",
    }
    assert topic.former_urls == ("/tags/tea/", "/tags/tea-body/")
