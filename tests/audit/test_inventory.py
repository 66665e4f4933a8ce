"""The list of sources: what was counted, and what the sources themselves say is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small_blog
from archive.audit.inventory import (
    FormCount,
    MaskedDetail,
    MissingComments,
    SeriesGaps,
    SourceList,
    Unpublished,
    YearCount,
    list_sources,
    months_without,
    series_with_gaps,
    source_list,
)
from archive.content.ledger import LedgerEntry, read_ledger
from archive.model import Comment, Post
from scrapes import HERONS, KETTLE, Archive, page

_PLACE = ("a.txt", "0" * 64, "text:C", (1, 9), "posts/2017/06/x")
POST = LedgerEntry(*_PLACE, "post", "published", file="posts/2017/06/x.md")
REPLY = replace(POST, kind="comment", ref="posts/2017/06/x#c1", lines=(5, 5), file="posts/2017/06/x.comments.md")


def text(ref: str, day: str | None, kind: str = "post", comments: int = 0, **more) -> tuple[str, Post]:
    said = tuple(Comment(str(number), "Tea.") for number in range(comments))
    given_day = date.fromisoformat(day) if day else None
    return ref, Post(ref, kind, f"/{ref}.html", HERONS, day=given_day, comments=said, **more)


def listed(archive: Archive) -> SourceList:
    found, problems = list_sources(archive.content, lambda things, doing: things)
    assert problems == ()
    return found


def test_sums_of_all_forms_meet_the_ledger(tmp_path):
    archive = Archive(tmp_path)
    small_blog.put(small_blog.all_files(), archive.inbox)
    archive.run()
    records, found = read_ledger(archive.content), listed(archive)
    counted = [(form.published, form.merged, form.left_out, form.quarantined) for form in found.forms]
    outcomes = [sum(each) for each in zip(*counted, strict=True)]
    assert sum(outcomes) == len(records)
    assert outcomes[0] == sum(record.outcome == "published" for record in records)
    assert sum(form.files for form in found.forms) >= len({record.source for record in records})
    assert sum(form.words_in for form in found.forms) == sum(record.words_in for record in records)
    assert all(form.words_in == form.words_kept + form.words_left_out for form in found.forms)
    years = found.years
    assert sum(year.posts + year.mailouts + year.pages for year in years) == len(archive.posts())
    comments = [record for record in records if record.kind == "comment" and record.outcome == "published"]
    assert sum(year.comments for year in years) == len(comments)


def test_each_form_has_its_counts_and_is_named_in_words():
    records = [
        replace(POST, words_in=10, words_kept=8, words_left_out={"navigation": 2}),
        replace(REPLY, words_in=3, words_kept=3),
        replace(POST, source="b.txt", outcome="merged", words_in=5, words_kept=5),
        LedgerEntry("c.bin", None, "none", None, "c.bin", "file", "left-out", "it looks like a film"),
    ]
    assert source_list(records, []).forms == (
        FormCount("blog post page, plain text", 2, 2, 1, 2, 1, 0, 0, 18, 16, 2),
        FormCount("skipped file", files=1, left_out=1),
    )


def test_years_count_what_is_published_with_texts_without_a_date_last():
    texts = [
        text("posts/2017/06/x", "2017-06-24", comments=3),
        text("posts/2016/12/y", "2016-12-31", comments=1),
        text("mailouts/2017/m", "2017-01-01", "mailout"),
        text("mailouts/undated/p", None, "page"),
    ]
    found = source_list([], texts)
    assert found.years == (YearCount(2016, 1, 0, 0, 1), YearCount(2017, 1, 1, 0, 3), YearCount(None, 0, 0, 1, 0))
    assert found.undated == ("mailouts/undated/p",)


def test_months_without_posts_lie_between_the_first_and_the_last_and_mailouts_do_not_fill_them():
    texts = [
        text("posts/2016/11/a", "2016-11-30"),
        text("mailouts/2016/m", "2016-12-05", "mailout"),
        text("posts/2017/03/b", "2017-03-01"),
        text("posts/2017/05/c", "2017-05-01"),
    ]
    assert source_list([], texts).empty_months == ("2016-12 to 2017-02", "2017-04")


@given(st.sets(st.tuples(st.integers(2010, 2014), st.integers(1, 12))))
def test_every_month_between_is_there_or_named(months):
    named = set()
    for line in months_without(months):
        start, _, end = line.partition(" to ")
        first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (start, end or start))
        assert not named & set(range(first, last + 1))
        named |= set(range(first, last + 1))
    there = {year * 12 + month - 1 for year, month in months}
    assert named | there == set(range(min(there), max(there) + 1)) if there else named == set()
    assert not named & there


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Tarn Notes 3", "Tarn Notes 5", "tarn notes  9", "Tarn Notes 5"], [("4", "6-8")]),
        (["Tarn Notes 3", "Tarn Notes 4", "Tarn Notes 5"], []),
        (["Tarn Notes 3", "Tarn Notes 9"], [("4-8",)]),
        (["Tarn Notes 9"], []),
        (["Tarn Notes", "Tarn Notes 2", "Tarn Notes Part 5: Tea"], [("3-4",)]),
        (["Section 90", "Section 40"], []),
        (["Report No.1", "Report No. 2", "Report No 12!"], [("3-11",)]),
        (["Review of 2011", "Review of 2014", "Review of 2017"], []),
        (["Pay 1.5", "Pay 1.7", "Pay 1.9"], []),
        (["On 24/06/17", "On 24/06/19", "On 24/06/25"], []),
        (["12", "14", "18"], []),
        (["A1", "A4", "A9"], []),
    ],
)
def test_numbers_never_seen_are_those_between_two_of_a_series(titles, expected):
    assert [series.missing for series in series_with_gaps(titles)] == expected
    assert [series.missing for series in series_with_gaps(reversed(titles))] == expected


def test_a_series_has_the_name_its_titles_give_it():
    assert list(series_with_gaps(["Tarn Notes 3", "Tarn Notes 5", "Tarn Notes 6"])) == [
        SeriesGaps("Tarn Notes", 3, 3, 6, ("4",))
    ]


def test_titles_of_merged_left_out_and_quarantined_records_are_seen_too():
    records = [replace(POST, title="Tarn Notes 4", outcome=each) for each in ("merged", "left-out", "quarantined")]
    texts = [text(f"posts/{number}", "2017-06-24", title=f"Tarn Notes {number}") for number in (3, 5, 7)]
    assert source_list([], texts).series[0].missing == ("4", "6")
    assert source_list(records, texts).series[0].missing == ("6",)


def test_comments_are_looked_for_in_all_copies_together_published_or_not():
    records = [
        replace(POST, declared_comments=4),
        replace(POST, source="b.txt", outcome="merged", declared_comments=2),
        REPLY,
        replace(REPLY, source="b.txt", outcome="merged"),
        replace(REPLY, source="b.txt", ref="posts/2017/06/x#c2", outcome="left-out", reason="spam", file=None),
    ]
    texts = [text("posts/2017/06/x", "2017-06-24", comments=1, declared_comments=2)]
    assert source_list(records, texts).unfound == (MissingComments("posts/2017/06/x", 4, 2),)
    both = [replace(REPLY, ref=f"posts/2017/06/x#c{number}") for number in (3, 4)]
    assert source_list([*records, *both], texts).unfound == ()


def test_what_stands_aside_is_listed_with_its_reason():
    quarantined = replace(POST, outcome="quarantined", reason="its post is in no source", file=None)
    not_read = LedgerEntry("b.bin", None, "none", None, "b.bin", "file", "left-out", "not read: a film")
    found = source_list([quarantined, not_read, POST], [])
    assert found.quarantined == (Unpublished("a.txt", (1, 9), "its post is in no source"),)
    assert found.not_read == (Unpublished("b.bin", None, "not read: a film"),)


def test_every_masked_detail_is_listed_where_it_was():
    records = [replace(REPLY, masked=("phone number 0•• after “ring”", "e-mail a•• after “or”"))]
    assert source_list(records, []).masked == (
        MaskedDetail(REPLY.ref, "phone number 0•• after “ring”"),
        MaskedDetail(REPLY.ref, "e-mail a•• after “or”"),
    )


def test_the_order_of_posts_does_not_matter(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=page("Tarn Notes 3", date(2017, 6, 24), HERONS), b=page("Tarn Notes 7", date(2017, 9, 1), KETTLE))
    archive.run()
    records = read_ledger(archive.content)
    texts = [(name, archive.post(name)) for name in archive.posts()]
    assert source_list(records, texts) == source_list(records, reversed(texts)) == listed(archive)


def test_texts_a_person_renamed_or_wrote_count_and_one_that_cannot_be_read_is_told(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=page("The Estuary", date(2017, 6, 24), HERONS, ["Tea."] * 2).replace("2 comments", "3 comments"))
    archive.run()
    for name in ("the-estuary.md", "the-estuary.comments.md"):
        path = archive.content / "posts/2017/06" / name
        path.rename(path.with_name(name.replace("the-estuary", "river")))
    (archive.content / "posts/2017/06/by-hand.md").write_text("Title: By Hand\nDate: 2017-06-25\n\nNew words.\n")
    found = listed(archive)
    assert found.years == (YearCount(2017, 2, 0, 0, 2),)
    assert found.unfound == (MissingComments("posts/2017/06/river", 3, 2),)
    (archive.content / "posts/2017/06/by-hand.md").write_text("no header\n")
    found, problems = list_sources(archive.content, lambda things, doing: things)
    assert found.years == (YearCount(2017, 1, 0, 0, 2),)
    assert len(problems) == 1
    assert problems[0].startswith("posts/2017/06/by-hand.md line 1: ")
