"""A message that is attached to a mail or forwarded in its text is the mailout; the mail around it is only a cover."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import UTC, date, datetime

import pytest

from archive.formats import mail
from archive.formats.email.written_dates import written_day
from archive.formats.records import OtherText, ParsedPost, Problem, Remark, WordCount
from archive.formats.word_accounts import account_of_post
from archive.sources.document import Document
from patience import many, no_hang

TEXT = "Dear member,\n\nThe branch meets on Friday.\n\n- tea\n- cake"
BODY = "Dear member,\n\nThe branch meets on Friday.\n\n- tea\n- cake"
HTML = "<p>Dear member,</p><p>The branch meets on Friday.</p><ul><li>tea<li>cake</ul>"
FIELDS = "From: Branch News <n@b.example>\nDate: Fri, 9 Jun 2017 at 16:20\nSubject: The meeting\nTo: <a@b.example>"
OUTLOOK = "From: Branch News [mailto:n@b.example]\nSent: 09 June 2017 16:20\nTo: Ann; Jo\nSubject: The meeting"
GERMAN = "Von: Branch News <n@b.example>\nDatum: 9. Juni 2017 um 16:20:33 MESZ\nBetreff: The meeting\nAn: a@b.example"
FRENCH = "De : Branch News <n@b.example>\nDate: 9 juin 2017 à 16:20\nObjet : The meeting\nÀ : a@b.example"


def found_in(data: bytes):
    document = Document("a.eml", hashlib.sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data))
    found = [*mail.read(document).records]
    raws = [each.raw for each in found if isinstance(each, (ParsedPost, OtherText))]
    assert sum(len(raw.split()) for raw in raws) == next(each.words for each in found if isinstance(each, WordCount))
    for each in posts(found):
        assert not account_of_post(each).lost
        assert not account_of_post(each).invented
    return found


def posts(found):
    return [each for each in found if isinstance(each, ParsedPost)]


def covers(found):
    return [each.raw for each in found if isinstance(each, OtherText) and each.reason == "covering mail"]


def written(body: str, subject: str = "Fwd: The meeting", kind: str = "text/plain", **fields: str) -> bytes:
    head = {"From": "Ann <ann@members.example>", "To": "jo@members.example", "Subject": subject}
    head |= {"Date": "Mon, 19 Jun 2017 09:00:00 +0100", "Message-ID": "<1@members.example>"}
    head |= {"Content-Type": f"{kind}; charset=utf-8"} | {name.replace("_", "-"): text for name, text in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in head.items()).encode() + b"\n" + body.encode()


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


PLAIN = {
    "Gmail": f"---------- Forwarded message ---------\n{FIELDS}\n\n\n{TEXT}",
    "Gmail with a cover": f"See below.\n\nAnn\n\n---------- Forwarded message ----------\n{FIELDS}\n\n{TEXT}",
    "Apple Mail": f"FYI\n\nBegin forwarded message:\n\n{quoted(FIELDS + chr(10) * 2 + TEXT)}\n\nSent from my iPhone",
    "glued quote marks": f"Begin forwarded message:\n\n{quoted(FIELDS + chr(10) * 2 + TEXT).replace('> ', '>')}",
    "Thunderbird": f"See this.\n\n-------- Forwarded Message --------\n{FIELDS}\n\n\n\n{TEXT}",
    "Outlook": f"FYI\n\n-----Original Message-----\n{OUTLOOK}\n\n{TEXT}",
    "Outlook, no announcement": f"FYI\n\n________________________________\n{OUTLOOK}\n\n{TEXT}",
    "German": f"Zur Info.\n\n-------- Weitergeleitete Nachricht --------\n{GERMAN}\n\n{TEXT}",
    "Apple Mail in German": f"Anfang der weitergeleiteten Nachricht:\n\n{quoted(GERMAN + chr(10) * 2 + TEXT)}",
    "French": f"---------- Message transféré ---------\n{FRENCH}\n\n{TEXT}",
    "folded recipients": f"-----Original Message-----\n{OUTLOOK.replace('Jo', 'Jo;' + chr(10) + '  Kay;')}\n\n{TEXT}",
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_message_forwarded_in_plain_text_is_the_mailout(name):
    (post,) = posts(found_in(written(PLAIN[name])))
    assert (post.title, post.author, post.day) == ("The meeting", "Branch News", date(2017, 6, 9))
    assert post.body == BODY
    assert post.published is None, "no zone is given"


MARKED_UP = {
    "Gmail": "<div>See below.<div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>"
    "From: <strong>Branch News</strong> &lt;<a href='mailto:n@b.example'>n@b.example</a>&gt;<br>"
    "Date: Fri, 9 Jun 2017 at 16:20<br>Subject: The meeting<br>To: &lt;a@b.example&gt;<br></div>"
    f"<br>{HTML}</div></div>",
    "Apple Mail": "FYI<blockquote type=cite><div>Begin forwarded message:</div><br><div><b>From: </b>Branch News "
    "&lt;n@b.example&gt;</div><div><b>Subject: </b><b>The meeting</b></div><div><b>Date: </b>9 June 2017 at 16:20"
    f"</div><div><b>To: </b>a@b.example</div><br>{HTML}</blockquote><br>Sent from my iPhone",
    "Thunderbird": "<p>See this.</p>-------- Forwarded Message --------<table><tr><th>Subject: </th><td>The meeting"
    "</td></tr><tr><th>Date: </th><td>Fri, 9 Jun 2017</td></tr><tr><th>From: </th><td>Branch News &lt;n@b.example&gt;"
    f"</td></tr><tr><th>To: </th><td>a@b.example</td></tr></table><br>{HTML}",
    "Outlook": "<p>FYI</p><div style='border-top:solid'><p><b>From:</b> Branch News [mailto:n@b.example]<br><b>Sent:"
    f"</b> 09 June 2017 16:20<br><b>To:</b> Ann; Jo<br><b>Subject:</b> The meeting</p></div>{HTML}",
}


@pytest.mark.parametrize("name", MARKED_UP)
def test_a_message_forwarded_in_html_is_the_mailout(name):
    (post,) = posts(found_in(written(MARKED_UP[name], kind="text/html")))
    assert (post.title, post.author, post.day) == ("The meeting", "Branch News", date(2017, 6, 9))
    assert post.body == BODY
    assert {left.reason for left in post.left_out} == {"covering mail", "header of the forwarded mail"}


def test_the_date_of_a_forwarded_message_with_a_zone_is_an_instant():
    fields = FIELDS.replace("9 Jun 2017 at 16:20", "9 Jun 2017 23:20:00 +0000")
    (post,) = posts(found_in(written(f"-------- Forwarded Message --------\n{fields}\n\n{TEXT}")))
    assert post.published == datetime(2017, 6, 9, 23, 20, tzinfo=UTC)
    assert post.day == date(2017, 6, 10), "its day in London"


def test_a_date_that_may_be_two_days_is_none():
    found = found_in(
        written(f"Fyi\n-----Original Message-----\n{OUTLOOK.replace('09 June 2017', '03/04/2017')}\n\n{TEXT}")
    )
    assert posts(found)[0].day is None
    assert any(
        "the date of the forwarded mail cannot be read" in each.text for each in found if isinstance(each, Remark)
    )


@pytest.mark.parametrize(
    ("written_date", "day"),
    [
        ("Friday, June 9, 2017 4:20 PM", date(2017, 6, 9)),
        ("vrijdag 9 juni 2017 16:20", date(2017, 6, 9)),
        ("viernes, 9 de junio de 2017 16:20", date(2017, 6, 9)),
        ("le 1er août 2017 à 16:20", date(2017, 8, 1)),
        ("2017-06-09 16:20", date(2017, 6, 9)),
        ("13/04/2017 16:20", date(2017, 4, 13)),
        ("4/13/2017 4:20 PM", date(2017, 4, 13)),
        ("31 June 2017", None),
        ("yesterday", None),
    ],
)
def test_a_written_date_is_read_if_it_is_certain(written_date, day):
    assert written_day(written_date) == day


def test_a_message_forwarded_twice_is_the_first_one():
    inner = f"---------- Forwarded message ---------\n{FIELDS}\n\n{TEXT}"
    outer = FIELDS.replace("The meeting", "Fwd: The meeting").replace("Branch News", "Kay")
    (post,) = posts(
        found_in(written(f"See this.\n\n---------- Forwarded message ---------\n{outer}\n\nFor you.\n\n{inner}"))
    )
    assert (post.title, post.author, post.body) == ("The meeting", "Branch News", BODY)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: The meeting", f"We can't come.\n\n-----Original Message-----\n{OUTLOOK}\n\n{TEXT}"),
        ("Re: The meeting", f"We can't come.\n\n{quoted(PLAIN['Gmail'])}"),
        ("The meeting", f"We can't come.\n\n{OUTLOOK}\n\n{TEXT}"),
        ("The meeting", f"{'word ' * 70}\n\n---------- Forwarded message ---------\n{FIELDS}\n\n{TEXT}"),
        ("Fwd: The meeting", f"{'word ' * 200}\n\n---------- Forwarded message ---------\n{FIELDS}\n\n{TEXT}"),
        ("Fwd: The meeting", "---------- Forwarded message ---------\n\nDear member, the branch meets."),
        ("Fwd: The meeting", f"---------- Forwarded message ---------\n{FIELDS}\n"),
        ("Fwd: Agenda", "From: 9 o'clock\nTo: noon\n\nThe meeting."),
    ],
)
def test_what_is_not_certainly_a_cover_is_published_whole(subject, body):
    found = found_in(written(body, subject))
    (post,) = posts(found)
    assert (post.title, post.author) == (subject, "Ann")
    assert not covers(found)
    assert not [left for left in post.left_out if left.reason == "covering mail"]


def attached(
    *messages: bytes, cover: str = "See the attached notice.", kind: str = "mixed", subject: str = "Fwd: Notice"
):
    head = "Content-Type: message/rfc822\n\n" if kind == "mixed" else "\n"
    parts = b"".join(b"--x\n" + head.encode() + message + b"\n" for message in messages)
    text = f"--x\nContent-Type: text/plain\n\n{cover}\n".encode() if cover else b""
    return written("", subject, Content_Type=f"multipart/{kind}; boundary=x") + text + parts + b"--x--\n"


def notice(subject: str, body: str = "The branch meets.") -> bytes:
    head = f"From: Branch <b@branch.example>\nSubject: {subject}\nDate: Mon, 12 Jun 2017 08:00:00 +0100"
    return f"{head}\n\n{body}\n".encode()


def test_an_attached_message_is_the_mailout():
    found = found_in(attached(notice("Notice of the meeting")))
    (post,) = posts(found)
    assert (post.title, post.author, post.day) == ("Notice of the meeting", "Branch", date(2017, 6, 12))
    assert covers(found) == ["Fwd: Notice See the attached notice."]


def test_several_attached_messages_are_several_mailouts():
    for kind in ("mixed", "digest"):
        found = found_in(attached(notice("One"), notice("Two"), kind=kind, cover="", subject="Three weeks of news"))
        assert [post.title for post in posts(found)] == ["One", "Two"]


def test_a_message_attached_to_an_attached_message_is_the_mailout():
    (post,) = posts(found_in(attached(attached(attached(notice("Deep"))))))
    assert post.title == "Deep"


def test_a_message_forwarded_in_an_attached_message_is_the_mailout():
    inner = notice("Fwd: The meeting", PLAIN["Gmail with a cover"])
    (post,) = posts(found_in(attached(inner)))
    assert (post.title, post.body) == ("The meeting", BODY)


def test_a_long_mail_with_a_message_attached_is_a_mailout_too():
    found = found_in(attached(notice("One"), cover="word " * 100, subject="Our answer"))
    assert [post.title for post in posts(found)] == ["One", "Our answer"]


def test_a_mail_whose_attached_message_has_no_text_is_published():
    found = found_in(attached(notice("", "")))
    assert [post.title for post in posts(found)] == ["Fwd: Notice"]


def test_a_mailbox_line_above_an_attached_message_does_not_make_its_header_text():
    envelope = b"From b@branch.example Mon Jun 12 08:00:00 2017\n"
    for message in (notice("One"), b">" + envelope + notice("One"), envelope + notice("One")):
        (post,) = posts(found_in(attached(message)))
        assert (post.title, post.body) == ("One", "The branch meets.")


def test_a_mail_saved_as_a_file_and_attached_is_a_message():
    part = b'--x\nContent-Type: application/octet-stream; name="notice.eml"\n\n' + notice("One") + b"\n--x--\n"
    found = found_in(written("", "Fwd: One", Content_Type="multipart/mixed; boundary=x") + part)
    assert [post.title for post in posts(found)] == ["One"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x78\x9f\x3e\x22\x01", "a.bin is a text in a form that only Outlook reads (TNEF); open the mail in Outlook"),
        (
            b"%PDF-1.4",
            "a.bin is a PDF document; this program does not read it; if it belongs to the blog, copy its text",
        ),
        (
            "\xd0\xcf\x11\xe0".encode("latin-1") + "__substg1.0_".encode("utf-16-le"),
            "a.bin is an Outlook message (.msg)",
        ),
    ],
)
def test_a_mail_whose_text_is_in_an_attachment_is_a_problem_with_a_cure(data, says):
    part = b'--x\nContent-Type: application/octet-stream; name="a.bin"\nContent-Disposition: attachment\n\n' + data
    found = found_in(written("", "Bulletin", Content_Type="multipart/mixed; boundary=x") + part + b"\n--x--\n")
    (problem,) = [each.text for each in found if isinstance(each, Problem)]
    assert problem.startswith(f"message 1: no text in this message; {says}")


@pytest.mark.parametrize(
    "body",
    [
        many("From: a\n", 30_000),
        many("> ", 50_000) + "From: x",
        many(f"---------- Forwarded message ---------\n{FIELDS}\n\n", 1_500),
        "-" * 900 + "\n" + ("- " * 450 + "\n") * 200,
        "From: x\n" + many("Cc: y;\n", 30_000),
        "".join(f"{'>' * depth} From: x\n" for depth in range(400)),
    ],
)
def test_hostile_texts_are_read_quickly(body):
    with no_hang():
        found_in(written(body))


def test_marks_of_an_inner_quotation_stay():
    (post,) = posts(found_in(written(f"Begin forwarded message:\n\n{quoted(FIELDS)}\n>\n>> Tea?\n>\n> Yes.")))
    assert post.body == "\\> Tea?\n\nYes."


def test_a_mail_with_nothing_below_its_header_is_read():
    for kind in ("multipart/mixed; boundary=x", "message/rfc822", "text/plain"):
        for body in ("", "--x", "--x--", "\n--x\n"):
            found_in(written(body, "Tea", Content_Type=kind))


def test_a_message_forwarded_in_both_copies_of_a_text_is_the_mailout():
    plain = f"--x\nContent-Type: text/plain; charset=utf-8\n\n{PLAIN['Gmail with a cover']}\n"
    html = f"--x\nContent-Type: text/html; charset=utf-8\n\n{MARKED_UP['Gmail']}\n--x--\n"
    found = found_in(written(plain + html, Content_Type="multipart/alternative; boundary=x"))
    (post,) = posts(found)
    assert (post.title, post.author, post.body) == ("The meeting", "Branch News", BODY)


def test_a_forwarded_message_keeps_the_attachments_of_the_mail():
    text = f"--x\nContent-Type: text/plain; charset=utf-8\n\n{PLAIN['Outlook']}\n"
    pdf = '--x\nContent-Type: application/pdf; name="form.pdf"\n\n%PDF-1.4\n--x--\n'
    found = found_in(written(text + pdf, Content_Type="multipart/mixed; boundary=x"))
    assert posts(found)[0].title == "The meeting"
    assert [each.reason for each in found if isinstance(each, OtherText)] == [
        "attachment: form.pdf, application/pdf, 8 bytes"
    ]
    assert any("form.pdf is a PDF document" in each.text for each in found if isinstance(each, Remark))


def test_an_attached_message_in_base64_is_the_mailout():
    packed = base64.b64encode(notice("One")).decode()
    part = f"--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}\n--x--\n"
    (post,) = posts(found_in(written(part, "FW: One", Content_Type="multipart/mixed; boundary=x")))
    assert (post.title, post.author) == ("One", "Branch")


def test_the_recipients_of_the_mail_are_masked_in_the_message_attached_to_it():
    (post,) = posts(found_in(attached(notice("One", "Write to jo@members.example."))))
    assert post.body == "Write to \\[address-removed]."


@pytest.mark.parametrize("prefix", ["Fwd:", "FW:", "Fw:", "WG:", "TR:", "RV:", "ENC:", "I:", "[napo] Fwd:"])
def test_the_subject_says_that_a_mail_is_forwarded(prefix):
    (post,) = posts(found_in(written(f"Fyi\n\n{OUTLOOK}\n\n{TEXT}", f"{prefix} The meeting")))
    assert post.title == "The meeting"
    assert post.author == "Branch News"
