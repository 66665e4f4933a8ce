"""Mailouts: the text is published word for word, and its recipients are not."""

from __future__ import annotations

import email
import hashlib
import io
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableSource
from archive.formats import mail
from archive.formats.email.mbox import MAX_MESSAGE
from archive.formats.records import OtherText, ParsedPost, Remark, WordCount
from archive.formats.word_accounts import account_of_post
from archive.markup.from_html import raw_words
from archive.sources.document import Document
from patience import many, no_hang
from shared import SAMPLES

OWN = Path(__file__).parents[1] / "samples" / "mail"
PUBLIC = SAMPLES / "eml"
WRITTEN = sorted([*OWN.glob("*.eml"), *OWN.glob("*.mbox"), *OWN.glob("*.html")])


def document(data, **facts):
    return Document("in/a", hashlib.sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data), **facts)


def found_in(data, **facts):
    return [*mail.read(document(data, **facts)).records]


def sample(name, **facts):
    return found_in((OWN / name).read_bytes(), **facts)


def posts(found):
    return [each for each in found if isinstance(each, ParsedPost)]


def remarks(found):
    return [each.text for each in found if isinstance(each, Remark)]


def written(text, **fields):
    """Return a mail with these headers, "_" for "-" in their names, and `text` below them."""
    header = {"From": "Wenna Pike <wenna@branch.example>", "Date": "Mon, 2 Jul 2018 10:00:00 +0000"}
    header |= {"Message-ID": "<1@branch.example>"}
    header |= {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in header.items()).encode() + b"\n" + text.encode()


def post(text, **fields):
    return posts(found_in(written(text, **fields)))[0]


def html(text, **fields):
    return post(text, Content_Type="text/html; charset=utf-8", **fields)


def alternative(plain, hypertext):
    """Return a mail with two copies of one text."""
    parts = f"--x\n\n{plain}\n--x\nContent-Type: text/html\n\n{hypertext}\n--x--\n"
    return written(parts, Content_Type="multipart/alternative; boundary=x")


def assert_accounted_for(found):
    """No word is lost or invented, none counted twice, and no two records begin at one place."""
    records = [each for each in found if isinstance(each, ParsedPost | OtherText)]
    for each in posts(found):
        account = account_of_post(each)
        assert (account.lost, account.invented) == ((), ())
        assert all(left.reason and left.text.split() for left in each.left_out)
    assert found[-1] == WordCount(sum(len(each.raw.split()) for each in records))
    assert len({each.lines for each in records}) == len(records)


def left_out(found_post):
    return [(left.reason, " ".join(left.text.split())) for left in found_post.left_out]


# Fields of a mailout


@pytest.mark.parametrize("path", [path for path in WRITTEN if path.with_suffix(".md").exists()], ids=lambda p: p.stem)
def test_a_sample_becomes_the_markdown_beside_it(path):
    found = posts(found_in(path.read_bytes()))
    assert found[0].body + "\n" == path.with_suffix(".md").read_text("utf-8")
    assert [each.kind for each in found] == ["mailout"]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_every_word_of_a_sample_is_accounted_for(path):
    assert mail.recognises(document(path.read_bytes()))
    assert_accounted_for(found_in(path.read_bytes()))


def test_subject_sender_and_date_come_from_the_headers():
    found = posts(sample("quoted-printable.eml"))[0]
    assert (found.title, found.author) == ("Pay: £1 more", "Osric Fenn (Chair)")
    assert found.published == datetime(2018, 7, 1, 23, 10, tzinfo=UTC)
    assert found.day == date(2018, 7, 2), "its day in London, where it was summer"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Fwd: RE: Pay ", "Fwd: RE: Pay"),
        ("=?utf-8?Q?a=20b?= =?utf-8?Q?c?= d", "a bc d"),
        ("=?utf-8?Q?caf=C3?=\n =?utf-8?Q?=A9?=", "café"),
        ("=?utf-8?q?not quoted as it should be?=", "not quoted as it should be"),
        ("=?utf-8?B?Y2FmZQ?=", "cafe"),
        ("=?utf-8?B?Y2FmZQ==", "cafe"),
        ("=?none-such?Q?caf=E9?=", "café"),
        ("a\n\tlonger\n  line", "a longer line"),
        ("=?utf-8?Q?two=0Alines=00?=", "two lines"),
        ("=?utf-8", "=?utf-8"),
        ("", None),
    ],
)
def test_a_subject_is_decoded_to_one_line(subject, title):
    assert post("a", Subject=subject).title == title


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("Wenna Pike <wenna@branch.example>", "Wenna Pike"),
        ('"Pike, Wenna" <wenna@branch.example>', "Pike, Wenna"),
        (r'"The \"Chair\" of it" <wenna@branch.example>', 'The "Chair" of it'),
        ("=?utf-8?Q?Zo=C3=AB?= <zoe@branch.example>", "Zoë"),
        ("zoe@branch.example (Zoe)", "Zoe"),
        ("zoe@branch.example", None),
        ("<zoe@branch.example>", None),
        ('"zoe@branch.example" <zoe@branch.example>', None),
        ("'zoe@branch.example' via list <list@branch.example>", None),
        ("", None),
    ],
)
def test_an_author_is_a_name_and_never_an_address(sender, author):
    assert post("a", From=sender).author == author


