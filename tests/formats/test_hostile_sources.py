"""Test damaged and hostile sources: no exception, no hang, every word accounted for, and no other file affected.

Files of every form of the small blog are truncated and have bits flipped at random positions, and so are the public
samples in `../shared`. Other tests use decompression bombs and inputs on which libraries have hung ("Library behaviour
the code relies on" in docs/formats.md). By default there are a few variants of each, and hostile inputs have a tenth of
the size that hung a library; with --thorough all variants run at full size, which takes many minutes.
"""

from __future__ import annotations

import gzip
import io
import quopri
import random
import signal
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from html import escape
from pathlib import Path

import pytest

import small_blog
from archive.ingest.pipeline import ImportReport
from scrapes import HERONS, Archive, page
from shared import SAMPLES
from small_blog import FORMS, zipped
from thoroughness import THOROUGH

CUTS = FLIPS = 50 if THOROUGH else 4
"""Truncated and flipped variants of each file of the small blog."""
SAMPLE_CUTS = SAMPLE_FLIPS = 50 if THOROUGH else 1
"""Truncated and flipped variants of each public sample."""
WIDTH = 99 if THOROUGH else 3
"""How many files of each form are damaged."""
SIZE = 1.0 if THOROUGH else 0.1
"""Fraction of the input size at which a library was measured to hang."""
PATIENCE = 3600 if THOROUGH else 120
"""Seconds that one import may take, far more than it should need."""

SAMPLE_FOLDERS = ("atom-export", "eml", "enc", "html", "md", "misc", "takeout", "warc", "xss")
SAMPLE_BYTES = 2**30 if THOROUGH else 40_000
"""Longer samples are skipped by default."""
SAMPLES_OF_A_FOLDER = 10**6 if THOROUGH else 12

GOOD = page("The Estuary", date(2017, 6, 24), HERONS, ["Tea.", "> Cake."])
GOOD_POST = "posts/2017/06/the-estuary"


