"""`invoke build` replaces the old site completely or not at all, and reports each file that is not on the site."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from archive.site.marker import MARKER
from project_copies import building_with, copy_of_project
from scrapes import HERONS, page
from thoroughness import few_by_default
from whole_site import PROJECT, Site, built, copied, invoke, invoke_apart, trees


def content_with(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write a content folder with one valid post and `files`."""
    content = folder / "content"
    good = "posts/2020/01/good.md"
    for name, text in {good: "Title: Good\nDate: 2020-01-02\nId: tag:good\n\nA faultless post.\n", **files}.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def build(content: Path) -> subprocess.CompletedProcess[str]:
    return invoke("build", "--content", content, "--output", content.parent / "output")


def build_in(project: Path, content: Path) -> subprocess.CompletedProcess[str]:
    """Build with the settings, plugins and theme of a copy of the project."""
    with building_with(project):
        return build(content)


def folders_in(folder: Path) -> list[str]:
    """Return the names of all folders but the caches, which every build keeps beside the content."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != ".content.cache")


def post(*fields: str) -> str:
    """Return a post with more header lines."""
    return "\n".join(["Date: 2020-01-03", *fields, "", "Another post.\n"])


INVALID: dict[str, tuple[str | bytes, str]] = {
    "no-header.md": ("\n\nText\n", " line 1: the headers must start on line 1"),
    "header.md": ("Title: Bad\nno header\n\nText\n", " line 2: “no header” is not a header"),
    "field.md": (post("Mood: sad"), " line 2: “Mood” is not a header"),
    "date.md": ("Date: 2020-02-30\n\nText\n", " line 1: Date is 2020-02-30, but there is no such day"),
    "latin-1.md": (b"Title: Caf\xe9\n\nText\n", ": this file is not saved as UTF-8 (byte 10)"),
    "colon: line 7.md": ("Mood: sad\n\nText\n", " line 1: “Mood” is not a header"),
    "colon.md: x.md": (post(), ": /2020/01/colon.md: x.html is not a valid permalink"),
    "space in it.md": (post(), ": /2020/01/space in it.html is not a valid permalink"),
    "orphan.comments.md": ("## Comment 1\n\nHello\n", ": there is no posts/2020/01/orphan.md"),
    "other.markdown": (post(), ": is not on the site"),
    "page.html": ("<title>x</title>", ": is not on the site"),
    "taken.md": (
        post("Permalink: /2020/01/good.html"),
        " have the same address, /2020/01/good.html; correct Permalink in the one you edited",
    ),
    "out.md": (post("Permalink: /../../other.html"), ": /../../other.html is not a valid permalink"),
    "bare.md": (post("Permalink: 2020/01/bare.html"), ": 2020/01/bare.html is not a valid permalink"),
    "list.md": (post("Permalink: /2020/01/index.html"), ": /2020/01/index.html is not a valid permalink"),
    "root.md": (post("Permalink: /404.html"), ": /404.html is not a valid permalink"),
    "zz-id.md": (post("Id: tag:good"), " have the same Id; correct the one you edited"),
    "alias-taken.md": (
        post("Aliases: /2020/01/good.html"),
        ": the alias /2020/01/good.html already leads to posts/2020/01/good.md; ",
    ),
    "alias-out.md": (post("Aliases: /../a.html"), ": /../a.html is not a valid permalink"),
}
"""Content files with a mistake, and the line that names it, after the file's name."""


