"""The templates of the theme, compiled once and set up as for a build."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, Template
from pelicanconf import JINJA_ENVIRONMENT

from archive.pages.lists import ListPage
from whole_site import PROJECT

SITE = {"SITENAME": "Archive", "SITE_ADDRESS": "https://archive.example", "SITE_TAGLINE": "Posts."}


@cache
def theme() -> Environment:
    return Environment(loader=FileSystemLoader(PROJECT / "themes/reading-room/templates"), **JINJA_ENVIRONMENT)


def template(name: str) -> Template:
    return theme().get_template(f"{name}.html")


def render(page: ListPage, root: str) -> str:
    """Render a page from which `root`, such as "../..", leads to the home page."""
    return template(page.template).render(SITEURL=root, page_url=page.url, **SITE, **page.values)
