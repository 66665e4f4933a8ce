"""An import accounts for every word, whatever the order of the files."""

import random
from contextlib import suppress
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.content import folder as content_folder
from archive.errors import ArchiveError
from scrapes import HERONS, KETTLE, Archive, assert_consistent, page
from thoroughness import SLOW

DAY = date(2017, 6, 24)
PLAIN = "posts/2017/06/the-estuary"
WORDS = ("heron", "kettle", "branch", "diary", "office", "estuary", "letter", "monday", "tea", "room", "slate", "bus")


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path)


def test_a_post_and_its_comments_get_the_address_that_blogger_gave_them(archive):
    archive.put(a=page("The Estuary", DAY, HERONS, ["First of all, tea.", "> And then cake.", "Lovely birds."]))
    report = archive.run()
    post = archive.post(PLAIN)
    assert (post.title, post.day, post.permalink_known) == ("The Estuary", DAY, False)
    assert [comment.body for comment in post.comments] == ["First of all, tea.", "And then cake.", "Lovely birds."]
    assert post.comments[1].parent == post.comments[0].id
    assert report.files[0].found_comments == report.files[0].declared_comments == 3
    assert report.problems == ()
    assert_consistent(archive)


def test_the_ledger_has_an_entry_for_every_record(archive):
    archive.put(a=page("The Estuary", DAY, HERONS, ["First of all, tea.", "> And then cake."]))
    archive.run()
    post, comment, reply = archive.ledger()
    assert (post["kind"], post["ref"], post["title"], post["date"]) == ("post", PLAIN, "The Estuary", "2017-06-24")
    assert (post["declared_comments"], post["found_comments"]) == (2, 2)
    assert reply["parent"] == comment["ref"]
    assert comment["ref"].startswith(f"{PLAIN}#ct")
    assert comment["file"] == f"{PLAIN}.comments.md"


def test_words_in_are_the_words_of_the_raw_file(archive):
    raw = "On Probation Blog\n\n" + page("The Estuary", DAY, HERONS + " \x01 odd\x02ity", ["Tea."]) + "\n\nOlder Posts"
    archive.put(a=raw)
    report = archive.run()
    assert report.files[0].words_in == len(raw.split())
    assert sum(record.words_in for record in report.entries) == len(raw.split())
    left_out = sum(sum(record.words_left_out.values()) for record in report.entries)
    assert sum(record.words_kept for record in report.entries) + left_out == len(raw.split())


def test_a_second_import_changes_no_byte_and_no_file_time(archive):
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea."]), b=KETTLE, empty="")
    archive.know('["b.txt"]\ntitle = "A Kettle"\nurl = "https://blog.example/2019/03/kettle.html"\n')
    archive.run()
    before = archive.state()
    report = archive.run()
    assert archive.state() == before
    assert set(report.outcomes) == {"unchanged"}


