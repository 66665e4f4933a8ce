"""The whole site, built with `invoke import` and `invoke build`, shows everything in the content folder."""

import re
from collections import Counter
from pathlib import Path

import html5lib
import pytest

from archive.content.folder import post_files, read_file
from archive.markup.render import to_text
from archive.site.site_manifest import read_manifest
from whole_site import PROJECT, Site, copied, invoke, site_of, words_without_notes


def test_every_content_file_is_on_the_site_and_in_the_report(site: Site):
    files = post_files(site.content)
    assert len(files) > 5
    assert sorted(article["ref"] + ".md" for article in site.articles) == files
    assert all(site.file(article["url"]).is_file() for article in site.articles)
    assert sorted(article.file for article in read_manifest(site.folder).articles) == files


def test_every_word_of_an_article_is_on_its_page(site: Site):
    for article in site.articles:
        if not article["collapsed"]:
            post = read_file(site.content, article["ref"] + ".md")
            shown = Counter(plain(site.pages[article["url"]].select_one("div.text").get_text(" ")))
            assert Counter(plain(to_text(post.body))) - shown == Counter(), article["url"]


def plain(text: str) -> list[str]:
    """Return the words of `text` without punctuation, which typography changes."""
    return re.findall(r"\w+", text)


def test_the_build_prints_the_number_of_pages_and_comments(site: Site):
    comments = sum(article["comments"] for article in site.articles)
    assert f"Built {len(site.articles)} pages with {comments} comments in " in site.said
    assert site.report["problems"] == [] == site.report["copies"]


def test_no_page_has_a_parse_error(site: Site):
    for file in sorted(site.folder.rglob("*.html")):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(file.read_bytes(), transport_encoding="utf-8")
        assert parser.errors == [], file


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{site.folder}: no problems found\n"


def first_post(site: Site) -> Path:
    return site.file(next(article["url"] for article in site.articles if article["kind"] == "post"))


def damage_a_page(site: Site) -> str:
    page = first_post(site)
    page.unlink()
    return page.name


def damage_an_anchor(site: Site) -> str:
    url = next(article["url"] for article in site.articles if article["comments"])
    anchor = site.pages[url].select_one("h3[id^=c]")["id"]
    site.file(url).write_text(site.file(url).read_text("utf-8").replace(f'id="{anchor}"', 'id="other"'), "utf-8")
    return anchor


def damage_a_feed(site: Site) -> str:
    feed = site.folder / "atom.xml"
    feed.write_bytes(feed.read_bytes()[:-20])
    return "atom.xml: is not well-formed XML"


def damage_the_index(site: Site) -> str:
    part = next((site.folder / "search-index").rglob("texts-*"))
    part.write_bytes(part.read_bytes()[:-20])
    return f"{part.name} cannot be unpacked"


@pytest.mark.parametrize("damage", [damage_a_page, damage_an_anchor, damage_a_feed, damage_the_index])
def test_the_check_names_the_file_that_was_damaged_after_the_build(sample: Site, tmp_path: Path, damage):
    site = copied(sample, tmp_path)
    named = damage(site)
    ran = invoke("check", "--output", site.folder)
    assert ran.returncode == 1
    assert named in ran.stderr


# Repeats


def test_a_repeated_passage_is_shown_once_with_a_note(sample: Site):
    article = sample.article(ref="posts/undated/here-complete-is-tarnshire-branch")
    assert article["collapsed"] == [{"lines": 8, "words": 142}]
    page = sample.pages[article["url"]]
    (shown,) = page.select("div.text > p.collapsed")
    assert "The source repeats the 8 lines above here, word for word" in shown.get_text()
    assert "(142 words)" in shown.get_text()
    assert "142 words" in page.select_one("#provenance").get_text()
    line = "The ground floor at Marrowby will be closed for six weeks after Christmas."
    assert page.select_one("div.text").get_text().count(line) == 1
    assert read_file(sample.content, article["ref"] + ".md").body.count(line) == 2
    assert "Collapsed 1 repeated passage (142 words)." in sample.said