@pytest.mark.parametrize(
    ("written_date", "published"),
    [
        ("Fri, 1 Mar 2019 23:30:00 -0500 (EST)", datetime(2019, 3, 2, 4, 30, tzinfo=UTC)),
        ("1 Mar 19 23:30 GMT", datetime(2019, 3, 1, 23, 30, tzinfo=UTC)),
        ("Fri, 1 Mar 2019 23:30:00 -0000", datetime(2019, 3, 1, 23, 30, tzinfo=UTC)),
        ("Fri, 1 Mar 2019 23:30:00", None),
        ("Fri, 31 Feb 2019 23:30:00 +0000", None),
        ("Fri, 1 Mar 3609 23:30:00 +0000", None),
        ("Fri, 1 Mar 2019 23:30:00 +9999999", None),
        ("last week", None),
        ("", None),
    ],
)
def test_a_date_that_is_not_an_instant_is_unknown_and_remarked_upon(written_date, published):
    found = found_in(written("a", Date=written_date))
    assert posts(found)[0].published == published
    assert (posts(found)[0].day is None) == (published is None)
    assert any("its date" in remark for remark in remarks(found)) == (published is None)


def test_a_mail_whose_charset_is_unknown_is_read_and_remarked_upon():
    found = sample("bad-charset.eml")
    assert (posts(found)[0].title, posts(found)[0].author) == ("Café and cakes", None)
    assert any("x-unheard-of" in remark for remark in remarks(found))
    assert any("x-secret" in remark for remark in remarks(found))
    assert all(remark.startswith("message 1: ") for remark in remarks(found))


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "undefined", "base64", "rot13", "\0", "a" * 3000, "utf-16", ""]
)
def test_a_mail_is_read_whatever_its_charset_is_called(charset):
    said = {"Content_Type": f'text/plain; charset="{charset}"', "Subject": f"=?{charset}?Q?b?="}
    assert post("a", **said).body == "a"
    assert_accounted_for(found_in(written("a", **said)))


@pytest.mark.parametrize(
    ("encoding", "text", "body"),
    [
        ("base64", "Q2FrZXMg\nYXJlIGhlcmU=", "Cakes are here"),
        ("base64", "Q2FrZXMgYXJlIGhlcmU", "Cakes are here"),
        ("base64", "Q2FrZXMgYXJl!IGhlcmU=", "Cakes are here"),
        ("base64", "Q2FrZXM=\nIGFyZQ==", "Cakes are"),
        ("base64", "These are cakes, and not base64!", "These are cakes, and not base64!"),
        ("quoted-printable", "Cakes=20are h=\nere =XY   \n=", "Cakes are here =XY"),
        ("QUOTED-PRINTABLE", "caf=C3=A9", "café"),
    ],
)
def test_a_damaged_transfer_encoding_is_decoded_as_far_as_possible(encoding, text, body):
    assert post(text, Content_Transfer_Encoding=encoding).body == body


