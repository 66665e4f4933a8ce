"""sources.toml: facts are read, mistakes are reported, and the rest is still used."""

from datetime import date

import pytest

from archive.sources.facts import NO_FACTS, Facts, post_path, read_facts
from scrapes import Archive


def facts_of(tmp_path, toml: str):
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "sources.toml").write_text(toml, encoding="utf-8")
    return read_facts(tmp_path)


def test_without_the_file_there_are_no_facts(tmp_path):
    assert read_facts(tmp_path).of("a.txt") == NO_FACTS
    assert read_facts(tmp_path / "nowhere").problems == ()


def test_all_facts_are_read(tmp_path):
    facts = facts_of(
        tmp_path,
        '["a.txt"]\nurl = "https://b.example/2017/06/x.html"\ntitle = " A\\n title "\ndate = "2017-06-24"\n'
        'author = "Me"\nlicence = "by leave"\nnotes = "none"\n',
    )
    url = "https://b.example/2017/06/x.html"
    assert facts.of("a.txt") == Facts(url, "A title", date(2017, 6, 24), "Me", "by leave", "none")
    assert facts.of("b.txt") == NO_FACTS
    assert facts.problems == ()


@pytest.mark.parametrize("value", ['"2017-06-24"', "2017-06-24", "2017-06-24T10:00:00Z"])
def test_a_date_may_be_a_string_a_date_or_a_time(tmp_path, value):
    assert facts_of(tmp_path, f'["a.txt"]\ndate = {value}\n').of("a.txt").date == date(2017, 6, 24)


def test_control_characters_are_removed_from_facts(tmp_path):
    assert facts_of(tmp_path, '["a.txt"]\ntitle = "a\\u0000b\\u001b"\n').of("a.txt").title == "ab"


@pytest.mark.parametrize(
    "toml, says",
    [
        ("[a.txt\n", "write names and texts in quotation marks"),
        (
            '["a.txt"]\ntitel = "x"\n',
            "“titel” is not a known key; the keys are url, title, date, author, licence, notes",
        ),
        ('["b.txt"]\n', '["b.txt"]: there is no such file in this folder; the files are a.txt'),
        ('["a.txt"]\ndate = "24 June"\n', "date must be a day like 2021-12-30, not '24 June'"),
        ('["a.txt"]\ntitle = 7\n', "title must be text in quotation marks, not 7"),
        ('["a.txt"]\nurl = "http://[x"\n', "url must be an address like https://…"),
        ('"a.txt" = "x"\n', "write it as a table"),
        ("[a.txt]\ntitle = 'x'\n", '["a"]: there is no such file'),
    ],
)
def test_a_mistake_is_reported_in_one_line_with_what_to_do(tmp_path, toml, says):
    problems = facts_of(tmp_path, toml).problems
    assert any(says in problem for problem in problems)
    assert all("\n" not in problem and "sources.toml" in problem for problem in problems)


def test_facts_about_a_file_in_a_folder_below_are_reported_also_if_no_file_is_beside_them(tmp_path):
    archive = Archive(tmp_path)
    archive.put_files(**{"sources.toml": '["june/a.txt"]\ntitle = "Kettles"\n'})
    (archive.inbox / "june").mkdir()
    (archive.inbox / "june" / "a.txt").write_text("Ours is dry.\n\nIt was dry in May.\n")
    assert any('write ["a.txt"] in june/sources.toml' in problem for problem in archive.run().problems)


def test_the_other_facts_of_a_table_with_a_mistake_are_used_and_marked(tmp_path):
    facts = facts_of(tmp_path, '["a.txt"]\ntitle = "A"\ndate = "soon"\n')
    assert facts.of("a.txt") == Facts(title="A", is_valid=False)
    assert facts.of("b.txt").is_valid


def test_a_file_that_cannot_be_read_makes_all_facts_invalid(tmp_path):
    assert not facts_of(tmp_path, "[").of("a.txt").is_valid
    (tmp_path / "sources.toml").write_bytes(b"\xff")
    assert "not saved as UTF-8" in read_facts(tmp_path).problems[0]
    (tmp_path / "sources.toml").unlink()
    (tmp_path / "sources.toml").mkdir()
    assert "cannot be read" in read_facts(tmp_path).problems[0]


@pytest.mark.parametrize(
    "url, path",
    [
        ("https://b.example/2017/06/x-y_3.html?m=1#c7", "/2017/06/x-y_3.html"),
        ("http://b.example/2017/06/caf%C3%A9.html", "/2017/06/caf\u00e9.html"),
        ("http://b.example/2017/13/x.html", None),
        ("http://b.example/2017/06/x.comments.html", None),
        ("http://b.example/2017/06/..%2F..%2Fx.html", None),
        ("http://b.example/search?q=x", None),
        (None, None),
    ],
)
def test_a_permalink_is_the_path_of_a_posts_address(url, path):
    assert post_path(url) == path


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (
            "a = " + "[" * 5000 + "]" * 5000,
            "(lists or tables are nested too deeply); write names and texts in quotation marks",
        ),
        ('["page.txt"]\nurl = {a = 1}', 'sources.toml: ["page.txt"]: url must be text in quotation marks, not a table'),
        (
            '["page.txt"]\ndate.' + "a." * 3000 + "b = 1",
            '["page.txt"]: date must be a day like 2021-12-30, not a table',
        ),
        ('["page.txt"]\ntitle = ["a", "b"]', '["page.txt"]: title must be text in quotation marks, not a list'),
        ('["sub/page.txt"]\ntitle = "A"', 'the file is in another folder; write ["page.txt"] in sub/sources.toml'),
    ],
)
def test_nested_values_and_names_are_one_line(tmp_path, toml, says):
    (tmp_path / "sub").mkdir()
    for name in ("page.txt", "sub/page.txt"):
        (tmp_path / name).write_text("hello")
    (tmp_path / "sources.toml").write_text(toml)
    (problem,) = read_facts(tmp_path).problems
    assert says in problem
    assert "\n" not in problem
