"""Private details are masked, public ones stay, and the rest of the text does not change."""

import re
from html import unescape
from itertools import zip_longest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.errors import BrokenSettings
from archive.markup.from_html import html_to_markdown
from archive.markup.from_text import escape, text_to_markdown
from archive.markup.inline_spans import split_spans
from archive.markup.render import to_html, to_text
from archive.privacy.allowlist import load_allowlist, parse_allowlist
from archive.privacy.detectors import Allowlist, is_email, is_phone
from archive.privacy.masking import mask_line, mask_markdown, mask_name
from patience import many, no_hang

MASK = {
    "e-mail address": "[e-mail address removed]",
    "phone number": "[phone number removed]",
    "National Insurance number": "[National Insurance number removed]",
}
EMAIL, PHONE, INSURANCE = MASK.values()

EMAILS = """
bob@example.org
Bob.O'Brien@mail.example.co.uk
first.last+tag_x@sub-domain.example.org
_jo_@example.org
bob (at) example (dot) org
bob [at] example [dot] org
bob(at)example.org
bob [at] example dot org
bob@example(dot)org
BOB@EXAMPLE.ORG
jürgen@exämple.org
bob＠example.org
""".strip().splitlines()

PHONES = """
020 7946 0958
02079460958
(020) 7946 0958
( 020 ) 7946 0958
020-7946-0958
020.7946.0958
020 – 7946 0958
(0161) 496 0000
0161 4960000
01632 960 001
01632 960001
01632 96 00 01
01204 12345
07700 900123
07700900123
0770 090 0123
+44 7700 900 123
+447700900123
+44 (0)20 7946 0958
+44 (0) 20 7946 0958
+44(0)7700900123
(+44) 1632 960001
0044 20 7946 0958
44 7700 900123
020 7946 0958 ext. 123
020 7946 0958 x12
020 7946 0958, extension 4
055 1234 5678
""".strip().splitlines()

INSURANCES = ["AB 12 34 56 C", "AB123456C", "ab123456c", "JG-12-34-56-A", "AB 123456 D"]

PUBLIC = """
12/11/2021 and 2017-06-24, 01.02.2021 07.03.2021
between 2010-2015, in 2010–2015 and from 2010 to 2015
£1,234,567 or £0800 or £ 01,234 and 12.5% of 45,678
case 01/2345/2021, T20217046, URN 01YY0123421, claim 1234567/2019
ISBN 0-19-852663-6, 0198526636, 978 0 19 852663 6, 9780198526636
section 20(1)(b), s.177, SI 2014/1198, JTU27-2021, PI 01/2014
at 10.30, 07:30-15:30, shifts 0700 0800 0900 1000, 0730-1530 1530-2330
call 0300 123 4567, 0345 601 5884, 0800 496 0123, 0808 157 0123, 0800 1111, 0870 123 4567, 0900 123 4567
call 116 123, 999, 101 or 111, 0500 123 456
row 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
2010 2011 2012 | 1,234 2,345 3,456 | 0.5 0.25 0.125
0 1 2 3 4 5 6 7 8 9 10
0.0770090012345 and 3.07700900123
card 4929 1234 5678 9012, account 12345678, sort code 01-23-45
1499990000000 and 12345678901234567890 and 01234567890123
look at the dot com boom, meet @ noon, @handle, user@host, 3@1.50, 5 @ £2.50
https://www.example.org/2017/06/07700900123.html?showComment=1499990000000&id=02079460958
www.example.org/07700900123
on 12 34 56 a, QQ 12 34 56 C, GB123456A, AB12345C, XAB123456C
an email, e-mail: none; phone (none)
""".strip().splitlines()