@pytest.mark.parametrize(
    ("parameters", "text", "body"),
    [
        ("", "Cakes \nare here", "Cakes\nare here"),
        ("; format=flowed", "Cakes \nare here. \n\n  indented", "Cakes are here.\n\nindented"),
        ("; format=flowed; delsp=yes", "Ca \nkes", "Cakes"),
        ("; format=flowed", "> Cakes \n> are here \n-- \nWenna", "\\> Cakes\n\\> are here\n\\--\nWenna"),
    ],
)
def test_flowed_lines_are_joined(parameters, text, body):
    data = written(text, Content_Type=f"text/plain{parameters}")
    assert posts(found_in(data))[0].body == body
    assert_accounted_for(found_in(data))


# Copies, forwarded mails, attachments


def test_the_html_copy_is_kept_if_it_has_the_words_of_the_plain_one():
    found = posts(found_in(alternative("Cakes are here [1]", "<p>Cakes are <b>here</b></p>")))[0]
    assert found.body == "Cakes are **here**"
    assert left_out(found) == [("other copy of the text", "Cakes are here [1]")]


def test_the_plain_copy_is_kept_if_the_html_copy_lacks_its_words():
    found = sample("elsewhere.eml")
    assert left_out(posts(found)[0]) == [
        ("other copy of the text", "this."),
        ("only in the HTML copy", "Your reader cannot show"),
    ]
    assert any("not published: 4" in remark for remark in remarks(found))


def test_words_that_only_another_copy_has_are_reported_and_not_added():
    found = found_in(alternative("Cakes are here. Sorry!", "<p>Cakes are here.</p>"))
    assert posts(found)[0].body == "Cakes are here."
    assert ("only in the plain copy", "Sorry!") in left_out(posts(found)[0])
    assert any("not published: 1" in remark for remark in remarks(found))


def test_nested_alternatives_are_one_text():
    inner = "--y\n\nOne\n--y\nContent-Type: text/html\n\n<b>One</b>\n--y--\n"
    parts = f"--x\n\nOne\n--x\nContent-Type: multipart/alternative; boundary=y\n\n{inner}\n--x--"
    data = written(parts, Content_Type="multipart/alternative; boundary=x")
    assert posts(found_in(data))[0].body == "**One**"
    assert_accounted_for(found_in(data))


def test_an_attached_mail_is_the_mailout_and_its_cover_is_left_out():
    found = sample("forwarded.eml")
    (attached,) = posts(found)
    assert (attached.title, attached.author, attached.day) == ("Caseloads", "Head Office", date(2018, 7, 2))
    assert attached.body.startswith("Count every case")
    (cover,) = [each for each in found if isinstance(each, OtherText) and each.reason == "covering mail"]
    assert cover.raw.startswith("Fwd: Caseloads Jo, this came round")
    assert "secret-1234" not in repr(found)
    assert "office@union.example" not in repr(found)


def test_an_encoded_forwarded_mail_is_decoded():
    packed = "U3ViamVjdDogQ2FrZXMKCkNha2VzIGFyZSBoZXJlCg=="
    found = post(packed, Content_Type="message/rfc822", Content_Transfer_Encoding="base64")
    assert (found.title, found.body) == ("Cakes", "Cakes are here")


def test_a_mail_nested_too_deeply_is_an_attachment():
    inner = written("Cakes", Subject="Cakes")
    for _ in range(60):
        header = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\nMessage-ID: 1\n\n"
        inner = header + inner.replace(b"=", b"=3D")
    found = found_in(inner)
    assert [each.kind for each in found if isinstance(each, OtherText)] == ["rest", "attachment"]
    assert_accounted_for(found)


def test_attachments_and_inline_images_are_listed():
    rests = [each for each in sample("forwarded.eml") if isinstance(each, OtherText)]
    assert [(each.kind, each.raw, each.reason, each.quarantined) for each in rests[:2]] == [
        ("attachment", "", "attachment: caseloads – form.pdf, application/pdf, 22 bytes", False),
        ("attachment", "", "attachment: logo.png, image/png, 8 bytes", False),
    ]


def test_an_address_in_the_name_of_an_attachment_is_masked():
    attached = 'Content-Type: application/pdf; name="rota for jory@branch.example.pdf"\n\nx\n'
    parts = f"--x\n\nThe rota is attached.\n--x\n{attached}--x--\n"
    found = found_in(written(parts, Content_Type="multipart/mixed; boundary=x"))
    [reason] = [each.reason for each in found if isinstance(each, OtherText)]
    assert reason == "attachment: rota for [address-removed], application/pdf, 1 bytes"