class TooLong(BaseException):
    """An import hangs. It is not an Exception, so that no code catches it."""


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Raise TooLong if the block takes longer."""

    def give_up(signum: int, frame: object) -> None:
        raise TooLong(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def survives(folder: Path, files: Mapping[str, bytes]) -> tuple[Archive, ImportReport]:
    """Import `files` with one good page, and check that the page is not affected."""
    archive = Archive(folder)
    small_blog.put({"good.txt": GOOD.encode(), **files}, archive.inbox)
    with patience(PATIENCE):
        report = archive.run()
    post = archive.post(GOOD_POST)
    assert (post.title, post.body, len(post.comments)) == ("The Estuary", HERONS, 2)
    assert [source.name for source in post.sources] == ["good.txt"]
    assert_accounted_for(archive, report)
    return archive, report


def assert_accounted_for(archive: Archive, report: ImportReport) -> None:
    """Check that no word is lost or invented and that each problem is one line."""
    for line in archive.ledger():
        assert line["words_in"] == line["words_kept"] + sum((line["words_left_out"] or {}).values()), line
    for file in report.files:
        assert file.words_in == file.words_kept + file.words_unplaced + sum(file.words_left_out.values()), file.source
    for problem in report.problems:
        assert "fault of" not in problem
        assert "\n" not in problem and problem.strip()


def assert_private(archive: Archive) -> None:
    """Check that no e-mail address of the small blog is in any file, including the ledger."""
    for name, data in archive.files().items():
        assert not [email for email in small_blog.EMAILS if email.encode() in data], name


def damaged(data: bytes, chance: random.Random, cuts: int, flips: int) -> Iterator[bytes]:
    """Yield `data` truncated at random positions, then with one bit flipped at others."""
    for _ in range(cuts if data else 0):
        yield data[: chance.randrange(len(data))]
    for _ in range(flips if data else 0):
        at = chance.randrange(len(data))
        yield data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def damaged_files(files: Mapping[str, bytes], seed: object, width: int = WIDTH) -> dict[str, bytes]:
    """Return copies of `files` in folders, with one damaged file in each; the longest files come first."""
    chance, variants = random.Random(str(seed)), {}
    longest = sorted(files, key=lambda name: (-len(files[name]), name))[:width]
    for number, name in enumerate(longest):
        beside = {other: data for other, data in files.items() if other != name and _lies_beside(other, name)}
        for variant, data in enumerate(damaged(files[name], chance, CUTS, FLIPS)):
            folder = f"{number}-{variant}"
            variants |= {f"{folder}/{other}": same for other, same in beside.items()} | {f"{folder}/{name}": data}
    return variants


def _lies_beside(other: str, name: str) -> bool:
    """Return True for the settings that are read with a feed."""
    return other.endswith("settings.csv") and Path(other).parent == Path(name).parent


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_affects_no_other_and_publishes_no_private_address(tmp_path, form):
    archive, _ = survives(tmp_path, damaged_files(FORMS[form].files(), form))
    assert_private(archive)


def test_a_damaged_export_still_gives_the_posts_before_the_damage(tmp_path):
    export = small_blog.classic_export()
    end = export.index(b"<entry>", export.index(b"Two Offices"))
    archive, _ = survives(tmp_path, {"blog.xml": export[: end + 40]})
    titles = {archive.post(name).title for name in archive.posts()}
    assert {"The Kettle Question", "Why the Lift Stays Broken", "Two Offices, One Printer & No Toner"} <= titles


def test_a_damaged_takeout_still_gives_the_posts_before_the_damage(tmp_path):
    name, feed = next(iter(small_blog.takeout_files().items()))
    end = feed.index(b"<entry>", feed.index(b"Two Offices"))
    archive, _ = survives(tmp_path, {name: feed[: end + 40]})
    titles = {archive.post(name).title for name in archive.posts()}
    assert {"The Kettle Question", "Why the Lift Stays Broken", "Two Offices, One Printer & No Toner"} <= titles


@pytest.mark.parametrize("form", ["takeout", "export", "export with prefixes", "Atom feeds"])
def test_a_feed_with_a_damaged_start_publishes_nothing_that_was_not_public(tmp_path, form):
    chance, files = random.Random(form), {}
    name, feed = max(FORMS[form].files().items(), key=lambda each: len(each[1]))
    for number in range(200 if THOROUGH else 20):
        at = chance.randrange(700)
        files[f"bit {number}/{name}"] = feed[:at] + bytes([feed[at] ^ 1 << chance.randrange(8)]) + feed[at + 1 :]
        files[f"lost {number}/{name}"] = feed[chance.randrange(1, 1500) :]
    files[f"other namespaces/{name}"] = feed.replace(b"google.com/blogger/", b"google.com/blegger/").replace(
        b"app#", b"ap#"
    )
    archive, _ = survives(tmp_path, files)
    assert_private(archive)
    shown = "\n".join(data.decode() for path, data in archive.files().items() if path.endswith(".md"))
    titles = {post.title for post in small_blog.UNPUBLISHED}
    assert titles and not [title for title in titles if title in shown]


def test_an_export_saved_without_a_prefix_declaration_is_read(tmp_path):
    export = small_blog.classic_export().replace(b" xmlns:app='http://purl.org/atom/app#'", b"")
    archive, _ = survives(tmp_path, {"blog.xml": export})
    assert "The Kettle Question" in {archive.post(name).title for name in archive.posts()}


def _sample_files(folder: str) -> dict[str, bytes]:
    paths = sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())
    short = [path for path in paths if 0 < path.stat().st_size <= SAMPLE_BYTES]
    few = random.Random(folder).sample(short, min(len(short), SAMPLES_OF_A_FOLDER))
    return {path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in few}


@pytest.mark.shared
@pytest.mark.parametrize("folder", SAMPLE_FOLDERS)
def test_a_damaged_sample_affects_no_other_file(tmp_path, folder):
    """Files of all forms, written by other programs."""
    chance, variants = random.Random(folder), {}
    for name, data in _sample_files(folder).items():
        for number, variant in enumerate(damaged(data, chance, SAMPLE_CUTS, SAMPLE_FLIPS)):
            variants[f"{number}/{name}"] = variant
    survives(tmp_path, variants)


def _times(text: str, count: int) -> str:
    return text * int(count * SIZE)


PAYLOADS = {
    "brackets": _times("[", 13_000),
    "links": _times("[a](b", 4000),
    "images": _times("![", 5000),
    "declarations": _times("<![", 5000),
    "entities": _times("&amp;", 100_000),
    "ampersands": _times("Tom &amp; Jerry ", 25_000),
    "tabs": _times("\t", 50_000) + "a",
    "open attributes": _times('<a href="', 5000),
    "open autolinks": _times("<http://", 5000),
    "definitions": _times("a\n: b\n", 5000),
    "deep list": "".join(f"{'  ' * depth}- a\n" for depth in range(300)),
    "deep lists": _times("<ul><li>a", 2000),
    "deep quotations": _times("<blockquote>a", 2000),
    "open tags": _times("<a ", 20_000),
    "open comments": _times("<!--", 20_000),
    "divisions": _times("<div>", 50_000),
    "unclosed bold": _times("<b>", 2000) + _times("<p>", 200),
    "spaced ampersands": _times(" & ", 50_000),
    "one paragraph": _times("word ", 200_000),
    "backticks": _times("`a``", 20_000),
    "stars": _times("**a*", 20_000),
    "a wide table": "<table><tr>" + _times("<td colspan=1000>a", 3000),
    "a number in each line": _times("1) a<br>", 10_000),
    "controls": _times("a\x0b\x00\u2028", 10_000),
}


def _exported(contents: Mapping[str, str]) -> bytes:
    """Make a classic export with one post and one comment for each content."""
    entries = []
    for number, (title, content) in enumerate(contents.items(), 1):
        post, text = small_blog.tag(f"77{number:04}"), escape(content.replace("\0", "").replace("\x0b", ""), False)
        link = f"http://hostile.blogspot.com/2016/02/post-{number}.html"
        kind = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
        entries += [
            f"<entry><id>{post}</id><published>2016-02-{number:02}T10:00:00.000Z</published>{kind.format('post')}"
            f"<title type='text'>{title}</title><content type='html'>{text}</content>"
            f"<link rel='alternate' type='text/html' href='{link}'/><author><name>A</name></author></entry>",
            f"<entry><id>{small_blog.tag(f'66{number:04}')}</id><published>2016-03-01T10:00:00.000Z</published>"
            f"{kind.format('comment')}<content type='html'>{text}</content><author><name>A</name></author>"
            f"<thr:in-reply-to ref='{post}' href='{link}'/></entry>",
        ]
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<id>tag:blogger.com,1999:blog-{small_blog.BLOG}.archive</id>{''.join(entries)}</feed>"
    ).encode()


def _paged(name: str, content: str) -> bytes:
    """Make a saved post page with the content in its body."""
    whole = small_blog.post_page(small_blog.POSTS[3]).decode()
    whole = whole.replace("rain-at-fell-house", f"hostile-{name.replace(' ', '-')}")
    return whole.replace("Water came through", content + " Water came through").encode()


def _mailed(name: str, content: str) -> bytes:
    body = quopri.encodestring(f"<html><body>{content}</body></html>".encode()).decode("ascii")
    return (
        f"From: a@hostile.example\nTo: b@hostile.example\nSubject: {name}\nDate: Tue, 11 Jul 2017 08:30:00 +0000\n"
        "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{body}\n"
    ).encode()


def test_an_export_of_texts_that_hang_other_programs_is_read(tmp_path):
    archive, _ = survives(tmp_path, {"blog.xml": _exported(PAYLOADS)})
    held = {archive.post(name).title for name in archive.posts()}
    assert held >= PAYLOADS.keys()


def test_pages_of_texts_that_hang_other_programs_are_read(tmp_path):
    survives(tmp_path, {f"{name}.html": _paged(name, content) for name, content in PAYLOADS.items()})


def test_mails_of_texts_that_hang_other_programs_are_read(tmp_path):
    survives(tmp_path, {f"{name}.eml": _mailed(name, content) for name, content in PAYLOADS.items()})


def test_plain_texts_that_hang_other_programs_are_read(tmp_path):
    survives(tmp_path, {f"{name}.txt": content.encode() for name, content in PAYLOADS.items()})


def _with_entities(declared: str, used: str) -> bytes:
    feed = small_blog.classic_export().decode().split("?>", 2)[2]
    return f"<?xml version='1.0'?><!DOCTYPE feed [{declared}]>{feed.replace('Day nine', used + ' Day nine')}".encode()


def test_entity_bombs_are_not_expanded(tmp_path):
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    files = {
        "laughs.xml": _with_entities(f'<!ENTITY e0 "ha">{laughs}', "&e11;"),
        "quadratic.xml": _with_entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 5000),
        "recursive.xml": _with_entities('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "parameters.xml": _with_entities("<!ENTITY % a '<!ENTITY b \"c\">'>%a;", "&b;"),
        "unknown.xml": _with_entities("", "&nothing;"),
    }
    archive, report = survives(tmp_path, files)
    assert sum(len(data) for data in archive.files().values()) < 5_000_000
    assert len(report.files) == len(files) + 1


def test_external_entities_open_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("zanzibarberry")
    declared = f'<!ENTITY a SYSTEM "{secret.as_uri()}">'
    archive, _ = survives(tmp_path / "archive", {"outside.xml": _with_entities(declared, "&a;")})
    assert not any(b"zanzibarberry" in data for data in archive.files().values())


def _deep(opening: str, closing: str, depth: int) -> str:
    return opening * int(depth * SIZE) + "deep" + closing * int(depth * SIZE)


def test_deeply_nested_sources_are_read(tmp_path):
    feed = small_blog.classic_export().decode()
    before, after = feed.split("<entry>", 1)
    name, takeout = next(iter(small_blog.takeout_files().items()))
    files = {
        "elements.xml": before + f"<entry>{_deep('<a>', '</a>', 100_000)}</entry><entry>" + after,
        "open.xml": before + "<entry>" * int(50_000 * SIZE),
        "content.xml": before + f"<entry><content type='xhtml'>{_deep('<div>', '</div>', 50_000)}</content></entry>",
        f"takeout/{name}": takeout.decode().replace("<entry>", f"<entry>{_deep('<link>', '</link>', 50_000)}", 1),
        "page.html": small_blog.post_page(small_blog.POSTS[3])
        .decode()
        .replace("Water", _deep("<div>", "</div>", 50_000)),
        "comments.html": small_blog.post_page(small_blog.POSTS[0])
        .decode()
        .replace(
            '<ol id="top-ra">', '<ol id="top-ra">' + _deep('<li class="comment" id="c1"><ol>', "</ol></li>", 10_000)
        ),
        "lists.json": '{"feed": {"entry": ' + _deep("[", "]", 200_000) + "}}",
        "tables.json": '{"feed": ' + _deep('{"entry":', "}", 200_000).replace("deep", "1") + "}",
    }
    survives(tmp_path, {name: text.encode() for name, text in files.items()})


def test_odd_json_is_read(tmp_path):
    feed = small_blog.feed_pages("posts", "json")[0].decode()
    files = {
        "digits.json": feed.replace('"openSearch$startIndex": {"$t": "1"}', f'"openSearch$startIndex": {"9" * 10_000}'),
        "surrogate.json": feed.replace("Day nine", "\\ud800 Day nine"),
        "infinite.json": feed.replace('"thr$total": {"$t": "0"}', '"thr$total": Infinity'),
        "types.json": feed.replace('{"type": "text", "$t": "Rain at Fell House"}', "[null, true, 1e999]"),
        "none.json": feed.replace('"entry": [', '"entry": [null, 7, "x", [], {}, '),
        "callback.js": "a" * 100_000 + "(" * 100_000,
        "empty feed.json": '{"feed": {"entry": [], "openSearch$totalResults": {"$t": "-1"}}}',
        "no feed.json": '{"feed": null, "$t": {"$t": {"$t": 1}}}',
    }
    survives(tmp_path, {name: text.encode() for name, text in files.items()})


ZEROS = bytes(int(100 * SIZE) * 2**20)


def _zip_of_zips(depth: int) -> bytes:
    inside = zipped({"feed.atom": small_blog.classic_export()})
    for _ in range(depth):
        inside = zipped({f"{number}.zip": inside for number in range(10)})
    return inside


def _lying_zip() -> bytes:
    """Make a zip whose member claims to have one byte."""
    data = bytearray(zipped({"feed.atom": small_blog.classic_export()}))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (1).to_bytes(4, "little")
    return bytes(data)


def _locked_zip() -> bytes:
    """Make a zip whose member claims to have a password."""
    data = bytearray(zipped({"feed.atom": small_blog.classic_export()}))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def _twice_in_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for text in (GOOD.replace("Estuary", "Marsh"), GOOD.replace("Estuary", "Moor")):
            archive.writestr(zipfile.ZipInfo("page.txt", (2020, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def test_decompression_bombs_are_not_expanded(tmp_path):
    files = {
        "zeros.zip": zipped({"feed.atom": ZEROS}),
        "tags.zip": zipped({"feed.atom": b"<feed><entry>" + b"<a>" * (len(ZEROS) // 3)}),
        "many.zip": zipped({f"{number}.txt": b"" for number in range(int(20_000 * SIZE))}),
        "zips.zip": _zip_of_zips(3 if THOROUGH else 1),
        "lying.zip": _lying_zip(),
        "locked.zip": _locked_zip(),
        "twice.zip": _twice_in_zip(),
        "zeros.warc.gz": gzip.compress(b"WARC/1.0\r\nContent-Length: 5\r\n\r\n" + ZEROS, mtime=0),
        "zeros.gz": gzip.compress(ZEROS, mtime=0),
        "page.warc": _warc_with_a_packed_page(gzip.compress(ZEROS, mtime=0)),
        "length.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999\r\n\r\nshort",
        "negative.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -7\r\n\r\nshort",
        "header.warc": b"WARC/1.0\r\n" + b"X-Long: a\r\n" * 100_000,
    }
    archive, _ = survives(tmp_path, files)
    assert sum(len(data) for data in archive.files().values()) < 20_000_000


def _warc_with_a_packed_page(body: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://hostile.blogspot.com/2016/02/packed.html\r\n"
        "WARC-Date: 2019-02-03T04:05:06Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def test_a_zip_writes_nothing_outside_the_archive(tmp_path):
    evil = {
        "../../evil.txt": GOOD.replace("Estuary", "Fen").encode(),
        "/evil.txt": GOOD.replace("Estuary", "Bog").encode(),
        "C:\\evil.txt": GOOD.replace("Estuary", "Mere").encode(),
        "a\n/e\x1bvil.txt": GOOD.replace("Estuary", "Tarn").encode(),
        "x" * 5000 + ".txt": GOOD.replace("Estuary", "Beck").encode(),
    }
    archive, _ = survives(tmp_path / "a" / "b", {"evil.zip": zipped(evil)})
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and archive.root not in path.parents]
    assert outside == []
    assert all("\x1b" not in str(line["source"]) and "\n" not in str(line["source"]) for line in archive.ledger())


def test_odd_mails_are_read(tmp_path):
    head = "From: a@hostile.example\nTo: b@hostile.example\nDate: Tue, 11 Jul 2017 08:30:00 +0000\nMIME-Version: 1.0\n"
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(int(2000 * SIZE)))
    files = {
        "deep.eml": head + "Subject: Deep\n" + deep + "Content-Type: text/plain\n\ndeep\n",
        "charset.eml": head + "Subject: Charset\nContent-Type: text/plain; charset=X-UNKNOWN\n\nSome words here.\n",
        "subject.eml": head + f"Subject: {'=?utf-8?Q?a=20?= ' * int(20_000 * SIZE)}\n\nSome words here.\n",
        "headers.eml": head + "Subject: Headers\n" + "X-Long: a\n" * int(100_000 * SIZE) + "\nSome words here.\n",
        "addresses.eml": head.replace("b@h", "(" * int(20_000 * SIZE) + "b@h") + "Subject: To\n\nSome words here.\n",
        "message-id.eml": head + "Subject: Id\nMessage-ID: <[\nContent-Type: ;;;=\n\nSome words here.\n",
        "date.eml": head.replace("11 Jul 2017", "99 Foo 99999") + "Subject: Date\n\nSome words here.\n",
        "base64.eml": head + "Subject: Base\nContent-Transfer-Encoding: base64\n\n!!!!====abc\n",
        "boundary.eml": head + "Subject: B\nContent-Type: multipart/alternative; boundary=\n\n--\n--\n----\nwords\n",
        "parts.eml": head
        + 'Subject: Parts\nContent-Type: multipart/mixed; boundary="b"\n\n'
        + "--b\nContent-Type: text/plain\n\nword\n" * int(10_000 * SIZE),
        "many.mbox": "From a@hostile.example Tue Jul 11 08:30:00 2017\nSubject: a\n\nword\n\n" * int(5000 * SIZE),
    }
    survives(tmp_path, {name: text.encode() for name, text in files.items()})


def test_odd_settings_are_read(tmp_path):
    takeout = small_blog.takeout_files()
    feed, settings = list(takeout)[:2]
    odd = {
        "zone": takeout[settings].replace(b"Europe/London", b"../../etc/passwd"),
        "field": b'blog_name,blog_time_zone\n"' + b"a" * 300_000 + b'",Europe/London\n',
        "open": b'blog_name,blog_time_zone\n"a,Europe/London\n',
        "nothing": b"",
        "zero": b"blog_name\0,blog_time_zone\n\0,\0\n",
        "latin": takeout[settings].replace(b"after", b"\xe9\xff"),
    }
    files: defaultdict[str, bytes] = defaultdict(bytes)
    for name, data in odd.items():
        files |= {f"{name}/{feed}": takeout[feed], f"{name}/{settings}": data}
    archive, _ = survives(tmp_path, files)
    assert_private(archive)
