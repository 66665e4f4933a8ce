"""No page is written over another or outside the site, and one mistake hides one text."""

import pytest

from archive.content.addresses import settle
from archive.model import Post


def post(id: str, permalink: str, *aliases: str) -> Post:
    return Post(f"tag:{id}", "post", permalink, "Text", aliases=aliases)


def said(posts: dict[str, Post]) -> list[str]:
    return [refused.why for refused in settle(posts)[1]]


@pytest.mark.parametrize(
    "permalink", ["/2017/06/a-name.html", "/2017/06/a_name-2.html", "/p/about.html", "/x/y.z.html"]
)
def test_a_file_in_a_folder_is_an_address(permalink):
    posts = {"a.md": post("a", permalink)}
    assert settle(posts) == (posts, [])


@pytest.mark.parametrize(
    "permalink",
    [
        *("", "/", "/a.html", "/404.html", "/2017/06/", "/2017/06/index.html", "2017/06/a.html", "/2017/06/a"),
        *("/../a.html", "/x/../a.html", "/x/./a.html", "//host/a.html", "/x//a.html", "/.x/a.html", "/x/.html"),
        *("/x/a b.html", "/x/a?b.html", "/x/a#b.html", "/x/a%2fb.html", "/x\\a/b.html", "/x/a\n.html", "/x/a.html\n"),
        *("/x/é.html", "/pagefind/a.html", "https://host.example/x/a.html"),
    ],
)
def test_what_lists_need_or_lies_outside_or_has_other_signs_is_none(permalink):
    placed, (refused,) = settle({"a.md": post("a", permalink), "b.md": post("b", "/x/b.html")})
    assert placed.keys() == {"b.md"}
    assert refused.file == "a.md"
    assert refused.why.startswith(f"a.md: {permalink} cannot be an address; ")


def test_an_address_is_the_first_file_s_that_asks_for_it():
    posts = {"b.md": post("b", "/x/a.html"), "a.md": post("a", "/x/a.html")}
    assert settle(posts)[0].keys() == {"a.md"}
    assert said(posts) == ["b.md: /x/a.html is the address of a.md; choose another"]


def test_an_id_is_the_first_file_s_that_has_it():
    posts = {"a.md": post("a", "/x/a.html"), "b.md": post("a", "/x/b.html")}
    assert settle(posts)[0].keys() == {"a.md"}
    assert said(posts) == ["b.md: its Id, tag:a, is that of a.md; remove that line"]


def test_an_earlier_address_gives_way_to_a_present_one_and_the_post_stays():
    posts = {"a.md": post("a", "/x/a.html", "/x/b.html", "/x/c.html"), "b.md": post("b", "/x/b.html", "/x/c.html")}
    placed, _ = settle(posts)
    assert placed["a.md"].aliases == ("/x/c.html",)
    assert placed["b.md"].aliases == ()
    assert said(posts) == [
        "a.md: /x/b.html is the address of b.md; choose another (under Aliases)",
        "b.md: /x/c.html is the address of a.md; choose another (under Aliases)",
    ]


def test_an_earlier_address_that_stands_twice_is_one():
    placed, refused = settle({"a.md": post("a", "/x/a.html", "/x/b.html", "/x/b.html")})
    assert (placed["a.md"].aliases, refused) == (("/x/b.html",), [])