def test_each_invalid_content_file_is_reported_on_one_line(tmp_path: Path):
    files = {f"posts/2020/01/{name}": text for name, (text, _) in INVALID.items()}
    files |= {"posts/2020/01/replies.md": post(), "posts/2020/01/replies.comments.md": "hello\n"}
    ran = build(content_with(tmp_path, files))
    assert ran.returncode == 1
    said = sorted(ran.stderr.splitlines())
    good = "posts/2020/01/good.md and "
    expected = [f"{good * (' have' in what[:5])}posts/2020/01/{name}{what}" for name, (_, what) in INVALID.items()]
    expected = sorted([*expected, "posts/2020/01/replies.comments.md line 1: "])
    assert len(said) == len(expected), said
    assert [line for line, start in zip(said, expected, strict=True) if not line.startswith(start)] == []
    left_out = [line for line in said if line.endswith((" (left out until then)", " is left out until then)"))]
    assert len(left_out) == len(said) - 5  # not the two aliases, and three files that are no posts
    built = {file.name for file in (tmp_path / "output/2020/01").iterdir()}
    assert built == {"index.html", "good.html", "alias-taken.html", "alias-out.html"}
    assert invoke("check", "--output", tmp_path / "output").returncode == 0


def test_empty_odd_and_deeply_nested_posts_are_built(tmp_path: Path):
    files = {
        "posts/2020/02/empty.md": "Title: Empty\n\n",
        "posts/0217/06/typo.md": "Title: A typing error\nDate: 0217-06-25\n\nText\n",
        "posts/2020/02/future.md": "Title: Tomorrow\nDate: 2999-12-31\n\nText\n",
        "posts/2020/02/control.md": "Title: Bell\x07 here\nDate: 2020-02-03\n\nA \x0b tab & <b>bold</b>\x00\n",
        "posts/2020/02/deep.md": "Title: Deep\nDate: 2020-02-03\n\n" + "> " * 400 + "deep\n",
        "posts/2020/02/lists.md": "Title: Lists\nDate: 2020-02-03\n\n"
        + "\n".join("  " * n + "- x" for n in range(300)),
        "mailouts/2020/talk.md": "Title: Talk\nDate: 2020-02-03\nTags: pay; -training\n\nText\n",
    }
    hidden = {"posts/.DS_Store": "", "posts/2020/.editor/state.json": "{}", "posts/2020/02/.empty.md.swp": ""}
    ran = build(content_with(tmp_path, files | hidden))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert invoke("check", "--output", tmp_path / "output").stderr == ""


def test_an_unknown_topic_set_by_hand_is_reported_and_the_item_is_built(tmp_path: Path):
    ran = build(content_with(tmp_path, {"mailouts/2020/talk.md": "Title: Talk\nTags: pay; nonsense\n\nText\n"}))
    cure = "correct it, or add it to vocabulary.toml"
    named = f'mailouts/2020/talk.md: Tags: "nonsense" is not in the vocabulary; {cure}\n'
    assert (ran.returncode, ran.stderr) == (1, named)
    assert (tmp_path / "output/mailouts/2020/talk.html").exists()
    assert (tmp_path / "output/tags/pay/index.html").exists()


def test_an_old_site_is_not_replaced_by_an_empty_one(sample: Site, tmp_path: Path):
    content = copied(sample, tmp_path).content
    before = trees(tmp_path / "output")
    for folder in ("posts", "mailouts"):
        shutil.rmtree(content / folder)
    content_with(tmp_path, {"posts/2020/01/good.md": "Mood: sad\n\nText\n"})
    ran = build(content)
    assert ran.returncode == 1
    assert "posts/2020/01/good.md line 1: “Mood” is not a header" in ran.stderr
    assert "the old site is unchanged" in ran.stderr
    assert trees(tmp_path / "output") == before


def test_a_build_without_posts_is_refused(tmp_path: Path):
    ran = build(tmp_path / "content")
    assert ran.returncode == 1
    assert "/inbox/ and run `invoke import`" in ran.stderr
    assert not (tmp_path / "output").exists()


# Failed builds


