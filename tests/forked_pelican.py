"""Render the sites of a run in forks of a process that has imported Pelican and our plugins, one for each worker.

A build starts `python -m pelican` in a process of its own, which spends two thirds of its time on imports if the site
is small. A fork has the same modules and, like a new process, nothing that the site before has left behind. Builds
with other code or another environment, and all commands in processes of their own, start Python as ever.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pelicanconf

_PROJECT = Path(pelicanconf.__file__).parent
_PYTHON_PATH = os.environ.get("PYTHONPATH")
_HAS_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_start = subprocess.run


def run(command: Sequence[str], **options: Any) -> subprocess.CompletedProcess[Any]:
    """Do what `subprocess.run` does; Pelican runs in a fork if it has the code of this project."""
    is_pelican = [*command[:3]] == [sys.executable, "-m", "pelican"] and "env" not in options
    is_ours = options.get("cwd") == _PROJECT and os.environ.get("PYTHONPATH") == _PYTHON_PATH
    if not (_HAS_FORKS and is_pelican and is_ours):
        return _start(command, **options)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pelican", *pelicanconf.PLUGINS])
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = context.Process(target=_render, args=(command[2:], dict(os.environ), out, err))
        process.start()
        process.join()
        return subprocess.CompletedProcess(command, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _render(arguments: Sequence[str], environment: dict[str, str], out: Path, err: Path) -> None:
    """Become `python -m pelican` with `arguments`."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(_PROJECT)
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
