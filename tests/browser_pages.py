"""What tests ask of a page in the browser: whether it is accessible, fits its screen, and what of it is printed."""

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
"""What readers must be able to set without losing text (WCAG 2.2, 1.4.12)."""
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": ["cat.color"]}}
"""What axe is asked in the dark, for the style sheet changes nothing but colours there."""
on_every_screen = pytest.mark.parametrize("width", (360, 1280))
"""A telephone and a desk."""


def faults(page: Page) -> list[str]:
    """What axe finds wrong, in the light and in the dark."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def overflow(page: Page) -> list[str]:
    """Elements that stick out at the right, when the page can be scrolled sideways."""
    return page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > innerWidth)
        .map((it) => it.outerHTML.slice(0, 80))""")


def restyle(page: Page, style: str = STYLE + SPACING) -> None:
    """Let pages be shown with another style; by default with as much space as a reader may ask for."""
    page.route("**/theme/style.css", lambda route: route.fulfill(body=style, content_type="text/css"))


def printed(page: Page, folder: Path) -> str:
    """The words of the page as they are printed."""
    program = shutil.which("pdftotext") or missing("pdftotext", "apt-get install poppler-utils")
    page.pdf(path=folder / "page.pdf", format="A4")
    ran = subprocess.run([program, "-raw", folder / "page.pdf", "-"], check=True, capture_output=True)
    return " ".join(ran.stdout.decode().split())
