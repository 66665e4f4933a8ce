"""The output folder is the complete old site or the complete new one, whatever happens during a build."""

import ctypes
import errno
import os
import random
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BuildFailed
from archive.site import staging
from archive.site.marker import MARKER
from archive.site.site_manifest import Manifest, ManifestEntry, read_manifest, write_manifest
from archive.site.staging import staged

PAGES = ("index.html", "2014/01/one.html", "2014/01/two.html")
CLEAN, LUCKY, STOPPED, REFUSED, BROKEN = 0, 10, 11, 12, 13
FATES = {
    "kill -9": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "interrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt),
    "full disk": lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
}

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills builds in processes of their own"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # the child builds and ends: no thread is used
]


def build(output: Path, name: str, pause: float = 0) -> None:
    with staged(output) as site:
        for page in PAGES:
            (site.folder / page).parent.mkdir(parents=True, exist_ok=True)
            (site.folder / page).write_text(name)
            time.sleep(pause)
        write_manifest(site.folder, Manifest((ManifestEntry(name, "content/one.md", "/2014/01/one.html", "post"),)))


def whole(output: Path) -> str:
    """Return the name of the build that made `output`, after checking that it is complete."""
    manifest = read_manifest(output)
    assert manifest
    name = manifest.articles[0].ref
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    assert files == {*PAGES, MARKER}
    assert {(output / page).read_text() for page in PAGES} == {name}
    return name


def beside(output: Path) -> set[str]:
    return {path.name for path in output.parent.iterdir()} - {output.name, f".{output.name}.lock"}


def build_and_meet(output: Path, name: str, moment: int, fate: str, exchange: bool) -> None:
    """Build in this process, and fail with `fate` just before file operation number `moment`."""
    operations, met = count(1), []

    def watch(event: str, _arguments: object) -> None:
        if event.startswith(("os.", "open", "shutil.", "ctypes.")) and not met and next(operations) == moment:
            met.append(event)
            FATES[fate]()

    if not exchange:
        staging._EXCHANGES.clear()
    sys.addaudithook(watch)
    build(output, name)
    os._exit(LUCKY if met else CLEAN)


def start(work: Callable[..., None], *arguments: object) -> int:
    """Start `work` in a separate process."""
    if child := os.fork():
        return child
    try:
        work(*arguments)
        os._exit(CLEAN)
    except BuildFailed:
        os._exit(REFUSED)
    except KeyboardInterrupt:
        os._exit(STOPPED)
    finally:
        os._exit(BROKEN)


