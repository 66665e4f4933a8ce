"""Web archives: each record is read, ignored with a reason, or a fault. Damaged bytes never become a page."""

from __future__ import annotations

import random
import zlib
from io import BytesIO

import pytest
import warcio

import shared
from patience import no_hang
from web_archives import ADDRESS, PAGE, answer, chunked, count, gzipped, opened, record, response, sha1

SAMPLES = shared.SAMPLES / "warc"
PLAIN_PAGE = PAGE * 40
PAGES = [PAGE.replace(b"close", f"close on day {number}".encode()) for number in range(8)]
RECORDS = [record("warcinfo", b"software: none\r\n", None), *(response(page) for page in PAGES)]
RECORDS += [record("request", b"GET / HTTP/1.1\r\n\r\n"), response(b"gone", status="404 Not Found")]


def only_fault(found) -> str:
    assert not found.documents
    [fault] = found.faults
    return fault.reason


def test_a_page_has_its_address_its_media_type_and_a_numbered_name(tmp_path):
    found = opened(tmp_path, b"".join(RECORDS))
    first = found.documents[0]
    assert (first.name, first.address, first.media_type) == ("site.warc/2-office.html", ADDRESS, "text/html")
    assert [document.read() for document in found.documents] == PAGES
    assert found.faults == ()
    assert {(each.name, each.reason, each.count) for each in found.ignored} == {
        ("site.warc/11-office.html", "HTTP 404", 1),
        ("site.warc", "information about the web archive itself", 1),
        ("site.warc", "a request to a web server", 1),
    }


@pytest.mark.parametrize("packed", [gzipped(b"".join(RECORDS)), b"".join(map(gzipped, RECORDS)) + b"\0" * 512])
def test_gzip_of_the_whole_file_or_of_each_record_gives_the_same_pages(tmp_path, packed):
    found = opened(tmp_path, packed, "site.warc.gz")
    assert [document.read() for document in found.documents] == PAGES
    assert count(found) == len(RECORDS)
    assert not found.faults


@pytest.mark.parametrize(
    "body, headers",
    [
        (chunked(PLAIN_PAGE, 100), ["Transfer-Encoding: chunked"]),
        (gzipped(PLAIN_PAGE), ["Content-Encoding: gzip", "Content-Length: 4"]),
        (chunked(gzipped(PLAIN_PAGE), 7), ["Transfer-Encoding: chunked", "Content-Encoding: x-gzip"]),
        (zlib.compress(PLAIN_PAGE), ["Content-Encoding: deflate"]),
        (zlib.compress(PLAIN_PAGE)[2:-4], ["Content-Encoding: deflate"]),
        (gzipped(zlib.compress(PLAIN_PAGE)), ["Content-Encoding: deflate, gzip"]),
        (PLAIN_PAGE, ["Transfer-Encoding: chunked"]),
        (PLAIN_PAGE, ["Content-Encoding: gzip", "Content-Length: 99999"]),
        (PLAIN_PAGE, ["Content-Encoding: identity", f"Content-Length: {len(PLAIN_PAGE)}"]),
        (gzipped(PLAIN_PAGE) + b"trailing", ["Content-Encoding: gzip"]),
    ],
)
def test_an_encoded_page_is_decoded_and_one_stored_decoded_is_unchanged(tmp_path, body, headers):
    [document] = opened(tmp_path, response(body, *headers)).documents
    assert document.read() == PLAIN_PAGE
    with document.open() as file:
        file.seek(10)
        assert file.read(5) == PLAIN_PAGE[10:15]


