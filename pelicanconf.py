"""Settings of the site. Values only. Settings for publishing are in publishconf.py."""

from archive.content.post_file import MADE_ID

# Name and addresses
SITENAME = "On Probation Archive"
SITE_TAGLINE = "Posts, comments and union mailouts from the people of the probation service in England and Wales."
SITE_ADDRESS = "https://on-probation-archive.example"  # absolute, without a final slash: feeds and citations need it
BLOG_ADDRESS = "https://probationmatters.blogspot.com/"
FEED_ID = MADE_ID  # never change it, even if the site moves: feed ids contain it
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en-GB"
LOCALE = ["C"]  # the same bytes on every machine

# Folders and files
PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS: list[str] = []  # posts and mailouts are read by the plugin `reading`
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
IGNORE_FILES = ["*.comments.md", ".*"]
VOCABULARY = "content/vocabulary.toml"
THEME = "themes/reading-room"

# Build: the plugins run in this order
PLUGIN_PATHS = ["plugins"]
PLUGINS = [
    *("writing", "reading", "dedup", "tagging", "comments", "listing", "series_links", "related_posts"),
    *("linking", "glossary", "quoting", "feeds", "reporting"),
]
BUILD_REPORT = ""  # file for a report of the build, as JSON
BUILD_JOB = ""  # file with what the last build left
DELETE_OUTPUT_DIRECTORY = False  # `invoke build` builds beside the old site, then swaps
WITH_FUTURE_DATES = True  # nothing depends on the clock
LOAD_CONTENT_CACHE = False
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}

# Addresses: those of posts come from their files; links are relative, so the site works in any folder
SITEURL = ""
RELATIVE_URLS = True
ARTICLE_TRANSLATION_ID = ""  # posts of different months may share a slug
PAGE_TRANSLATION_ID = ""
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"

# Pelican's own lists and feeds, which ours replace
DIRECT_TEMPLATES: list[str] = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_SAVE_AS = DAY_ARCHIVE_SAVE_AS = ""
FEED_ALL_ATOM = FEED_ALL_RSS = FEED_ATOM = FEED_RSS = TRANSLATION_FEED_ATOM = TRANSLATION_FEED_RSS = None
CATEGORY_FEED_ATOM = CATEGORY_FEED_RSS = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TAG_FEED_ATOM = TAG_FEED_RSS = None