@pytest.mark.shared
def test_two_repeated_passages_of_the_real_scrapes_are_shown_once(seeds: Site):
    """The repeated passages were counted by hand."""
    collapsed = {article["url"]: article["collapsed"] for article in seeds.articles if article["collapsed"]}
    assert [*collapsed.values()] == [[{"lines": 15, "words": 720}, {"lines": 6, "words": 373}]]
    (url,) = collapsed
    assert seeds.article(url=url)["date"] is None
    shown = [said.get_text() for said in seeds.pages[url].select("div.text > p.collapsed")]
    assert ["15 lines" in shown[0] and "(720 words)" in shown[0], "(373 words)" in shown[1]] == [True, True]
    body = read_file(seeds.content, seeds.article(url=url)["ref"] + ".md").body
    words = len(to_text(body).split())
    page_words = len(words_without_notes(seeds.pages[url].select_one("div.text")).split())
    said_words = sum(len(said.split()) for said in shown)
    assert page_words - said_words == words - 720 - 373


def test_nothing_is_collapsed_on_other_pages(site: Site):
    for article in site.articles:
        assert len(site.pages[article["url"]].select("div.text > p.collapsed")) == len(article["collapsed"])


# Topics and comments


def test_the_page_of_a_topic_lists_every_article_with_the_topic(site: Site):
    for article in site.articles:
        links = site.pages[article["url"]].select("footer.filed p.topics a")
        assert [link.get_text() for link in links] == article["tags"]
        for link in links:
            url = "/tags/" + link["href"].split("/tags/")[1]
            listed = [a["href"].lstrip("./") for a in site.pages[url].select("ul.entries li > h3 > a")]
            assert article["url"].lstrip("/") in listed


def test_every_comment_has_a_heading_with_its_anchor_and_a_link_to_itself(site: Site):
    for article in site.articles:
        comments = read_file(site.content, article["ref"] + ".md").comments
        page = site.pages[article["url"]]
        headings = page.select("ol.thread h3[id]")
        assert sorted(heading["id"] for heading in headings) == sorted(f"c{comment.id}" for comment in comments)
        assert all(heading.find("a")["href"] == f"#{heading['id']}" for heading in headings)


def test_a_reply_is_nested_in_the_comment_it_answers(site: Site):
    for article in site.articles:
        page = site.pages[article["url"]]
        for comment in read_file(site.content, article["ref"] + ".md").comments:
            item = page.find("h3", id=f"c{comment.id}").find_parent("li")
            parent = item.find_parent("li")
            assert (parent.find("h3")["id"] if parent else None) == (comment.parent and f"c{comment.parent}")


@pytest.mark.shared
def test_the_real_post_has_fourteen_comments(seeds: Site):
    """The threads were written down by hand."""
    assert [article["url"] for article in seeds.articles if article["comments"]] == [
        "/2020/02/latest-from-napo-199.html"
    ]
    page = seeds.pages["/2020/02/latest-from-napo-199.html"]
    assert len(page.select("ol.thread > li")) == 8
    assert [len(item.select("details h3")) for item in page.select("ol.thread > li")] == [1, 0, 2, 1, 0, 2, 0, 0]


# Addresses, typography


def test_a_post_has_its_year_and_month_in_its_address(site: Site):
    for article in site.articles:
        if article["date"] and article["kind"] == "post":
            year, month, _ = article["date"].split("-")
            assert article["url"].startswith(f"/{year}/{month}/")


def test_links_within_the_site_are_relative(site: Site):
    for url, page in site.pages.items():
        if url != "/404.html":
            rooted = [tag["href"] for tag in page.find_all(href=re.compile("^/"))]
            rooted += [tag["src"] for tag in page.find_all(src=re.compile("^/"))]
            assert rooted == [], url


def test_quotation_marks_in_texts_are_curly(site: Site):
    straight = re.compile("[\"']")
    for url, page in site.pages.items():
        for part in page.select("h1, div.text, div.said, p.opening"):
            texts = [str(text) for text in part.find_all(string=True) if not text.find_parent(["code", "pre"])]
            assert not straight.search(re.sub(r"https?://\S+", "", "".join(texts))), url


def test_quotation_marks_in_code_and_urls_stay_straight(written: Site):
    page = written.pages["/2020/01/quotes.html"]
    assert page.select_one("h1").get_text() == "“Quotes”"
    assert page.select_one("div.text code").get_text() == "a \"b\" -- 'c'"
    text = page.select_one("div.text").get_text().strip()
    assert text.startswith("She said “yes” — and ‘no’.")
    assert "https://example.org/it's--so?a=" in text