MARKS = r"""_ * ** [ ] ( ) ](x) < > & &amp; \ ` ! # 1. 2) + - | = ~ : ; , . ' " £ /"""
PARTS = "probation Napo été \u200b \xad 0 07 44 @ mailto: x https://x.org/?e=a@b.uk"
LINES = st.lists(
    st.sampled_from([*EMAILS, *PHONES, *INSURANCES, *PUBLIC, *MARKS.split(" "), *PARTS.split(" "), *[" "] * 30]),
    max_size=12,
).map("".join)
TAGS = """
<b> </b> <i> </i> <a_href='mailto:bob@example.org'> <a_href='http://x.org/?e=jo%40x.org&a=1'> </a> <br> <p> <ul><li>
</ul> <blockquote> </blockquote> <h2> </h2> <wbr> <img_src='http://x.org/a.png'_alt='jo@x.org'>
<table><tr><td>1</td><td>2</td></tr><tr><td> </td><td> </td></tr></table>
<s> </s> <sup> </sup> <q> </q> <pre> </pre> <code> </code> <a_name='n'> <a_href='#n'>
"""
SAID = "&lt; &gt; &amp; word Napo, 0 _ * 020 _7946_0958 07700_900123 bob @ example .org ann@example.org (at) 2017-06-24"
HTML = st.lists(
    st.sampled_from([" ", "\n", *(part.replace("_", " ") for part in (TAGS + SAID).split())]), max_size=16
).map("".join)


def shown(markdown: str) -> str:
    return " ".join(to_text(mask_markdown(markdown).markdown).split())


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("detail", "mask"),
    [
        *((each, EMAIL) for each in EMAILS),
        *((each, PHONE) for each in PHONES),
        *((each, INSURANCE) for each in INSURANCES),
    ],
)
def test_a_detail_is_masked_wherever_it_is(detail, mask):
    for around in ["{}", "Write to {} now", "Tel:{}, or not", "({})", "“{}”.", "a/{}/b", "{}_"]:
        assert shown(escape(around.format(detail))) == around.format(mask)


@pytest.mark.parametrize("line", PUBLIC)
def test_text_that_only_resembles_a_detail_stays(line):
    markdown = escape(line)
    assert mask_markdown(markdown).markdown == markdown
    assert mask_markdown(markdown).found == ()


@pytest.mark.parametrize(
    ("markdown", "after"),
    [
        ("<mailto:bob@x.org>", r"\[e-mail address removed]"),
        ("<bob@x.org>", r"\[e-mail address removed]"),
        ("[bob@x.org](<mailto:bob@x.org>)", r"\[e-mail address removed]"),
        ("[Write **to** us](<mailto:bob@x.org?subject=x>)!", "Write **to** us!"),
        ("[Write to **us**](<mailto:bob@x.org>)!", "Write to us!"),
        ("[1. Write](<mailto:bob@x.org>) to us", r"1\. Write to us"),
        ("[mail bob@x.org](<https://x.org/>)", r"[mail \[e-mail address removed&#93;](<https://x.org/>)"),
        ("[a](<https://x.org/u?email=bob%40x.org&id=3>)", "[a](<https://x.org/u?email=&id=3>)"),
        ("[a](<https://x.org/u/bob%2540x.org/3>)", "[a](<https://x.org/u//3>)"),
        ("[a](<https://bob@x.org/>)", "a"),
        ("see <https://x.org/u?email=bob@x.org> there", "see <https://x.org/u?email=> there"),
        ("![bob@x.org](<https://x.org/a.png>)", "![](<https://x.org/a.png>)"),
        ("![view](<https://x.org/a.png?for=bob@x.org>)", "![view](<https://x.org/a.png?for=>)"),
        ("bob@[x.org](<http://x.org>) or", r"\[e-mail address removed] or"),
        ("[bob](<http://x.org/bob>)@x.org or", r"\[e-mail address removed] or"),
        ("**020** 7946 0958", r"\[phone number removed]"),
        ("020 **7946** 0958", r"\[phone number removed]"),
        ("b*o*b@x.org", r"\[e-mail address removed]"),
        ("**Tel 020 7946 0958**", r"**Tel \[phone number removed&#93;**"),
        ("**Tel 020 7946 0958**x", r"Tel \[phone number removed]x"),
        ("b\xado\u200bb@x.org", r"\[e-mail address removed]"),
        ("020&nbsp;7946&#32;0958", r"\[phone number removed]"),
        (r"> - 07700900123\) Jo", r"> - \[phone number removed]) Jo"),
        ("| Jo | 07700900123 |", r"| Jo | \[phone number removed] |"),
        ("a_020 7946 0958_b", r"a_020 7946 0958_b".replace("_020 7946 0958_", r"\_\[phone number removed]\_")),
        ("bob@x.org/ann@y.org", r"\[e-mail address removed]/\[e-mail address removed]"),
        ("020 7946 0958/07700 900123", r"\[phone number removed]/\[phone number removed]"),
        ("020 7946 0958 10am", r"\[phone number removed] 10am"),
    ],
)
def test_links_and_emphasis_at_a_detail_are_kept_where_possible(markdown, after):
    assert mask_markdown(markdown).markdown == after


