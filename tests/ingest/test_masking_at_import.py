"""Personal details in comments and mailouts are masked at import, counted, and reported without being shown."""

from datetime import date

import pytest

from scrapes import HERONS, Archive, assert_consistent, page

MAIL = """\
From: Tarnshire Branch <office@branch.example>
Subject: Write to ann.reed@branch.example by Friday
Date: Fri, 23 Jun 2017 09:15:00 +0100
Content-Type: text/plain; charset=utf-8

Dear members, ring Ann on 07700 900123 or write to ann.reed@branch.example.
"""
SECRETS = ("ann.reed", "900123", "07700")


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    made.inbox.mkdir()
    (made.inbox / "mail.eml").write_text(MAIL)
    made.put(a=page("The Estuary", date(2017, 6, 24), HERONS, ["Ring me: 07700 900123."]))
    return made


def everything(archive: Archive) -> str:
    return b"\n".join(archive.files().values()).decode("utf-8")


def test_no_personal_detail_of_a_comment_or_mailout_is_anywhere_in_the_archive(archive):
    report = archive.run()
    assert not [secret for secret in SECRETS if secret in everything(archive)]
    mailout = next(post for post in map(archive.post, archive.posts()) if post.kind == "mailout")
    assert mailout.title == "Write to [e-mail address removed] by Friday"
    assert report.problems == ()
    assert_consistent(archive)


def test_the_ledger_counts_masked_details_and_says_where_they_are(archive):
    archive.run()
    lines = {line["kind"]: line for line in archive.ledger()}
    assert lines["comment"]["words_left_out"]["phone number, masked"] == 2
    assert lines["comment"]["masked"] == ["phone number …123 after “Ring me:”"]
    assert sum(lines["mailout"]["words_left_out"].values()) == 4
    assert len(lines["mailout"]["masked"]) == 3


def test_details_that_a_keeper_allows_are_shown(archive):
    archive.content.mkdir()
    (archive.content / "privacy.toml").write_text(
        '[allowed]\ndomains = ["branch.example"]\nphones = ["07700 900123"]\n'
    )
    archive.run()
    assert "ann.reed@branch.example" in everything(archive)
    assert "masked" not in everything(archive)
    (archive.content / "privacy.toml").unlink()
    archive.run()
    assert not [secret for secret in SECRETS if secret in everything(archive)], "they are masked again"


def test_quarantined_text_is_masked_too(tmp_path):
    archive = Archive(tmp_path)
    archive.inbox.mkdir()
    (archive.inbox / "page.html").write_text(
        '<html><head><meta name="generator" content="blogger"></head><body>Ann: ann.reed@branch.example</body></html>'
    )
    report = archive.run()
    assert [record.outcome for record in report.entries] == ["quarantined"]
    assert "ann.reed" not in everything(archive)
