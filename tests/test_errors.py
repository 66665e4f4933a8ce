"""Settings files that even the TOML parser cannot stand are one plain line, like any other mistake in them."""

import pytest

from archive.decisions.decisions_file import read_decisions
from archive.errors import BrokenSettings
from archive.sources.facts import read_facts
from archive.tags.vocabulary_file import read_vocabulary

DEEP = "a = " + "[" * 9999 + "]" * 9999
LONG = "a = " + "9" * 9999


@pytest.mark.parametrize(("text", "why"), [(DEEP, "nested too deeply"), (LONG, "a number is too long")])
@pytest.mark.parametrize("read", [read_decisions, read_vocabulary], ids=["decisions", "vocabulary"])
def test_lists_within_lists_and_endless_numbers_are_named(read, text, why):
    with pytest.raises(BrokenSettings, match=why):
        read(text, "settings.toml")


def test_notes_on_sources_that_are_nested_too_deeply_are_named_and_stop_nothing_else(tmp_path):
    (tmp_path / "sources.toml").write_text(DEEP)
    (problem,) = read_facts(tmp_path).problems
    assert "sources.toml: this file is not valid TOML (lists or tables are nested too deeply)" in problem