@pytest.mark.parametrize(
    "block, says",
    [
        (answer(gzipped(PLAIN_PAGE)[:-9], "Content-Encoding: gzip"), "ends in the middle"),
        (answer(gzipped(PLAIN_PAGE)[:-8] + b"00000000", "Content-Encoding: gzip"), "compressed data is damaged"),
        (answer(chunked(PLAIN_PAGE, 99)[:-5], "Transfer-Encoding: chunked"), "chunks do not fit"),
        (answer(chunked(PLAIN_PAGE, 99)[:-99], "Transfer-Encoding: chunked"), "chunks do not fit"),
        (answer(b"\x0b\x02", "Content-Encoding: br"), "compressed with “br”"),
        (answer(PAGE, "Content-Encoding: gzip, gzip, gzip"), "compressed 3 times over"),
        (answer(PAGE, "Content-Length: 5000"), f"only {len(PAGE)} of the page's 5000 bytes"),
        (answer(gzipped(bytes(30_000_000)), "Content-Encoding: gzip"), "unpacks to more than 200 times"),
        (b"220 ftp ready\r\n", "no HTTP response"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", "no HTTP response"),
    ],
)
def test_an_incomplete_page_is_a_fault_with_its_address(tmp_path, block, says):
    found = opened(tmp_path, record("response", block))
    assert says in only_fault(found)
    assert found.faults[0].address == ADDRESS


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"WARC_Block_Digest": sha1(b"another")}, "its checksum does not match"),
        ({"WARC_Block_Digest": "sha256:00"}, "its checksum does not match"),
        ({"WARC_Block_Digest": "", "WARC_Payload_Digest": sha1(b"another")}, "its checksum does not match"),
        ({"WARC_Truncated": "length"}, "cut short when it was captured (length)"),
        ({"WARC_Segment_Number": "1"}, "split over several records"),
        ({"Content_Length": "-1"}, "length is missing or not a number"),
        ({"Content_Length": "12"}, "length is wrong"),
        ({"Content_Length": "7000"}, "bytes are there"),
        ({"WARC_Type": "respXnse"}, "record type is unknown"),
        ({"WARC_Type": "continuation"}, "record type is unknown"),
    ],
)
def test_a_record_that_contradicts_itself_is_a_fault_and_the_next_one_is_read(tmp_path, fields, says):
    found = opened(tmp_path, response(PAGES[0], **fields) + response(PAGES[1]))
    assert [document.read() for document in found.documents] == [PAGES[1]]
    assert says in found.faults[0].reason
    assert count(found) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"WARC_Block_Digest": "", "WARC_Payload_Digest": sha1(PAGE)},
        {"WARC_Block_Digest": "crc32:1234"},
        {"WARC_Block_Digest": sha1(answer(PAGE)).lower().replace("sha1", "SHA1")},
    ],
)
def test_a_page_with_a_matching_or_unknown_checksum_is_read(tmp_path, fields):
    assert opened(tmp_path, response(PAGE, **fields)).documents[0].read() == PAGE


def revisit(digest: str, **fields: str) -> bytes:
    return record("revisit", answer(b""), ADDRESS + "?m=1", WARC_Payload_Digest=digest, **fields)


def test_a_revisit_is_the_earlier_page_at_its_own_address(tmp_path):
    first = response(PAGE, WARC_Payload_Digest=sha1(PAGE))
    found = opened(tmp_path, first + revisit(sha1(PAGE)))
    assert [document.read() for document in found.documents] == [PAGE, PAGE]
    assert [document.address for document in found.documents] == [ADDRESS, f"{ADDRESS}?m=1"]
    assert len({document.name for document in found.documents}) == 2
    by_place = {"WARC_Refers_To_Target_URI": ADDRESS, "WARC_Refers_To_Date": "2014-05-06T07:08:09Z"}
    assert len(opened(tmp_path, response(PAGE) + revisit("", **by_place)).documents) == 2


def test_a_revisit_of_a_page_that_is_not_in_the_file_is_a_fault_and_of_a_404_is_ignored(tmp_path):
    assert "a revisit of a page that is not in this file" in only_fault(opened(tmp_path, revisit(sha1(PAGE))))
    gone = response(b"gone", status="404 Not Found", WARC_Payload_Digest=sha1(b"gone"))
    found = opened(tmp_path, gone + revisit(sha1(b"gone")))
    assert [each.reason for each in found.ignored] == ["HTTP 404", "HTTP 404"]


def test_resources_are_pages_unless_the_program_wrote_them(tmp_path):
    data = record("resource", PAGE, "file:///scrapes/office.html", Content_Type="text/html")
    data += record("resource", b"wget -r", "metadata://gnu.org/software/wget/warc/wget_arguments.txt")
    data += record("response", b"; dns", "dns:tarnshire.example") + response(b"")
    found = opened(tmp_path, data)
    [document] = found.documents
    assert (document.media_type, document.read()) == ("text/html", PAGE)
    assert sorted(each.reason for each in found.ignored) == [
        "a file of the program that made the web archive",
        "a response of another protocol than HTTP",
        "an empty page",
    ]
    assert count(found) == 4


def arc(*bodies: bytes) -> bytes:
    about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    lines = [b"filedesc://a.arc 0.0.0.0 20140506070809 text/plain %d\n%s" % (len(about), about)]
    for body in bodies:
        block = answer(body)
        lines.append(b"http://tarnshire.example/a b 10.0.0.1 20140506070809 text/html %d\n%s" % (len(block), block))
    return b"\n".join([*lines, b""])


def test_arc_files_are_read(tmp_path):
    for data in (arc(*PAGES), gzipped(arc(*PAGES))):
        found = opened(tmp_path, data, "old.arc")
        assert [document.read() for document in found.documents] == PAGES
        assert found.documents[0].address == "http://tarnshire.example/a b"
        assert count(found) == len(PAGES) + 1
    assert opened(tmp_path, arc(*PAGES).replace(b"text/html 1", b"text/html 9", 1), "old.arc").faults[0].address


FORMS = {
    "plain": b"".join(RECORDS),
    "by record": b"".join(map(gzipped, RECORDS)),
    "as a whole": gzipped(b"".join(RECORDS)),
    "arc": arc(*PAGES),
}


