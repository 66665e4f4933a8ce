"""`invoke review` and `invoke build --explain`, and what decisions change on the site."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest

from scrapes import HERONS, Archive, page
from whole_site import Site, built, copied, invoke, must, site_of, succeeded, trees, write_all

NOTICE = (
    "From the first of May every kettle in a branch office is to be tested by a competent person, and a label with "
    "the date of that test has to be fixed where members can read it without lifting the kettle off its base."
)
AGENDA = (
    "The weekly meeting of the allotment group looked at the state of the paths, the two broken water butts and the "
    "letter from the parish about bonfires, and agreed to come back to all three of them once the ground has dried."
)
POEM = (
    "Nobody has seen the stapler since Tuesday, the good chair has gone to another floor, and somebody who will not "
    "give a name has eaten the last of the shortbread that was kept for visitors from the regional office."
)
FILES = {
    "mailouts/2019/kettles.md": f"Title: Kettle notice\nDate: 2019-04-20\nKind: mailout\n\n{NOTICE}\n",
    "posts/2019/05/tea.md": f"Title: Tea at work\nDate: 2019-05-02\n\nYesterday:-\n\n{NOTICE}\n\nI ask you.\n",
    "posts/2019/05/tea.comments.md": f"## Comment 11\n\n{POEM}\n\n## Comment 12\n\n{POEM}\n",
    "posts/2019/06/plot.md": f"Title: The plot\nDate: 2019-06-03\n\n{AGENDA}\n",
    "posts/2019/07/plot.md": f"Title: The plot\nDate: 2019-07-08\n\n{AGENDA}\n",
    "posts/2019/08/two-plots.md": f"Title: Two plots\nDate: 2019-08-09\n\n{AGENDA}\n",
}
DECISIONS = "decisions.toml"
ESTUARY = "posts/2017/06/the-estuary"
INDEX = ".content.cache"
"""The cache beside the content, with the index of shingles."""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_all(FILES, tmp_path / "content")


@pytest.fixture(scope="module")
def site(once) -> Site:
    """The site without decisions; tests must not change it."""
    return once("review", lambda folder: site_of(FILES, folder))


def rebuilt(content: Path) -> Site:
    return built(content, content.parent / "output")


def report_of(content: Path) -> dict[str, list]:
    path = content.parent / "found.json"
    must("review", "--content", content, "--report", path)
    return json.loads(path.read_text(encoding="utf-8"))


def decide(content: Path, text: str) -> None:
    (content / DECISIONS).write_text(text, encoding="utf-8")


def review(content: Path, answers: str) -> subprocess.CompletedProcess[str]:
    """Run the review, typing `answers`."""
    return invoke("review", "--content", content, answers=answers)


def test_the_report_has_all_findings_with_spans_in_words(content):
    found = report_of(content)
    assert found["same"] == [
        ["posts/2019/06/plot", "posts/2019/07/plot"],
        ["posts/2019/05/tea#c11", "posts/2019/05/tea#c12"],
    ]
    (notice, plots) = sorted(found["quotations"], key=lambda each: each["source"])
    assert (notice["source"], notice["quoting"]) == ("mailouts/2019/kettles", "posts/2019/05/tea")
    words = len(NOTICE.split())
    assert (notice["source_span"], notice["quoting_span"]) == ([0, words], [1, 1 + words])
    assert (notice["words"], notice["score"], notice["direction"]) == (words, 1.0, "known")
    assert (plots["source"], plots["quoting"]) == ("posts/2019/06/plot", "posts/2019/08/two-plots")
    assert (found["repeats"], found["boilerplate"]) == ([], [])


def test_the_build_merges_duplicates_links_quotations_and_counts_both(site):
    assert "Linked 2 quotations between 4 posts or mailouts" in site.said
    assert "posts/2019/07/plot is a duplicate of posts/2019/06/plot; it is shown once." in site.said
    assert "Hid 1 comment that had been posted twice in one thread." in site.said
    tea = site.pages["/2019/05/tea.html"]
    assert tea.select_one("#w1.passage").text.startswith("From the first of May")
    assert "From Kettle notice, 20 April 2019" in " ".join(tea.select_one(".from").text.split())
    assert [tea.select_one(f"#{anchor}") is not None for anchor in ("c11", "c12")] == [True, True]
    assert tea.select_one("main").text.count("Nobody has seen the stapler") == 1
    redirect = site.pages["/2019/07/plot.html"].select_one('meta[http-equiv="refresh"]')["content"]
    assert redirect.endswith("2019/06/plot.html")
    assert "8 July 2019" in site.pages["/2019/06/plot.html"].select_one("#provenance").text


def test_decisions_override_findings(content):
    decide(
        content,
        """
