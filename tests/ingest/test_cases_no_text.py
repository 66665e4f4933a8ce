"""Cases of files that hold no text of the blog: side files are listed, other data is named with a cure."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cases import CASES, import_case
from scrapes import KETTLE, Archive, page
from small_blog import zipped

TAKEOUT = CASES / "37-takeout-side-files" / "in" / "Takeout" / "Blogger"
PICTURE_NOTES = json.dumps({"title": "a.jpg", "photoTakenTime": {"timestamp": "1"}, "url": "http://a.example"})
OLE = b"\xd0\xcf\x11\xe0"
CURE = "; if it is a post, give its title in sources.toml, otherwise take it out of the inbox"


def put(archive: Archive, name: str, text: str) -> None:
    path = archive.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_side_files_of_a_takeout_are_listed_and_other_data_is_named_with_a_cure(tmp_path):
    case = import_case("37-takeout-side-files", tmp_path)
    assert not case.posts
    assert case.report.problems == (
        f"app.log: skipped: it looks like a log{CURE}",
        f"notes.csv: skipped: it looks like a table{CURE}",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Takeout/Blogger/Blogs/Tarn/followers.csv", "a,b\n1,2\n"),
        ("Takeout/Blogger/Blogs/Tarn/settings.csv", "x,y\n1,2\n"),
        ("Takeout/Blogger/Albums/Tarn/metadata(1).json", "{}"),
        ("Takeout/Blogger/Albums/Tarn/a.jpg.json", "{}"),
        ("Takeout/archive_browser.html", "<html><title>Takeout</title></html>"),
        ("Blogger/Profile/reading_list.csv", "Blog,Address\n"),
        ("Albums/Snaps/metadata.json", (TAKEOUT / "Albums/Snaps/metadata.json").read_text()),
        ("Profile/profile.csv", (TAKEOUT / "Profile/profile.csv").read_text()),
        ("reading_list.csv", (TAKEOUT / "Profile/reading_list.csv").read_text()),
        ("settings.csv", "blog_name,blog_subdomain,blog_time_zone\nTarn,tarn,Europe/London\n"),
        ("somewhere/notes.json", PICTURE_NOTES),
        ("mirror/robots.txt", "# tea\nUser-agent: *\nDisallow: /search\n"),
        ("mirror/sitemap.xml", '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'),
        ("mirror/hts-log.txt", "HTTrack3.49-2 launched on Mon, 02 Nov 2020 10:00:00 at http://tarn.example/\n"),
        ("mirror/wget-log.1", "--2020-11-02 10:00:00--  http://tarn.example/\nResolving tarn.example...\n"),
        ("mirror/cookies.txt", "# Netscape HTTP Cookie File\ntarn.example\tFALSE\t/\n"),
        ("mirror/index.html", "<html><head><title>Local index - HTTrack Website Copier</title></head></html>"),
        ("page/index.rdf", '<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#"></RDF:RDF>'),
    ],
)
def test_a_side_file_of_a_takeout_or_mirror_is_known_wherever_it_lies(tmp_path, name, text):
    archive = Archive(tmp_path)
    put(archive, name, text)
    report = archive.run()
    assert not report.problems
    assert not archive.posts()
    assert report.files[0].remarks


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("profile.csv", "Name,Value\nTea,hot\n"),
        ("metadata.json", '{"title": "Snaps", "tea": 1}'),
        ("reading_list.csv", "id,when\n1,2\n"),
    ],
)
def test_a_file_that_only_has_the_name_of_a_side_file_is_a_problem(tmp_path, name, text):
    archive = Archive(tmp_path)
    put(archive, name, text)
    assert len(archive.run().problems) == 1
    assert not archive.posts()


def test_a_keeper_can_say_that_a_table_is_a_post(tmp_path):
    archive = Archive(tmp_path)
    put(archive, "pay.txt", "grade,pay\nPO,27121\nSPO,37276\n")
    archive.know('["pay.txt"]\ntitle = "The pay scales"\ndate = 2016-03-08\n')
    assert not archive.run().problems
    (name,) = archive.posts()
    assert (archive.post(name).title, archive.post(name).day) == ("The pay scales", date(2016, 3, 8))


def test_a_post_whose_text_is_a_table_is_a_post(tmp_path):
    archive = Archive(tmp_path)
    archive.put(pay=page("The pay scales", date(2016, 3, 8), "grade,pay\n\nPO,27121\n\nSPO,37276"))
    assert not archive.run().problems
    assert archive.posts() == ["posts/2016/03/the-pay-scales"]


def test_the_files_saved_with_a_page_are_no_problem(tmp_path):
    archive = Archive(tmp_path)
    archive.put(kettle=page("The Kettle", date(2017, 6, 2), KETTLE))
    saved = {"page_files/a.css": "p {\n  color: red;\n}\n", "page_files/b.js": "var a = 1;\nb(a);\nc(a);\n"}
    saved |= {"page_files/frame.html": "<html><p>Post a comment</p></html>"}
    for name, text in saved.items():
        put(archive, name, text)
    assert len(archive.run().problems) == 3
    put(archive, "page.html", "<html><p>Weather: rain.</p></html>")
    (problem,) = archive.run().problems
    assert problem.startswith("page.html: skipped: it looks like a saved web page, but not one from Blogger or Napo")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pages", zipped({"Index/Document.iwa": b"x"}), "it looks like an iWork document"),
        ("a.rtf", b"{\\rtf1 tea}", "it looks like an RTF document; this program does not read it"),
        ("a.pdf", b"%PDF-1.4", "it looks like a PDF document; this program does not read it"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "it looks like a 7z archive; unpack it into the inbox"),
        ("a.rar", b"Rar!\x1a\x07\x00", "it looks like a rar archive; unpack it into the inbox"),
        ("a.webarchive", b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource", "(.webarchive); open it in Safari"),
        ("a.url", b"[InternetShortcut]\r\nURL=http://a.example/\r\n", "a shortcut, which has an address and no text"),
        ("a.lnk", b"\x4c\0\0\0\x01\x14\x02\0" + bytes(68), "a shortcut, which has an address and no text"),
        ("a.db", b"SQLite format 3\x00", "it looks like a database (SQLite); if it holds posts, export them"),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x01\x00", "only Outlook reads (TNEF); open the mail in Outlook"),
        ("a.msg", OLE + "__substg1.0_".encode("utf-16-le"), "an Outlook message (.msg); open it in Outlook"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "an old office document; this program does not"),
        ("a.txt", b"", "the file is empty; copy it again, or take it out of the inbox"),
    ],
)
def test_each_complaint_names_a_cure(tmp_path, name, data, says):
    archive = Archive(tmp_path)
    archive.inbox.mkdir(parents=True)
    (archive.inbox / name).write_bytes(data)
    (problem,) = archive.run().problems
    assert problem.startswith(f"{name}: skipped: ")
    assert says in problem