def test_a_dry_run_changes_nothing_and_reports_what_would_change(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    report = archive.run(dry_run=True)
    assert report.outcomes == {"created": 1}
    assert not archive.content.exists()


def test_the_order_of_the_files_does_not_matter(tmp_path):
    texts = _family()
    folders = []
    for number, order in enumerate(permutations(texts)):
        if number % 29 == 0:
            archive = Archive(tmp_path / str(number))
            archive.put(**texts)
            archive.run(*order)
            folders.append(archive.files())
            assert_consistent(archive)
    assert all(folder == folders[0] for folder in folders)


def test_files_imported_one_by_one_give_the_same_posts_as_files_imported_together(tmp_path):
    """Titles differ, so that no two posts compete for an address or id; copies of one post come in every order."""
    texts = {
        "full": page("The Estuary", DAY, HERONS, ["Tea.", "Cake."]),
        "cut": page("The Estuary", DAY, HERONS.split("\n\n")[0], ["Tea.", "Biscuits."]),
        "other": page("A Kettle", DAY, KETTLE, ["Tea."]),
    }
    folders = []
    for number, order in enumerate([None, *permutations(texts)]):
        archive = Archive(tmp_path / str(number))
        archive.put(**texts)
        for name in order or [()]:
            archive.run(name) if name else archive.run()
        assert_consistent(archive)
        folders.append({name: data for name, data in archive.files().items() if name.endswith(".md")})
    assert all(folder == folders[0] for folder in folders)


def _family() -> dict[str, str]:
    return {
        "a": page("The Estuary", DAY, HERONS, ["Tea.", "Cake."]),
        "b": page("The Estuary", DAY, HERONS.replace("’", "'"), ["Tea.", "Biscuits."]),
        "c": page("The Estuary", DAY, KETTLE),
        "d": page("The Estuary", DAY + timedelta(1), KETTLE),
        "e": KETTLE,
    }


@st.composite
def inboxes(draw) -> dict[str, str]:
    texts = {}
    for name in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
        title = draw(st.sampled_from(["The Estuary", "A Kettle", "Guest Blog 7"]))
        day = DAY + timedelta(draw(st.integers(0, 2)))
        comments = draw(st.lists(st.sampled_from(["Tea.", "Cake.", "> Yes.", "  two  spaces"]), max_size=3))
        if comments and comments[0].startswith(">"):
            comments = comments[1:]
        texts[name] = page(title, day, " ".join(words), comments)
    return texts


@SLOW
@given(texts=inboxes(), seed=st.integers(0, 2**32))
def test_laws_hold_for_any_inbox(texts, seed, tmp_path_factory):
    folders = []
    for shuffle in (False, True):
        archive = Archive(tmp_path_factory.mktemp("laws"))
        archive.put(**texts)
        names = sorted(texts)
        if shuffle:
            random.Random(seed).shuffle(names)
        report = archive.run(*names)
        assert not report.problems
        assert_consistent(archive)
        for file in report.files:
            raw = (archive.inbox / file.source).read_text("utf-8")
            own = [record for record in report.entries if record.source == file.source]
            assert sum(record.words_in for record in own) == file.words_in == len(raw.split())
            assert file.words_in == file.words_kept + sum(file.words_left_out.values())
        folders.append(archive.files())
        before = archive.state()
        archive.run(*names)
        assert archive.state() == before
    assert folders[0] == folders[1]


@SLOW
@given(texts=inboxes(), seed=st.integers(0, 2**32))
def test_importing_one_by_one_in_any_order_loses_nothing_and_importing_all_at_the_end_changes_nothing(
    texts, seed, tmp_path_factory
):
    archive = Archive(tmp_path_factory.mktemp("steps"))
    archive.put(**texts)
    names = sorted(texts)
    random.Random(seed).shuffle(names)
    addresses: set[str] = set()
    for name in names:
        archive.run(name)
        assert_consistent(archive)
        now = {address for each in archive.ledger() for address in (each.get("permalink"), *each.get("aliases", ()))}
        assert addresses <= now, "a published address is gone"
        addresses = now - {None}
    archive.run()
    before = archive.state()
    assert set(archive.run().outcomes) == {"unchanged"}
    assert archive.state() == before
    published = " ".join(data.decode() for name, data in archive.files().items() if name.endswith(".md"))
    for text in texts.values():
        assert set(text.split("\n\n")[2].split()) <= set(published.split())


def test_a_crash_between_content_and_ledger_leaves_no_false_conflict(archive, monkeypatch):
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea."]))
    archive.run()
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "Cake."]), b=page("A Kettle", DAY, KETTLE))

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.ingest.pipeline.write_ledger", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.run()
    archive.put(
        a=page("The Estuary", DAY, HERONS, ["Tea.", "Cake.", "Jam."]), b=page("A Kettle", DAY, KETTLE + " Soon.")
    )
    report = archive.run()
    assert report.conflicts == ()
    assert len(archive.post(PLAIN).comments) == 3
    assert archive.post(
        "posts/2017/06/kettle" if "posts/2017/06/kettle" in archive.posts() else "posts/2017/06/a-kettle"
    )
    assert not (archive.content / ".ledger.jsonl.pending").exists()
    assert_consistent(archive)