def test_no_page_names_the_machine_it_was_built_on(site: Site):
    for file in site.folder.rglob("*"):
        if file.is_file() and file.suffix in (".html", ".xml", ".json", ".css", ".js"):
            text = file.read_text(encoding="utf-8")
            assert str(site.content.parent) not in text
            assert str(PROJECT) not in text


# Texts and topics written by hand


@pytest.fixture(scope="module")
def written(once) -> Site:
    """A site with topics set by hand and by label, and with copies of one post."""
    copy = " ".join(f"word{number}" for number in range(60))
    files = {
        "posts/2020/01/tags.md": "Title: On staff\nDate: 2020-01-02\nTags: pay; court-work\n"
        "Labels: Napo; Rainy days\n\nTraining, training and more training, said the Parole Board.\n",
        "posts/2020/01/kept.md": f"Title: Twice\nDate: 2020-01-03\nPermalink-Is: original\n\n{copy}\n\nAnd an end\n",
        "posts/2020/01/kept.comments.md": "## Comment 7\n\nBoth scrapes have this.\n",
        "posts/2020/01/kept_3.md": "Title: Twice\nDate: 2020-01-03\nAliases: /2020/01/older.html\n\n"
        f"{copy}\n\nShare this\n",
        "posts/2020/01/kept_3.comments.md": "## Comment 7\n\nBoth scrapes have this.\n\n"
        "## Comment 8\n\nOne has this.\n",
        "posts/undated/kept.md": f"Title: Twice\n\n{copy}\n\nAnd an end\n",
        "posts/2020/01/quotes.md": 'Title: "Quotes"\nDate: 2020-01-02\n\nShe said "yes" -- and \'no\'. '
        '`a "b" -- \'c\'` https://example.org/it\'s--so?a="b"\n',
        "mailouts/2020/kept.md": f"Title: Twice\nDate: 2020-01-03\n\n{copy}\n\nAnd an end\n",
    }
    return once("by-hand", lambda folder: site_of(files, folder))


def test_topics_set_by_hand_come_first_then_those_from_labels_then_those_found_in_the_text(written: Site):
    tags = written.article(ref="posts/2020/01/tags")["tags"]
    assert tags[:3] == ["Pay", "Court work", "Napo"]
    page = written.pages["/2020/01/tags.html"]
    why = [item.get_text() for item in page.select("footer.filed details li")]
    assert why[0] == "Pay: set by hand"
    assert why[2] == "Napo: the blog’s label “Napo”"
    assert all(", 1 time" in line or " times" in line for line in why[3:])
    assert "Labels on the blog: Rainy days" in page.select_one("footer.filed").get_text()


def test_copies_of_a_post_become_one_article_and_their_addresses_redirect_to_it(written: Site):
    assert written.report["copies"] == [
        {"ref": "posts/2020/01/kept_3", "shown_as": "posts/2020/01/kept"},
        {"ref": "posts/undated/kept", "shown_as": "posts/2020/01/kept"},
    ]
    for url in ("/2020/01/kept_3.html", "/2020/01/older.html", "/undated/kept.html"):
        refresh = written.pages[url].find("meta", {"http-equiv": "refresh"})
        assert refresh["content"].endswith("2020/01/kept.html")
    assert "posts/undated/kept is a duplicate of posts/2020/01/kept; it is shown once." in written.said


def test_the_page_names_its_copies_and_has_the_comments_of_all_copies(written: Site):
    page = written.pages["/2020/01/kept.html"]
    told = page.select_one("#provenance").get_text()
    assert "A duplicate (posts/2020/01/kept_3, about 62 words) is not shown separately." in told
    assert [item.get_text() for item in page.select("#provenance details li")] == ["Share this"]
    assert [heading["id"] for heading in page.select("ol.thread h3")] == ["c7", "c8"]


def test_a_mailout_with_the_same_words_is_not_treated_as_a_copy(written: Site):
    assert written.article(ref="mailouts/2020/kept")["kind"] == "mailout"


def test_copies_are_not_in_any_list_or_feed(written: Site):
    lists = ["/", "/all/", "/2020/", "/2020/01/", "/undated/"]
    for url in lists:
        assert not [link for link in written.pages[url].select("main a") if "kept_3" in link["href"]]
    for feed in written.feeds:
        assert "kept_3" not in feed.read_text("utf-8")
