"""Lost ligatures and text decoded twice are reported, and never repaired."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.formats.damaged_text import find_damage
from scrapes import Archive
from shared import SEEDS


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("The of ce was di cult for o enders; the bene t is signi cant.", ["of ce", "di cult", "o enders", "bene t"]),
        ("the  rst  nal  gure", ["rst", "nal", "gure"]),
        ("Dicult and condential", ["Dicult", "condential"]),
        ("OF\ufffdCE: a speci\xa0c e ort", ["OF\ufffdCE", "speci c", "e ort"]),
        ("donâ€™t cafÃ© Â£5", ["donâ€™t", "cafÃ©", "Â£5"]),
    ],
)
def test_damaged_words_are_found(text: str, examples: list[str]) -> None:
    assert [each for found in find_damage(text) for each in found.examples][: len(examples)] == examples


@pytest.mark.parametrize(
    "text",
    [
        "a cult of certain cement",
        "er, the staff office",
        "the identity of ED and A E",
        "São Paulo, CAFÉ, ñandú",
    ],
)
def test_sound_words_are_not(text: str) -> None:
    assert list(find_damage(text)) == []


@pytest.mark.shared
def test_no_seed_is_called_damaged() -> None:
    for seed in sorted(SEEDS.glob("*.txt")):
        assert list(find_damage(seed.read_text(encoding="utf-8"))) == [], seed


def test_an_import_reports_damage_once_and_changes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    html = "<p>The of ce was di cult.</p>"
    archive.inbox.mkdir(parents=True, exist_ok=True)
    (archive.inbox / "mail.eml").write_text(
        f"From: a@x.org\nSubject: Circular\nDate: Sat, 24 Jun 2017 09:00:00 +0100\nContent-Type: text/html\n\n{html}\n"
    )
    report = archive.run()
    (remark,) = [remark for file in report.files for remark in file.remarks if "lost letters" in remark]
    assert remark.startswith("“Circular”: words that seem to have lost letters (ff, fi, fl) (2), such as “of ce”, “di")
    (name,) = archive.posts()
    assert "The of ce was di cult." in (archive.content / f"{name}.md").read_text(encoding="utf-8")
