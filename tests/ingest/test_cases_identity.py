"""Cases 32 and 38: copies of one post are one post, and a source is its bytes, wherever it lies."""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from contextlib import suppress
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

import small_blog
from archive.audit.inventory import list_sources
from archive.audit.verify import verify
from archive.content import folder
from archive.ingest.pipeline import ImportReport, import_sources
from archive.sources.files import find_sources
from archive.sources.locations import save_locations
from cases import CASES, import_case
from scrapes import Archive, assert_consistent, heading

DAY = date(2016, 6, 10)
LATER = date(2016, 6, 17)
OPENING = (
    "Forty of us stood in the car park on Thursday for one hour, and nobody was told off for it, though the rain had "
    "begun before the first of us came out and did not stop until the last had gone in."
)
REST = (
    "The kettle had been carried out on a lead, which Estates say is against three rules and may be against four.\n\n"
    "Somebody read the names of the offices that have closed since spring. It took longer than I had thought it would."
)
WHOLE = f"{OPENING}\n\n{REST}"
OTHER = f"{OPENING}\n\nThat was the week before. This week it was dry, and there were sixty of us and two kettles."
STAND = "posts/2016/06/the-long-stand"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"


def dated(body: str, title: str = "The long stand", day: date = DAY) -> str:
    return f"{heading(day)}\n\n{title}\n\n{body}"


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path)


def test_five_copies_are_two_posts(tmp_path):
    case = import_case("38-copies-of-one-post", tmp_path)
    assert sorted(case.posts) == ["posts/2016/06/a-lead-is-wanted", STAND]
    post = case.posts[STAND]
    assert (post.title, post.day, post.partial) == ("The long stand", DAY, False)
    assert [source.name for source in post.sources] == ["cut.txt", "home.txt", "undated.txt", "whole.txt"]
    assert post.body.endswith("We go again next month, with a longer lead.")
    assert "nobody was told off" in post.body
    assert not case.report.problems


def test_a_copy_that_breaks_off_says_so_if_it_is_the_only_one(tmp_path):
    whole = import_case("38-copies-of-one-post", tmp_path / "all")
    alone = Archive(tmp_path / "alone")
    alone.put(cut=(whole.archive.inbox / "cut.txt").read_text())
    report = alone.run()
    assert alone.post(STAND).partial
    assert "Text-Is: partial" in (alone.content / f"{STAND}.md").read_text()
    assert report.files[0].remarks == ("line 7: the text breaks off here",)


@pytest.mark.parametrize("order", list(permutations(["cut", "home", "undated", "whole"])))
def test_copies_that_arrive_one_by_one_give_the_same_post(tmp_path, order):
    whole = import_case("38-copies-of-one-post", tmp_path / "all")
    slow = Archive(tmp_path / "slow")
    slow.know((whole.archive.inbox / "sources.toml").read_text())
    for name in order:
        slow.put(**{name: (whole.archive.inbox / f"{name}.txt").read_text()})
        slow.run(name)
        assert len(slow.posts()) <= 2, "no copy is ever a post of its own"
    slow.run()
    first, second = (archive.post(STAND) for archive in (whole.archive, slow))
    assert (second.body, second.day, second.title, second.sources) == (
        first.body,
        first.day,
        first.title,
        first.sources,
    )
    assert slow.posts() == whole.archive.posts()
    state = slow.state()
    slow.run()
    assert slow.state() == state


def test_the_order_of_the_files_does_not_matter(tmp_path):
    seen = []
    for seed in range(6):
        archive = Archive(tmp_path / str(seed))
        archive.put(a=dated(WHOLE), b=dated(WHOLE[:150]), c=WHOLE[:200], d=f"The long stand\n\n{WHOLE}", e=OTHER)
        names = random.Random(seed).sample("abcde", 5)
        archive.run(*names)
        seen.append(archive.files())
    assert all(files == seen[0] for files in seen)


@pytest.mark.parametrize("length", [12, 25, 60, 97, 150, 230, 300, 400])
@pytest.mark.parametrize("first", ["cut", "whole", "both"])
def test_a_copy_cut_anywhere_joins_the_whole_one_whichever_comes_first(archive, length, first):
    texts = {"cut": dated(WHOLE[:length]), "whole": dated(WHOLE)}
    for names in [["cut"], ["whole"]] if first == "cut" else [["whole"], ["cut"]] if first == "whole" else [texts]:
        archive.put(**{name: texts[name] for name in names})
        archive.run(*names)
    assert archive.posts() == [STAND]
    assert archive.post(STAND).body == WHOLE
    assert not archive.post(STAND).partial
    assert len(archive.post(STAND).sources) == 2