def test_a_keeper_sees_what_was_masked_and_where_but_not_the_detail():
    text = "Register your interest by writing to Jo at jo.bloggs@x.org or ring\n"
    text += "020 7946 0958 before Friday at noon, or not."
    email, phone = mask_markdown(text).found
    assert (email.kind, email.words, email.hint) == ("e-mail address", 1, "j…@…")
    assert (email.before, email.after) == ("interest by writing to Jo at", "or ring [phone number removed] before")
    assert (phone.kind, phone.words, phone.hint) == ("phone number", 3, "…958")
    assert (phone.before, phone.after) == ("at [e-mail address removed] or ring", "before Friday at noon, or not.")
    assert mask_markdown("It is ab123456c.").found[0].hint == "A…"


def test_details_that_readers_do_not_see_are_found_but_count_no_words():
    (target,) = mask_markdown("[Write to us](<mailto:bob@x.org>)").found
    (value,) = mask_markdown("[here](<https://x.org/?e=bob%40x.org>)").found
    assert (target.words, target.before, value.words) == (0, "Write to us", 0)
    assert [found.words for found in mask_markdown("[bob@x.org](<mailto:bob@x.org>)").found] == [1]


def test_a_word_shared_by_two_details_counts_once():
    assert [found.words for found in mask_markdown("bob@x.org/ann@y.org 020 7946 0958").found] == [1, 0, 3]


def test_long_words_next_to_a_detail_are_not_shown_in_part():
    found = mask_markdown(f"{'x' * 999} a bob@x.org b {'y' * 999}").found[0]
    assert (found.before, found.after) == ("a", "b")


ALLOWED = Allowlist(("Press@Example.org",), ("napo.org.uk",), ("+44 20 7946 0958",))


ALLOWED_TEXTS = """
press@example.org
<mailto:press@example.org>
[a](<mailto:press@example.org>)
jo@napo.org.uk
jo@mail.Napo.org.uk
020 7946 0958
(020) 79460958 ext 3
<https://x.org/?e=jo%40napo.org.uk>
"""


@pytest.mark.parametrize("text", ALLOWED_TEXTS.strip().splitlines())
def test_allowed_details_stay(text):
    assert mask_markdown(text, ALLOWED).markdown == text
    assert mask_markdown(text).markdown != text


def test_details_next_to_allowed_ones_are_masked():
    text = "press@example.org.uk xpress@example.org jo@notnapo.org.uk 020 7946 0959"
    assert plain(to_text(mask_markdown(text, ALLOWED).markdown)) == f"{EMAIL} {EMAIL} {EMAIL} {PHONE}"


def test_a_mask_stands_in_code_as_typed_and_never_leaves_half_a_tag():
    fenced = "> ```\n> a*  jo@x.org\n>\n> \\_ b\n> ```"
    assert mask_markdown(fenced).markdown == fenced.replace("jo@x.org", EMAIL)
    assert mask_markdown("<s>call 020 7946</s> 0000 now").markdown == f"call {PHONE} now".replace("[", "\\[")
    assert mask_markdown("<s>jo@x.org</s> a<sup>2</sup>").markdown == f"<s>\\{EMAIL[:-1]}&#93;</s> a<sup>2</sup>"


@given(LINES)
def test_masking_a_masked_line_changes_nothing(line):
    once = mask_markdown(escape(line)).markdown
    assert mask_markdown(once) == type(mask_markdown(once))(once)


@given(HTML)
def test_masking_a_masked_document_changes_nothing(html):
    once = mask_markdown(html_to_markdown(html).markdown).markdown
    assert mask_markdown(once).found == ()
    assert mask_markdown(once).markdown == once


@given(HTML)
def test_text_outside_details_does_not_change(html):
    before = html_to_markdown(html).markdown
    after = mask_markdown(before)
    details = re.compile("|".join(map(re.escape, MASK.values())))
    kept = details.split(to_text(after.markdown))
    place, text = 0, to_text(before)
    for part in kept:
        place = text.index(part, place) + len(part)
    assert len(kept) <= len(after.found) + 1


