"""Which address a post gets, what moves it, and what never does."""

from datetime import date, timedelta

import pytest

from scrapes import HERONS, KETTLE, Archive, assert_consistent, page

DAY = date(2017, 6, 24)
PLAIN = "posts/2017/06/the-estuary"
TRUE = "posts/2017/06/estuary-it-was"
URL = 'url = "http://blog.example/2017/06/estuary-it-was.html?m=1"\n'


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def published(archive) -> Archive:
    """An archive with one post of two comments, at a predicted address."""
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "> Cake."]))
    archive.run()
    return archive


def test_one_title_on_two_days_of_a_month_gets_the_day_as_suffix(archive):
    archive.put(z=page("The Estuary", DAY, HERONS), a=page("The Estuary", DAY + timedelta(2), KETTLE))
    archive.run()
    assert archive.posts() == [PLAIN, f"{PLAIN}_26"]
    assert archive.post(PLAIN).day == DAY


def test_another_text_with_the_same_title_and_day_is_another_post(archive):
    archive.put(
        a=page("The Estuary", DAY, HERONS), b=page("The Estuary", DAY, KETTLE), c=page("The Estuary", DAY, "Hi")
    )
    archive.run()
    assert set(archive.posts()) == {PLAIN, f"{PLAIN}_24", f"{PLAIN}-2"}
    assert len({archive.post(name).id for name in archive.posts()}) == 3
    assert_consistent(archive)


def test_a_published_address_is_never_taken_away_by_an_earlier_post(archive):
    archive.put(a=page("The Estuary", DAY + timedelta(2), KETTLE))
    archive.run()
    archive.put(b=page("The Estuary", DAY, HERONS))
    archive.run()
    assert archive.post(PLAIN).day == DAY + timedelta(2)
    assert archive.post(f"{PLAIN}_24").day == DAY


def test_mailouts_and_undated_posts_have_folders_of_their_own(archive):
    archive.put(
        a=f"Branch letter\n\n24/06/2017\n\n{HERONS}",
        b=f"Keeping a diary\n\nShare this\n\n{KETTLE}",
        c=f"{HERONS.split('. ')[0]}.\n\n{KETTLE}",
    )
    archive.run()
    folders = {name.rsplit("/", 1)[0] for name in archive.posts()}
    assert folders == {"mailouts/2017", "mailouts/undated", "posts/undated"}


