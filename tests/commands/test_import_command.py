"""`invoke import`: its exit codes, error messages, table and report."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from archive.ingest.pipeline import import_sources
from archive.sources.files import find_sources
from scrapes import HERONS, KETTLE, Archive, assert_consistent, page
from shared import SEEDS
from whole_site import PROJECT, SAMPLE, invoke, invoke_apart

DAY = date(2017, 6, 24)


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    made.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "> Cake."]), b=page("A Kettle", DAY, KETTLE))
    return made


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return invoke("import", *arguments)


def into(archive: Archive, *sources: Path) -> Sequence[str | Path]:
    return [
        *(part for source in sources or [archive.inbox] for part in ("--source", source)),
        "--content",
        archive.content,
    ]


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_table_has_one_line_for_each_file(archive):
    done = run(*into(archive), "--report", archive.root / "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["File", "a.txt", "b.txt", "Imported"]
    assert "2/2" in lines[1]
    assert lines[-1] == "Imported 2 posts and 2 comments from 2 files: 2 created."
    report = json.loads((archive.root / "report.json").read_text("utf-8"))
    assert [file["source"] for file in report["files"]] == ["a.txt", "b.txt"]
    assert {file["declared_comments"] for file in report["files"]} == {2, None}
    assert [record["kind"] for record in report["records"]] == ["post", "comment", "comment", "post"]
    assert_consistent(archive)


def test_each_invalid_input_is_reported_on_one_line_and_the_rest_is_imported(archive):
    inbox = archive.inbox
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (inbox / "long.txt").write_bytes(b"word " * 10 * 2**20)
    (inbox / "dangling.txt").symlink_to("nowhere")
    (inbox / "folder.txt").mkdir()
    (inbox / "loop").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "latin.txt").write_bytes(page("Latin", DAY, "A café on the quay. " + KETTLE).encode("latin-1"))
    (inbox / "nul.txt").write_text(page("Nul", DAY, "A\0 nul and a \x1b[31mcolour. " + KETTLE + " \0"))
    (inbox / "two words \U0001f600\nlines.txt").write_text(page("Emoji", DAY, HERONS + " \U0001f600"))
    Path(os.fsdecode(os.fsencode(inbox) + b"/raw\xff.txt")).write_text(page("Raw", DAY, KETTLE + " Raw."))
    (inbox / "sources.toml").write_text('["nobody.txt"]\ntitle = "x"\n["a.txt"]\ncolour = "red"\n')
    done = run(*into(archive, inbox, archive.root / "mistyped"))
    assert done.returncode == 1
    problems = done.stderr.splitlines()
    files = ("empty.txt", "binary.txt", "long.txt", "dangling.txt", "loop", "pipe.txt", "mistyped")
    for said in (
        *(f"{file}: " for file in files),
        '/sources.toml: ["nobody.txt"]: ',
        '/sources.toml: ["a.txt"]: “colour”',
    ):
        assert sum(said in problem for problem in problems) == 1, (said, problems)
    assert len(problems) == 9
    titles = {archive.post(name).title for name in archive.posts()}
    assert titles == {"The Estuary", "A Kettle", "Latin", "Nul", "Emoji", "Raw"}
    assert "café" in archive.post("posts/2017/06/latin").body
    assert_consistent(archive)
    before = archive.state()
    archive.run()
    assert archive.state() == before


def test_an_invalid_sources_toml_is_reported_with_its_line_and_the_files_are_imported(archive):
    archive.know('["a.txt"]\ntitle = The Estuary\n')
    done = run(*into(archive))
    assert done.returncode == 1
    assert "sources.toml line 2: this line is not valid TOML (invalid value); write names" in done.stderr
    assert len(archive.posts()) == 2


@pytest.mark.parametrize("content", ["a.txt", "a.txt/inside"])
def test_an_impossible_content_folder_is_reported_on_one_line(archive, content):
    done = run("--source", archive.inbox, "--content", archive.inbox / content)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "choose a folder that can be written" in done.stderr


def test_a_content_folder_is_created_with_its_parents(archive):
    content = archive.root / "x/y/content"
    assert run("--source", archive.inbox, "--content", content).returncode == 0
    assert (content / "posts/2017/06/a-kettle.md").exists()


def test_the_inbox_of_the_content_folder_is_the_default(archive):
    shutil.copytree(archive.inbox, archive.content / "inbox")
    done = run("--content", archive.content)
    assert done.returncode == 0
    assert "2 created" in done.stdout


def test_a_dry_run_does_not_even_create_a_folder(archive):
    done = run(*into(archive), "--dry-run")
    assert "Would import 2 posts" in done.stdout
    assert [path.name for path in archive.root.iterdir()] == ["inbox"]


def test_a_damaged_ledger_is_reported_on_one_line(archive):
    archive.content.mkdir()
    (archive.content / "ledger.jsonl").write_text("\n<<<<<<< HEAD\n")
    done = run(*into(archive))
    assert done.returncode == 1
    assert done.stderr.startswith("ledger.jsonl line 2: ")
    assert done.stderr.count("\n") == 1


def test_a_conflict_is_reported_and_is_not_an_error(archive):
    archive.run()
    archive.edit("posts/2017/06/a-kettle.md", "new kettle", "teapot")
    done = run(*into(archive))
    assert done.returncode == 0
    kept = "edited: posts/2017/06/a-kettle.md was edited by hand and is kept; its sources say nothing new"
    assert kept in done.stdout
    assert done.stdout.endswith(": 1 kept as edited, 1 unchanged.\n")
    archive.put(b=page("A Kettle", DAY, KETTLE + " And a teapot."))
    done = run(*into(archive))
    assert done.returncode == 0
    assert "conflict: posts/2017/06/a-kettle.md was edited by hand" in done.stdout
    (aside,) = [line.rpartition(" see ")[2] for line in done.stdout.splitlines() if line.startswith("conflict: ")]
    assert "And a teapot." in (archive.root / aside).read_text("utf-8")


def test_a_deleted_post_stays_deleted_and_the_summary_says_so(archive):
    archive.run()
    (archive.content / "posts/2017/06/a-kettle.md").unlink()
    lines = run(*into(archive)).stdout.splitlines()
    assert "deleted: posts/2017/06/a-kettle.md was deleted by hand and stays away" in lines
    assert "Left out: 1 post (deleted by hand)." in lines
    assert lines[-1].endswith(": 1 stays deleted, 1 unchanged.")


def test_a_dry_run_counts_the_files_that_match_their_sources_and_names_the_others(archive):
    archive.run()
    assert "3 files match their sources." in run(*into(archive), "--dry-run").stdout.splitlines()
    archive.put(b=page("A Kettle", DAY, KETTLE + " And a teapot."))
    lines = run(*into(archive), "--dry-run").stdout.splitlines()
    assert "stale: posts/2017/06/a-kettle.md: its sources have changed; the next import updates it" in lines
    assert "2 files match their sources." in lines
    assert not any("a-kettle.comments.md" in line for line in lines)


def test_an_empty_inbox_says_where_to_put_files(archive):
    inbox = archive.content / "inbox"
    inbox.mkdir(parents=True)
    done = run("--content", archive.content)
    assert (done.returncode, done.stdout) == (0, f"{inbox}/ is empty: put your files there.\n")


def test_files_without_posts_are_counted_by_kind(archive):
    for name in ("a", "b"):
        with zipfile.ZipFile(archive.inbox / f"{name}.zip", "w") as packed:
            packed.writestr("leaflet.pdf", b"%PDF-1.4 " + name.encode())
            packed.writestr(f"{name}.txt", page(f"Kettle {name}", DAY, KETTLE + name))
    done = run(*into(archive))
    kinds = "2 zip, web archive or MHTML files; what looks like a PDF document (2 files)"
    assert f"No posts in: {kinds}." in done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")


def test_unplaced_words_are_one_line_and_a_column_and_end_with_exit_code_1(archive):
    archive.put(c="A stray line.\n\n" + page("Cakes", DAY, HERONS))
    done = run(*into(archive), "--report", archive.root / "report.json")
    assert done.returncode == 1
    assert done.stderr == "c.txt: 3 words are unplaced; say with `invoke review` where they belong\n"
    table = done.stdout.splitlines()
    assert table[0].split()[-6:] == ["in", "Published", "Furniture", "Left", "out", "Unplaced"]
    shares = {line.split()[0]: line for line in table[1:4]}
    assert shares["b.txt"].endswith("(100 %)          0         0         0")
    assert shares["c.txt"].split()[-1] == "3"
    assert list(shares)[-1] == "b.txt", "the file of which the least is published comes first"
    report = json.loads((archive.root / "report.json").read_text("utf-8"))
    for file in report["files"]:
        accounted = file["words_kept"] + sum(file["words_left_out"].values()) + file["words_unplaced"]
        assert file["words_in"] == accounted
    assert [file["words_unplaced"] for file in report["files"] if file["source"] == "c.txt"] == [3]
    assert [file["share"] for file in report["files"]] == sorted(file["share"] for file in report["files"])


def test_a_decision_that_is_not_needed_is_said_and_is_no_error(archive):
    archive.content.mkdir()
    decision = 'verdict = "boilerplate"\npassage = "unplaced:0123456789ab"'
    (archive.content / "decisions.toml").write_text(f"[[decision]]\n{decision}\n")
    done = run(*into(archive))
    assert (done.returncode, done.stderr) == (0, "")
    note = "decisions.toml: decision 1 (boilerplate): no source has this passage; delete the decision"
    assert note in done.stdout.splitlines()


def test_an_error_writing_the_report_is_printed_after_the_table(archive):
    done = run(*into(archive), "--report", archive.inbox)
    assert done.returncode == 1
    assert "the report cannot be written" in done.stderr
    assert "2 created" in done.stdout


def test_a_second_import_at_the_same_time_is_refused(archive):
    with FileLock(archive.root / ".content.lock"):
        done = run(*into(archive))
    assert done.returncode == 1
    assert "another import is running" in done.stderr


def test_the_folder_time_zone_locale_and_hash_seed_do_not_change_the_content(archive):
    results = []
    environments = [
        ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, PROJECT),
        ({"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "COLUMNS": "20"}, Path("/")),
        ({"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "POSIX"}, archive.inbox),
    ]
    (archive.inbox / "caf\u00e9.txt").write_text(page("Istanbul", DAY, "I was there. " + HERONS, ["Tea.", "> Cake."]))
    for number, (env, cwd) in enumerate(environments):
        root = archive.root / str(number) / "deep"
        shutil.copytree(archive.inbox, root)
        content = archive.root / str(number) / "content"
        given = os.path.relpath(root, cwd) if number % 2 else root
        done = invoke_apart("import", "--source", given, "--content", content, cwd=cwd, **env)
        assert done.returncode == 0, done.stderr
        results.append(files_below(content))
    assert all(result == results[0] for result in results)


def test_the_shipped_sample_is_imported_without_problems(tmp_path):
    done = run("--source", SAMPLE, "--content", tmp_path / "content")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.shared
def test_the_real_scrapes_give_the_numbers_that_were_counted(tmp_path):
    """Posts and comments were counted by hand."""
    archive = Archive(tmp_path)
    done = run(*into(archive, SEEDS), "--report", tmp_path / "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    kinds = [record["kind"] for record in report["records"]]
    assert (len(kinds) - kinds.count("comment") - kinds.count("rest"), kinds.count("comment")) == (23, 14)
    for file in report["files"]:
        raw = (SEEDS / file["source"]).read_text("utf-8")
        assert file["words_in"] == len(raw.split())
    assert_consistent(archive)
    before = archive.state()
    again = import_sources(find_sources([SEEDS]), archive.content, False, lambda things, doing: things)
    assert again.outcomes == {"unchanged": 23}
    assert archive.state() == before
