"""Subscribers get every dated post, mailout and page once, in full, with an id that never changes."""

import contextlib
import functools
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import feedparser
import pytest

import small_blog
from archive.content.folder import read_file
from archive.ingest.pipeline import import_sources
from archive.sources.files import find_sources
from local_server import served
from whole_site import Site, built, copied, missing, words_without_notes

ADDRESS = "https://on-probation-archive.example"


@functools.cache
def read(file: Path) -> feedparser.FeedParserDict:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": ADDRESS}
    return feedparser.parse(file.read_bytes(), response_headers=headers)


def posts_of(site: Site) -> dict[str, str]:
    """Map the feed id of each dated article to its address."""
    posts = {article["url"]: read_file(site.content, article["ref"] + ".md") for article in site.articles}
    return {post.id: url for url, post in posts.items() if post.day}


def test_every_feed_is_well_formed_and_has_all_required_elements(site: Site):
    assert len(site.feeds) > 4
    for file in site.feeds:
        feed = read(file)
        assert not feed.bozo, (file, feed.get("bozo_exception"))
        assert feed.feed.title and feed.feed.link.startswith(ADDRESS), file
        assert all(entry.id and entry.title and entry.link.startswith(ADDRESS) for entry in feed.entries), file


def test_xmllint_reports_nothing(site: Site):
    program = shutil.which("xmllint") or missing("xmllint", "apt-get install libxml2-utils")
    ran = subprocess.run([program, "--noout", *site.feeds], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_ids_are_unique_in_a_feed_and_the_same_in_all_feeds(site: Site):
    links: dict[str, str] = {}
    for file in site.feeds:
        ids = [entry.id for entry in read(file).entries]
        assert len(set(ids)) == len(ids), file
        for entry in read(file).entries:
            assert links.setdefault(entry.id, entry.link) == entry.link, file


def test_atom_and_rss_have_the_same_entries(site: Site):
    for file in site.feeds:
        if file.name == "atom.xml":
            entries = [
                [(entry.id, entry.title, entry.link, entry.get("published_parsed")) for entry in read(each).entries]
                for each in (file, file.with_name("rss.xml"))
            ]
            assert entries[0] == entries[1], file


def test_the_main_feed_has_all_dated_articles_newest_first_and_no_others(site: Site):
    entries = read(site.folder / "atom.xml").entries
    assert {entry.id: entry.link for entry in entries} == {id: ADDRESS + url for id, url in posts_of(site).items()}
    moments = [entry.published_parsed for entry in entries]
    assert moments == sorted(moments, reverse=True)


def test_a_topic_feed_has_the_dated_items_of_the_topic_page(site: Site):
    dated = set(posts_of(site).values())
    topics = [file for file in site.feeds if file.parent.parent.name == "tags" and file.name == "atom.xml"]
    assert topics
    for file in topics:
        page = site.pages[f"/tags/{file.parent.name}/"]
        listed = {"/" + link["href"].lstrip("./") for link in page.select("ul.entries li > h3 > a")}
        assert {entry.link.removeprefix(ADDRESS) for entry in read(file).entries} == listed & dated


def test_undated_articles_and_their_comments_are_not_in_any_feed(site: Site):
    undated = [article["url"] for article in site.articles if not article["date"]]
    assert undated
    for file in site.feeds:
        assert not [url for url in undated if url in file.read_text("utf-8")], file


def test_entries_have_the_full_text_and_absolute_links(site: Site):
    for file in (site.folder / "atom.xml", site.folder / "rss.xml"):
        for entry in read(file).entries:
            page = site.pages[entry.link.removeprefix(ADDRESS)]
            html = entry.content[0].value
            assert words(re.sub("<[^>]*>", "", html)) == words(words_without_notes(page.select_one("div.text")))
            assert not re.search(r"""(?:href|src)=["'](?!https?://|mailto:)""", html)


def words(html: str) -> list[str]:
    return re.findall(r"\w{2,}", re.sub("&[a-z]+;", " ", html))


def test_every_comment_of_a_dated_post_is_in_the_comments_feed_and_replies_to_a_known_entry(site: Site):
    entries = read(site.folder / "feeds/comments/atom.xml").entries
    assert len(entries) == sum(article["comments"] for article in site.articles if article["date"])
    known = {*posts_of(site), *(entry.id for entry in entries)}
    source = (site.folder / "feeds/comments/atom.xml").read_text("utf-8")
    answered = re.findall(r'<thr:in-reply-to [^>]*\bref="([^"]+)"', source)
    assert len(answered) == len(entries)
    assert set(answered) <= known
    for entry in entries:
        url, _, anchor = entry.link.removeprefix(ADDRESS).partition("#")
        assert site.pages[url].find("h3", id=anchor)


def test_every_page_links_to_the_feeds(site: Site):
    for url, page in site.pages.items():
        for kind in ("atom", "rss"):
            (link, *_) = page.find_all("link", type=f"application/{kind}+xml")
            assert link["href"].endswith(f"{kind}.xml"), url


def test_the_feeds_page_lists_every_feed(site: Site):
    page = site.pages["/feeds/"]
    listed = {(site.folder / "feeds" / link["href"]).resolve() for link in page.select("td a")}
    assert listed == set(site.feeds)


def test_a_rebuild_keeps_ids_and_changes_only_the_feeds_that_have_the_new_post(sample: Site, tmp_path: Path):
    site = copied(sample, tmp_path)
    before = {file.relative_to(site.folder): file.read_bytes() for file in site.feeds}
    new = site.content / "posts/2023/10/new.md"
    new.write_text("Title: New\nDate: 2023-10-15\nTags: court-work\n\nShort.\n", encoding="utf-8")
    again = built(site.content, site.folder)
    changed = {str(path) for path, data in before.items() if (again.folder / path).read_bytes() != data}
    assert changed == {"atom.xml", "rss.xml", "tags/court-work/atom.xml", "tags/court-work/rss.xml"}
    ids = [entry.id for entry in read(again.folder / "atom.xml").entries]
    assert ids.count("tag:on-probation-archive,2026:2023/10/new.html") == 1
    assert {entry.id for entry in feedparser.parse(before[Path("atom.xml")]).entries} < set(ids)


# Ids that arrive later


def imported(inbox: Path, files: dict[str, bytes], content: Path) -> None:
    small_blog.put(files, inbox)
    import_sources(find_sources([inbox]), content, False, lambda things, doing: things)


def of_comments(site: Site) -> dict[str, str]:
    """Map the id of each entry in the feed of comments to its words."""
    entries = feedparser.parse((site.folder / "feeds/comments/atom.xml").read_bytes()).entries
    return {entry.id: " ".join(words(re.sub("<[^>]*>", " ", entry.content[0].value))) for entry in entries}


def test_no_comment_is_repeated_when_its_id_arrives_after_its_text(tmp_path: Path):
    inbox, content = tmp_path / "inbox", tmp_path / "content"
    post = next(each for each in small_blog.POSTS if sum(said.post == each.id for said in small_blog.COMMENTS) > 2)
    imported(inbox, {"page.txt": small_blog.text_scrape(post, "N")}, content)
    first = built(content, tmp_path / "first")
    before = of_comments(first)
    assert len(before) > 2
    imported(inbox, {"blog.xml": small_blog.classic_export()}, content)
    second = built(content, tmp_path / "second")
    after = of_comments(second)
    gone = [text for id, text in before.items() if after.get(id) != text]
    assert [text.split()[:4] for text in gone] == [["My", "manager", "who", "is"]], "its author has removed it since"
    repeated = [text for id, text in after.items() if id not in before and text in before.values()]
    assert repeated == [], "and no words come again under another id"
    (inbox / "page.txt").unlink()
    imported(inbox, {}, content)
    assert of_comments(built(content, tmp_path / "third")) == after
    url = post.path
    anchors = {tag["id"] for tag in first.pages[url].select("[id^=c]")}
    assert anchors <= {tag["id"] for tag in second.pages[url].select("[id]")}, "links to comments still work"
    assert {entry.id for entry in feedparser.parse((first.folder / "atom.xml").read_bytes()).entries} <= {
        entry.id for entry in feedparser.parse((second.folder / "atom.xml").read_bytes()).entries
    }


def test_ids_that_come_with_the_texts_are_bloggers_own(tmp_path: Path):
    post = next(each for each in small_blog.POSTS if sum(said.post == each.id for said in small_blog.COMMENTS) > 2)
    files = {"page.txt": small_blog.text_scrape(post, "N"), "blog.xml": small_blog.classic_export()}
    imported(tmp_path / "inbox", files, tmp_path / "content")
    ids = of_comments(built(tmp_path / "content", tmp_path / "site"))
    assert all(id.startswith("tag:blogger.com") and ".comment-" not in id for id in ids)


# In a feed reader


def items_of(newsboat: str, folder: Path, url: str) -> list[str]:
    """Make newsboat reload the feed at `url`, and return the ids of all items it has ever seen there."""
    (folder / "config").touch()
    (folder / "urls").write_text(f"{url}\n", encoding="utf-8")
    database_file = folder / f"{Path(url).name}.db"
    options = ["-u", folder / "urls", "-C", folder / "config", "-c", database_file]
    subprocess.run([newsboat, *options, "-x", "reload"], check=True, capture_output=True, timeout=60)
    with contextlib.closing(sqlite3.connect(database_file)) as database:
        return sorted(guid for (guid,) in database.execute("select guid from rss_item"))


@pytest.mark.newsboat
def test_newsboat_finds_every_item_and_no_new_ones_after_a_rebuild(newsboat: str, sample: Site, tmp_path: Path):
    site = copied(sample, tmp_path)
    with served(site.folder) as address:
        urls = [f"{address}/{name}" for name in ("atom.xml", "rss.xml")]
        for url in urls:
            assert items_of(newsboat, tmp_path, url) == sorted(posts_of(site)), url
        post = site.content / "posts/2023/10/counting-minutes.md"
        post.write_text(post.read_text("utf-8") + "\nA correction.\n", encoding="utf-8")
        built(site.content, site.folder)
        for url in urls:
            assert items_of(newsboat, tmp_path, url) == sorted(posts_of(site)), url