def whole_beginnings(form: str) -> set[bytes]:
    """Files cut between two records or in the blank lines there, which look like whole ones."""
    if form == "as a whole":
        return set()
    if form == "by record":
        return {b"".join(map(gzipped, RECORDS[:number])) for number in range(len(RECORDS))}
    if form == "arc":
        return {arc(*PAGES[:number])[:end] for number in range(len(PAGES)) for end in (None, -1)}
    joined = [b"".join(RECORDS[:number]) for number in range(len(RECORDS))]
    return {each[: len(each) - cut] for each in joined for cut in range(5)}


@pytest.mark.parametrize("form", FORMS)
def test_a_truncated_file_gives_only_whole_pages_and_reports_the_rest(tmp_path, form):
    data = FORMS[form]
    beginnings = whole_beginnings(form)
    for end in random.Random(form).sample(range(12, len(data)), 50):
        found = opened(tmp_path, data[:end])
        read = [document.read() for document in found.documents]
        assert read == PAGES[: len(read)]
        assert len(found.faults) <= 1
        assert found.faults or end > len(data) - 5 or data[:end] in beginnings


@pytest.mark.parametrize("form", [form for form in FORMS if form != "arc"])
def test_a_flipped_bit_costs_at_most_its_record_and_invents_no_page(tmp_path, form):
    dice = random.Random(form)
    for _ in range(50):
        data = bytearray(FORMS[form])
        data[dice.randrange(6, len(data))] ^= 1 << dice.randrange(8)
        found = opened(tmp_path, bytes(data))
        read = [document.read() for document in found.documents]
        assert set(read) <= set(PAGES)
        assert len(read) >= len(PAGES) - 1 or form == "as a whole"
        assert count(found) == len(RECORDS) or form == "as a whole"


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.0\r\n" * 10_000,
        b"WARC/1.0\r\n\r\n" * 9_000,
        b"WARC/1.0\r\nContent-Length: 90\r\n\r\n" * 3_000,
        b"WARC/1.0\r\n" + b"\n" * 100_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 17_000,
        b"filedesc://" + b"a " * 50_000,
        b"filedesc://x 1 20140506070809 t 0\n" + b"http://a 1.1.1.1 20140506070809 t 999999\n" * 2_500,
        b"filedesc://x 1 20140506070809 t 0\n" + b"http://" * 15_000,
        gzipped(b"WARC/1.0\r\n") + b"\x1f\x8b\x08" * 30_000,
        gzipped(b"WARC/1.0\r\n") * 3_000,
        gzipped(b"WARC/1.0\r\n") + gzipped(b"") * 5_000,
        response(b"1\r\na\r\n" * 15_000, "Transfer-Encoding: chunked"),
    ],
    ids=range(12),
)
def test_hostile_bytes_are_read_quickly(tmp_path, data):
    assert_faulty(tmp_path, data)


def test_a_bomb_is_read_quickly(tmp_path):
    assert_faulty(tmp_path, gzipped(b"WARC/1.0\r\n" + bytes(100_000_000)))


def assert_faulty(folder, data):
    with no_hang():
        found = opened(folder, data)
    assert not found.documents
    assert found.faults


EXPECTED = {  # pages, left out, faults
    "bad.arc": (0, 0, 4),
    "example-bad-non-chunked.warc.gz": (2, 4, 0),
    "example-iana.org-chunked.warc": (1, 2, 0),
    "example-resource.warc.gz": (1, 2, 0),
    "example-space-in-target-uri.warc.gz": (1, 1, 0),
    "example-space-in-url.arc": (0, 1, 1),
    "example-wget-bad-target-uri.warc.gz": (1, 5, 0),
    "example.arc": (1, 1, 0),
    "example.arc.gz": (1, 1, 0),
    "example.warc": (2, 4, 0),
    "example.warc.gz": (2, 4, 0),
    "post-test.warc.gz": (3, 3, 0),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", EXPECTED)
def test_public_samples_give_the_expected_pages(tmp_path, name):
    """Web archives that other programs wrote, some of them wrong."""
    found = opened(tmp_path, (SAMPLES / name).read_bytes(), name)
    left_out = sum(each.count for each in found.ignored)
    assert (len(found.documents), left_out, len(found.faults)) == EXPECTED[name]


@pytest.mark.shared
@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.endswith((".arc", "non-chunked.warc.gz"))])
def test_warcio_finds_the_same_pages_in_samples(tmp_path, name):
    """The same archives, by another reader."""
    assert_read_alike(tmp_path, (SAMPLES / name).read_bytes(), name)


@pytest.mark.parametrize("data", [b"".join(RECORDS), b"".join(map(gzipped, RECORDS))], ids=["plain", "gzipped"])
def test_warcio_finds_the_same_pages(tmp_path, data):
    assert_read_alike(tmp_path, data, "site.warc")
    assert len(opened(tmp_path, data).documents) == len(PAGES)


def assert_read_alike(folder, data, name):
    """What is read of a web archive is what warcio reads of it."""
    pages = set()
    for each in warcio.ArchiveIterator(BytesIO(data)):
        if each.rec_type == "resource" or (each.rec_type == "response" and each.http_headers):
            pages.add(each.content_stream().read())
    assert {document.read() for document in opened(folder, data, name).documents} <= pages
