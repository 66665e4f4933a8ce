"""Every path becomes a source or a message that says why not. Nothing hangs, and nothing is skipped silently."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableSource
from archive.sources.files import SourcePath, display_name, document_of, find_sources, read_plain_text
from archive.sources.sniffing import sniff


def read(path: Path) -> tuple[str, tuple[str, ...]]:
    [source] = find_sources([path])
    found = read_plain_text(document_of(source))
    return found.text, found.remarks


def complaint(path: Path) -> str:
    with pytest.raises(UnreadableSource) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def names(*given: Path) -> list[str]:
    return [source.name for source in find_sources(given)]


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n\t", "the file is empty"),
        (b"\0" * 50, "the file is empty"),
        (bytes(range(256)) * 9, "a binary file"),
        (b"%PDF-1.4 ...", "a PDF document; this program does not read it; if it belongs to the blog, copy its text"),
        (b"PK\x03\x04" + bytes(26) + b"word/x.xml", "docx, xlsx or pptx); this program does not read it; if it"),
        (b"{\\rtf1", "an RTF document; this program"),
        (b"\xd0\xcf\x11\xe0 doc", "an old office document or an Outlook message (.msg); if"),
        (b"Rar!\x1a\x07 ", "a rar archive; unpack it into the inbox"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\n<!DOCTYPE html><p>hello", "a saved web page"),
        (b"<?xml version='1.0'?><news/>", "an XML file"),
        (b"From me@example.org Mon Jan 1 2020\nSubject: x", "an e-mail"),
        (b'{"a": 1}', "JSON data"),
        (b"From: a@example.org\nSubject: x\nDate: Fri, 12 Nov 2021 10:00:00 +0000\n\nDear all", "an e-mail"),
        (b"<div><p>One</p>\n<p>Two</p></div>", "a file with markup"),
    ],
)
def test_a_message_says_what_a_file_looks_like_that_is_not_plain_text(tmp_path, data, says):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    assert complaint(path).startswith("x.txt: skipped: ")
    assert says in complaint(path)
    assert "; " in complaint(path)


def test_a_pasted_mail_and_a_text_that_starts_with_an_angle_bracket_are_plain_text(tmp_path):
    pasted = b"From: Branch Office\nSent: 12 November 2021 10:00\nTo: Members\nSubject: Pay\n\nDear all"
    assert sniff(pasted) is None
    assert sniff(b"<sigh> That was the week, that was.") is None


@pytest.mark.parametrize("data", [b"One\x00two \x00 three.", b"A\x07 \x01b\x0b c\x1b", "é\x00".encode() * 8])
def test_a_short_text_with_a_few_control_characters_is_read(tmp_path, data):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    _, remarks = read(path)
    assert "removed from the text" in remarks[0]


def test_fifty_megabytes_of_text_are_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 10 * 2**20)
    [source] = find_sources([path])
    document = document_of(source)
    assert len(document.start) < 2**20 < document.size
    monkeypatch.setattr(type(document), "read", lambda self: pytest.fail("it was read whole"))
    assert "50 MB of plain text is too much for a page" in complaint(path)


def test_files_that_file_managers_add_are_left_out(tmp_path):
    for name in ("a.txt", "Thumbs.db", "desktop.ini", "__MACOSX"):
        (tmp_path / name).write_text("[.ShellClassInfo]")
    assert [source.name for source in find_sources([tmp_path])] == ["a.txt"]


@pytest.mark.parametrize(
    "data, text, remark",
    [
        ("caf\u00e9 \u2019".encode(), "caf\u00e9 \u2019", None),
        (b"\xef\xbb\xbfhello", "hello", None),
        (b"one\ncaf\xe9 \x92s\n", "one\ncaf\u00e9 \u2019s\n", "line 2: not UTF-8 (1 line); read as Windows-1252"),
        ("\ufeffh\u00e9".encode("utf-16-le"), "\ufeffh\u00e9", None),
        (b"a\x00b\x01c plain text ", "a\x00b\x01c plain text ", "line 1: 2 control characters removed"),
        (b"plain text " * 9 + b"\x00", "plain text " * 9 + "\x00", "line 1: 1 control character removed"),
    ],
)
def test_bytes_are_decoded_and_oddities_remarked_on(tmp_path, data, text, remark):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    found, remarks = read(path)
    assert found.lstrip("\ufeff") == text.lstrip("\ufeff")
    assert [remark in said for said in remarks] == ([True] if remark else [])


def test_a_file_becomes_a_document_with_its_text_unchanged(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"caf\xe9")
    [source] = find_sources([path])
    document = document_of(source)
    assert (document.name, document.size, document.start) == ("x.txt", 4, b"caf\xe9")
    assert document.sha256 == hashlib.sha256(b"caf\xe9").hexdigest()
    assert read_plain_text(document)[0] == "caf\u00e9"
    with pytest.raises(UnreadableSource, match="there is no such file"):
        document_of(SourcePath(tmp_path / "no.txt", "no.txt"))


def test_a_mistyped_name_is_reported_when_it_is_read(tmp_path):
    assert complaint(tmp_path / "no.txt") == "no.txt: skipped: there is no such file; check its name"


def test_pipes_links_and_folders_are_reported_and_do_not_hang(tmp_path):
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder.txt" / "inside.txt").write_text("hello")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path) == ["dangling.txt", "folder.txt/inside.txt", "loop", "pipe.txt", "self"]
    said = {}
    for source in find_sources([tmp_path]):
        try:
            document_of(source)
        except UnreadableSource as error:
            said[source.name] = str(error)
    assert "there is no such file" in said["dangling.txt"]
    assert "a link to a folder; name that folder after --source" in said["loop"]
    assert "it is a pipe or a device" in said["pipe.txt"]
    assert "self: skipped: cannot be read" in said["self"]
    assert "folder.txt/inside.txt" not in said


def test_a_file_removed_after_it_was_listed_is_reported(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("hello")
    [source] = find_sources([tmp_path])
    path.unlink()
    with pytest.raises(UnreadableSource, match="there is no such file"):
        document_of(source)


def test_a_folder_that_cannot_be_listed_is_reported_and_the_others_are_read(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "x.txt").write_text("hello")
    scandir = os.scandir

    def closed(folder):
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert names(tmp_path) == ["closed", "x.txt"]
    with pytest.raises(UnreadableSource, match="closed: skipped: the folder cannot be listed"):
        document_of(SourcePath(tmp_path / "closed", "closed"))


def test_hidden_files_and_settings_are_not_sources(tmp_path):
    for name in ("a.txt", ".hidden", "sources.toml"):
        (tmp_path / name).write_text("hello")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x").write_text("hello")
    assert names(tmp_path) == ["a.txt"]
    assert names(*tmp_path.iterdir()) == ["a.txt", "x"] or names(tmp_path / "sources.toml") == []


def test_a_file_given_twice_is_one_source_with_its_longer_name(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("hello")
    monkeypatch.chdir(tmp_path)
    given = [tmp_path, Path("sub"), Path("sub/a.txt"), Path("./sub/../sub/a.txt")]
    assert names(*given) == names(*reversed(given)) == ["sub/a.txt"]


def test_files_with_the_same_name_from_several_folders_get_unique_names(tmp_path):
    for folder in ("x/one", "y/one", "two"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text("hello")
    assert names(tmp_path / "x/one", tmp_path / "two") == ["one/a.txt", "two/a.txt"]
    assert names(tmp_path / "x/one", tmp_path / "y/one") == ["x/one/a.txt", "y/one/a.txt"]


@pytest.mark.parametrize(
    "name, shown",
    [
        ("a b.txt", "a b.txt"),
        ("a\nb.txt", "a%0Ab.txt"),
        (" a ", "%20a%20"),
        ("caf\u00e9 \U0001f600.txt", "caf\u00e9 \U0001f600.txt"),
        (os.fsdecode(b"\xff.txt"), "%FF.txt"),
        ("100% sure", "100% sure"),
        ("100%20", "100%2520"),
        ("a\u2028b\u00a0c", "a%E2%80%A8b\u00a0c"),
    ],
)
def test_a_name_is_escaped_to_fit_in_one_line(name, shown):
    assert display_name(name) == shown


@given(st.lists(st.binary(min_size=1, max_size=6).filter(lambda name: b"\0" not in name), unique=True, max_size=6))
def test_different_names_stay_different(given_names):
    assert len({display_name(os.fsdecode(name)) for name in given_names}) == len(given_names)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_message(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        text, _ = read(path)
    except UnreadableSource as error:
        assert str(error).startswith("any.txt: ")
    else:
        assert text.strip("\ufeff")