def test_a_failed_build_prints_one_line_and_leaves_the_old_site(sample: Site, tmp_path: Path):
    site = copied(sample, tmp_path)
    before = trees(site.folder)
    (site.content / "vocabulary.toml").write_text("[[term", encoding="utf-8")
    ran = build(site.content)
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert trees(site.folder) == before
    assert folders_in(tmp_path) == ["content", "output"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to damage."""
    return copy_of_project(tmp_path / "project")


@pytest.mark.parametrize("mistake", ["{% endfor %}", "{{ nothing.of_this_name() }}"])
def test_a_mistake_in_the_theme_fails_the_build_and_names_the_template(
    sample: Site, tmp_path: Path, project: Path, mistake: str
):
    site = copied(sample, tmp_path)
    before = trees(site.folder)
    template = project / "themes/reading-room/templates/year.html"
    template.write_text(template.read_text("utf-8").replace("<h1>", f"<h1>{mistake}"), encoding="utf-8")
    ran = build_in(project, site.content)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert line.startswith("the site could not be rendered; the old site is unchanged. ")
    assert "themes/reading-room/templates/year.html line " in line
    assert trees(site.folder) == before


def test_an_article_that_a_plugin_loses_is_reported(sample: Site, tmp_path: Path, project: Path):
    site = copied(sample, tmp_path)
    plugin = project / "plugins/tagging.py"
    plugin.write_text(plugin.read_text("utf-8").replace("cache.save()", "build.views.popitem()\n    cache.save()"))
    ran = build_in(project, site.content)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "missing from the site for an unknown reason" in line


@pytest.mark.parametrize("plugin", ["comments", "feeds"])
def test_a_plugin_that_cannot_be_loaded_fails_the_build(sample: Site, tmp_path: Path, project: Path, plugin: str):
    site = copied(sample, tmp_path)
    before = trees(site.folder)
    (project / f"plugins/{plugin}.py").write_text("import nothing_of_this_name\n")
    ran = build_in(project, site.content)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "nothing_of_this_name" in line
    assert trees(site.folder) == before


STAGES = {"rendering": "theme", "indexing": "search-index", "begun": ".", "rendered": MARKER}
"""Stages of a build, and the file that is in the staging folder as soon as the stage is reached."""


@pytest.mark.parametrize("stage", few_by_default(2, list(STAGES)))
def test_a_killed_build_leaves_the_old_site_or_the_new_one(sample: Site, tmp_path: Path, stage: str):
    site = copied(sample, tmp_path)
    old = trees(site.folder)
    post = site.content / "posts/2023/10/counting-minutes.md"
    post.write_text(post.read_text("utf-8") + "\nOne line more.\n", encoding="utf-8")
    command = [sys.executable, "-m", "invoke", "build", "--content", site.content, "--output", site.folder]
    running = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    reached = tmp_path / ".output.staging" / STAGES[stage]
    while not reached.exists() and running.poll() is None:
        time.sleep(0.002)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    left = trees(site.folder)
    assert left == old or "One line more." in left["2023/10/counting-minutes.html"].decode()
    assert (site.folder / MARKER).is_file()
    again = built(site.content, site.folder)
    assert "One line more." in again.pages["/2023/10/counting-minutes.html"].get_text()
    assert folders_in(tmp_path) == ["content", "output"]
    assert invoke("check", "--output", site.folder).returncode == 0


# Pages that depend on each other


NEW_POSTS = {
    "sample": ("2023/10", "25", "OASys", "systems", {"odds-and-ends", "latest-from-branch-12"}),
    "seeds": ("2021/12", "10", "Pay", "subjects", {"hey-people-results-are-in", "dont-tell-tory-voters"}),
}
"""For each site a new post: its month, day and topic, the page that lists topics of that kind, and its neighbours."""


@pytest.mark.parametrize("name", ["sample", pytest.param("seeds", marks=pytest.mark.shared)])
def test_a_new_post_changes_only_the_pages_that_mention_it(request, tmp_path: Path, name: str):
    """The real scrapes have more pages that must not change."""
    month, day, title, group, neighbours = NEW_POSTS[name]
    topic = title.lower()
    site = copied(request.getfixturevalue(name), tmp_path)
    before = trees(site.folder)
    text = f"Title: A new one\nDate: {month.replace('/', '-')}-{day}\nTags: {topic}\n\nNothing else.\n"
    (site.content / f"posts/{month}/a-new-one.md").write_text(text, encoding="utf-8")
    after = trees(built(site.content, site.folder).folder)
    assert before.keys() <= after.keys()
    folders = ["", "years/", f"{month[:4]}/", f"{month}/", "all/", "all/1/", "timeline/"]
    folders += ["tags/", f"tags/{topic}/", f"{group}/"]
    posts = {f"{month}/{slug}.html" for slug in {*neighbours, "a-new-one"}}
    lists = {f"{folder}index.html" for folder in folders}
    feeds = {"atom.xml", "rss.xml", f"tags/{topic}/atom.xml", f"tags/{topic}/rss.xml"}
    expected = {*posts, *lists, *feeds, MARKER}
    changed = {name for name in after if after[name] != before.get(name)}
    found = {name for name in changed if not name.startswith("search-index/")}
    assert {name.split("/")[1] for name in changed - found} == {"bundles.json.gz", "pages.json.gz", month[:4]}
    related = {article["url"][1:] for article in site.articles if title in article["tags"]}
    assert found - related == expected - related  # posts with the same topic may have other related posts now


@pytest.fixture
def inbox_with_a_bad_file(tmp_path) -> Path:
    inbox = tmp_path / "content/inbox"
    inbox.mkdir(parents=True)
    (inbox / "good.txt").write_text(page("The Estuary", date(2017, 6, 24), HERONS), encoding="utf-8")
    (inbox / "bad.bin").write_bytes(bytes(range(256)) * 20)
    return inbox


@pytest.mark.parametrize("run", [invoke, invoke_apart])
def test_a_bad_file_does_not_keep_the_others_off_the_site(inbox_with_a_bad_file, run):
    content, output = inbox_with_a_bad_file.parent, inbox_with_a_bad_file.parents[1] / "output"
    ran = run("import", "--content", content, "build", "--content", content, "--output", output)
    assert ran.returncode == 1
    said = ran.stderr.splitlines()
    assert said[0].startswith("bad.bin: skipped")
    assert said[-1] == "The import met 1 problem; see above."
    assert (output / "2017/06/the-estuary.html").exists()


def test_a_failed_import_alone_says_each_problem_once(inbox_with_a_bad_file):
    ran = invoke("import", "--content", inbox_with_a_bad_file.parent)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)


def test_a_failed_build_after_a_failed_import_says_both(inbox_with_a_bad_file):
    content = inbox_with_a_bad_file.parent
    (content / "posts/2017").mkdir(parents=True)
    (content / "posts/2017/stray.html").write_text("x")
    output = content.parent / "output"
    ran = invoke("import", "--content", content, "build", "--content", content, "--output", output)
    assert ran.returncode == 1
    assert "bad.bin: skipped" in ran.stderr
    assert "posts/2017/stray.html: is not on the site" in ran.stderr


def test_the_site_to_publish_is_built_and_checked_after_a_failed_import(inbox_with_a_bad_file):
    content, output = inbox_with_a_bad_file.parent, inbox_with_a_bad_file.parents[1] / "output"
    ran = invoke("import", "--content", content, "publish", "--content", content, "--output", output)
    assert ran.returncode == 1
    assert f"{output}: no problems found" in ran.stdout
    assert ran.stderr.splitlines()[-1] == "The import met 1 problem; see above."


def test_a_skipped_file_is_no_fault_for_verify(inbox_with_a_bad_file):
    content = inbox_with_a_bad_file.parent
    assert invoke("import", "--content", content).returncode == 1
    assert invoke("verify", "--content", content).returncode == 0
    (inbox_with_a_bad_file / "bad.bin").unlink()
    assert invoke("import", "--content", content).returncode == 0
    assert invoke("verify", "--content", content).returncode == 0
