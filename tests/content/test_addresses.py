"""No page overwrites another one or lands outside the site, and one mistake hides only one post."""

import pytest

from archive.content.addresses import assign_addresses
from archive.model import Post


def post(id: str, permalink: str, *aliases: str) -> Post:
    return Post(f"tag:{id}", "post", permalink, "Text", aliases=aliases)


def messages(posts: dict[str, Post]) -> list[str]:
    return [problem.message for problem in assign_addresses(posts)[1]]


@pytest.mark.parametrize(
    "permalink", ["/2017/06/a-name.html", "/2017/06/a_name-2.html", "/p/about.html", "/x/y.z.html"]
)
def test_a_file_in_a_folder_is_a_valid_permalink(permalink):
    posts = {"a.md": post("a", permalink)}
    assert assign_addresses(posts) == (posts, [])


@pytest.mark.parametrize(
    "permalink",
    [
        *("", "/", "/a.html", "/404.html", "/2017/06/", "/2017/06/index.html", "2017/06/a.html", "/2017/06/a"),
        *("/../a.html", "/x/../a.html", "/x/./a.html", "//host/a.html", "/x//a.html", "/.x/a.html", "/x/.html"),
        *("/x/a b.html", "/x/a?b.html", "/x/a#b.html", "/x/a%2fb.html", "/x\\a/b.html", "/x/a\n.html", "/x/a.html\n"),
        *("/x/é.html", "/search-index/a.html", "https://host.example/x/a.html"),
    ],
)
def test_a_permalink_of_a_list_or_outside_the_site_or_with_odd_characters_is_refused(permalink):
    accepted, (problem,) = assign_addresses({"a.md": post("a", permalink), "b.md": post("b", "/x/b.html")})
    assert accepted.keys() == {"b.md"}
    assert problem.file == "a.md"
    assert problem.message.startswith(f"a.md: {permalink} is not a valid permalink; ")


def test_the_first_file_that_asks_for_a_permalink_gets_it():
    posts = {"b.md": post("b", "/x/a.html"), "a.md": post("a", "/x/a.html")}
    assert assign_addresses(posts)[0].keys() == {"a.md"}
    assert messages(posts) == [
        "a.md and b.md have the same address, /x/a.html; correct Permalink in the one you edited"
        " (b.md is left out until then)"
    ]


def test_the_first_file_with_an_id_gets_it():
    posts = {"a.md": post("a", "/x/a.html"), "b.md": post("a", "/x/b.html")}
    assert assign_addresses(posts)[0].keys() == {"a.md"}
    assert messages(posts) == [
        "a.md and b.md have the same Id; correct the one you edited, or remove its Id line"
        " (b.md is left out until then)"
    ]


def test_an_alias_gives_way_to_a_permalink_and_its_post_is_published():
    posts = {"a.md": post("a", "/x/a.html", "/x/b.html", "/x/c.html"), "b.md": post("b", "/x/b.html", "/x/c.html")}
    accepted, _ = assign_addresses(posts)
    assert accepted["a.md"].aliases == ("/x/c.html",)
    assert accepted["b.md"].aliases == ()
    assert messages(posts) == [
        "a.md: the alias /x/b.html already leads to b.md; remove it from Aliases",
        "b.md: the alias /x/c.html already leads to a.md; remove it from Aliases",
    ]


def test_an_alias_given_twice_is_one():
    accepted, problems = assign_addresses({"a.md": post("a", "/x/a.html", "/x/b.html", "/x/b.html")})
    assert (accepted["a.md"].aliases, problems) == (("/x/b.html",), [])
