"""Sites on a local server, and one browser (Debian's Chromium) for all tests in this folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from local_server import served
from whole_site import Site, missing

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def sample_address(sample: Site) -> Iterator[str]:
    """The address at which the sample is served."""
    with served(sample.folder) as address:
        yield address


@pytest.fixture(scope="session")
def seeds_address(seeds: Site) -> Iterator[str]:
    """The address at which the real scrapes are served."""
    with served(seeds.folder) as address:
        yield address


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The address at which the fixture `site` is served; a test module may define its own `site`."""
    with served(site.folder) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    program = shutil.which("chromium") or missing("chromium", "apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page with settings such as `bypass_csp=True`."""
    contexts: list[BrowserContext] = []

    def make(**settings: object) -> Page:
        contexts.append(browser.new_context(**settings))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page with the default settings."""
    return open_page()


@pytest.fixture
def console(page: Page) -> list[str]:
    """The messages and errors on the browser's console while a test runs."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


def pytest_collection_modifyitems(items) -> None:
    """Mark all tests in this folder as tests that need the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