QUOTED = (
    "The survey closes on Friday, so answer it be=\nfore then.\n\nhttps://branch.example/view?n=3D7&e=\n=3Df00dcafe42\n"
)


@pytest.mark.parametrize("encoding", [{}, {"Content_Transfer_Encoding": "quoted-prin\x10able"}])
def test_undeclared_quoted_printable_is_decoded_and_hides_its_recipient(encoding):
    found = found_in(written(QUOTED, **encoding))
    assert posts(found)[0].body == (
        "The survey closes on Friday, so answer it before then.\n\n<https://branch.example/view?n=7>"
    )
    assert remarks(found) == ["message 1: its transfer encoding is damaged; it was read as quoted-printable"]


def test_quoted_printable_parts_with_a_damaged_boundary_hide_their_recipient():
    parts = f'--=_p1\nContent-Type: text/plain; charset="utf-8"\n\n{QUOTED}\n--=_p1--\n'
    assert "f00dcafe" not in str(found_in(written(parts, Content_Type='multipart/mixed; boundary="=_q1"')))


@pytest.mark.parametrize(
    "text", ["a = b\n= c\n", "Total\n=====\n=3D is a code\n", "See ?a=\nand =\n", "=3D and =E2 are codes\n"]
)
def test_a_text_with_equals_signs_is_not_taken_for_quoted_printable(text):
    assert remarks(found_in(written(text))) == []


def test_a_mail_with_a_damaged_first_line_is_recognised():
    whole = written("Some words.", To="jory@branch.example", Subject="Rota", MIME_Version="1.0")
    for first in (b"\x06rom: Wenna", b"2018.mail1.branch.example>", b"Fr\xefm someone\n folded"):
        damaged = first + b"\n" + whole.split(b"\n", 1)[1]
        assert mail.recognises(document(damaged))
        assert [(each.title, each.body) for each in posts(found_in(damaged))] == [("Rota", "Some words.")]


def test_a_mail_without_text_is_quarantined_with_its_subject():
    found = found_in(written("  \n", Subject="Nothing to say"))
    assert found[0] == OtherText("Nothing to say", (1, 1), "no text in this message", quarantined=True)
    assert "message 1: no text in this message" in remarks(found)
    assert found[-1] == WordCount(3)


def test_a_truncated_mail_is_marked_as_partial():
    data = (OWN / "mailing-ada.eml").read_bytes()
    found = found_in(data[: data.index(b"Home visits", data.index(b"text/html"))])
    assert posts(found)[0].partial
    assert "message 1: its end is missing" in remarks(found)
    assert not posts(found_in(data))[0].partial


def test_a_multipart_without_its_boundary_is_a_text():
    assert post("Cakes", Content_Type="multipart/mixed").body == "Cakes"
    assert post("Cakes", Content_Type="multipart/mixed; boundary=x").body == "Cakes"


# Mailboxes


def test_a_mailbox_gives_each_message_with_its_quoted_from_lines():
    found = sample("box.mbox")
    assert [each.title for each in posts(found)] == ["First of three", "Second of three", "Third of three"]
    first = posts(found)[0].body
    assert "\n\nFrom Monday on" in first
    assert "\n\nFrom the top one" in first
    assert "\n\n\\>From the cellar" in first
    assert [each.lines for each in found if isinstance(each, ParsedPost | OtherText)] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]
    assert mail.read(document((OWN / "box.mbox").read_bytes())).form == "mbox"


def test_a_mailbox_is_read_message_by_message():
    one = (OWN / "box.mbox").read_bytes()
    opened = []

    def open_box():
        opened.append(io.BufferedReader(io.BytesIO(one * 500)))
        return opened[-1]

    found = iter(mail.read(Document("a", "0" * 64, len(one) * 500, open_box)).records)
    assert next(found).title == "First of three"
    assert opened[-1].tell() < 100_000
    assert sum(isinstance(each, ParsedPost) for each in found) == 1499
    assert opened[-1].closed


