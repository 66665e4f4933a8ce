"""What became of the words of each source adds up, and the source with the least published comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.content.ledger import LedgerEntry
from archive.content.word_counts import WordCounts, word_counts


@st.composite
def ledger_entries(draw: st.DrawFn) -> LedgerEntry:
    """An entry whose words add up."""
    kept = draw(st.integers(0, 50))
    reasons = st.sampled_from(["page furniture", "page furniture: navigation", "bullet", "draft", "between two posts"])
    left_out = draw(st.dictionaries(reasons, st.integers(1, 50), max_size=3))
    kind, outcome = draw(
        st.sampled_from([("post", "published"), ("unplaced", "left-out"), ("unplaced", "quarantined")])
    )
    if outcome == "quarantined":
        kept, left_out = 0, {"between two posts": kept + 1}
    source = draw(st.sampled_from(["a.html", "b.html", "c.txt"]))
    words_in = kept + sum(left_out.values())
    return LedgerEntry(
        source, None, "html:post", None, "r", kind, outcome, words_in=words_in, words_kept=kept, words_left_out=left_out
    )


@given(st.lists(ledger_entries()))
def test_the_words_of_each_source_add_up(entries):
    found = word_counts(entries)
    assert sum(each.words_in for each in found) == sum(entry.words_in for entry in entries)
    for each in found:
        assert each.words_in == each.published + each.furniture + each.left_out + each.unplaced
        assert min(each.published, each.furniture, each.left_out, each.unplaced) >= 0
    assert [each.share for each in found] == sorted(each.share for each in found)


def test_words_are_counted_by_what_became_of_them():
    def entry(kind: str, outcome: str, kept: int = 0, **left_out: int) -> LedgerEntry:
        reasons = {reason.replace("_", " "): count for reason, count in left_out.items()}
        total = kept + sum(left_out.values())
        return LedgerEntry(
            "a.html", None, "f", None, "r", kind, outcome, None, None, None, None, None, total, kept, reasons
        )

    entries = [
        entry("post", "published", 90, page_furniture=2),
        entry("comment", "merged", 10),
        entry("furniture", "left-out", page_furniture=7),
        entry("comment", "left-out", spam=5),
        entry("unplaced", "left-out", boilerplate=3),
        entry("unplaced", "quarantined", between_two_posts=4),
    ]
    assert word_counts(entries) == [WordCounts("a.html", 121, 100, 9, 8, 4)]


def test_a_source_without_words_is_not_counted():
    assert word_counts([LedgerEntry("a.png", None, "image", None, "a.png", "image", "published")]) == []