@pytest.mark.parametrize(
    "copy",
    [
        WHOLE,
        WHOLE[:260],
        f"The long stand\n\n{WHOLE[:200]}",
        f"{heading(DAY)}\n\n{WHOLE[:200]}",
        "\n".join(line for line in WHOLE.split("\n") if line),
    ],
    ids=["neither", "neither, cut", "no date, cut", "no title, cut", "dense"],
)
@pytest.mark.parametrize("order", [("copy", "whole"), ("whole", "copy")])
def test_a_copy_without_date_or_title_joins_the_only_post_that_begins_like_it(archive, copy, order):
    archive.put(copy=copy, whole=dated(WHOLE))
    for name in order:
        archive.run(name)
    [name] = archive.posts()
    assert archive.post(name).body == WHOLE
    assert (archive.post(name).title, archive.post(name).day) == ("The long stand", DAY)


def test_a_home_page_copy_that_has_lost_a_paragraph_joins_the_whole_one_of_its_day_and_title(archive):
    paragraphs = WHOLE.split("\n\n")
    archive.put(whole=dated(WHOLE), home=dated(f"{paragraphs[0]}{paragraphs[2]}"), other=dated(OTHER))
    archive.run()
    assert len(archive.posts()) == 2
    assert [source.name for source in archive.post(STAND).sources] == ["home.txt", "whole.txt"]


@pytest.mark.parametrize("link", ["Read more", "Read more »", "[…]", "Continue reading"])
@pytest.mark.parametrize("head", ["", "The long stand\n\n", f"{heading(DAY)}\n\nThe long stand\n\n"])
def test_what_a_list_prints_after_a_teaser_is_no_part_of_it(archive, link, head):
    archive.put(whole=dated(WHOLE), teaser=f"{head}{OPENING}\n\n{link}")
    archive.run()
    assert archive.posts() == [STAND]
    assert archive.post(STAND).body == WHOLE


def test_a_beginning_of_two_posts_joins_neither_and_is_reported(archive):
    archive.put(one=dated(WHOLE), two=dated(OTHER, "The second stand", LATER), cut=OPENING[:-40])
    report = archive.run()
    assert len(archive.posts()) == 3
    remarks = {file.source: file.remarks for file in report.files}
    assert "line 1: the beginning of 2 posts, in one.txt and two.txt; not joined with any of them" in remarks["cut.txt"]


def test_a_title_or_a_date_decides_between_two_posts_that_begin_alike(archive):
    archive.put(one=dated(WHOLE), two=dated(OTHER, "The second stand", LATER))
    archive.put(title=f"The second stand\n\n{OPENING[:-40]}", day=f"{heading(DAY)}\n\n{OPENING[:-40]}")
    archive.run()
    posts = [archive.post(name) for name in archive.posts()]
    sources = {post.title: [source.name for source in post.sources] for post in posts}
    assert sources == {"The long stand": ["day.txt", "one.txt"], "The second stand": ["title.txt", "two.txt"]}


@pytest.mark.parametrize(
    "other",
    [
        OPENING.partition(",")[0] + ".",
        f"{OPENING}\n\n{REST[-113:]}",
        WHOLE.replace("kettle", "urn").replace("Forty", "Fifty"),
        f"So it was.\n\n{WHOLE}",
    ],
    ids=["too few words", "the middle is missing", "alike", "the end"],
)
def test_words_alone_never_join_what_is_not_a_beginning(archive, other):
    archive.put(whole=dated(WHOLE), other=other)
    archive.run()
    assert len(archive.posts()) == 2


@pytest.mark.parametrize(
    ("title", "day"), [("The long stand 2", DAY), ("The long stand", LATER), ("Another stand", LATER)]
)
def test_a_beginning_with_another_title_or_day_is_another_post(archive, title, day):
    archive.put(whole=dated(WHOLE), other=dated(OPENING, title, day))
    archive.run()
    assert len(archive.posts()) == 2


def test_a_formula_that_opens_many_posts_joins_nothing(archive):
    formula = "Thanks to the reader for sharing the following:-"
    bodies = [f"{formula}\n\n{OPENING[at * 9 :]}" for at in range(4)]
    for at, body in enumerate(bodies):
        archive.put(**{f"post{at}": dated(body, f"Latest From Napo {at}", date(2016, 6, 3 + at))})
    archive.put(alone=f"{formula}\n\nNothing came.", bare=formula)
    archive.run()
    assert len(archive.posts()) == 6


