"""`invoke verify` and `invoke sources`: their exit codes, error messages, tables and report."""

from __future__ import annotations

import json
from datetime import date

import pytest

from scrapes import HERONS, KETTLE, Archive, page
from whole_site import invoke, invoke_apart, must

DAY = date(2017, 6, 24)
COMMENTS = ["Ring me on 07700 900123.", "> Cake."]


@pytest.fixture
def archive(tmp_path) -> Archive:
    """An archive imported with the command."""
    made = Archive(tmp_path)
    estuary = page("Tarn Notes 1", DAY, HERONS, COMMENTS).replace("2 comments", "3 comments")
    made.put(a=estuary, b=page("Tarn Notes 3", DAY, KETTLE), c=page("Tarn Notes 7", date(2017, 9, 1), KETTLE))
    must("import", "--source", made.inbox, "--content", made.content)
    return made


def _state(archive: Archive) -> dict[str, tuple[bytes, int]]:
    files = (path for path in archive.root.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_verify_prints_what_it_checked_and_changes_nothing(archive):
    before = _state(archive)
    done = invoke("verify", "--content", archive.content)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Checked 3 raw files and 0 documents in containers, 5 ledger entries, 3 posts: no problems.\n"
    )
    assert _state(archive) == before


def test_verify_fails_with_one_line_for_each_problem(archive, tmp_path):
    (archive.inbox / "a.txt").write_bytes((archive.inbox / "a.txt").read_bytes() + b"\n")
    (archive.inbox / "b.txt").unlink()
    (archive.inbox / "d [odd] name.txt").write_text(KETTLE)
    before = _state(archive)
    done = invoke_apart("verify", "--content", archive.content, COLUMNS="20")
    assert done.returncode == 1
    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [
        ["a.txt", "changed"],
        ["b.txt", "missing"],
        ["d [odd] name.txt", "extra"],
    ]
    assert done.stdout.endswith("3 problems.\n")
    assert _state(archive) == before


def test_verify_reports_a_missing_folder_and_a_damaged_ledger_on_one_line(archive):
    done = invoke("verify", "--content", archive.root / "mistyped")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    (archive.content / "ledger.jsonl").write_text("<<<<<<<\n")
    for command in ("verify", "sources"):
        done = invoke(command, "--content", archive.content)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert done.stderr.startswith("ledger.jsonl line 1: ")


def test_a_dry_run_writes_nothing_and_a_second_import_changes_nothing(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=page("Tarn Notes 1", DAY, HERONS))
    must("import", "--source", archive.inbox, "--content", archive.content, "--dry-run")
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]
    must("import", "--source", archive.inbox, "--content", archive.content)
    before = _state(archive)
    must("import", "--source", archive.inbox, "--content", archive.content)
    assert {path: state for path, state in _state(archive).items() if not path.endswith(".lock")} == {
        path: state for path, state in before.items() if not path.endswith(".lock")
    }


def test_sources_lists_what_is_there_and_what_is_missing_at_any_width(archive):
    before = _state(archive)
    done = invoke_apart("sources", "--content", archive.content, COLUMNS="20")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        *("Form", "Files", "Posts", "Comments", "Published", "Merged", "Left", "out", "Quarantined"),
        *("Words", "in", "Kept", "Left", "out"),
    ]
    assert ["2017", "3", "0", "0", "2"] in [line.split() for line in lines]
    assert lines[lines.index("Missing numbers (1):") + 1] == "  Tarn Notes: 2, 4-6"
    assert lines[lines.index("Missing comments (1):") + 1] == "  posts/2017/06/tarn-notes-1: 2 of 3"
    assert lines[lines.index("Gaps between posts (1):") + 1] == "  2017-07 to 2017-08"
    assert lines[-1] == "1 personal detail was masked; `--masked` lists it."
    assert _state(archive) == before


def test_sources_lists_masked_details_without_showing_them_and_writes_a_json_report(archive):
    report = archive.root / "sources.json"
    said = must("sources", "--content", archive.content, "--masked", "--report", report)
    lines = said.splitlines()
    at = lines.index("1 personal detail was masked.")
    assert lines[at + 1].startswith("  posts/2017/06/tarn-notes-1#c")
    assert "900123" not in said
    content = json.loads(report.read_text("utf-8"))
    assert sorted(form["posts"] for form in content["forms"]) == [1, 2]
    assert content["series"] == [{"name": "Tarn Notes", "seen": 3, "first": 1, "last": 7, "missing": ["2", "4-6"]}]
    assert len(content["masked"]) == 1


def test_sources_reports_an_unreadable_post_after_the_list(archive):
    (archive.content / "posts/2017/06/tarn-notes-3.md").write_text("no header\n")
    done = invoke("sources", "--content", archive.content)
    assert done.returncode == 1
    assert "Missing numbers" in done.stdout
    assert done.stderr.startswith("posts/2017/06/tarn-notes-3.md line 1: ")
    assert done.stderr.count("\n") == 1


def test_sources_lists_files_by_the_share_that_is_published_and_what_is_unplaced(tmp_path):
    archive = Archive(tmp_path)
    archive.put(
        a=page("Tarn Notes 1", DAY, KETTLE),
        b="A stray line.\n\n" + page("Tarn Notes 2", DAY, HERONS),
        **{f"c{number:02}": page(f"Tarn Notes {number}", DAY, KETTLE + f" {number}") for number in range(3, 50)},
    )
    invoke("import", "--source", archive.inbox, "--content", archive.content)
    report = archive.root / "report.json"
    lines = must("sources", "--content", archive.content, "--report", report).splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("File "))
    assert lines[at + 1].split() == ["b.txt", "44", "41", "(93", "%)", "0", "0", "3"]
    assert lines[at + 2].split()[0] == "c03.txt", "of equal shares the longer file comes first"
    more = "  and 9 more, of which a larger share is published; `--report FILE` lists them all"
    assert lines[at + 41] == more
    heading = lines.index("Unplaced; say with `invoke review` where they belong (1):")
    assert lines[heading + 1].startswith("  b.txt: 3 words, before the first heading (unplaced:")
    assert lines[heading + 1].endswith("): A stray line.")
    content = json.loads(report.read_text("utf-8"))
    assert len(content["words"]) == 49
    assert content["words"][0]["unplaced"] == 3
    (passage,) = content["unplaced"]
    decision = f'verdict = "boilerplate"\npassage = "{passage["name"]}"'
    (archive.content / "decisions.toml").write_text(f"[[decision]]\n{decision}\n")
    must("import", "--source", archive.inbox, "--content", archive.content)
    lines = must("sources", "--content", archive.content).splitlines()
    settled = lines.index("Settled by a keeper (1):")
    assert lines[settled + 1].startswith("  b.txt: 3 words, boilerplate (unplaced:")