[[decision]]
verdict = "different"
texts = ["posts/2019/06/plot.md", "/2019/07/plot.html"]

[[decision]]
verdict = "same"
texts = ["posts/2019/06/plot", "posts/2019/08/two-plots"]

[[decision]]
verdict = "no-quotation"
texts = ["mailouts/2019/kettles", "posts/2019/05/tea"]

[[decision]]
verdict = "different"
texts = ["posts/2019/05/tea#c11", "https://blog.example/2019/05/tea.html#c12"]
""",
    )
    found = report_of(content)
    assert found["same"] == [["posts/2019/06/plot", "posts/2019/08/two-plots"]]
    pairs = {(each["source"], each["quoting"]) for each in found["quotations"]}
    assert pairs == {
        ("posts/2019/05/tea#c11", "posts/2019/05/tea#c12"),
        ("posts/2019/06/plot", "posts/2019/07/plot"),
    }


@pytest.mark.parametrize("command", ["build", "review"])
def test_an_outdated_decision_is_reported_on_one_line_and_the_rest_is_done(content, command):
    decide(content, '[[decision]]\nverdict = "same"\ntexts = ["posts/2019/06/plot", "posts/2019/06/plit"]\n')
    output = ["--output", content.parent / "output"] if command == "build" else ["--list"]
    ran = invoke(command, "--content", content, *output)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert line.startswith('decisions.toml: decision 1 (same): no text here is called "posts/2019/06/plit"')
    assert "posts/2019/06/plot" in line
    if command == "build":
        assert (content.parent / "output" / "2019/05/tea.html").exists()


@pytest.mark.parametrize("command", ["build", "review"])
def test_a_decisions_file_that_is_not_toml_stops_the_command_with_one_line(site, tmp_path, command):
    site = copied(site, tmp_path)
    before = site.file("/2019/05/tea.html").read_bytes()
    decide(site.content, "[[decision]\nverdict =")
    ran = invoke(command, "--content", site.content, *(["--output", site.folder] if command == "build" else []))
    assert ran.returncode == 1
    assert ran.stderr.startswith("decisions.toml line 1: this line is not valid TOML")
    assert ran.stderr.count("\n") == 1
    assert site.file("/2019/05/tea.html").read_bytes() == before


def test_the_list_has_one_line_for_each_question(content):
    lines = must("review", "--content", content, "--list").splitlines()
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {8}
    assert any(row[1] == "same" and "posts/2019/08/two-plots" in row[5] for row in rows)


def test_an_answer_is_saved_at_once_and_not_asked_again(content):
    first = must("review", "--content", content, "--list").splitlines()
    ran = review(content, "what\nn\nq\n")
    assert ran.returncode == 0, ran.stderr
    assert '"what" is not one of the answers' in ran.stdout
    assert f"1 decided, 0 skipped, {len(first) - 1} left." in ran.stdout
    entries = tomllib.loads((content / DECISIONS).read_text(encoding="utf-8"))["decision"]
    assert len(entries) == 1
    assert must("review", "--content", content, "--list").splitlines() == first[1:]


def test_the_end_of_input_saves_nothing(content):
    assert review(content, "").returncode == 0
    assert not (content / DECISIONS).exists()


def test_explain_gives_the_reasons_for_one_post_or_two(content, monkeypatch):
    output = content.parent / "output"
    ran = must("build", "--content", content, "--output", output, "--explain", "/2019/05/tea.html")
    assert "mailouts/2019/kettles" in ran
    assert "a mailout is quoted by a post" in ran
    monkeypatch.setattr("tasks._build", lambda *_: None)
    ran = must(
        "build", "--content", content, "--output", output,
        "--explain", "posts/2019/05/tea", "--explain", "posts/2019/06/plot",
    )  # fmt: skip
    assert "not compared as duplicates" in ran
    assert "not linked" in ran


def test_explaining_an_unknown_text_suggests_the_nearest_name(content):
    ran = invoke("build", "--content", content, "--output", content.parent / "output", "--explain", "posts/2019/05/tee")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "posts/2019/05/tea" in ran.stderr
    assert not (content.parent / "output").exists()


def test_a_build_with_a_cached_index_gives_the_same_pages(site, tmp_path):
    first = pages(site)
    again = copied(site, tmp_path)
    shutil.copytree(site.content.parent / INDEX, tmp_path / INDEX)
    assert pages(rebuilt(again.content)) == first


def pages(site: Site) -> dict[str, bytes]:
    """Return the HTML files of a site."""
    return {name: data for name, data in trees(site.folder).items() if name.endswith(".html")}


def test_a_repeated_block_of_a_comment_is_shown_once_unless_a_decision_keeps_both(content):
    words = len(NOTICE.split())
    for at, post in ((21, "posts/2019/06/plot"), (22, "posts/2019/08/two-plots")):
        text = f"## Comment {at}\n\n{NOTICE}\n\n{NOTICE.replace(' ', '  ')}\n\nSo there.\n"
        (content / f"{post}.comments.md").write_text(text, encoding="utf-8")
    assert [(each["ref"], each["span"]) for each in report_of(content)["repeats"]] == [
        ("posts/2019/06/plot#c21", [words, 2 * words]),
        ("posts/2019/08/two-plots#c22", [words, 2 * words]),
    ]
    both = 'verdict = "no-repeat"\ntexts = ["posts/2019/08/two-plots#c22"]\nbegins = "From the first"\n'
    decide(content, f"[[decision]]\n{both}")
    site = rebuilt(content)
    once, twice = comment_on(site, "/2019/06/plot.html"), comment_on(site, "/2019/08/two-plots.html")
    assert once.count("every kettle") == 1
    assert "shown once. So there." in once
    assert twice.count("every kettle") == 2


def comment_on(site: Site, url: str) -> str:
    return " ".join(site.pages[url].select_one("div.said").get_text().split())


def test_unplaced_words_are_settled_in_review_and_are_on_the_page_after_the_next_import(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a="A stray line.\n\n" + page("The Estuary", date(2017, 6, 24), HERONS))
    given = ("--source", archive.inbox, "--content", archive.content)
    assert invoke("import", *given).returncode == 1
    (line,) = must("review", "--content", archive.content, "--list").splitlines()
    name, *facts = line.split("\t")
    assert facts == ["unplaced", "quarantined", "3", "-", ESTUARY, "-", "a.txt: before the first heading"]
    assert [each["name"] for each in report_of(archive.content)["unplaced"]] == [name]
    succeeded(invoke("review", "--content", archive.content, answers="y\n"))
    assert must("review", "--content", archive.content).splitlines() == ["Nothing to review."]
    must("import", *given)
    site = rebuilt(archive.content)
    shown = site.pages["/2017/06/the-estuary.html"].select_one("main").get_text(" ")
    assert "A stray line." in shown
    assert "A keeper of this archive placed 3 words here" in " ".join(shown.split())
    must("verify", "--content", archive.content)


def test_unplaced_words_can_be_reviewed_before_there_is_a_post(tmp_path):
    archive = Archive(tmp_path)
    words = "The allotment society met twice in the snow."
    html = f'<html><head><meta name="generator" content="blogger"></head><body><p>{words}</p></body></html>'
    archive.put_files(**{"page.html": html})
    given = ("--source", archive.inbox, "--content", archive.content)
    assert invoke("import", *given).returncode == 1
    said = succeeded(invoke("review", "--content", archive.content, answers="b\n"))
    assert words in said
    must("import", *given)


def test_a_build_says_how_many_findings_are_doubtful(content):
    asked = must("review", "--content", content, "--list").splitlines()
    said = rebuilt(content).said.splitlines()
    assert len(asked) > 1
    assert f"{len(asked)} findings are doubtful: run `invoke review`." in said
    while must("review", "--content", content, "--list"):
        succeeded(invoke("review", "--content", content, answers="n\nb\n" * 9))
    assert not any("doubtful" in line for line in rebuilt(content).said.splitlines())
