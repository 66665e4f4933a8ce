"""Copies that a mirror program or a web archive has rewritten get their original links back, and keep their words."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats.page_statements.archive_bars import is_archive_bar
from archive.formats.page_statements.originals import RestoredPage, restore_originals
from archive.markup.html_words import raw_words
from archive.markup.render import to_text
from archive.sources.document import Document
from archive.text import clean
from mirror_programs import HTTRACK, MIRROR_PROGRAMS, WGET, archive_today_copy, replay_copy
from theme_pages import read_page, theme_pages

HOST = "http://tarnshire.blogspot.com"
URL = f"{HOST}/2017/06/kettles.html"
LINKS = (
    URL,
    f"{URL}?showComment=1497431000000#c101",
    f"{URL}?m=1",
    f"{URL}#c102",
    f"{HOST}/",
    f"{HOST}/2017/06/",
    f"{HOST}/2016/05/another-clock.html",
    f"{HOST}/p/about.html",
    f"{HOST}/feeds/88001/comments/default",
    f"{HOST}/search/label/Napo",
    f"{HOST}/search?q=kettle",
    "http://www.blogger.com/profile/0123456789",
    "http://1.bp.blogspot.com/-abc/kettle.jpg",
    "http://www.example.org/a/report.html",
)


def page_of(links: tuple[str, ...] = LINKS) -> str:
    body = "".join(f'<p><a href="{link}">Words &amp; more of {number}</a></p>' for number, link in enumerate(links))
    head = f'<link rel="canonical" href="{URL}"><link rel="stylesheet" href="http://www.blogger.com/x.css">'
    image = f'<img src="{links[-1]}" alt="A clock">'
    return f"<!DOCTYPE html><html><head>{head}</head><body><div>{body}{image}</div></body></html>"


def restored(html: str, name: str = "page.html", address: str | None = None) -> RestoredPage:
    document = Document(name, "0" * 64, len(html), BytesIO, address)
    found = restore_originals(clean(html), document)
    assert raw_words(found.html) == raw_words(clean(html)), "no word may be changed"
    return found


def links_of(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<(?:a href|img src)="([^"]*)"', html)]


@pytest.mark.parametrize("program", MIRROR_PROGRAMS, ids=lambda program: program.name)
@pytest.mark.parametrize("folder", ["", "mirror/", "a/b.d/copies of 2017/"])
def test_a_mirrored_page_gets_its_links_back(program, folder):
    found = restored(program.copy(page_of(), URL), folder + program.file_of(URL))
    assert found.statements.address == URL
    assert links_of(found.html) == links_of(page_of())


@pytest.mark.parametrize("program", MIRROR_PROGRAMS, ids=lambda program: program.name)
def test_a_mirrored_page_gets_its_links_back_wherever_its_file_lies(program):
    """Here the page states its own address, and the folders of the mirror are gone."""
    copy = program.copy(page_of(), URL).replace("</head>", f"<meta property='og:url' content='{URL}'></head>")
    found = restored(copy, "saved.html")
    assert found.statements.address == URL
    assert links_of(found.html) == links_of(page_of())


_WORD = st.text("abcdefgh0123456789", min_size=1, max_size=6)
_HOSTS = st.builds(
    "{}.{}".format, _WORD.map(lambda word: f"x{word}"), st.sampled_from(["blogspot.com", "org", "co.uk"])
)
_PATHS = st.one_of(
    st.builds("/{}/{:02}/{}.html".format, st.integers(1999, 2026), st.integers(1, 12), _WORD.map(lambda w: f"s{w}")),
    st.builds("/p/{}.html".format, _WORD),
    st.just("/"),
)
_QUERIES = st.one_of(st.just(""), st.builds("?showComment={}".format, st.integers(10**12, 2 * 10**12)), st.just("?m=1"))
_ANCHORS = st.one_of(st.just(""), st.builds("#c{}".format, st.integers(1, 10**12)))


@given(
    st.sampled_from(MIRROR_PROGRAMS),
    st.lists(st.tuples(_HOSTS, _PATHS, _QUERIES, _ANCHORS).map(lambda parts: "http://" + "".join(parts)), min_size=1),
    st.lists(_WORD, max_size=4),
)
def test_any_link_of_a_mirrored_page_is_restored_at_any_depth(program, links, folders):
    links = tuple(re.sub(r"/\?\w+=\w+", "/", link) for link in links)  # a folder has no query
    copy = program.copy(page_of(links), URL)
    found = restored(copy, "/".join([*folders, program.file_of(URL)]))
    assert links_of(found.html) == links_of(page_of(links))


@pytest.mark.parametrize(
    "prefix",
    [
        "/web/",
        "https://web.archive.org/web/",
        "//web.archive.org/web/",
        "http://webarchive.nationalarchives.gov.uk/",
        "https://webarchive.nationalarchives.gov.uk/ukgwa/",
        "https://www.webarchive.org.uk/wayback/archive/",
        "https://wayback.archive-it.org/1234/",
        "http://localhost:8080/my-collection/",
    ],
)
def test_a_page_of_a_web_archive_gets_its_links_back(prefix):
    found = restored(replay_copy(page_of(), prefix, "20170614093000"))
    assert found.statements.address == URL
    assert links_of(found.html) == links_of(page_of())


def test_links_without_a_host_are_enough_to_know_a_web_archive():
    copy = re.sub("<link[^>]*>", "", replay_copy(page_of(), "/web/", "20170614093000"))
    assert links_of(restored(copy).html) == links_of(page_of())


def test_a_link_that_the_author_made_to_a_web_archive_stays():
    author = "https://web.archive.org/web/20150102030405/http://www.example.org/gone.html"
    page = page_of((*LINKS, author))
    assert links_of(restored(page).html) == links_of(page)
    copy = replay_copy(page_of(), "https://web.archive.org/web/", "20170614093000")
    copy = copy.replace("</p>", f'</p><p><a href="{author}">a report</a></p>', 1)
    assert author in links_of(restored(copy).html)


def test_an_image_that_the_author_shows_from_a_web_archive_stays():
    """Blogger repeats the first image of a post in the head of the page."""
    image = "https://web.archive.org/web/20150102030405im_/http://www.example.org/clock.jpg"
    head = f'<meta property="og:image" content="{image}"><link rel="image_src" href="{image}">'
    page = page_of((*LINKS, image)).replace("</head>", f"{head}</head>")
    assert restored(page).html == page


def test_a_page_saved_from_a_web_archive_by_a_browser_gets_its_links_back():
    copy = replay_copy(page_of(), "https://web.archive.org/web/", "20170614093000")
    copy = re.sub("<link[^>]*>", "", copy)
    copy = f"<!-- saved from url=(0070)https://web.archive.org/web/20170614093000/{URL} -->{copy}"
    found = restored(copy)
    assert found.statements.address == URL
    assert links_of(found.html) == links_of(page_of())


def test_a_page_of_a_web_archive_that_a_program_mirrored_gets_its_links_back():
    archive = "web.archive.org/web/20170614093000/http:/tarnshire.blogspot.com/2017/06"
    copy = page_of().replace(f'"{URL}', '"kettles.html').replace(f'"{HOST}/2016', '"../../2016')
    found = restored(copy, f"copies/{archive}/kettles.html")
    assert found.statements.address == URL
    assert f"{HOST}/2016/05/another-clock.html" in links_of(found.html)


def test_a_page_of_archive_today_gets_its_links_back():
    page = page_of().replace('<a href="', '<a href="https://archive.ph/o/x1Y2z/')
    head = f'<link rel="canonical" href="https://archive.ph/2017.06.14-093000/{URL}"><meta property="og:url" content="https://archive.ph/x1Y2z">'
    found = restored(re.sub("<link rel=.canonical[^>]*>", head, page))
    assert found.statements.address == URL
    assert links_of(found.html) == links_of(page_of())


def test_a_translated_page_gets_its_links_back_and_says_that_it_is_translated():
    mark = "?_x_tr_sl=en&_x_tr_tl=cy&_x_tr_hl=en"
    page = page_of((URL,)).replace(
        f'{HOST}/2017/06/kettles.html"', f'https://tarnshire-blogspot-com.translate.goog/2017/06/kettles.html{mark}"'
    )
    found = restored(page, address=f"https://tarnshire-blogspot-com.translate.goog/2017/06/kettles.html{mark}")
    assert set(links_of(found.html)) == {URL.replace("http:", "https:")}
    assert found.remarks == ("its words are a machine translation from “en” to “cy”; save the original page instead",)


def test_a_page_of_an_amp_cache_has_the_address_of_the_original():
    page = "<html amp><body><p>Words</p></body></html>"
    cache = "https://tarnshire-blogspot-com.cdn.ampproject.org/c/tarnshire.blogspot.com/2017/06/kettles.html"
    assert restored(page, address=cache).statements.address == URL
    image = "https://1-bp-blogspot-com.cdn.ampproject.org/i/s/1.bp.blogspot.com/kettle.jpg"
    found = restored(f"{page}<img src='{image}'>", address=cache).html
    assert "<img src='https://1.bp.blogspot.com/kettle.jpg'>" in found


def test_the_choices_of_an_image_are_restored_too():
    page = page_of().replace(
        "<img ", '<img srcset="http://1.bp.blogspot.com/s1/a.jpg 1x, http://1.bp.blogspot.com/s2/a.jpg 2x" '
    )
    copy = WGET.copy(page, URL).replace("http://1.bp.blogspot.com/s", "../../../1.bp.blogspot.com/s")
    assert (
        'srcset="http://1.bp.blogspot.com/s1/a.jpg 1x, http://1.bp.blogspot.com/s2/a.jpg 2x"'
        in restored(copy, WGET.file_of(URL)).html
    )


def test_the_quotation_marks_of_a_damaged_page_stay():
    copy = "<link href='kettles.html' rel=canonical><p title='open><a href='kettles.html'>Words</a>"
    copy += " <a href=kettles.html>more</a>"
    found = restored(copy, WGET.file_of(URL)).html
    assert f"<link href='{URL}' rel=canonical>" in found
    assert f"<a href={URL}>more" in found


def test_images_that_a_browser_saved_beside_the_page_get_the_address_in_their_link():
    large = "http://1.bp.blogspot.com/-abc/s1600/Car%20park.jpg"
    html = f"<a href='{large}'><img src='./Kettles_files/Car%20park(1).jpg'></a><img src='Kettles_files/lost.gif'>"
    found = restored(html).html
    assert f"<img src='{large}'>" in found
    assert "src='Kettles_files/lost.gif'" in found


def test_pages_that_nobody_rewrote_stay_as_they_are():
    page = (
        page_of().replace(f'href="{HOST}/2016', 'href="/2016').replace('<p><a href="http://www', '<p><a href="../www')
    )
    assert restored(page).html == page
    assert restored(page, "Tarnshire.html", URL).html == page


def test_only_the_hash_of_a_query_is_taken_out_of_a_name():
    page = HTTRACK.header.format(URL.removeprefix("http://")) + '<a href="report2017.html?m=1">1</a>'
    assert links_of(restored(page, HTTRACK.file_of(URL)).html) == [f"{HOST}/2017/06/report2017.html?m=1"]


def test_a_query_that_was_escaped_twice_is_a_query_again():
    page = '<a href="kettles.html%253FshowComment%253D1497431000000#c101">1</a>'
    assert links_of(restored(page, WGET.file_of(URL)).html) == [f"{URL}?showComment=1497431000000#c101"]


def test_httracks_page_for_links_that_it_did_not_follow_is_undone():
    page = WGET.copy(page_of(), URL) + '<a href="../../../external.html?link=http://www.example.org/b?c=1">b</a>'
    assert links_of(restored(page, WGET.file_of(URL)).html)[-1] == "http://www.example.org/b?c=1"


def test_the_query_of_a_mirrored_page_is_no_part_of_its_address():
    for program in MIRROR_PROGRAMS:
        found = restored(program.copy(page_of(), f"{URL}?m=1"), program.file_of(f"{URL}?m=1"))
        assert (found.statements.address, found.statements.remarks) == (URL, ())


def test_relative_links_start_from_the_base_of_the_page():
    assert restored("<base href='http://tarnshire.blogspot.com/2016/'>").statements.base == f"{HOST}/2016/"
    assert restored("<p>Words</p>", address=URL).statements.base is None


@pytest.mark.parametrize("name", ["wm-ipp-base", "wm-ipp", "bN015htcoyT__google-cache-hdr", "ukgwa-banner"])
def test_the_bar_of_a_web_archive_is_known(name):
    assert is_archive_bar(frozenset(["box", name]))
    assert not is_archive_bar(frozenset(["post-body", "archive", "toolbar"]))


@given(st.text(alphabet="<>\"'= ahrefsc/.:%?#&;-[]http\n", max_size=200), st.text("abc./%?:", max_size=40))
def test_whatever_the_links_nothing_is_raised(html, name):
    restored(f"<!-- Mirrored from tarnshire.blogspot.com/2017/06/x.html by HTTrack -->{html}", name or "a")


_OF_ARCHIVE_TODAY = [page for page in theme_pages() if page.name in ("simple", "minima", "contempo", "custom_article")]


@pytest.mark.parametrize("with_ids", [True, False])
@pytest.mark.parametrize("page", _OF_ARCHIVE_TODAY, ids=lambda page: page.name)
def test_a_page_of_archive_today_is_read_as_the_page_that_it_shows(page, with_ids):
    address = page.expected["address"]
    found = read_page(archive_today_copy(page.html, address, with_ids=with_ids))
    (post,) = found.posts
    assert (post.title, post.url) == (page.expected["title"], address)
    assert post.published in (page.expected["published"], None)
    assert set(to_text(post.body).split()) >= set(page.expected["words"].split())
    words = {one.id: to_text(one.body).split() for one in found.comments}
    assert words == {one["id"]: one.get("words", "").split() for one in page.comments}
    assert not any("archive.is" in text for text in (post.body, *(one.body for one in found.comments)))
    assert not any("webpage capture" in rest.raw for rest in found.other_texts if rest.quarantined)


def test_links_within_a_page_of_archive_today_lead_to_the_page():
    found = restored(archive_today_copy(page_of((*LINKS, "#c101")), URL))
    assert found.statements.address == URL
    assert f"{URL}#c101" in links_of(found.html)
    assert not found.statements.page.published
