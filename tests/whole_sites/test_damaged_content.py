"""A content folder that people have damaged: one line for each fault, and everything else is on the site."""

import json

import pytest

from scrapes import Archive
from whole_site import invoke, write_all

FILES = {
    "posts/2017/06/good.md": "Title: Good\nDate: 2017-06-01\n\nThe beans came up.\n",
    "posts/2017/06/good.comments.md": "## Comment 1\nAuthor: Sorrel\n\nThey did.\n",
    "posts/2017/06/header.md": "Title Broken\n\nNo colon.\n",
    "posts/2017/06/day.md": "Title: Day\nDate: 2017-02-30\n\nNo such day.\n",
    "posts/2017/06/late.md": "Title: Late\nPublished: 9999-12-31T23:59:59-05:00\n\nBeyond the calendar.\n",
    "posts/2017/06/early.md": "Title: Early\nPublished: 0001-01-01T00:00:00Z\n\nBefore the calendar.\n",
    "posts/2017/06/index.md": "Title: Index\n\nIn the place of a list.\n",
    "posts/2017/06/same.md": "Title: Same\nPermalink: /2017/06/good.html\n\nThe address of another post.\n",
    "posts/2017/06/orphan.comments.md": "## Comment 1\n\nWhere is my post?\n",
    "posts/2017/06/twice.md": "Title: Twice\n\nTwo comments with one id.\n",
    "posts/2017/06/twice.comments.md": "## Comment 1\n\nOne.\n\n## Comment 1\n\nTwo.\n",
    "posts/2017/06/notes.txt": "No Markdown.\n",
}
FAULTY = ["header", "day", "late", "early", "index", "same", "orphan", "twice", "notes"]


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    return write_all(FILES, tmp_path_factory.mktemp("damaged") / "content")


def lines_about(said: str, name: str) -> list[str]:
    return [line for line in said.splitlines() if f"/{name}." in line and "posts/" in line]


def test_the_rest_is_built_and_each_fault_is_one_line(damaged):
    output = damaged.parent / "output"
    ran = invoke("build", "--content", damaged, "--output", output, "--report", damaged.parent / "report.json")
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1 and "Traceback" not in said
    assert [
        article["title"] for article in json.loads((damaged.parent / "report.json").read_text("utf-8"))["articles"]
    ] == ["Good"]
    assert {name: len(lines_about(said, name)) for name in FAULTY} == dict.fromkeys(FAULTY, 1)


def test_verify_complains_of_whatever_a_build_complains_of(damaged):
    ran = invoke("verify", "--content", damaged)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 1
    assert {name: len(lines_about(said, name)) for name in FAULTY} == dict.fromkeys(FAULTY, 1)


@pytest.mark.parametrize("name", ["decisions.toml", "privacy.toml", "vocabulary.toml", "pages/about.md"])
def test_verify_complains_of_settings_and_pages_that_cannot_be_read(tmp_path, name):
    content = write_all({"posts/2017/06/good.md": FILES["posts/2017/06/good.md"], name: "= ]"}, tmp_path / "content")
    ran = invoke("verify", "--content", content)
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if name in line]
    assert (ran.returncode, len(said)) == (1, 1)


def test_a_comment_on_a_post_that_a_keeper_deleted_leaves_no_file_behind(tmp_path):
    archive = Archive(tmp_path)
    archive.put_files(**{"export.xml": export(comments=0)})
    archive.run()
    (name,) = archive.posts()
    (archive.content / f"{name}.md").unlink()
    archive.put_files(**{"later.xml": export(comments=1)})
    archive.run()
    assert not list((archive.content / "posts").rglob("*.md")) if (archive.content / "posts").exists() else True
    (comment,) = (entry for entry in archive.ledger() if entry["kind"] == "comment")
    assert (comment["outcome"], comment["reason"]) == ("left-out", "its file was deleted by hand")


def test_the_comments_file_of_a_deleted_post_is_removed_by_the_next_import_unless_it_was_edited(tmp_path):
    for edited in (False, True):
        archive = Archive(tmp_path / str(edited))
        archive.root.mkdir()
        archive.put_files(**{"export.xml": export(comments=1)})
        archive.run()
        (name,) = archive.posts()
        comments = archive.content / f"{name}.comments.md"
        (archive.content / f"{name}.md").unlink()
        if edited:
            comments.write_text(comments.read_text("utf-8") + "More.\n", "utf-8")
        archive.run()
        assert comments.exists() == edited


def export(comments: int) -> str:
    """Return an export with one post and that many comments."""
    blog = "tag:blogger.com,1999:blog-1"
    kind = "http://schemas.google.com/g/2005#kind"
    entry = (
        '<entry><id>{id}</id><published>2017-06-0{day}T09:00:00Z</published><category scheme="{kind}" '
        'term="http://schemas.google.com/blogger/2008/kind#{what}"/><title>{title}</title>'
        '<content type="html">{text}</content>{more}</entry>'
    )
    link = f'<thr:in-reply-to ref="{blog}.post-7"/>'
    entries = [
        entry.format(id=f"{blog}.post-7", day=1, kind=kind, what="post", title="Beans", text="They grew.", more="")
    ]
    entries += [
        entry.format(id=f"{blog}.post-{90 + at}", day=2, kind=kind, what="comment", title="x", text="Oh.", more=link)
        for at in range(comments)
    ]
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
        f"<id>{blog}.archive</id>{''.join(entries)}</feed>"
    )
