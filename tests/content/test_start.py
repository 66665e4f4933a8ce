"""`invoke start` empties an archive of the sample, and only of that."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from archive.content.folder import post_files
from archive.content.start import SAMPLE_LIST, checked, start_archive
from archive.errors import ArchiveError
from archive.ingest.pipeline import import_sources
from archive.sources.files import find_sources
from whole_site import PROJECT

FACTS = checked("  Tarnshire  Notes ", "https://notes.example/archive/", "keepers@notes.example")
PARTS = ("pelicanconf.py", "publishconf.py", ".gitignore", "content/inbox", "content/pages", "content/vocabulary.toml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the project ships, with the sample imported."""
    for name in PARTS:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target)
        else:
            shutil.copyfile(PROJECT / name, target)
    inbox = tmp_path / "content" / "inbox"
    import_sources(find_sources([inbox]), tmp_path / "content", False, lambda steps, doing: steps)
    return tmp_path


def settings(file: Path) -> dict[str, object]:
    values: dict[str, object] = {"__file__": str(file)}
    exec(file.read_text("utf-8"), values)
    return values


def test_the_list_of_the_sample_has_every_file_of_it():
    inbox = PROJECT / "content" / "inbox"
    listed = dict(reversed(line.split("  ")) for line in (inbox / SAMPLE_LIST).read_text("utf-8").splitlines())
    shipped = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in inbox.iterdir()}
    assert listed == {name: digest for name, digest in shipped.items() if name != SAMPLE_LIST}


def test_the_archive_is_empty_and_has_its_own_name_address_and_contact(project):
    start_archive(project, FACTS)
    left = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    left = {name for name in left if "__pycache__" not in name and ".content." not in name}
    pages = {f"content/pages/{name}.md" for name in ("about", "help", "policy")}
    assert left == {"pelicanconf.py", "publishconf.py", ".gitignore", "content/inbox/sources.toml",
                    "content/vocabulary.toml", *pages}  # fmt: skip
    site = settings(project / "pelicanconf.py")
    assert (site["SITENAME"], site["SITE_ADDRESS"]) == ("Tarnshire Notes", "https://notes.example/archive")
    assert 'SITE_ADDRESS = "https://notes.example/archive"' in (project / "publishconf.py").read_text("utf-8")
    policy = (project / "content/pages/policy.md").read_text("utf-8")
    assert "Contact address: keepers@notes.example\n" in policy
    assert "NOT YET SET" not in policy
    about = (project / "content/pages/about.md").read_text("utf-8")
    assert "sample" not in about
    assert about.endswith("see the [help page](../help/).\n")


def test_what_explains_the_notes_on_sources_stays_without_the_notes_of_the_sample(project):
    start_archive(project, FACTS)
    notes = (project / "content/inbox/sources.toml").read_text("utf-8")
    assert "licence  on what terms" in notes
    assert "[" not in notes.replace('["my-scrape.txt"]', "")


def test_raw_files_are_ignored_by_git_whatever_it_ignored_before(project):
    (project / ".gitignore").write_text("/output/")
    start_archive(project, FACTS)
    assert (project / ".gitignore").read_text() == "/output/\n/content/inbox/\n/content/conflicts/\n"


def test_a_name_with_quotes_and_backslashes_is_set_as_it_is(project):
    facts = checked('The "Probation" \\ Archive’s', "https://notes.example", "https://notes.example/contact")
    start_archive(project, facts)
    assert settings(project / "pelicanconf.py")["SITENAME"] == facts.name


def test_it_can_be_started_before_the_sample_was_imported_and_only_once(project):
    for name in ("posts", "mailouts"):
        shutil.rmtree(project / "content" / name)
    (project / "content" / "ledger.jsonl").unlink()
    start_archive(project, FACTS)
    (project / "content/inbox/mine.txt").write_text("My own scrape.")
    with pytest.raises(ArchiveError, match=r"^This archive has already been started \(inbox/mine\.txt is not part of"):
        start_archive(project, FACTS)
    assert (project / "content/inbox/mine.txt").exists()


def everything(project: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in project.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("inbox/mine.txt", "Saturday, 24 June 2017\n\nMine\n\nWords."),
        ("inbox/archive-page.txt", "A file of the sample that was edited."),
        ("conflicts/posts/2020/01/kept.md", "Title: What a source says now\n\nWords.\n"),
        ("posts/2020/01/written.md", "Title: Written by hand\nDate: 2020-01-02\n\nWords.\n"),
    ],
)
def test_an_archive_with_anything_else_in_it_is_left_alone(project, file, text):
    path = project / "content" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    before = everything(project)
    with pytest.raises(ArchiveError, match=f"^{file}: is not part of the sample"):
        start_archive(project, FACTS)
    assert everything(project) == before


def test_a_post_of_the_sample_that_was_edited_is_not_deleted(project):
    post = project / "content" / post_files(project / "content")[0]
    post.write_text(post.read_text("utf-8") + "\nA line of mine.\n", encoding="utf-8")
    before = everything(project)
    with pytest.raises(ArchiveError, match="was edited by hand"):
        start_archive(project, FACTS)
    assert everything(project) == before


def test_an_archive_of_other_sources_is_left_alone_though_they_are_gone(project):
    own = project / "own.txt"
    own.write_text("Saturday, 24 June 2017\n\nMine\n\nWords of mine.\n\nPosted by Me at 10:00\n", encoding="utf-8")
    import_sources(find_sources([own]), project / "content", False, lambda steps, doing: steps)
    with pytest.raises(ArchiveError, match=r"^own\.txt: is not part of the sample"):
        start_archive(project, FACTS)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ((" ", "https://a.example", "a@b.example"), "name"),
        (("A", "a.example", "a@b.example"), "address"),
        (("A", "https://", "a@b.example"), "address"),
        (("A", 'https://a.example/"', "a@b.example"), "address"),
        (("A", "https://a.example", "nobody"), "contact"),
        (("A", "https://a.example", "a b@c.example"), "contact"),
        (("A", "https://a.example", ""), "contact"),
    ],
)
def test_an_answer_that_will_not_do_is_named(answers, wrong):
    with pytest.raises(ArchiveError, match=f"^{wrong}: "):
        checked(*answers)
