"""Cases of mails: forwarded messages are the mailouts, and what can't be read is named with its cure."""

from __future__ import annotations

from datetime import date

import pytest

from cases import import_case


@pytest.fixture
def case(tmp_path):
    return import_case("13-mail", tmp_path)


def test_the_message_attached_to_a_mail_is_the_mailout(case):
    post = case.posts["mailouts/2017/branch-notice-of-meeting"]
    assert (post.title, post.day, post.author) == ("Branch notice of the meeting", date(2017, 6, 12), "Branch")
    assert "See the attached notice" not in str(case.posts)


def test_the_message_forwarded_in_a_mail_is_the_mailout(case):
    post = case.posts["mailouts/2017/latest-news-from-branch"]
    assert (post.day, post.body) == (
        date(2017, 6, 9),
        "Dear member,\n\nThe real text of the news.\n\nBest wishes\nBranch",
    )


def test_what_cannot_be_read_is_named_with_its_cure(case):
    winmail, outlook = sorted(case.report.problems, reverse=True)
    assert winmail.startswith("winmail.eml: message 1: no text in this message; winmail.dat is a text in a form")
    assert outlook.startswith("outlook.msg: skipped: it looks like an old office document or an Outlook message (.msg)")
    for problem in (winmail, outlook):
        assert "open " in problem
        assert "save it as “Text Only (*.txt)”" in problem


def test_an_attached_pdf_is_named_with_its_cure(case):
    (remark,) = [each for file in case.report.files for each in file.remarks if "PDF" in each]
    assert remark.startswith("message 1: not read: Circular 12.pdf is a PDF document")
    assert "copy its text into a .txt file" in remark
