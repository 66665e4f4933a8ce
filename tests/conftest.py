"""The options --shared and --thorough, and the sites that many tests use.

Each site is built once in a run, by the first worker of pytest-xdist that needs it, and tests must not change it.
"""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary
from shared import SEEDS, SHARED
from whole_site import PROJECT, SAMPLE, Site, built, import_and_build, missing
from written_site import write

if sys.dont_write_bytecode and not sys.pycache_prefix:
    # A run is some hundred processes. Without bytecode each compiles Pelican, lxml's neighbours and our modules again.
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(PROJECT / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False

UNTIMED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("dev", max_examples=40, derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("thorough", max_examples=300, **UNTIMED)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shared", action="store_true", help="run only the tests that read ../shared")
    parser.addoption("--thorough", action="store_true", help="try more examples, longer histories and larger inputs")


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile of hypothesis before any test is imported."""
    hypothesis.settings.load_profile("thorough" if config.option.thorough else "dev")
    if config.option.shared and not SHARED.is_dir():
        raise pytest.UsageError(f"{SHARED} is not here; run the tests without --shared")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that the options leave out, so that they don't count as skipped."""
    wanted = [_wanted(item, config) for item in items]
    config.hook.pytest_deselected(items=[item for item, kept in zip(items, wanted, strict=True) if not kept])
    items[:] = [item for item, kept in zip(items, wanted, strict=True) if kept]


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the thousands of collected tests, which live until the run ends."""
    gc.collect()
    gc.freeze()


def _wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("thorough") and not config.option.thorough:
        return False
    return bool(item.get_closest_marker("shared")) == config.option.shared


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], Site]], Site]:
    """Return a function that builds the site called `name`, unless a worker of this run has built it already."""
    own = tmp_path_factory.getbasetemp()
    run = own if worker_id == "master" else own.parent

    def site_of(name: str, make: Callable[[Path], Site]) -> Site:
        folder, kept = run / f"site-{name}", run / f"site-{name}.pickle"
        with FileLock(run / f"site-{name}.lock"):
            if not kept.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                kept.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(kept.read_bytes())

    return site_of


@pytest.fixture(scope="session")
def sample(once) -> Site:
    """The site of the shipped sample."""
    return once("sample", lambda folder: import_and_build(SAMPLE, folder))


@pytest.fixture(scope="session")
def seeds(once) -> Site:
    """The site of the real scrapes."""
    return once("seeds", lambda folder: import_and_build(SEEDS, folder))


@pytest.fixture(scope="session", params=["sample", pytest.param("seeds", marks=pytest.mark.shared)])
def site(request) -> Site:
    """Each of the two sites."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def written_site(once) -> Site:
    """The site of the content folder in written_site.py."""
    return once("written", lambda folder: built(write(folder / "content"), folder / "output"))


@pytest.fixture(scope="session")
def shipped() -> Vocabulary:
    """The shipped vocabulary."""
    path = PROJECT / "content" / "vocabulary.toml"
    return read_vocabulary(path.read_text(encoding="utf-8"), path.name)


@pytest.fixture(scope="session")
def newsboat() -> str:
    """The path of the program newsboat."""
    return shutil.which("newsboat") or missing("newsboat", "apt-get install newsboat")
