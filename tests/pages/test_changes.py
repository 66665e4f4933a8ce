"""A page promises that no word was changed or left out only where that holds, characters included."""

from datetime import date

import pytest

from archive.content.ledger import LedgerEntry, passage_name
from archive.content.post_records import post_records
from archive.content.reasons import GONE, REMOVED
from archive.model import Comment, Post
from archive.pages.provenance import provenance_view
from cases import import_case
from scrapes import HERONS, Archive, page

SOURCES = {
    "page.html": """<html><head><meta charset=utf-8><meta name=generator content=blogger></head><body>
<div class="post hentry"><h3 class="post-title entry-title">Tea</h3><div class="post-body entry-content">We will meet in
the café.</div></div></body></html>""",
    "blog.xml": """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blogger.com,1999:blog-1.archive</id><entry>
<id>tag:blogger.com,1999:blog-1.post-2</id><published>2017-06-09T09:00:00Z</published>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>
<title>Tea</title><content type="html">We will meet in the café.</content></entry></feed>""",
}
DAY = date(2017, 6, 24)
ESTUARY = "posts/2017/06/the-estuary"
POST = Post(id="tag:a", kind="post", permalink="/2017/06/a.html", body="One.")
HOLDER = LedgerEntry("a.txt", "0" * 64, "text:C", (1, 9), "posts/2017/06/a", "post", "published", written="1")


def entry(outcome: str = "published", **facts) -> LedgerEntry:
    return LedgerEntry(
        "a.txt", "0" * 64, "text:C", (1, 9), "posts/2017/06/a", outcome=outcome, **{"kind": "post"} | facts
    )


def changes(*records: LedgerEntry, post: Post = POST) -> tuple[str, ...]:
    return provenance_view(post, [HOLDER, *records]).changes


def shown(archive: Archive, name: str):
    post = archive.post(name)
    return provenance_view(post, post_records(archive.content).of(f"{name}.md", post.id))


def test_a_text_that_is_as_it_was_says_nothing(tmp_path):
    archive = Archive(tmp_path)
    archive.put(herons=page("The herons", DAY, HERONS))
    archive.run()
    found = shown(archive, "posts/2017/06/the-herons")
    assert (found.changes, found.is_accounted_for) == ((), True)


@pytest.mark.parametrize(
    ("inserted", "sentence"),
    [
        ("\x07", "Left out 1 control character."),
        ("\x92", "Read 1 control character as the sign that Windows programs mean by it."),
        ("\x93\x94", "Read 2 control characters as the signs that Windows programs mean by them."),
        ("\ufffe", "Left out 1 character that no text can have."),
    ],
)
def test_characters_that_were_changed_within_a_word_are_counted(tmp_path, inserted, sentence):
    archive = Archive(tmp_path)
    archive.put(herons=page("The herons", DAY, HERONS.replace("estuary", f"estu{inserted}ary")))
    archive.run()
    assert shown(archive, "posts/2017/06/the-herons").changes == (sentence,)


def test_lines_in_an_unknown_encoding_are_said_to_be_a_guess(tmp_path):
    archive = Archive(tmp_path)
    archive.put(herons=page("The herons", DAY, HERONS))
    text = (archive.inbox / "herons.txt").read_bytes()
    (archive.inbox / "herons.txt").write_bytes(text.replace(b"half the team", b"\x93half\x94 the team"))
    archive.run()
    assert "“half” the team" in archive.post("posts/2017/06/the-herons").body
    said = "Read 1 line that is not UTF-8 as Windows-1252, which is a guess."
    assert shown(archive, "posts/2017/06/the-herons").changes == (said,)


@pytest.mark.parametrize("name", ["page.html", "blog.xml"])
def test_invalid_bytes_of_pages_and_feeds_are_said_to_be_a_guess(tmp_path, name):
    archive = Archive(tmp_path)
    archive.inbox.mkdir()
    (archive.inbox / name).write_bytes(SOURCES[name].replace("We will", "We'll").encode().replace(b"'", b"\x92", 1))
    archive.run()
    (file,) = archive.posts()
    assert archive.post(file).body == "We’ll meet in the café."
    said = "Read 1 byte that is invalid in the encoding of the source as Windows-1252, which is a guess"
    assert any(each.startswith(said) for each in shown(archive, file).changes)


def test_characters_of_another_post_in_the_file_are_not_counted(tmp_path):
    archive = Archive(tmp_path)
    pages = [page("The herons", DAY, HERONS), page("The kettle", date(2017, 6, 25), "It is\x07 new.\n\nIt is red.")]
    archive.put(both="\n\n".join(pages))
    archive.run()
    of = {name: shown(archive, name).changes for name in archive.posts()}
    assert sum(bool(each) for each in of.values()) == 1


def test_the_page_of_the_case_of_c1_controls_says_that_characters_were_changed(tmp_path):
    case = import_case("21-c1-controls", tmp_path)
    ((name, post),) = case.posts.items()
    assert "We’ll meet – if he’s late — “here”… It costs €5." in post.body
    assert any("control characters as the signs" in each for each in shown(case.archive, name).changes)


def test_characters_that_may_be_anywhere_in_the_file_are_said_to_be_so():
    found = changes(entry(characters={"control characters somewhere in the file": 3}))
    assert found == ("Left out 3 control characters, perhaps elsewhere in the file.",)


def test_furniture_within_a_post_is_named_by_its_kind():
    found = changes(entry(words_left_out={"page furniture: share buttons": 4}))
    assert found == ("Left out 4 words of the page around the text (share buttons).",)


def test_masked_details_are_counted_also_if_they_are_no_word_of_their_own():
    masked = ("e-mail address j…@… after “x”", "phone number …958 after “y”")
    found = changes(entry(masked=masked, words_left_out={"phone number, masked": 1}))
    assert found == ("Masked 2 personal details, such as an e-mail address or a telephone number.",)


def test_a_masked_name_is_said_to_be_masked():
    comment = Comment("1", "Hello", author="[e-mail address removed]")
    post = Post(id="tag:a", kind="post", permalink="/2017/06/a.html", body="One.", comments=(comment,))
    assert changes(post=post) == ("Masked personal details in 1 name.",)


def test_words_that_only_another_copy_has_are_counted():
    found = changes(entry("merged", reason="merged into the copy in b.txt", words_left_out={"only in this copy": 7}))
    assert found == ("Left out 7 words that only another copy has.",)


def test_a_removed_comment_whose_words_another_copy_has_is_counted():
    removed = entry("left-out", kind="comment", reason=REMOVED, words_left_out={REMOVED: 5})
    assert changes(removed) == ("Left out the words of 1 comment that was removed from the blog.",)


def test_a_post_that_its_source_no_longer_has_says_so():
    assert changes(entry(reason=GONE)) == (
        "The newest version of the source no longer has this. We show what an earlier version had.",
    )


def test_a_reason_with_braces_is_shown_as_it_is():
    assert changes(entry(words_left_out={"odd {n}": 2})) == ("Left out 2 words: odd {n}.",)


def test_words_that_a_keeper_placed_are_said_to_be_so(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=f"A stray line.\n\n{page('The Estuary', DAY, HERONS)}")
    archive.content.mkdir()
    decision = f'verdict = "text-of"\npassage = "{passage_name("A stray line.")}"\ntexts = ["{ESTUARY}"]'
    (archive.content / "decisions.toml").write_text(f"[[decision]]\n{decision}\n")
    archive.run()
    assert shown(archive, ESTUARY).changes == (
        "A keeper of this archive placed 3 words here, which a.txt has in another place: before the first heading.",
    )
