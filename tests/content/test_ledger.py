"""The ledger is read back as it was written, and a damaged line is reported with its number."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.content.ledger import (
    PENDING_NAME,
    LedgerEntry,
    after_crash,
    announce,
    hashes_written,
    ledger_bytes,
    read_ledger,
    read_pending,
    write_ledger,
)
from archive.errors import BrokenSettings

NOTE = LedgerEntry("a.txt", "0" * 64, "text:C", (1, 9), "posts/2017/06/x", "post", "published", date="2017-06-24")
GOOD = '{"source":"a","form":"f","ref":"r","kind":"post","outcome":"published"'

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | words.filter(bool)
counts = st.integers(0, 99)
ledger_entries = st.builds(
    LedgerEntry,
    source=words,
    sha256=maybe,
    form=words,
    lines=st.none() | st.tuples(counts, counts),
    ref=words,
    kind=st.sampled_from(["post", "comment", "rest"]),
    outcome=st.sampled_from(["published", "merged"]),
    reason=maybe,
    date=st.none() | st.dates().map(str),
    file=maybe,
    words_in=counts,
    words_left_out=st.none() | st.dictionaries(words, counts, min_size=1, max_size=2),
    declared_comments=st.none() | counts,
    original=st.none() | st.booleans(),
    aliases=st.none() | st.lists(words, min_size=1, max_size=2).map(tuple),
    text=maybe,
)


@given(st.lists(ledger_entries, max_size=4, unique_by=lambda entry: entry.ref))
def test_entries_are_read_back_as_they_were_written(tmp_path_factory, entries):
    content = tmp_path_factory.mktemp("ledger")
    write_ledger(content, ledger_bytes(entries))
    read = read_ledger(content)
    assert sorted(map(repr, read)) == sorted(map(repr, entries))
    data = (content / "ledger.jsonl").read_bytes()
    write_ledger(content, ledger_bytes(reversed(read)))
    assert (content / "ledger.jsonl").read_bytes() == data


def test_every_line_has_the_promised_keys(tmp_path):
    write_ledger(tmp_path, ledger_bytes([NOTE]))
    line = json.loads((tmp_path / "ledger.jsonl").read_text())
    assert {"source", "sha256", "form", "ref", "kind", "parent", "outcome", "reason", "title", "date", "file"} <= set(
        line
    )
    assert {"words_in", "words_kept", "words_left_out"} <= set(line)
    assert set(NOTE.as_json()) == {field.name for field in fields(LedgerEntry)} - {"content_hash"} | {"said"}


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "[]",
        "7",
        '"x"',
        "{}",
        GOOD,
        GOOD + ',"words_in":"many"}',
        GOOD + ',"lines":[1]}',
        GOOD + ',"lines":["a","b"]}',
        GOOD + ',"date":"soon"}',
        GOOD + ',"aliases":"x"}',
        "[" * 100_000,
    ],
)
def test_a_damaged_line_is_reported_with_its_number_and_what_to_do(tmp_path, line):
    write_ledger(tmp_path, ledger_bytes([NOTE]))
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(BrokenSettings, match=r"^ledger\.jsonl line 2: .*; restore it from a copy"):
        read_ledger(tmp_path)


def test_a_ledger_that_is_not_utf8_or_not_a_file_is_reported(tmp_path):
    (tmp_path / "ledger.jsonl").write_bytes(b"\xff")
    with pytest.raises(BrokenSettings, match="not UTF-8"):
        read_ledger(tmp_path)
    (tmp_path / "ledger.jsonl").unlink()
    (tmp_path / "ledger.jsonl").mkdir()
    with pytest.raises(BrokenSettings, match="cannot be read"):
        read_ledger(tmp_path)


def test_keys_of_a_later_version_are_ignored(tmp_path):
    (tmp_path / "ledger.jsonl").write_text(GOOD + ',"mood":"fine"}\n')
    assert read_ledger(tmp_path)[0].source == "a"


def test_an_unchanged_ledger_is_not_written(tmp_path):
    write_ledger(tmp_path, ledger_bytes([NOTE]))
    before = (tmp_path / "ledger.jsonl").stat().st_mtime_ns
    announce(tmp_path, ledger_bytes([NOTE]))
    write_ledger(tmp_path, ledger_bytes([NOTE]))
    assert (tmp_path / "ledger.jsonl").stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.jsonl"]


def test_an_announced_ledger_stays_until_the_ledger_is_written(tmp_path):
    announce(tmp_path, ledger_bytes([NOTE]))
    assert read_ledger(tmp_path) == []
    assert read_pending(tmp_path) == [NOTE]
    write_ledger(tmp_path, ledger_bytes([NOTE]))
    assert not (tmp_path / PENDING_NAME).exists()


def test_after_a_crash_only_files_on_disk_are_taken_from_the_announced_ledger(tmp_path):
    (tmp_path / "there.md").write_text("")
    there = LedgerEntry("b.txt", "1", "f", (1, 1), "there", "post", "published", file="there.md", written="2")
    gone = LedgerEntry("c.txt", "1", "f", (1, 1), "gone", "post", "published", file="gone.md", written="3")
    assert after_crash(tmp_path, [NOTE], [NOTE, there, gone]) == [NOTE, there]
    assert hashes_written([there, gone]) == {"there.md": {"2"}, "gone.md": {"3"}}
