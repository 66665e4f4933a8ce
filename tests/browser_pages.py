"""Checks of a page in the browser: whether it is accessible, fits the screen, and what is printed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from whole_site import PROJECT, missing

STYLE = (PROJECT / "themes/reading-room/static/style.css").read_text("utf-8")
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""
"""Spacing that readers must be able to set without losing text (WCAG 2.2, 1.4.12)."""
VIOLATIONS = {"resultTypes": ["violations"]}
"""Options for axe: describe only what is wrong, which takes half the time."""
COLOURS = VIOLATIONS | {"runOnly": {"type": "tag", "values": ["cat.color"]}}
"""Options for axe in dark mode, where the style sheet changes only colours."""
on_every_screen = pytest.mark.parametrize("width", (360, 1280))
"""A phone and a desktop screen."""


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong in light and in dark mode."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page, options=VIOLATIONS).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def overflow(page: Page) -> list[str]:
    """Return the elements that overflow on the right, if the page can be scrolled sideways."""
    return page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > innerWidth)
        .map((it) => it.outerHTML.slice(0, 80))""")


def restyle(page: Page, style: str = STYLE + SPACING) -> None:
    """Show pages with another style sheet; by default with all the spacing that readers may set."""
    page.route("**/theme/style.css", lambda route: route.fulfill(body=style, content_type="text/css"))


def printed(page: Page, folder: Path) -> str:
    """Return the words of the page as printed."""
    program = shutil.which("pdftotext") or missing("pdftotext", "apt-get install poppler-utils")
    page.pdf(path=folder / "page.pdf", format="A4")
    ran = subprocess.run([program, "-raw", folder / "page.pdf", "-"], check=True, capture_output=True)
    return " ".join(ran.stdout.decode().split())
