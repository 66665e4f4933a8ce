"""The glossary is one page, and shows less of each term if there are many."""

from __future__ import annotations

import pytest

from archive.pages.lists import ListPage
from archive.pages.topics.glossary import glossary_pages
from archive.pages.topics.topics import Topic
from archive.tags.vocabulary import Term, Vocabulary
from templates import render

LONG = "It is said that it is kept in a drawer. Nobody has the key. Ask again on a Tuesday, and bring a cup. "


def pages(*terms: Term) -> list[ListPage]:
    return list(glossary_pages(Vocabulary(terms), [Topic(term, ()) for term in terms if term.id != "bare"]))


def listed(page: ListPage) -> list[tuple[str, list[str]]]:
    return [(group["letter"], [each.label for each in group["entries"]]) for group in page.values["letters"]]


def written(page: ListPage) -> str:
    return render(page, ".." if page.values["letter"] is None else "../..")


def many(count: int, definition: str = LONG) -> list[Term]:
    return [
        Term(f"word-{at}", f"{chr(65 + at % 26)}word {at} ’s", "topic", definition=definition) for at in range(count)
    ]


def test_terms_are_sorted_by_letter_people_by_last_name_and_acronyms_link_to_terms() -> None:
    (page,) = pages(
        Term("coop", "National Coop Service", "organisation", variants=("NCS", "COOP"), definition="Keeps coops."),
        Term("ada", "Dame Ada Cook", "person", definition="A minister."),
        Term("herald", "The Herald", "organisation", definition="A newspaper."),
        Term("street", "12 Long Street", "place", definition="An office."),
        Term("untold", "Untold", "topic"),
    )
    assert listed(page) == [
        ("0–9", ["12 Long Street"]),
        ("C", ["Dame Ada Cook"]),
        ("H", ["The Herald"]),
        ("N", ["National Coop Service", "NCS"]),
    ]


def test_an_entry_has_an_anchor_a_long_form_a_period_and_a_link_to_its_items() -> None:
    (page,) = pages(
        Term("hens", "HRS", "system", full="Hen Registration System", definition='A "list".', began="2009-05"),
        Term("bare", "Bare", "topic", variants=("BR",), definition="It has <b>no</b> texts."),
        Term("coop", "Coop Service", "organisation", variants=("CS",), definition="Keeps coops."),
    )
    text = written(page)
    assert (
        '<dt id="hens"><a href="../tags/hens/">HRS</a></dt> <dd><b>Hen Registration System.</b> A “list”. '
        "<i>System. From May 2009.</i></dd>"
    ) in text
    assert '<dt id="bare">Bare</dt> <dd>It has &lt;b&gt;no&lt;/b&gt; texts. <i>Topic.</i></dd>' in text
    assert '<dt>CS</dt> <dd><a href="#coop">Coop Service</a></dd>' in text
    assert '<dt id="coop"><a href="../tags/coop/">Coop Service</a> (CS)</dt>' in text


@pytest.mark.parametrize("count", [100, 250, 251, 430, 431, 800])
def test_every_term_is_on_the_one_page_and_no_page_is_too_large(count: int) -> None:
    terms = many(count)
    first, *letters = pages(*terms)
    text = written(first)
    assert first.url == "/glossary/"
    assert all(f'<dt id="{term.id}">' in text for term in terms)
    assert all(len(written(page).encode()) < 100_000 for page in (first, *letters))
    whole = "".join(map(written, letters)) or text
    assert whole.count("Ask again on a Tuesday") == count
    assert ("Nobody has the key" in text) is (count <= 250)
    assert ("It is said" in text) is ("/tags/word-1/" in text) is (count <= 430)


def test_a_shortened_glossary_links_to_a_full_page_for_each_letter_and_back() -> None:
    first, *letters = pages(*many(500))
    assert [page.url for page in letters][:2] == ["/glossary/a/", "/glossary/b/"]
    assert all(f'<a href="..{page.url}">' in written(first) for page in letters)
    assert '<a href="../../glossary/">Whole glossary</a>' in written(letters[0])


def test_the_shipped_vocabulary_fits_with_a_sentence_for_each_term(shipped: Vocabulary) -> None:
    first, *letters = pages(*shipped.terms)
    entries = [each for group in first.values["letters"] for each in group["entries"] if not each.of]
    assert len(entries) == sum(bool(term.definition) for term in shipped.terms)
    assert all(each.definition for each in entries)
    assert all(len(written(page).encode()) < 100_000 for page in (first, *letters))
