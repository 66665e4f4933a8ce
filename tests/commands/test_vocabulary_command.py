"""`invoke vocabulary` reviews, exports and renames terms without changing anything else."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from archive.errors import ArchiveError
from archive.tags.rename import rename_term, renamed
from archive.tags.vocabulary_file import read_vocabulary
from whole_site import invoke, invoke_apart, must, trees

TERMS = """\
# The head, which stays.

[[term]]
id = "kite-flyers"   # the club
label = "Kite Flyers"
kind = "organisation"
related = ["string", "tail"] # two of them

# Parts of a kite

[[term]]
id = "string"
label = "String"
kind = "topic"
broader = [
  "kite-flyers",  # for now
]
formerly = ["cord"]

[[term]]
id = "tail"
kind = "topic"
label = 'Tail'
related = ["kite-flyers", "string"]
formerly = ["ribbon", "streamer"]
"""
POST = "Title: On kites\nDate: 2015-05-01\nTags: string; -tail\n\nthere was the TGW again, a String, and Jane Heron\n"
OTHER = "Title: On cords\nDate: 2016-05-01\nTags: bowstring\n\nthere was a TGW, said the Kite Flyers, with a tail\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "posts/2015/05").mkdir(parents=True)
    (folder / "posts/2015/05/kites.md").write_text(POST, encoding="utf-8")
    (folder / "posts/2015/05/cords.md").write_text(OTHER, encoding="utf-8")
    (folder / "vocabulary.toml").write_text(TERMS, encoding="utf-8")
    return folder


def refusal(*arguments: str | Path) -> str:
    """Run a command that must fail, and return its one line of error."""
    done = invoke("vocabulary", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    return done.stderr


def test_acronyms_and_names_that_the_vocabulary_lacks_are_listed(content):
    before = trees(content)
    done = invoke_apart("vocabulary", "--content", content, COLUMNS="20")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Acronyms not in the vocabulary (1):", "  TGW: 2 posts, 0 comments, 2015-2016"]
    assert "  Jane Heron: 1 post, 0 comments, 2015" in lines
    assert lines[-1] == "Searched 2 posts and 0 comments: 1 acronym and 1 name are not in the vocabulary."
    assert trees(content) == before


def test_the_report_has_all_findings(content, tmp_path):
    report = tmp_path / "found.json"
    must("vocabulary", "--content", content, "--report", report)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert (found["posts"], found["comments"], found["commenters"]) == (2, 0, 0)
    assert found["acronyms"] == [
        {
            "wording": "TGW",
            "threads": 2,
            "posts": 2,
            "comments": 0,
            "times": 2,
            "first": 2015,
            "last": 2016,
            "expansions": [],
            "examples": [
                {"ref": "posts/2015/05/cords", "text": "On cords there was a TGW, said the Kite Flyers, with a tail"},
                {"ref": "posts/2015/05/kites", "text": "On kites there was the TGW again, a String, and Jane Heron"},
            ],
        }
    ]
    assert [each["wording"] for each in found["names"]] == ["Jane Heron"]
    assert (found["unused"], found["only_ambiguous"], found["alike"], found["everywhere"]) == ([], [], [], [])


def test_an_archive_without_posts_or_with_an_invalid_vocabulary_is_reported_on_one_line(content, tmp_path):
    assert "there are no posts here yet" in refusal("--content", tmp_path / "none")
    (content / "vocabulary.toml").write_text("[[term", encoding="utf-8")
    for more in ([], ["--skos", tmp_path / "v.ttl"], ["--rename", "a=b"]):
        assert refusal("--content", content, *more).startswith(
            "vocabulary.toml: the end of the file is not valid TOML ("
        )
    (content / "vocabulary.toml").write_bytes(b"\xff")
    assert refusal("--content", content).startswith("vocabulary.toml: cannot be read: ")


def test_an_unreadable_post_is_reported_after_the_list(content):
    (content / "posts/2015/05/cords.md").write_text("no header\n", encoding="utf-8")
    done = invoke("vocabulary", "--content", content)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("posts/2015/05/cords.md line 1: ")
    assert "Searched 1 post" in done.stdout


def test_a_folder_without_a_vocabulary_is_reviewed_with_the_shipped_one(content, tmp_path):
    (content / "vocabulary.toml").unlink()
    report = tmp_path / "found.json"
    must("vocabulary", "--content", content, "--report", report)
    assert "oasys" in json.loads(report.read_text(encoding="utf-8"))["unused"]
    assert not (content / "vocabulary.toml").exists()


def test_skos_is_written_without_posts(content, tmp_path):
    shutil.rmtree(content / "posts")
    before = trees(content)
    path = tmp_path / "words.ttl"
    assert must("vocabulary", "--content", content, "--skos", path) == f"Wrote 3 terms to {path}.\n"
    found = Graph().parse(path, format="turtle")
    assert sorted(str(found.value(each, SKOS.prefLabel)) for each in found.subjects(RDF.type, SKOS.Concept)) == [
        "Kite Flyers",
        "String",
        "Tail",
    ]
    assert all(str(each).endswith(f"/tags/{notation}/") for each, notation in found.subject_objects(SKOS.notation))
    assert trees(content) == before


def test_skos_without_rdflib_is_refused_on_one_line(content, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "archive.pages.topics.skos", raising=False)
    monkeypatch.setitem(sys.modules, "rdflib", None)
    assert refusal("--content", content, "--skos", tmp_path / "words.ttl") == (
        "--skos needs the package rdflib: run `pip install -e '.[skos]'`, then try again\n"
    )
    assert not (tmp_path / "words.ttl").exists()


def test_an_error_writing_skos_is_reported_on_one_line(content, tmp_path):
    (tmp_path / "folder").mkdir()
    assert "cannot be written" in refusal("--content", content, "--skos", tmp_path / "folder")


def test_a_rename_updates_every_reference_to_the_id_and_changes_nothing_else(content):
    said = must("vocabulary", "--content", content, "--rename", "kite-flyers=kite-club")
    assert said == (
        "Renamed kite-flyers to kite-club; its old address redirects to the new one. "
        "Updated 2 other terms that link to it.\n"
    )
    after = TERMS.replace(
        'id = "kite-flyers"   # the club\n', 'id = "kite-club"   # the club\nformerly = ["kite-flyers"]\n'
    )
    after = after.replace('  "kite-flyers",  # for now', '  "kite-club",  # for now')
    after = after.replace('related = ["kite-flyers", "string"]', 'related = ["kite-club", "string"]')
    assert (content / "vocabulary.toml").read_text(encoding="utf-8") == after


def test_posts_tagged_with_the_old_id_are_listed_and_left_unchanged(content):
    before = trees(content / "posts")
    said = must("vocabulary", "--content", content, "--rename", "string=twine")
    assert said.splitlines()[1:] == ["posts/2015/05/kites.md: change string to twine in its Tags"]
    said = must("vocabulary", "--content", content, "--rename", "tail=end")
    assert said.splitlines()[1:] == ["posts/2015/05/kites.md: change tail to end in its Tags"]
    assert trees(content / "posts") == before


def test_a_term_can_get_a_former_id_back():
    there = renamed(TERMS, "tail", "ribbon")
    (term,) = [term for term in read_vocabulary(there, "v").terms if term.label == "Tail"]
    assert (term.id, term.formerly) == ("ribbon", ("tail", "streamer"))
    back = renamed(renamed(TERMS, "kite-flyers", "club"), "club", "kite-flyers")
    assert back == TERMS.replace("# the club\n", '# the club\nformerly = ["club"]\n')


def test_line_endings_are_kept():
    after = renamed(TERMS.replace("\n", "\r\n"), "string", "twine")
    assert after.count("\r\n") == after.count("\n") == TERMS.count("\n")
    after = renamed(TERMS.replace("\n", "\r\n"), "kite-flyers", "club")
    assert after.count("\r\n") == after.count("\n") == TERMS.count("\n") + 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("strin=twine", 'no term has the id "strin"; the nearest is string'),
        ("zzz=twine", 'no term has the id "zzz"'),
        ("string=tail", '"tail" is already the id of Tail'),
        ("string=string", '"string" is already the id'),
        ("string=ribbon", '"ribbon" is a former id of tail'),
        ("string=Twine Ball", "id may only contain lower-case"),
        ("string", "write the old id"),
        ("string=", "write the old id"),
        ("=twine", "write the old id"),
    ],
)
def test_an_impossible_rename_is_refused_and_nothing_is_written(content, asked, why):
    before = trees(content)
    with pytest.raises(ArchiveError) as raised:
        rename_term(content, asked, lambda names, doing: names)
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)
    assert trees(content) == before


def test_a_refused_rename_is_reported_on_one_line(content, tmp_path):
    assert refusal("--content", content, "--rename", "strin=twine") == (
        'vocabulary.toml: no term has the id "strin"; the nearest is string\n'
    )
    (content / "vocabulary.toml").unlink()
    assert "there is no such file" in refusal("--content", content, "--rename", "napo=union")