def test_a_message_that_is_too_large_is_quarantined_and_the_next_is_read():
    start, _, _ = (OWN / "box.mbox").read_bytes().partition(b"The lift")
    data = start + (b"large " * 9_999 + b"\n") * (MAX_MESSAGE // 59_995 + 1) + b"\n" + (OWN / "box.mbox").read_bytes()
    found = found_in(data)
    assert isinstance(found[0], OtherText)
    assert found[0].quarantined
    assert len(posts(found)) == 3


def test_a_mail_that_is_too_large_is_refused_in_one_line():
    too_large = replace(document(written("a")), size=MAX_MESSAGE + 1)
    with pytest.raises(UnreadableSource, match=r"^in/a: skipped: it is larger than 64 MB; save the mail without"):
        list(mail.read(too_large).records)


# Mailings


def test_two_members_copies_of_one_mailing_are_the_same():
    ada, ben = posts(sample("mailing-ada.eml")), posts(sample("mailing-ben.eml"))
    assert ada == ben
    assert ada[0].known_as == ("campaign:7e57ca4e01",)
    assert sample("mailing-ada.eml") == sample("mailing-ben.eml")


@pytest.mark.parametrize("name", ["mailing-ada.eml", "mailing-ben.eml", "forwarded.eml"])
def test_no_recipient_can_be_found_in_the_result(name):
    data = (OWN / name).read_text("utf-8")
    told = (
        "ada.quill ben.tallow jo.brook Quill Tallow aa11bb22cc dd33ee44ff 5b1c0de5b1c0de5b1c0de77aa 5f6a7b8c mcsv.net"
    )
    said = repr(sample(name))
    assert [word for word in told.split() if word in said] == []
    assert any(word in data for word in told.split())


def test_the_web_copy_of_a_mailing_gives_the_same_text_as_the_mail():
    page = sample("mailing-page.html", address="https://mailchi.mp/tarnshire/rota?e=aa11bb22cc")
    mailed = posts(sample("mailing-ada.eml"))[0]
    assert mail.read(document((OWN / "mailing-page.html").read_bytes())).form == "html:mailing"
    assert posts(page)[0].body == mailed.body
    assert (posts(page)[0].title, posts(page)[0].known_as) == (mailed.title, mailed.known_as)
    assert posts(page)[0].url == "https://mailchi.mp/tarnshire/rota"
    assert posts(page)[0].day is None


def test_the_web_copy_of_a_mailing_in_a_web_archive_has_its_original_address():
    copy = "https://web.archive.org/web/20170614093000/https://mailchi.mp/tarnshire/rota?e=aa11bb22cc"
    assert posts(sample("mailing-page.html", address=copy))[0].url == "https://mailchi.mp/tarnshire/rota"


def test_the_web_copy_of_a_mailing_has_the_address_and_the_day_that_the_page_states():
    stated = (
        "<head><meta property='og:url' content='https://mailchi.mp/tarnshire/rota?e=aa11bb22cc'>"
        "<meta property='article:published_time' content='2017-06-14T09:15:00+01:00'>"
    )
    data = (OWN / "mailing-page.html").read_text("utf-8").replace("<head>", stated)
    (page,) = posts(list(mail.read(document(data.encode())).records))
    assert (page.url, page.day) == ("https://mailchi.mp/tarnshire/rota", date(2017, 6, 14))


def test_an_address_that_differs_only_in_its_query_is_used_as_campaign_id():
    address = "https://us9.campaign-archive.com/?u=5b1c0de5b1c0de5b1c0de77aa&id=0123abcdef"
    page = posts(sample("mailing-page.html", address=address))[0]
    assert (page.url, page.known_as) == (None, ("campaign:0123abcdef",))


def test_boilerplate_of_a_mailing_is_left_out_with_its_reason():
    words = Counter(reason for reason, _ in left_out(posts(sample("mailing-page.html"))[0]))
    assert words["link to the web copy"] == 1
    assert words["unsubscribe and footer"] == 11
    assert words["merge tag"] == 2
    assert words["hidden"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "Is this email not displaying correctly?",
        "View it in your browser.",
        "Having trouble reading this newsletter? View this email in a web browser",
        "unsubscribe from this list | update subscription preferences",
        "You can update your preferences or unsubscribe from this list.",
        "Copyright © 2019 The branch, All rights reserved.",
        "You are receiving this email because you asked for it.",
        "This email was sent to list@branch.example why did I get this?",
        "If you no longer wish to receive these emails, to unsubscribe click here",
        "Email Marketing Powered by Mailchimp",
        "Forward to a friend",
    ],
)
def test_a_line_of_boilerplate_is_left_out(line):
    found = html(f"<p>Cakes</p><p>{line}</p><p>are here</p>")
    assert found.body == "Cakes\n\nare here"


