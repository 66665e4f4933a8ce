"""decisions.toml: what keepers may write, how mistakes are reported, and how decisions are added."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decisions.decisions import Decision, Decisions
from archive.decisions.decisions_file import add_decision, read_decisions
from archive.errors import BrokenSettings

WRITTEN = """\
# Ours

[[decision]]
verdict = "same"      # looked at twice
texts = ["posts/2017/06/kettle.md", " /2017/06/the-kettle.html"]
why = "One post"

[[decision]]
verdict = "quotation"
source = "mailouts/2021/circular"
quoting = "/2021/11/post.html#c12"
begins = "The office kettle"

[[decision]]
verdict = "boilerplate"
words = "With best wishes from the branch office"
"""


def entry(**keys: object) -> str:
    return "[[decision]]\n" + "".join(f"{key} = {value!r}\n" for key, value in keys.items())


def complaints(text: str) -> list[str]:
    with pytest.raises(BrokenSettings) as raised:
        read_decisions(text, "decisions.toml")
    return str(raised.value).splitlines()


def test_a_file_written_by_hand_is_read():
    assert read_decisions(WRITTEN, "decisions.toml").entries == (
        Decision(1, "same", ("posts/2017/06/kettle.md", "/2017/06/the-kettle.html"), why="One post"),
        Decision(2, "quotation", ("mailouts/2021/circular", "/2021/11/post.html#c12"), "The office kettle"),
        Decision(3, "boilerplate", words="With best wishes from the branch office"),
    )


def test_an_empty_file_has_no_decisions():
    assert read_decisions("", "decisions.toml") == Decisions()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[decision\n", "decisions.toml line 1: this line is not valid TOML (expected"),
        ("[same]", "decisions.toml: only [[decision]] entries are allowed; remove same"),
        ("decision = 1", "decisions.toml: write [[decision]] with two brackets on each side, above each decision"),
        ('[decision]\nverdict = "same"', "decisions.toml: write [[decision]] with two brackets on each side, above"),
        (
            entry(verdict="same", text=["a", "b"]),
            "decision 1 (same): has no texts; add a line\ndecision 1 (same): unknown key text; did you mean texts?",
        ),
        (
            entry(verdict="same", source="a", texts=["a", "b"]),
            "decision 1 (same): unknown key source; use verdict, texts, why",
        ),
        (
            entry(verdict="alike", texts=["a", "b"]),
            "decision 1 (alike): unknown verdict alike; "
            "use same, different, quotation, no-quotation, boilerplate, no-repeat",
        ),
        (
            entry(verdict="no quotation", texts=["a", "b"]),
            "decision 1 (no quotation): unknown verdict no quotation; did you mean no-quotation?",
        ),
        (
            entry(texts=["a", "b"]),
            "decision 1 (no verdict): has no verdict; "
            "use same, different, quotation, no-quotation, boilerplate, no-repeat",
        ),
        (
            entry(verdict="different", texts=["a"]),
            "decision 1 (different): texts must name 2 texts, not 1; write it like texts = [",
        ),
        (
            entry(verdict="no-repeat", texts=["a", "b"], begins="so"),
            "decision 1 (no-repeat): texts must name 1 text, not 2; write it like texts =",
        ),
        (
            entry(verdict="no-repeat", texts=["a"]),
            "decision 1 (no-repeat): has no begins",
        ),
        (
            entry(verdict="same", texts="a"),
            'decision 1 (same): texts must be a list of names in quotation marks, such as ["/2017/06/an-example.html"]',
        ),
        (
            entry(verdict="quotation", source=7, quoting="b"),
            "decision 1 (quotation): source must be text in quotation marks",
        ),
        (
            entry(verdict="same", texts=["a", " "]),
            "decision 1 (same): texts has an empty name; write an address or a file",
        ),
        (
            entry(verdict="quotation", source="a", quoting="b", begins="", why=" "),
            "decision 1 (quotation): begins is empty; fill it in or delete the line\n"
            "decision 1 (quotation): why is empty; fill it in or delete the line",
        ),
        (
            entry(verdict="no-quotation", texts=["a", "b"], begins="…"),
            "decision 1 (no-quotation): begins has no letters or digits; write the first words of the passage",
        ),
        (
            entry(verdict="text-of", texts=["a"], passage="unplaced:12", after="–"),
            "decision 1 (text-of): passage must be a name like unplaced:0123456789ab; `invoke review --list` has\n"
            "decision 1 (text-of): after has no letters or digits; write the words before the passage",
        ),
        (
            entry(verdict="text-of", passage="unplaced:0123456789ab"),
            "decision 1 (text-of): has no texts; add a line texts",
        ),
        (
            entry(verdict="boilerplate", passage="unplaced:0123456789ab", words="five words and two more"),
            "decision 1 (boilerplate): unknown key words; use verdict, passage, why",
        ),
        (
            entry(verdict="boilerplate", words="With very best – wishes"),
            "decision 1 (boilerplate): words must have at least 5 words, because fewer occur anywhere by chance",
        ),
        (
            entry(verdict="same", texts=["a", "a "]),
            "decision 1 (same): names one text twice, a; name two texts or delete the decision",
        ),
        (
            entry(verdict="different", texts=["a", "b#c1"]),
            "decision 1 (different): names a post and a comment, which are never duplicates; "
            "name two posts or two comments, or delete the decision",
        ),
    ],
)
def test_a_wrong_entry_is_reported_with_what_to_do(text, complaint):
    given_lines, expected = complaints(text), complaint.splitlines()
    assert len(given_lines) == len(expected)
    for line, said in zip(given_lines, expected, strict=True):
        assert line.removeprefix("decisions.toml: ").startswith(said.removeprefix("decisions.toml: "))
        assert line.startswith("decisions.toml")


def test_all_problems_of_a_file_are_reported_at_once():
    text = entry(verdict="alike") + entry(verdict="same", texts=["a"]) + entry(verdict="boilerplate", words="a b")
    assert [line.split(":")[1] for line in complaints(text)] == [
        " decision 1 (alike)",
        " decision 2 (same)",
        " decision 3 (boilerplate)",
    ]


def test_a_problem_is_one_line_even_if_a_key_has_line_ends():
    assert len(complaints('[[decision]]\nverdict = "a\\nb"\n"c\\nd" = 1\n')) == 2


SAME, DIFFERENT = entry(verdict="same", texts=["a", "b"]), entry(verdict="different", texts=["b", "a"])


def test_two_texts_cannot_be_the_same_and_different():
    assert complaints(SAME + DIFFERENT) == [
        "decisions.toml: decision 2 (different): contradicts decision 1 (same); delete the wrong one"
    ]


def test_two_texts_cannot_be_different_and_the_same_through_others():
    through = entry(verdict="same", texts=["c", "d"]) + entry(verdict="same", texts=["b", "c"])
    assert complaints(SAME + entry(verdict="different", texts=["a", "d"]) + through) == [
        "decisions.toml: decision 4 (same): contradicts decision 1 (same) and decision 2 (different) "
        "and decision 3 (same); delete the wrong one"
    ]


def test_every_contradiction_is_reported():
    far = entry(verdict="same", texts=["x", "y"]) + entry(verdict="different", texts=["x", "y"])
    assert [line.split(":")[1] for line in complaints(SAME + far + DIFFERENT)] == [
        " decision 4 (different)",
        " decision 3 (different)",
    ]


QUOTATION = entry(verdict="quotation", source="a", quoting="b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (QUOTATION, entry(verdict="quotation", source="b", quoting="a")),
        (QUOTATION, entry(verdict="no-quotation", texts=["b", "a"])),
        (
            entry(verdict="quotation", source="a", quoting="b", begins="Don’t boil"),
            entry(verdict="quotation", source="b", quoting="a", begins="don't boil."),
        ),
    ],
)
def test_one_passage_cannot_be_quoted_in_both_directions_or_quoted_and_not(one, other):
    assert "contradicts decision 1 (quotation)" in complaints(one + other)[0]


def test_two_passages_may_be_quoted_in_both_directions():
    other = entry(verdict="quotation", source="b", quoting="a", begins="The kettle")
    assert len(read_decisions(QUOTATION + other, "decisions.toml").entries) == 2


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (SAME, entry(verdict="same", texts=["b", "a"], why="as I said")),
        (QUOTATION, QUOTATION),
        (
            entry(verdict="boilerplate", words="With best wishes from us all"),
            entry(verdict="boilerplate", words="WITH BEST WISHES, from us all!"),
        ),
    ],
)
def test_a_decision_written_twice_is_reported(first, again):
    label = first.split("'")[1]
    assert complaints(first + again) == [
        f"decisions.toml: decision 2 ({label}): says the same as decision 1 ({label}); delete one of them"
    ]


PASSAGE = "unplaced:0123456789ab"
PART = Decision(0, "text-of", ("posts/a",), passage=PASSAGE)


@pytest.mark.parametrize("other", [Decision(0, "boilerplate", passage=PASSAGE), replace(PART, after="the end")])
def test_a_passage_is_not_settled_in_two_ways(other):
    once = add_decision("", PART)
    with pytest.raises(BrokenSettings, match=r"decision 2 \(.*\): contradicts decision 1 \(text-of\); delete"):
        add_decision(once, other)
    written = once + entry(verdict=other.verdict, passage=PASSAGE, **({"texts": ["a"]} if other.texts else {}))
    assert len(read_decisions(written, "decisions.toml").entries) == 2, "they are reported when they are applied"


def test_the_same_words_may_be_a_part_of_two_posts():
    twice = add_decision(add_decision("", PART), replace(PART, texts=("posts/b",)))
    assert len(read_decisions(twice, "decisions.toml").entries) == 2


LINES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
NAMES = LINES.map(str.strip)
BEGINS = LINES.map(lambda line: f"a{line}")
PAIRS = st.lists(NAMES.map(lambda name: name.replace("#", "")).map(str.strip).filter(bool), min_size=2, max_size=2)

PASSAGES = st.from_regex(r"unplaced:[0-9a-f]{12}", fullmatch=True)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    verdict = draw(
        st.sampled_from(
            ["same", "different", "quotation", "no-quotation", "boilerplate", "no-repeat", "text-of", "passage"]
        )
    )
    why, maybe = draw(st.just("") | LINES), draw(st.just("") | BEGINS)
    if verdict == "boilerplate":
        return Decision(1, verdict, words="five words and two more " + draw(LINES), why=why)
    if verdict == "passage":
        return Decision(1, "boilerplate", passage=draw(PASSAGES), why=why)
    if verdict == "text-of":
        return Decision(1, verdict, (draw(NAMES),), passage=draw(PASSAGES), after=maybe, why=why)
    if verdict == "no-repeat":
        return Decision(1, verdict, (draw(NAMES),), draw(BEGINS), why=why)
    texts = tuple(draw(PAIRS.filter(lambda pair: pair[0] != pair[1])))
    return Decision(1, verdict, texts, maybe if "quotation" in verdict else "", why=why)


@given(decisions())
def test_an_added_decision_can_be_read(decision):
    assert read_decisions(add_decision("", decision), "decisions.toml").entries == (decision,)


COMMENTS = st.lists(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f")), max_size=5
)


@given(decisions(), COMMENTS, st.sampled_from(["", "\n", "\n\n\n"]), st.sampled_from(["\n", "\r\n"]))
def test_adding_a_decision_does_not_change_the_rest_of_the_file(decision, comments, end, line_end):
    before = (WRITTEN + "".join(f"\n# {comment}" for comment in comments) + end).replace("\n", line_end)
    after = add_decision(before, decision)
    assert after.startswith(before)
    assert read_decisions(after, "decisions.toml").entries[-1] == replace(decision, number=4)


def test_a_new_file_explains_itself_and_its_examples_can_be_used():
    new = add_decision("\n", Decision(1, "no-repeat", ("posts/a",), "So it goes"))
    head, *entries = new.split("\n[[decision]]")
    assert len(entries) == 1
    assert all(line.startswith("#") for line in head.splitlines() if line)
    for verdict in ("same", "different", "quotation", "no-quotation", "boilerplate", "no-repeat", "text-of"):
        assert f'"{verdict}"' in head
    examples = head[head.index("# [[decision]]") :].replace("\n# ", "\n").removeprefix("# ").replace("\n#\n", "\n\n")
    assert len(read_decisions(examples, "decisions.toml").entries) == 3


def test_the_head_is_written_once():
    one = add_decision("", Decision(1, "no-repeat", ("posts/a",), "So it goes"))
    two = add_decision(one, Decision(9, "boilerplate", words="With best wishes from us all", why="sign-off"))
    assert two == one + (
        '\n[[decision]]\nverdict = "boilerplate"\nwords = "With best wishes from us all"\nwhy = "sign-off"\n'
    )


def test_a_blank_line_separates_decisions_even_if_the_file_ends_without_a_line_end():
    after = add_decision(
        '[[decision]]\nverdict = "same"\ntexts = ["a", "b"] # last', Decision(1, "no-repeat", ("a",), "So it")
    )
    assert '# last\n\n[[decision]]\nverdict = "no-repeat"\n' in after


def test_a_decision_that_contradicts_the_file_is_not_added():
    before = add_decision("", Decision(1, "same", ("posts/a", "posts/b")))
    with pytest.raises(BrokenSettings, match=r"decision 2 \(different\): contradicts decision 1 \(same\)"):
        add_decision(before, Decision(2, "different", ("posts/b", "posts/a")))


def test_a_decision_is_not_added_to_a_broken_file():
    with pytest.raises(BrokenSettings, match="not valid TOML"):
        add_decision("[[decision", Decision(1, "same", ("posts/a", "posts/b")))


def test_quotes_and_backslashes_are_escaped_as_in_toml():
    decision = Decision(1, "no-repeat", ('posts\\2017\\06\\"a".md',), 'He said: "No"\nand went')
    assert tomllib.loads(add_decision("", decision))["decision"][0]["texts"] == list(decision.texts)