def end(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def ends(tmp_path: Path, before: str, fate: str, exchange: bool = True) -> Iterator[Path]:
    """Yield the output folders of builds that fail one operation later each time, until one finishes."""
    for moment in count(1):
        output = tmp_path / str(moment) / "output"
        output.parent.mkdir()
        if before == "our site":
            build(output, "old")
        elif before == "another's folder":
            output.mkdir()
            (output / "thesis.txt").write_text("the only copy")
        code = end(start(build_and_meet, output, "new", moment, fate, exchange))
        assert code != BROKEN
        yield output
        if code == CLEAN:
            assert moment > 10
            return


@pytest.mark.parametrize("fate", FATES)
def test_a_build_that_ends_at_any_file_operation_leaves_the_old_site_or_the_new_one(tmp_path, fate):
    for output in ends(tmp_path, "our site", fate):
        assert whole(output) in ("old", "new")
        build(output, "next")
        assert whole(output) == "next"
        assert not beside(output)


def test_a_first_build_killed_at_any_file_operation_leaves_no_site_or_a_complete_one(tmp_path):
    for output in ends(tmp_path, "nothing", "kill -9"):
        assert not output.exists() or whole(output) == "new"
        build(output, "next")
        assert whole(output) == "next"
        assert not beside(output)


@pytest.mark.parametrize("fate", FATES)
def test_a_folder_that_no_build_made_survives_a_build_that_ends_at_any_file_operation(tmp_path, fate):
    for output in ends(tmp_path, "another's folder", fate):
        build(output, "next")
        assert whole(output) == "next"
        assert beside(output) == {"output.before-1"}
        assert (output.parent / "output.before-1" / "thesis.txt").read_text() == "the only copy"


def test_without_an_atomic_exchange_the_next_build_repairs_a_killed_one(tmp_path):
    gaps = 0
    for output in ends(tmp_path, "our site", "kill -9", exchange=False):
        gaps += not output.exists()
        with pytest.raises(ZeroDivisionError), staged(output):
            assert whole(output) in ("old", "new")
            _ = 1 / 0
        assert not beside(output)
    assert gaps == 1


def test_builds_killed_at_thirty_random_times_leave_a_complete_site(tmp_path):
    output, times = tmp_path / "output", random.Random(2010)
    build(output, "0")
    for number in range(1, 31):
        earlier = whole(output)
        child = start(build, output, str(number), 0.005)
        time.sleep(times.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        end(child)
        assert whole(output) in (earlier, str(number))
    build(output, "last")
    assert whole(output) == "last"
    assert not beside(output)


def test_a_second_build_is_refused_while_the_first_is_running(tmp_path):
    output = tmp_path / "output"
    with staged(output) as site, pytest.raises(BuildFailed, match="being built by another command"):
        assert end(start(build_and_meet, output, "other process", 0, "kill -9", True)) == REFUSED
        (site.folder / "index.html").touch()
        build(output, "same process")
    build(output, "after")
    assert whole(output) == "after"


def test_only_one_of_several_parallel_builds_runs(tmp_path):
    output, names = tmp_path / "output", {"1", "2", "3", "4"}
    codes = [end(child) for child in [start(build, output, name, 0.02) for name in sorted(names)]]
    assert set(codes) == {CLEAN, REFUSED}
    assert whole(output) in names
    assert not beside(output)


def test_an_exception_in_the_build_changes_nothing(tmp_path):
    output = tmp_path / "output"
    build(output, "old")
    with pytest.raises(KeyError), staged(output) as site:
        (site.folder / "index.html").write_text("half")
        raise KeyError
    assert whole(output) == "old"
    assert not beside(output)


def test_the_staging_folder_is_empty_even_if_a_killed_build_left_one(tmp_path):
    leftover = tmp_path / ".output.staging"
    leftover.mkdir()
    (leftover / "half.html").write_text("half")
    with staged(tmp_path / "output") as site:
        assert site.folder == leftover
        assert not list(site.folder.iterdir())


def test_an_interrupted_deletion_is_finished_by_the_next_build(tmp_path, monkeypatch):
    def delete_the_marker_and_fail(folder: Path) -> None:
        (folder / MARKER).unlink()
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(folder))

    output = tmp_path / "output"
    build(output, "old")
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", delete_the_marker_and_fail)
        build(output, "new")
    assert whole(output) == "new"
    assert beside(output) == {".output.staging"}
    build(output, "next")
    assert not beside(output)


def test_a_folder_without_a_manifest_is_kept_under_the_announced_name(tmp_path):
    output = tmp_path / "output"
    for number in (1, 2):
        output.mkdir()
        (output / "precious").write_text(str(number))
        with staged(output) as site:
            assert site.kept == tmp_path / f"output.before-{number}"
            (site.folder / "index.html").touch()
        assert (site.kept / "precious").read_text() == str(number)
        (output / "index.html").unlink()
        output.rmdir()


def test_an_empty_folder_or_an_old_site_is_replaced_without_a_copy(tmp_path):
    output = tmp_path / "output"
    output.mkdir()
    for name in ("first", "second"):
        with staged(output) as site:
            assert site.kept is None
        build(output, name)
        assert whole(output) == name
        assert not beside(output)


def test_a_folder_that_fills_while_the_site_is_built_is_not_replaced(tmp_path):
    output = tmp_path / "output"
    with pytest.raises(BuildFailed, match="changed while"), staged(output):
        output.mkdir()
        (output / "precious").touch()
    assert (output / "precious").exists()
    assert not beside(output)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.EXDEV])
def test_two_renames_replace_the_exchange_where_the_system_refuses_it(tmp_path, monkeypatch, code):
    def refuse(*_: object) -> int:
        ctypes.set_errno(code)
        return -1

    monkeypatch.setitem(staging._EXCHANGES, sys.platform, refuse)
    build(tmp_path / "output", "old")
    build(tmp_path / "output", "new")
    assert whole(tmp_path / "output") == "new"
    assert not beside(tmp_path / "output")