@pytest.mark.parametrize(
    "line",
    [
        "Members who unsubscribe from the union lose their vote.",
        "Our mailing address is no secret to the employer.",
        "I read this email in your browser and wept.",
        "Forward to a friend in the next office what you know.",
        "All rights reserved for staff.",
        "Online, the rota looks the same.",
    ],
)
def test_a_line_that_says_more_is_kept(line):
    assert line in html(f"<p>Cakes</p><p>{line}</p>").body


def test_the_address_below_our_mailing_address_is_left_out_and_the_next_paragraph_kept():
    found = html("<p>Cakes</p><p><b>Our mailing address is:</b></p><p>2 Weir Lane<br>Tarnmouth</p><p>See you there</p>")
    assert found.body == "Cakes\n\nSee you there"
    assert [text for reason, text in left_out(found) if reason == "unsubscribe and footer"] == [
        "Our mailing address is:",
        "2 Weir Lane",
        "Tarnmouth",
    ]


@pytest.mark.parametrize(
    ("href", "markdown"),
    [
        ("https://a.us1.list-manage.com/track/click?u=0a1b2c3d&amp;id=1&amp;e=0a1b2c3d", "here"),
        ("https://links.sender.example/wf/click?upn=abc", "here"),
        ("https://branch.example/a?id=7&amp;e=0a1b2c3d4e", "[here](<https://branch.example/a?id=7>)"),
        ("https://branch.example/a?who=jo%40members.example", "[here](<https://branch.example/a>)"),
        ("https://branch.example/a?mc_cid=1&amp;mc_eid=2&amp;p=3#top", "[here](<https://branch.example/a?p=3#top>)"),
        ("https://facebook.com/sharer.php?u=https://branch.example/", None),
        ("https://branch.example/a?page=2", None),
    ],
)
def test_a_link_loses_what_identifies_the_reader(href, markdown):
    assert html(f'<p>Cakes: <a href="{href}">here</a></p>').body == f"Cakes: {markdown or f'[here](<{href}>)'}"


def test_a_tracking_link_in_plain_text_is_left_out():
    found = post("Read it (https://a.us1.list-manage.com/track/click?u=0a1b2c3d&id=1&e=0a1b2c3d), please")
    assert found.body == "Read it please"
    assert left_out(found) == [("tracking link", "(https://a.us1.list-manage.com/track/),")]


def test_the_campaign_id_comes_from_the_header_or_from_links_that_agree():
    link = (
        '<a href="https://a.us1.list-manage.com/unsubscribe?u=0a1b2c3d&amp;id=11111111aa&amp;e=0a1b2c3d&amp;c={}">x</a>'
    )
    assert html("a", X_Campaign="mailchimp0a1b2c3d.99999999aa").known_as == ("campaign:99999999aa",)
    assert html("a" + link.format("88888888aa")).known_as == ("campaign:88888888aa",)
    assert html("a" + link.format("88888888aa") + link.format("77777777aa")).known_as == ()
    assert html("a", X_Campaign="jo@members.example").known_as == ()


# Recognition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Monday, 2 July 2018\n\nCakes\n\nThey are here.",
        "Title: Cakes\nDate: 2018-07-02\n\nThey are here.",
        "From: Wenna Pike\nSent: 2 July 2018 10:00\nTo: All\nSubject: Cakes\n\nThey are here.",
        "From the office: cakes.\n\nThey are here.",
        "From: <Saved by Blink>\nSnapshot-Content-Location: http://x.org/\nMIME-Version: 1.0\n\n--x",
        "<html><body><p>Cakes</p></body></html>",
        '<html><meta content="blogger" name="generator"><div class="mcnTextContent">Cakes</div></html>',
        '<feed xmlns="http://www.w3.org/2005/Atom">&lt;div class="mcnTextContent"&gt;</feed>',
        "%PDF-1.4\nSubject: Cakes\n",
    ],
)
def test_other_documents_are_not_taken_for_mails(text):
    assert not mail.recognises(document(text.encode()))


@given(st.binary())
def test_any_bytes_can_be_read(data):
    mail.recognises(document(data))
    assert_accounted_for(found_in(data))