def test_a_page_of_the_union_and_the_post_that_begins_with_it_stay_two(archive):
    archive.put(page=f"The long stand\n\nShare this\n\n{WHOLE}", post=f"The long stand\n\n{WHOLE}\n\nSo they say.")
    archive.run()
    assert len(archive.posts()) == 2


def test_a_post_does_not_take_in_an_undated_text_that_quotes_it_from_its_first_word(archive):
    archive.put(post=dated(OPENING), quoting=f"{OPENING}\n\nThat is what he wrote. {REST}")
    archive.run()
    assert archive.post(STAND).body == OPENING
    assert len(archive.posts()) == 2


@pytest.mark.parametrize("order", [("undated", "dated"), ("dated", "undated")])
def test_a_text_at_the_address_that_another_of_its_title_predicts_is_that_post(archive, order):
    archive.put(dated=dated(WHOLE), undated=f"The long stand\n\n{WHOLE.replace('nobody', 'not one')}")
    archive.know('["undated.txt"]\nurl = "http://probationmatters.blogspot.co.uk/2016/06/the-long-stand.html?m=1"\n')
    for name in order:
        archive.run(name)
    assert archive.posts() == [STAND]
    assert archive.post(STAND).day == DAY


def test_an_address_with_the_day_that_tells_two_posts_of_a_month_apart_is_predicted_too(archive):
    archive.put(dated=dated(WHOLE), undated=f"The long stand\n\n{WHOLE.replace('nobody', 'not one')}")
    archive.know('["undated.txt"]\nurl = "http://probationmatters.blogspot.com/2016/06/the-long-stand_10.html"\n')
    archive.run()
    assert archive.posts() == [f"{STAND}_10"]


def test_a_teaser_on_a_label_page_has_its_link_above_the_byline(archive):
    teaser = f"{OPENING}\n\nRead more »\n\nPosted by Jim Brown at 09:15\n\n8 comments:\n\nOlder Posts Home"
    archive.put(whole=dated(WHOLE), label=f"Showing posts with label tea. Show all posts\n\n{dated(teaser)}")
    archive.run()
    assert archive.posts() == [STAND]
    post = archive.post(STAND)
    assert (post.body, post.author, post.declared_comments) == (WHOLE, "Jim Brown", 8)


@pytest.mark.parametrize(
    "undated",
    [f"The long stand\n\n{OTHER[len(OPENING) :].strip()}", f"Another stand\n\n{WHOLE.replace('Forty', 'Fifty')}"],
)
def test_the_predicted_address_joins_no_other_words_and_no_other_title(archive, undated):
    archive.put(dated=dated(WHOLE), undated=undated)
    archive.know('["undated.txt"]\nurl = "http://probationmatters.blogspot.com/2016/06/the-long-stand.html"\n')
    archive.run()
    assert len(archive.posts()) == 2


def test_the_teaser_of_a_list_joins_the_page_it_leads_to(archive):
    archive.put(
        list=f"Napo HQ Blog\n\n{OPENING[:110]}...Read more\n06th Jun 2016\nLids have come...Read more\n2nd Jun 2016",
        page=f"The long stand\n\nShare this\n\n{WHOLE}",
    )
    archive.run()
    [name] = archive.posts()
    assert archive.post(name).day == date(2016, 6, 6)
    assert archive.post(name).body == WHOLE


def test_an_entry_of_a_feed_reader_joins_the_post_of_its_title(archive):
    archive.put(
        reader=f"The long stand\nOn Probation Blog\nJim Brown\n5h ago\n{OPENING[:80]}..read more\nVisit website",
        whole=dated(WHOLE),
    )
    archive.run()
    assert archive.posts() == [STAND]
    assert archive.post(STAND).body == WHOLE
    assert archive.post(STAND).author == "Jim Brown"


def case_32(tmp_path):
    """Import case 32 with its inbox where `invoke import` looks for it."""
    archive = Archive(tmp_path)
    shutil.copytree(CASES / "32-moved-source" / "in", archive.content / "inbox")
    return archive, archive.content / "inbox"


def imported(archive: Archive, *folders: Path) -> ImportReport:
    roots = list(folders) or [archive.content / "inbox"]
    sources = find_sources(roots)
    report = import_sources(sources, archive.content, False, lambda things, doing: things)
    save_locations(archive.content, roots, sources)
    return report


def verified(archive: Archive) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = verify(archive.content, lambda things, doing: things)
    return found.problems, found.notes


