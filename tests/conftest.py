"""The sites that whole-site tests look at: each is built once in a run, and no test may change it."""

import shutil

import pytest

from whole_site import SAMPLE, SEEDS, Site, import_and_build, missing


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Site:
    """The site of the sample that is shipped."""
    return import_and_build(SAMPLE, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def seeds(tmp_path_factory) -> Site:
    """The site of real scrapes, where they lie beside the project."""
    if not SEEDS.is_dir():
        pytest.skip(f"the real scrapes are not here: they belong in {SEEDS}")
    return import_and_build(SEEDS, tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session", params=["sample", pytest.param("seeds", marks=pytest.mark.seeds)])
def site(request) -> Site:
    """Each of the two sites."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def newsboat() -> str:
    """The program newsboat."""
    return shutil.which("newsboat") or missing("newsboat", "apt-get install newsboat")