@given(HTML)
def test_both_engines_show_a_masked_text_alike(html):
    after = mask_markdown(html_to_markdown(html).markdown).markdown
    html = re.sub(r"</?(?:strong|em|a|img|s|sup|q|code)\b[^>]*>", "", to_html(after))
    read = re.findall(r"\w+", unescape(re.sub("<[^>]*>", " ", html)))
    assert read == re.findall(r"\w+", to_text(after))


@given(st.lists(LINES, max_size=5))
def test_a_masked_text_is_still_canonical(lines):
    after = mask_markdown(text_to_markdown([line for line in lines if "https" not in line])[0]).markdown
    assume("```" not in after)  # columns are as typed
    again = "\n".join(
        escape(to_text(line)) if not line.startswith("- ") and line != "* * *" else line for line in after.split("\n")
    )
    for written, rewritten in zip_longest(after.split("\n"), again.split("\n")):
        assert written == rewritten


@given(st.text())
def test_the_spans_of_any_text_make_up_the_text(text):
    assert "".join(piece.source for piece in split_spans(text)) == text


@given(st.text(st.sampled_from("ab@.07 4\\*[](<>)&;!_\n-x:/"), max_size=60))
def test_any_text_can_be_masked(text):
    mask_markdown(mask_markdown(text).markdown)


@pytest.mark.parametrize(
    "unit", ["a.", "a@", "a@b.", "020 ", "0", "[", "](<", "*a", "<a@", "&a", "(at)", "www.", "> ", "bob@x.org "]
)
def test_hostile_texts_are_masked_in_linear_time(unit):
    with no_hang():
        mask_markdown(many(unit, 100_000 // len(unit)) + " jo@x.org")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jim Brown", "Jim Brown"),
        ("bob@x.org", EMAIL),
        ("Bob <bob@x.org>", f"Bob <{EMAIL}>"),
        ("Jo 07700 900123", f"Jo {PHONE}"),
        ("  ", None),
    ],
)
def test_details_in_an_authors_name_are_masked(author, name):
    assert mask_name(author) == name


def test_the_details_masked_in_a_line_are_counted():
    assert mask_line("Ring 020 7946 0958 or write to bob@x.org") == (f"Ring {PHONE} or write to {EMAIL}", 2)
    assert mask_line("Trouble with *SOTP*") == ("Trouble with *SOTP*", 0)


# privacy.toml


def test_without_a_file_nothing_is_allowed(tmp_path):
    assert load_allowlist(tmp_path) == Allowlist()


def test_the_allowlist_is_read_from_the_file(tmp_path):
    (tmp_path / "privacy.toml").write_text(
        '[allowed]\nemails = ["press@example.org"]\ndomains = ["napo.org.uk"]\nphones = ["020 7946 0958"]\n', "utf-8"
    )
    assert load_allowlist(tmp_path) == Allowlist(("press@example.org",), ("napo.org.uk",), ("020 7946 0958",))
    assert parse_allowlist("", "privacy.toml") == Allowlist()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[allowed", "the end of the file is not valid TOML (expected"),
        ("[allow]\n", "unknown key allow; put your lists below a line [allowed]"),
        ("allowed = 3", "write [allowed] on a line of its own"),
        ("[allowed]\nemail = []", "unknown key email in [allowed]; did you mean emails?"),
        ('[allowed]\nemails = "a@b.org"', "emails must be a list; write it like emails = ["),
        ('[allowed]\nemails = ["a@b.org", "b.org"]', "emails, entry 2: 'b.org' is not an e-mail address such as"),
        ('[allowed]\ndomains = ["@b.org"]', "domains, entry 1: '@b.org' is not a domain"),
        ('[allowed]\nphones = ["7946 0958"]', "phones, entry 1: '7946 0958' is not a private telephone number"),
        ("[allowed]\nphones = [2079460958]", "phones, entry 1: 2079460958 is not a private"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(text, complaint):
    with pytest.raises(BrokenSettings) as caught:
        parse_allowlist(text, "privacy.toml")
    assert str(caught.value).startswith("privacy.toml: ")
    assert complaint in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    (tmp_path / "privacy.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenSettings, match=r"privacy\.toml: cannot be read \(.*\); choose UTF-8 when you save it"):
        load_allowlist(tmp_path)


def test_text_around_an_address_or_number_makes_it_invalid():
    assert is_email("bob@example.org")
    assert is_phone("+44 20 7946 0958")
    assert not is_email("Bob bob@example.org")
    assert not is_phone("0800 123 4567")