def test_an_address_in_sources_toml_decides_the_permalink(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.know(f'["a.txt"]\n{URL}author = "A Reader"\nlicence = "by leave"\nnotes = "copied by hand"\n')
    archive.run()
    post = archive.post(TRUE)
    assert post.permalink_known
    assert (post.permalink, post.author) == ("/2017/06/estuary-it-was.html", "A Reader")
    assert (post.sources[0].licence, post.sources[0].notes) == ("by leave", "copied by hand")


def test_an_address_added_later_moves_the_post_and_leaves_a_redirect(published):
    before = published.post(PLAIN)
    published.know(f'["a.txt"]\n{URL}')
    report = published.run()
    assert report.outcomes == {"moved": 1}
    assert published.posts() == [TRUE]
    after = published.post(TRUE)
    assert after.aliases == (before.permalink,)
    assert (after.id, after.comments) == (before.id, before.comments)
    assert {record["file"] for record in published.ledger()} == {f"{TRUE}.md", f"{TRUE}.comments.md"}
    state = published.state()
    published.run()
    assert published.state() == state, "the redirect must outlive the next import"
    assert_consistent(published)


def test_all_former_addresses_redirect_after_two_moves_but_not_the_current_one_after_a_move_back(published):
    for slug in ("one", "two", "one"):
        published.know(f'["a.txt"]\nurl = "https://blog.example/2017/06/{slug}.html"\n')
        published.run()
    assert published.posts() == ["posts/2017/06/one"]
    assert published.post("posts/2017/06/one").aliases == ("/2017/06/the-estuary.html", "/2017/06/two.html")


def test_a_move_removes_empty_folders_and_no_others(published):
    published.put(b=page("A Kettle", date(2017, 7, 1), KETTLE))
    published.run()
    published.know('["a.txt"]\nurl = "https://blog.example/2016/01/estuary.html"\n')
    published.run()
    assert not (published.content / "posts/2017/06").exists()
    assert (published.content / "posts/2017/07/a-kettle.md").exists()


def test_a_title_and_date_added_later_keep_address_id_and_comments(archive):
    archive.put(a=f"{HERONS}\n\n2 comments:\n\n  1. Tea.\n\n    ReplyDelete\n  2. Cake.\n\n    ReplyDelete")
    archive.run()
    [name] = archive.posts()
    before = archive.post(name)
    assert len(before.comments) == 2
    archive.know('["a.txt"]\ntitle = "The Estuary"\ndate = 2017-06-24\n')
    archive.run()
    assert archive.posts() == [name]
    after = archive.post(name)
    assert (after.title, after.day) == ("The Estuary", DAY)
    assert (after.id, after.comments, after.permalink) == (before.id, before.comments, before.permalink)
    archive.put(b=page("The Estuary", DAY, HERONS, ["Tea.", "Jam."]))
    archive.run("b")
    assert archive.posts() == [name], "another scrape of the post finds it by the title supplied"
    assert [comment.body for comment in archive.post(name).comments] == ["Tea.", "Cake.", "Jam."]
    assert_consistent(archive)


def test_a_post_with_a_predicted_address_moves_for_one_with_that_original_address(archive):
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea."]))
    archive.run()
    archive.put(b=page("The Estuary", DAY + timedelta(3), KETTLE))
    archive.know('["b.txt"]\nurl = "https://blog.example/2017/06/the-estuary.html"\n')
    archive.run("b")
    assert archive.post(PLAIN).body == KETTLE
    assert archive.post(PLAIN).comments == ()
    moved = archive.post(f"{PLAIN}_24")
    assert (moved.body, [comment.body for comment in moved.comments]) == (HERONS, ["Tea."])
    assert moved.aliases == ()
    assert_consistent(archive)
    archive.run()
    state = archive.state()
    archive.run()
    assert archive.state() == state


def test_two_posts_that_swap_their_addresses_keep_their_text(archive):
    archive.put(a=page("The Estuary", DAY, HERONS), b=page("A Kettle", DAY, KETTLE))
    for one, two in (("a", "b"), ("b", "a")):
        archive.know(
            f'["{one}.txt"]\nurl = "https://blog.example/2017/06/one.html"\n'
            f'["{two}.txt"]\nurl = "https://blog.example/2017/06/two.html"\n'
        )
        report = archive.run()
    assert report.outcomes == {"moved": 2}
    assert archive.post("posts/2017/06/one").body == KETTLE
    assert archive.post("posts/2017/06/two").body == HERONS
    assert_consistent(archive)


def test_of_two_posts_with_one_original_address_the_one_that_is_there_keeps_it(archive):
    archive.put(b=page("The Estuary", DAY, HERONS))
    archive.know(f'["b.txt"]\n{URL}')
    archive.run()
    archive.put(a=page("A Kettle", DAY - timedelta(9), KETTLE))
    archive.know(f'["b.txt"]\n{URL}["a.txt"]\n{URL}')
    archive.run()
    assert archive.post(TRUE).body == HERONS
    assert not archive.post("posts/2017/06/a-kettle").permalink_known
    assert_consistent(archive)


def test_two_copies_with_one_address_are_one_post_though_the_title_was_changed(archive):
    archive.put(a=page("The Estuary", DAY, HERONS), b=page("The Estuary (Updated)", DAY, HERONS))
    archive.know(f'["a.txt"]\n{URL}["b.txt"]\n{URL}')
    archive.run()
    assert archive.posts() == [TRUE]
    assert len(archive.post(TRUE).sources) == 2


def test_a_longer_version_of_a_file_updates_its_post(published):
    before = published.post(PLAIN)
    published.put(a=page("The Estuary", DAY, HERONS, ["Tea.", "> Cake.", "Jam."]))
    report = published.run()
    assert report.outcomes == {"updated": 1}
    assert published.post(PLAIN).comments[:2] == before.comments
    assert len(published.post(PLAIN).comments) == 3


def test_a_hand_edited_post_stays_and_its_comments_are_updated(published):
    published.edit(f"{PLAIN}.md", "herons", "grey herons")
    edited = published.files()[f"{PLAIN}.md"]
    published.put(a=page("The Estuary", DAY, HERONS + " New.", ["Tea.", "> Cake.", "Jam."]))
    report = published.run()
    assert report.conflicts == (f"{PLAIN}.md",)
    assert published.files()[f"{PLAIN}.md"] == edited
    assert len(published.post(PLAIN).comments) == 3
    assert b"New." in published.files()[f"conflicts/{PLAIN}.md"], "what the source says now is written down"
    state = published.state()
    report = published.run()
    assert report.conflicts == (f"{PLAIN}.md",), "it is open until the new text is gone"
    assert published.state() == state
    (published.content / f"conflicts/{PLAIN}.md").unlink()
    report = published.run()
    assert (report.conflicts, report.states[f"{PLAIN}.md"]) == ((), "edited")


def test_hand_edited_comments_stay_and_their_post_is_updated(published):
    published.edit(f"{PLAIN}.comments.md", "Tea.", "Coffee.")
    published.put(a=page("The Estuary", DAY, HERONS + " New.", ["Tea.", "> Cake.", "Jam."]))
    report = published.run()
    assert report.conflicts == (f"{PLAIN}.comments.md",)
    assert published.post(PLAIN).body.endswith("New.")
    assert [comment.body for comment in published.post(PLAIN).comments] == ["Coffee.", "Cake."]


def test_an_edit_that_was_undone_is_no_longer_a_conflict(published):
    published.edit(f"{PLAIN}.md", "herons", "swans")
    published.run()
    published.edit(f"{PLAIN}.md", "swans", "herons")
    assert published.run().outcomes == {"unchanged": 1}


@pytest.mark.parametrize("edited", [f"{PLAIN}.md", f"{PLAIN}.comments.md"])
def test_a_hand_edited_post_is_not_moved(published, edited):
    published.edit(edited, "Tea." if "comments" in edited else "herons", "swans")
    files = published.files()
    published.know(f'["a.txt"]\n{URL}')
    report = published.run()
    assert report.conflicts == (edited,)
    after = published.files()
    assert all(after[name] == data for name, data in files.items() if name.endswith(".md"))
    assert published.posts() == [PLAIN]
    assert {record["file"] for record in published.ledger()} <= {f"{PLAIN}.md", f"{PLAIN}.comments.md"}


def test_another_copy_of_an_edited_post_is_not_published_beside_it(published):
    """Text that a person removed must not come back at another address."""
    published.edit(f"{PLAIN}.md", "half the team went out", "some went out")
    published.put(b=page("The Estuary", DAY, HERONS + " And more."))
    report = published.run("b")
    assert report.conflicts == (f"{PLAIN}.md",)
    assert published.posts() == [PLAIN]


def test_a_file_written_by_hand_keeps_its_place_and_the_imported_post_goes_beside_it(archive):
    hand = archive.content / f"{PLAIN}.md"
    hand.parent.mkdir(parents=True)
    hand.write_text("Title: The Estuary\n\nMine.\n")
    archive.put(a=page("The Estuary", DAY, HERONS))
    report = archive.run()
    assert report.conflicts == ()
    assert hand.read_text() == "Title: The Estuary\n\nMine.\n"
    assert archive.post(f"{PLAIN}_24").body == HERONS


def test_a_file_written_by_hand_at_an_original_address_is_a_conflict_and_the_post_is_quarantined(archive):
    hand = archive.content / f"{TRUE}.md"
    hand.parent.mkdir(parents=True)
    hand.write_text("Title: Mine\n\nMine.\n")
    archive.put(a=page("The Estuary", DAY, HERONS, ["Tea."]))
    archive.know(f'["a.txt"]\n{URL}')
    report = archive.run()
    assert report.conflicts == (f"{TRUE}.md",)
    assert {record["outcome"] for record in archive.ledger()} == {"quarantined"}
    assert hand.read_text() == "Title: Mine\n\nMine.\n"
    hand.unlink()
    archive.run()
    assert archive.post(TRUE).body == HERONS
    assert_consistent(archive)


def test_a_file_deleted_by_hand_does_not_come_back_and_the_ledger_says_so(published):
    for name in (f"{PLAIN}.md", f"{PLAIN}.comments.md"):
        (published.content / name).unlink()
    for text in (HERONS, HERONS + " And a gull."):
        published.put(a=page("The Estuary", DAY, text, ["Tea.", "> Cake."]))
        report = published.run()
        assert set(report.states.values()) == {"deleted"}
        assert published.posts() == []
        assert {record["reason"] for record in published.ledger()} == {"its file was deleted by hand"}
        assert_consistent(published)


def test_a_file_renamed_by_hand_stays_where_it_is_and_is_updated(published):
    (published.content / f"{PLAIN}.md").rename(published.content / "posts/2017/06/birds.md")
    report = published.run()
    assert report.states["posts/2017/06/birds.md"] == "renamed"
    assert sorted(name for name in published.files() if name.endswith(".md")) == [
        "posts/2017/06/birds.comments.md",
        "posts/2017/06/birds.md",
    ], "its comments go with it"
    published.put(a=page("The Estuary", DAY, HERONS + " And a gull.", ["Tea.", "> Cake.", "Jam."]))
    published.run()
    post = published.post("posts/2017/06/birds")
    assert post.body.endswith("And a gull.")
    assert len(post.comments) == 3
    assert post.permalink == "/2017/06/the-estuary.html"
    assert published.posts() == ["posts/2017/06/birds"]
    assert_consistent(published)
    state = published.state()
    published.run()
    assert published.state() == state


def test_a_complete_copy_absorbs_parts_that_were_separate_posts_and_their_addresses_redirect(archive):
    first, second = HERONS.split("\n\n")
    archive.put(a=page("The Estuary", DAY, first, ["Tea."]), b=page("The Estuary", DAY, second, ["Cake."]))
    archive.run()
    assert len(archive.posts()) == 2
    archive.put(c=page("The Estuary", DAY, HERONS))
    archive.run("c")
    [name] = archive.posts()
    post = archive.post(name)
    assert post.body == HERONS
    assert {post.permalink, *post.aliases} == {"/2017/06/the-estuary.html", "/2017/06/the-estuary_24.html"}
    assert sorted(comment.body for comment in post.comments) == ["Cake.", "Tea."]
    assert_consistent(archive)
    archive.run()
    state = archive.state()
    archive.run()
    assert archive.state() == state


def test_invalid_facts_remove_nothing(archive):
    archive.put(a=page("The Estuary", DAY, HERONS))
    archive.know(f'["a.txt"]\n{URL}')
    archive.run()
    files = archive.files()
    archive.put(b=page("A Kettle", DAY, KETTLE))
    archive.know(f'["a.txt]\n{URL}')
    report = archive.run()
    named = [problem.partition(":")[0].rpartition("/")[2] for problem in report.problems]
    assert named == ["sources.toml line 1", "a.txt"]
    assert archive.files()[f"{TRUE}.md"] == files[f"{TRUE}.md"]
    assert "posts/2017/06/a-kettle" in archive.posts()


def test_two_comment_pages_without_any_text_of_the_post_are_two_posts(archive):
    for name, said in (("a", "Tea."), ("b", "Cake.")):
        archive.put(**{name: f"1 comment:\n\n  1. {said}\n\n    ReplyDelete"})
    archive.run()
    assert len(archive.posts()) == 2


def test_an_edited_post_neither_absorbs_another_nor_is_absorbed(archive):
    """The edited file is not written, so words that only the other one has would be lost."""
    first, second = HERONS.split("\n\n")
    archive.put(a=page("The Estuary", DAY, first), b=page("The Estuary", DAY, second))
    archive.run()
    edited = next(name for name in archive.posts() if archive.post(name).body == first)
    archive.edit(f"{edited}.md", "herons", "swans")
    for name in ("a", "b"):
        archive.put(**{name: page("The Estuary", DAY, HERONS)})
        report = archive.run()
        assert report.states[f"{edited}.md"] in ("conflict", "edited")
        assert len(archive.posts()) == 2
        assert "swans" in archive.post(edited).body


def test_no_post_moves_for_one_that_cannot_move_because_it_was_edited(archive):
    archive.put(a=page("The Estuary", DAY, HERONS), b=page("A Kettle", DAY, KETTLE))
    archive.run()
    archive.edit("posts/2017/06/a-kettle.md", "kettle", "teapot")
    files = {name: data for name, data in archive.files().items() if name.endswith(".md")}
    archive.know('["b.txt"]\nurl = "https://blog.example/2017/06/the-estuary.html"\n')
    report = archive.run("b")
    assert report.conflicts == ("posts/2017/06/a-kettle.md",)
    after = archive.files()
    assert {name: after[name] for name in files} == files