@pytest.mark.parametrize("nth", range(1, 9))
def test_an_import_killed_at_any_write_and_run_again_gives_the_same_archive(tmp_path, monkeypatch, nth):
    def archive_in(name: str) -> Archive:
        made = Archive(tmp_path / name)
        made.put(a=page("The Estuary", DAY, HERONS, ["Tea."]), b=KETTLE)
        made.run()
        made.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "Cake."]), c=page("A Kettle", DAY, KETTLE, ["Jam."]))
        made.know('["b.txt"]\nurl = "https://blog.example/2017/06/new-kettle.html"\n')
        return made

    calm, killed = archive_in("calm"), archive_in("killed")
    calm.run()
    real, count = content_folder.write_whole, 0

    def dying(path, data):
        nonlocal count
        count += 1
        if count == nth:
            raise KeyboardInterrupt
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr("archive.content.folder.write_whole", dying)
        patch.setattr("archive.content.ledger.write_whole", dying)
        with suppress(KeyboardInterrupt):
            killed.run()
    report = killed.run()
    assert report.conflicts == ()
    assert killed.files() == calm.files()


@pytest.mark.parametrize("victim", ["the-estuary.md", "the-estuary.comments.md", "kettle"])
def test_a_post_that_cannot_be_written_does_not_stop_the_others(archive, monkeypatch, victim):
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea."]), b=page("Kettle", DAY, KETTLE))
    real = content_folder.write_whole

    def full(path, data):
        if victim in path.name:
            raise ArchiveError(f"{path}: cannot be written: No space left on device; free the space")
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr("archive.content.folder.write_whole", full)
        report = archive.run()
    assert len(report.problems) == 1
    assert victim in report.problems[0]
    assert report.outcomes == {"created": 1, "failed": 1}
    quarantined = [record for record in archive.ledger() if record["outcome"] == "quarantined"]
    assert {record["reason"] for record in quarantined} == {"it could not be written"}
    report = archive.run()
    assert not report.problems
    assert len(archive.posts()) == 2
    assert_consistent(archive)


def test_a_full_disk_is_reported_in_one_line_for_each_post(archive, monkeypatch):
    archive.put(a=page("The Estuary", DAY, HERONS), b=page("Kettle", DAY, KETTLE))
    archive.content.mkdir()
    (archive.content / "posts").write_text("a file where a folder should be")
    report = archive.run()
    assert [problem.count("\n") for problem in report.problems] == [0, 0]
    assert all("cannot be written" in problem for problem in report.problems)


def test_a_damaged_ledger_is_reported_and_nothing_is_written(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.run()
    (archive.content / "ledger.jsonl").write_text('{"source": 1\n')
    before = archive.state()
    with pytest.raises(ArchiveError, match=r"ledger\.jsonl line 1: .*restore it from a copy"):
        archive.run()
    assert archive.state() == before


def test_a_lost_ledger_is_made_again_from_the_sources(archive):
    archive.put(**_family())
    archive.run()
    files = archive.files()
    (archive.content / "ledger.jsonl").unlink()
    report = archive.run()
    assert set(report.outcomes) == {"unchanged"}
    assert archive.files() == files


def test_a_post_that_its_source_no_longer_has_stays_published_and_in_the_ledger(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.run()
    archive.put(a=page("A Kettle", DAY, KETTLE))
    archive.run()
    assert len(archive.posts()) == 2
    kept = next(record for record in archive.ledger() if record["ref"] == PLAIN)
    assert kept["reason"] == "its source no longer has it"
    assert_consistent(archive)
    before = archive.state()
    archive.run()
    assert archive.state() == before


def test_a_file_that_can_no_longer_be_read_keeps_its_posts(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.run()
    post = archive.files()[f"{PLAIN}.md"]
    archive.put(a="")
    report = archive.run()
    assert len(report.problems) == 1
    assert archive.files()[f"{PLAIN}.md"] == post
    assert_consistent(archive)
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.run()
    assert [record["kind"] for record in archive.ledger()] == ["post"]