def test_another_error_of_the_exchange_leaves_the_old_site(tmp_path, monkeypatch):
    def fail(*_: object) -> int:
        ctypes.set_errno(errno.EBUSY)
        return -1

    monkeypatch.setitem(staging._EXCHANGES, sys.platform, fail)
    build(tmp_path / "output", "old")
    with pytest.raises(BuildFailed, match=r"output: .*mount point"):
        build(tmp_path / "output", "new")
    assert whole(tmp_path / "output") == "old"
    assert not beside(tmp_path / "output")


@pytest.mark.skipif(sys.platform != "linux", reason="tests the Linux system call")
def test_two_folders_exchange_names_in_one_step(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert staging._exchange(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "one" / "two").exists()
    assert (tmp_path / "two" / "one").exists()


def test_an_output_folder_that_is_a_symbolic_link_stays_one(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "elsewhere")
    build(tmp_path / "output", "new")
    assert (tmp_path / "output").is_symlink()
    assert whole(tmp_path / "elsewhere") == "new"


def test_folders_that_contain_more_than_a_site_are_refused(tmp_path, monkeypatch):
    home, here = tmp_path / "home" / "me", tmp_path / "work" / "project"
    home.mkdir(parents=True)
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    for output in (Path("/"), Path(), Path(".."), here, tmp_path, home, home.parent):
        with pytest.raises(BuildFailed, match="choose a folder inside it"), staged(output):
            pass
    build(Path("output"), "new")
    assert whole(here / "output") == "new"


def test_a_file_in_the_way_is_refused_and_kept(tmp_path):
    (tmp_path / "output").write_text("mine")
    with pytest.raises(BuildFailed, match="is a file"), staged(tmp_path / "output"):
        pass
    assert (tmp_path / "output").read_text() == "mine"


def test_an_unwritable_place_is_reported_in_one_line(tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / ".output.lock").mkdir()
    (tmp_path / "file").touch()
    for output, named in (("output", ".output.lock"), ("file/sites/output", "file")):
        with pytest.raises(BuildFailed) as caught, staged(tmp_path / output):
            pass
        assert str(caught.value).startswith(f"{tmp_path / named}")
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/version").is_file(), reason="needs a folder in which nobody may make files")
def test_a_place_without_write_permission_is_reported_with_what_to_do():
    with pytest.raises(BuildFailed, match=r"^/proc/.*: .*; .*output"), staged(Path("/proc/archive/output")):
        pass


@pytest.mark.parametrize(
    ("code", "cure"),
    [(errno.ENOSPC, "make room"), (errno.EACCES, "change its permissions"), (errno.EIO, "solve the problem")],
)
def test_a_system_error_in_the_build_is_reported_with_the_file_and_what_to_do(tmp_path, code, cure):
    build(tmp_path / "output", "old")
    with pytest.raises(BuildFailed, match=f"index.html: .*{cure}"), staged(tmp_path / "output") as site:
        raise OSError(code, os.strerror(code), str(site.folder / "index.html"))
    assert whole(tmp_path / "output") == "old"


def test_a_web_server_may_read_the_site(tmp_path):
    umask = os.umask(0o022)
    try:
        build(tmp_path / "output", "new")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "output").stat().st_mode) == 0o755


words = st.text(max_size=8)
listed = st.builds(
    ManifestEntry, words, words, words, words, st.lists(words).map(tuple), redirects=st.lists(words).map(tuple)
)


@given(articles=st.lists(listed, unique=True))
def test_a_manifest_is_read_back_and_written_the_same_in_any_order(tmp_path_factory, articles):
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    write_manifest(one, Manifest(tuple(articles)))
    write_manifest(other, Manifest(tuple(reversed(articles))))
    assert (one / MARKER).read_bytes() == (other / MARKER).read_bytes()
    assert read_manifest(one) == Manifest(tuple(sorted(articles)))


def test_a_folder_without_manifest_has_none(tmp_path):
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "missing") is None


@pytest.mark.parametrize("damage", ["", "[]", '{"articles": [{"ref": "x"}]}', '{"articles": 1}', "\x00"])
def test_a_damaged_manifest_is_named(tmp_path, damage):
    (tmp_path / MARKER).write_text(damage)
    with pytest.raises(BuildFailed, match=MARKER):
        read_manifest(tmp_path)
