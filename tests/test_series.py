"""Numbered titles make series; titles with years, laws, ages and amounts do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.series import Series, SeriesText, find_series, gap_before, name_key, read_title

FIRST = date(2016, 5, 2)


def texts(*titles: str) -> list[SeriesText]:
    """Return a text for each title, one a day."""
    return [SeriesText(f"t{at:03}", title, FIRST + timedelta(at)) for at, title in enumerate(titles)]


def found(*titles: str, names: tuple[str, ...] = ()) -> dict[str, list[int]]:
    """Return the numbers of each series."""
    each_of = find_series(texts(*titles), {name_key(name) for name in names})
    return {series.name: [member.number for member in series.members] for series in each_of}


# One title


@pytest.mark.parametrize(
    ("title", "name", "number"),
    [
        ("Harbour Letter 199", "Harbour Letter", 199),
        ("Harbour Letter 012", "Harbour Letter", 12),
        ("Harbour Letter 12!", "Harbour Letter", 12),
        ("Harbour Letter #7", "Harbour Letter", 7),
        ("Harbour Letter (3)", "Harbour Letter", 3),
        ("Harbour Letter [3] ", "Harbour Letter", 3),
        ("Harbour Letter No 3", "Harbour Letter", 3),
        ("Harbour Letter No.3", "Harbour Letter", 3),
        ("Harbour Letter, number 3", "Harbour Letter", 3),
        ("Harbour Letter - Part 2", "Harbour Letter", 2),
        ("Harbour Letter (part two)", "Harbour Letter", 2),
        ("Harbour Letter Part 2 of 3", "Harbour Letter", 2),
        ("Harbour Letter (2/3)", "Harbour Letter", 2),
        ("Harbour Letter IV", "Harbour Letter", 4),
        ("Harbour Letter: Part I", "Harbour Letter", 1),
        ("Harbour Letter 12: On Hope", "Harbour Letter", 12),
        ("Harbour Letter 12 - On Hope", "Harbour Letter", 12),
        ("Harbour Letter 12 – On Hope", "Harbour Letter", 12),
        ("Harbour Letter 12. On Hope", "Harbour Letter", 12),
        ("Harbour Letter 12 (again)", "Harbour Letter", 12),
        ("Harbour\xa0 Letter  12", "Harbour Letter", 12),
        ("Harbour Follow-Up 12", "Harbour Follow-Up", 12),
        ("“Harbour Letter” 12", "“Harbour Letter”", 12),
        ("What Are We Waiting For (2)", "What Are We Waiting For", 2),
    ],
)
def test_a_number_is_read_anywhere_in_a_title(title, name, number):
    (reading,) = read_title(title)
    assert (reading.name, reading.number, reading.naming) == (name, number, False)


@pytest.mark.parametrize(
    "title",
    [
        *("Happy New Year 2022", "Conference 2019", "Conference (2019)", "Conference 2019: The Motions"),
        *("On 24/06/17", "Update June 24", "Monday 12", "Friday 12 June 2017", "Sept 11: a memory", "9/11"),
        *(
            "Aged 12",
            "Wanted (aged 12)",
            "Over 50",
            "Top 10",
            "Short by 400",
            "Blimey - 10,000 Boats Short!",
            "Up to £400",
            "Pay Up £400",
        ),
        *("Pay 1.5", "A Rise of 3%", "Pay 3%", "90%", "Strike 5pm", "Open 24/7", "Plan A, B or C?", "Years 1 and 2"),
        *("12", "#7", "No 10", "Part 2", "(3)", "1984", "A1", "E3", "JTU27-2021", "Harbour Letter 12345"),
        *("You and I", "World War I", "Vitamin C", "Harbour Letter IIII", "Harbour Letter ii", "Letter Two"),
        *("Harbour Letter 12 On Hope", "Letter 12s", "1 2 3 4 5", "One Day 2 Boats 3 Men 4 Dogs 5"),
    ],
)
def test_years_dates_ages_amounts_and_bare_numbers_are_not_read(title):
    assert list(read_title(title)) == []


@pytest.mark.parametrize("title", ["Section 90", "Catch 22", "Band 4", "Covid-19", "Criminal Justice Act 12"])
def test_numbers_in_names_are_told_from_series_numbers(title):
    (reading,) = read_title(title)
    assert reading.naming


@pytest.mark.parametrize("part", ["-", " ", "(", "3 ", "part ", "No. ", "a 1: ", "IV ", "!"])
def test_a_hostile_title_is_read_quickly(part):
    title = f"Letter 3{part * 50_000}4"
    assert len(list(read_title(title))) <= 2


# Titles together


def test_two_different_numbers_make_a_series_in_numeric_order():
    assert found("Letter 10", "Letter 9", "Other", "Letter 100") == {"Letter": [9, 10, 100]}
    assert found("Letter 9") == found("Letter 9", "Letter 9", "letter 9: again") == {}


def test_spellings_that_differ_in_case_spaces_and_punctuation_are_one_series():
    titles = ("News Round-Up 3", "NEWS ROUNDUP 5", "News Roundup No. 4", "News roundup: 6", "News Roundup #7")
    (series,) = find_series(texts(*titles))
    assert (series.name, series.numbers, series.slug) == ("News Roundup", (3, 4, 5, 6, 7), "news-round-up")


def test_parts_roman_numerals_and_plain_numbers_are_one_series():
    assert found("On Hope", "On Hope Part 2", "On Hope III", "On Hope (4)") == {"On Hope": [1, 2, 3, 4]}
    assert found("Henry VIII", "Elizabeth II", "Harry VIII") == {}


def test_a_title_without_a_number_is_number_one_unless_it_is_later():
    (series,) = find_series(texts("Guest Log", "Guest Log 2"))
    assert [(member.number, member.numbered) for member in series.members] == [(1, False), (2, True)]
    assert found("Guest Log 2", "Guest Log") == {}
    assert found("Guest Log", "Guest Log 84") == {}
    assert found("Guest Log", "Guest Log 1", "Guest Log 2") == {"Guest Log": [1, 2]}
    assert found("Guest Log", "Guest Log 5", "Guest Log 7", "Guest Log") == {"Guest Log": [1, 5, 7]}
    assert found("Guest Log 5", "Guest Log 7", "Guest Log") == {"Guest Log": [5, 7]}


def test_a_known_name_needs_only_one_number():
    assert found("Court Work 9", names=("Court work",)) == {"Court Work": [9]}
    assert found("Covid-19", "Covid 19: Again", names=("Covid-19", "Covid")) == {}
    assert found("Plan 9", "Plan 10", names=("Plan 9",)) == {}


@pytest.mark.parametrize(
    ("titles", "numbers"),
    [
        (("Section 90", "Section 40"), None),
        (("Catch 22", "Catch 22"), None),
        (("Band 3", "Band 5", "Band 4"), [3, 4, 5]),
        (("Plan 9", "Plan 10"), [9, 10]),
        (("Conference 2018", "Conference 2019"), None),
    ],
)
def test_a_title_becomes_part_of_a_series_with_others(titles, numbers):
    assert next(iter(found(*titles).values()), None) == numbers


def test_numbers_out_of_date_order_and_repeated_numbers_are_kept():
    undated = SeriesText("a", "Letter 4")
    (series,) = find_series([*texts("Letter 5", "Letter 4: two", "Letter 4", "Letter 2"), undated])
    assert [member.text.title for member in series.members] == [
        *("Letter 2", "Letter 4: two", "Letter 4", "Letter 4", "Letter 5")
    ]
    assert series.members[3].text == undated


def test_a_title_with_two_numbers_joins_the_larger_series():
    titles = ("Letter 1", "Letter 2: Pay Part 1", "Letter 3: Pay Part 2", "Letter 4")
    assert found(*titles) == {"Letter": [1, 2, 3, 4]}
    assert found("Letter 3 Part 1", "Letter 3 Part 2") == {"Letter 3": [1, 2]}


def test_slugs_are_stable_when_a_series_grows_and_unique():
    slugs = {
        series.slug for series in find_series(texts("Ärger 1", "Arger 2", "Ärger 2", "Arger 1", "漢字 1", "漢字 2"))
    }
    assert slugs == {"arger", "arger-2", "blog-post"}
    few = find_series(texts("Ärger 1", "Ärger 2"))
    assert find_series(texts("Ärger 1", "Ärger 2", "Arger 1", "Arger 2"))[1].slug == few[0].slug == "arger"


# Laws

NAMES = st.sampled_from(["Letter", "Guest Log", "guest-log", "Section", "Day", "On Hope", "Covid"])
SHAPES = st.sampled_from(["{} {}", "{} Part {}", "{} #{}: Tea", "{} ({})", "{}", "Harbour 3: {} {}", "{} {} Part 2"])
TITLES = st.builds(lambda shape, name, number: shape.format(name, number), SHAPES, NAMES, st.integers(0, 40))
DAYS = st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2012, 1, 1)))
TEXTS = st.lists(st.tuples(TITLES, DAYS), max_size=40).map(
    lambda found: [SeriesText(f"t{at}", *each) for at, each in enumerate(found)]
)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_titles_does_not_matter(them, random):
    shuffled = random.sample(them, len(them))
    assert find_series(shuffled, {"day"}) == find_series(them, {"day"})


def every_number(series: Series) -> list[int]:
    pairs = zip((None, *series.members), series.members, strict=False)
    gaps = [gap for before, member in pairs if (gap := gap_before(before, member))]
    return sorted([*series.numbers, *(number for first, last in gaps for number in range(first, last + 1))])


@given(TEXTS)
def test_every_number_is_a_member_or_in_one_gap_and_no_title_is_in_two_series(them):
    made = find_series(them)
    for series in made:
        numbers = every_number(series)
        assert numbers == list(range(min(1, series.numbers[0]), series.numbers[-1] + 1))
        assert series.length == len(numbers)
        assert len(series.members) > 1
    refs = [member.text.ref for series in made for member in series.members]
    assert len(refs) == len(set(refs))
    assert len({series.slug for series in made}) == len(made)
