"""Compare every post and comment of the samples with a second reading by lxml alone, word by word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from independent_reading import differences, published_words, texts_of_feed, texts_of_json, texts_of_page
from shared import SAMPLES

HERE = Path(__file__).parents[1] / "samples"
Texts = Callable[[Path], dict[str, list[str]]]
OWN: list[tuple[Path, Texts]] = [
    *((path, texts_of_page) for path in sorted((HERE / "blogger_html").glob("*.html"))),
    *((path, texts_of_feed) for path in sorted((HERE / "blogger").rglob("*.atom"))),
    (HERE / "blogger" / "export.xml", texts_of_feed),
    (HERE / "blogger" / "posts.jsonp", texts_of_json),
]
SHARED: list[tuple[Path, Texts]] = [
    *((path, texts_of_page) for path in sorted((SAMPLES / "html" / "blogger").glob("*.html"))),
    (SAMPLES / "html" / "readability-blogger.html", texts_of_page),
    *((path, texts_of_feed) for path in sorted((SAMPLES / "atom-export").rglob("*.xml"))),
    *((path, texts_of_feed) for path in sorted((SAMPLES / "takeout").rglob("*.atom"))),
]
EXPLAINED = {
    "listed": "the comment script lists a comment that is not on the page",
    "rewritten": "an unclosed element: lxml puts the comments into the post, where a browser shows them too",
    "export": "the address of an enclosure is added",
    "feed": "the address of an enclosure is added",
    "posts": "a summary is published as the beginning of its post; lxml was asked for whole contents only",
    "chineselyrics4u.com.zhineng": "the address of a video player is added",
    "blogger-sample": "the address of a video player is added",
    "blogger-sample2": "the addresses of video players are added",
    "blogger.goldenfile.1": "the address of a video player is added",
    "blogger.goldenfile.2": "the address of a video player is added",
}
"""Why a sample differs from what lxml reads. In all but one, words are added that the source has elsewhere."""


def _cases() -> list[object]:
    shared = (pytest.param(path, texts, marks=pytest.mark.shared, id=path.stem) for path, texts in SHARED)
    return [*(pytest.param(path, texts, id=path.stem) for path, texts in OWN), *shared]


@pytest.mark.parametrize(("path", "texts"), _cases())
def test_each_text_has_the_words_that_lxml_reads(path, texts):
    found = list(differences(texts(path), published_words(path)))
    if path.stem not in EXPLAINED:
        assert found == []
    elif path.stem != "rewritten":
        assert [one.only_in_source for one in found if one.only_in_source] == []