def written(archive: Archive) -> dict[str, str]:
    """Return all posts and comments, without the names of their sources."""
    files = {name: data.decode() for name, data in archive.files().items() if name.endswith(".md")}
    return {name: re.sub("^(Source: .* )[^ ]+$", r"\1", text, flags=re.MULTILINE) for name, text in files.items()}


def counted(archive: Archive) -> list[tuple[int, int]]:
    found, _ = list_sources(archive.content, lambda things, doing: things)
    return [(form.files, form.posts) for form in found.forms]


def test_a_source_that_was_moved_is_the_same_source(tmp_path):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    before = written(archive)
    (inbox / "2017").mkdir()
    (inbox / "a.xml").rename(inbox / "2017" / "a.xml")
    assert verified(archive) == ((), ("a.xml: moved to 2017/a.xml; `invoke import` records where it is now",))
    report = imported(archive)
    assert report.problems == ()
    assert verified(archive) == ((), ())
    assert counted(archive) == [(1, 3)]
    assert written(archive) == before
    assert {line["source"] for line in archive.ledger()} == {"2017/a.xml"}
    assert {source.name for name in archive.posts() for source in archive.post(name).sources} == {"2017/a.xml"}


def test_a_move_changes_the_same_as_importing_from_there_in_the_first_place(tmp_path):
    moved, inbox = case_32(tmp_path / "moved")
    imported(moved)
    (inbox / "a.xml").rename(inbox / "z.xml")
    imported(moved)
    fresh, inbox = case_32(tmp_path / "fresh")
    (inbox / "a.xml").rename(inbox / "z.xml")
    imported(fresh)
    assert moved.files() == fresh.files()


def test_the_same_file_twice_is_one_source_and_said_to_be(tmp_path):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    before = archive.files()
    shutil.copy(inbox / "a.xml", inbox / "b.xml")
    report = imported(archive)
    assert report.notes == ("b.xml: the same file as a.xml; it counts once",)
    assert [file.source for file in report.files] == ["a.xml"]
    assert {**archive.files(), "inbox/b.xml": b""} == {**before, "inbox/b.xml": b""}
    assert counted(archive) == [(1, 3)]
    assert verified(archive) == ((), ())
    (inbox / "a.xml").unlink()
    imported(archive)
    assert {line["source"] for line in archive.ledger()} == {"b.xml"}
    assert verified(archive) == ((), ())


def zipped(path: Path, *names: str) -> None:
    """Write a zip with the case's file under these names."""
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, (CASES / "32-moved-source" / "in" / "a.xml").read_bytes())


@pytest.mark.parametrize("name", ["backup.zip", "zipped.zip"])
def test_a_file_in_a_zip_and_beside_it_is_one_source(tmp_path, name):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    before = written(archive)
    zipped(inbox / name, "blog/a.xml")
    report = imported(archive)
    assert report.problems == ()
    assert sum(posts for _, posts in counted(archive)) == 3
    assert written(archive) == before
    assert verified(archive) == ((), ())


def test_a_container_zipped_again_under_another_name_leaves_nothing_behind(tmp_path):
    archive, inbox = case_32(tmp_path)
    (inbox / "a.xml").unlink()
    zipped(inbox / "old.zip", "a.xml", "__MACOSX/a.xml")
    imported(archive)
    before = written(archive)
    (inbox / "old.zip").unlink()
    zipped(inbox / "new.zip", "export/a.xml")
    assert imported(archive).problems == ()
    assert {line["source"] for line in archive.ledger()} == {"new.zip", "new.zip/export/a.xml"}
    assert written(archive) == before
    assert verified(archive) == ((), ())


def test_what_sources_toml_says_follows_a_file_to_its_new_place(tmp_path):
    archive = Archive(tmp_path)
    inbox = archive.content / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "page.txt").write_text(f"The long stand\n\n{WHOLE}")
    (inbox / "sources.toml").write_text('["page.txt"]\ndate = 2016-06-10\n')
    imported(archive)
    before = written(archive)
    (inbox / "pages").mkdir()
    (inbox / "page.txt").rename(inbox / "pages" / "page.txt")
    imported(archive)
    assert written(archive) == before
    shutil.copy(inbox / "sources.toml", inbox / "pages" / "sources.toml")
    (inbox / "sources.toml").unlink()
    assert imported(archive).problems == ()
    assert written(archive) == before


def test_a_file_imported_again_from_another_folder_is_the_same_source(tmp_path):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    before = written(archive)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(inbox, elsewhere / "2017")
    imported(archive, elsewhere)
    assert written(archive) == before
    assert counted(archive) == [(1, 3)]
    assert verified(archive) == ((), ())