# Damage


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_every_word_of_a_truncated_mail_is_accounted_for(path):
    data = path.read_bytes()
    for end in range(0, len(data), 1 + len(data) // 60):
        assert_accounted_for(found_in(data[:end]))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_every_word_of_a_mail_with_flipped_bits_is_accounted_for(path):
    chance = random.Random(path.name)
    data = path.read_bytes()
    for _ in range(40):
        damaged = bytearray(data)
        for at in chance.sample(range(len(data)), 5):
            damaged[at] ^= 1 << chance.randrange(8)
        assert_accounted_for(found_in(bytes(damaged)))


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000)),
        many("Content-Type: message/rfc822\n\n", 3_000),
        'Content-Type: multipart/mixed; a="' + many(";", 100_000),
        "X-A: a\n" + many(" a\n", 30_000),
        "Subject: " + many("=?utf-8?q?a", 9_000),
        "\n" + many(" ", 100_000) + "x",
        "Content-Type: text/html\n\nhref=" + many(" ", 100_000),
        "\n" + many("https://a.example/forward?", 4_000),
        "\n" + many("*|a ", 25_000),
        "\n" + many("unsubscribe\n", 8_000),
        "Content-Type: multipart/alternative; boundary=b\n\n" + many("--b\nContent-Type: text/html\n\nx\n", 2_000),
    ],
    ids=lambda text: repr(text[:30]),
)
def test_hostile_mails_are_read_quickly(hostile):
    data = b"Message-ID: <1@branch.example>\n" + hostile.encode()
    with no_hang():
        mail.recognises(document(data))
        found = found_in(data)
    assert_accounted_for(found)


# Public mails


def public(pattern="**/*"):
    return sorted(path for path in PUBLIC.glob(pattern) if path.is_file())


@pytest.mark.shared
def test_every_public_mail_is_read_and_accounted_for():
    """Over a hundred mails of many programs, some of them damaged."""
    read = [path for path in public() if mail.recognises(document(path.read_bytes()))]
    assert len(read) > 100
    for path in read:
        assert_accounted_for(found_in(path.read_bytes()))


@pytest.mark.shared
def test_every_public_mail_with_a_header_is_recognised_and_nothing_else():
    """The same mails, and parts of mails that are none."""
    unknown = {path.name for path in public() if not mail.recognises(document(path.read_bytes()))}
    mails = {path.name for path in [*public("**/*.eml"), *public("cpython/*")]}
    assert unknown & mails == {"msg_19.txt"}, "which has no header"
    assert not any(
        mail.recognises(document(path.read_bytes()))
        for path in [
            *public("talon/**/html_replies/*"),
            *public("talon/**/stripped/*"),
            *public("*/attachments/test.*"),
        ]
    )


@pytest.mark.shared
def test_texts_of_public_mails_have_the_words_that_the_email_package_reads():
    """Compares only mails without alternatives and defects, where both must read the same words."""
    compared = 0
    for path in public("**/*.eml"):
        message = email.message_from_bytes(path.read_bytes())
        leaves = [part for part in message.walk() if not part.is_multipart()]
        plain = all(part.get_content_type() == "text/plain" and not part.get_filename() for part in leaves)
        if not plain or message.defects or any("report" in part.get_content_type() for part in message.walk()):
            continue
        found = posts(found_in(path.read_bytes()))
        if found and all(part.get_content_charset("ascii") in ("ascii", "us-ascii", "utf-8") for part in leaves):
            said = b" ".join(part.get_payload(decode=True) for part in leaves).decode("utf-8", "replace")
            missing = Counter(said.split()) - Counter(found[0].raw.split())
            assert [word for word in missing if "@" not in word] == [], path.name  # a recipient's is masked
            compared += 1
    assert compared > 15


@pytest.mark.shared
def test_public_templates_lose_their_boilerplate():
    """The templates that most mailings are made from."""
    for path in public("mailchimp-blueprints/*.html"):
        if mail.recognises(document(path.read_bytes())):
            (template,) = posts(found_in(path.read_bytes()))
            assert "unsubscribe from" not in template.body
            assert "*|" not in template.body.replace("\\", "")
            assert template.title is None
            assert len(raw_words(path.read_text("utf-8"))) >= len(template.raw.split()) - 2