def test_a_file_that_was_changed_where_it_lay_is_not_taken_for_a_moved_one(tmp_path):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    shutil.copy(inbox / "a.xml", inbox / "b.xml")
    (inbox / "a.xml").write_text((inbox / "a.xml").read_text().replace("travel money", "travelling money"))
    imported(archive)
    assert verified(archive) == ((), ())
    assert len(archive.posts()) == 3
    assert sorted({line["source"] for line in archive.ledger()}) == ["a.xml", "b.xml"]


@pytest.mark.parametrize("seed", range(12))
def test_no_copy_is_lost_whatever_is_joined_with_what(tmp_path, seed):
    """Copies of two posts that begin alike, each cut, undated, untitled, glued or at an address, in any mixture."""
    chance = random.Random(seed)
    names = []
    known = ""
    archive = Archive(tmp_path)
    for number in range(14):
        body, title, day = chance.choice(((WHOLE, "The long stand", DAY), (OTHER, "The second stand", LATER)))
        body = body[: chance.choice((60, 120, 190, 260, 999))]
        body = body.replace("\n\n", "") if chance.random() < 0.2 else body
        head = chance.choice((f"{heading(day)}\n\n{title}\n\n", f"{title}\n\n", f"{heading(day)}\n\n", ""))
        names.append(f"copy{number:02}")
        archive.put(**{names[-1]: head + body})
        if title in head and chance.random() < 0.3:
            slug = title.lower().replace(" ", "-")
            known += f'["{names[-1]}.txt"]\nurl = "https://blog.example/2016/06/{slug}.html"\n'
    archive.know(known)
    report = archive.run()
    assert report.problems == ()
    sources = [source.name for name in archive.posts() for source in archive.post(name).sources]
    digests = {file.source for file in report.files}
    assert sorted(sources) == sorted(digests), "each file that was read is in exactly one post"
    assert_consistent(archive)
    files = archive.files()
    archive.run(*chance.sample(names, len(names)))
    assert archive.files() == files
    for name in names:
        archive.run(name)
    archive.run()
    assert_consistent(archive)


def test_a_post_that_was_edited_by_hand_stays_edited_when_its_source_moves(tmp_path):
    archive, inbox = case_32(tmp_path)
    imported(archive)
    archive.edit("posts/2017/05/second-post.md", "edited later", "edited twice")
    (inbox / "a.xml").rename(inbox / "b.xml")
    report = imported(archive)
    assert (report.states["posts/2017/05/second-post.md"], report.conflicts) == ("edited", ())
    assert "edited twice" in archive.post("posts/2017/05/second-post").body
    assert verified(archive)[0] == ()


@pytest.mark.parametrize("nth", range(1, 8))
def test_an_import_that_is_killed_after_a_move_ends_as_one_that_is_not(tmp_path, nth):
    archive, inbox = case_32(tmp_path / "killed")
    imported(archive)
    (inbox / "a.xml").rename(inbox / "b.xml")
    calm = Archive(tmp_path / "calm")
    shutil.copytree(archive.content, calm.content)
    imported(calm)
    times = [0]
    write = folder.write_whole

    def killing(*given: object) -> None:
        times[0] += 1
        if times[0] == nth:
            raise KeyboardInterrupt
        write(*given)

    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        for module in ("content.folder", "content.ledger"):
            patch.setattr(f"archive.{module}.write_whole", killing)
        imported(archive)
    imported(archive)
    assert archive.files() == calm.files()
    assert verified(archive) == ((), ())


def test_a_copy_that_is_a_beginning_has_no_words_of_its_own(archive):
    archive.put(whole=dated(WHOLE), cut=dated(WHOLE[:203]), teaser=f"{OPENING}\n\nRead more")
    archive.run()
    entries = {line["source"]: line for line in archive.ledger()}
    assert entries["cut.txt"]["words_left_out"] == {}
    assert entries["teaser.txt"]["words_left_out"] == {"page furniture: link to the whole post": 2}
    assert not any(line.get("text") for line in entries.values())
    assert_consistent(archive)


def test_images_and_side_files_of_backups_that_are_alike_keep_their_names(tmp_path):
    archive, inbox = case_32(tmp_path)
    for number in "12":
        small_blog.put(small_blog.takeout_files(), inbox / number)
    for name in ("one.png", "two.png"):
        (inbox / name).write_bytes(PNG)
    notes = imported(archive).notes
    assert [note for note in notes if "settings.csv" in note or ".png" in note] == []
    assert any("feed.atom: the same file as" in note for note in notes)
    assert verified(archive)[0] == ()
