"""Find what has changed since the last build, before anything heavy is imported.

A site depends on the content folder (without the inbox, which only imports read), the theme, the settings files, our
code, the versions of the libraries and of Python, and on nothing else: no clock, no environment.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from archive.program import libraries_stamp
from archive.site.build_manifest import BuildManifest, State, intact, read_inputs, read_manifest, site_states, stamp_of
from archive.site.render_job import RenderJob

PROJECT = Path(__file__).resolve().parents[3]
"""The folder with the project's settings, theme and pages."""
INBOX = "inbox"
"""The part of a content folder that no build reads."""
_SHIPPED = ("vocabulary.toml", "pages")
"""What the project's own content folder has for archives that have none of their own."""
_PROGRAM = ("plugins/", "settings/")
"""What every page depends on."""
_TEXTS = ("content/posts/", "content/mailouts/", "content/images/")
_GENERATED = ("/__pycache__/", ".egg-info/")


@dataclass(frozen=True)
class Changes:
    """The last build of a site, and what it would be built from now."""

    before: BuildManifest
    stamp: str
    started: int
    inputs: Mapping[str, State]
    intact: frozenset[str]
    """The files of the served site that are as the last build left them."""
    others: bool
    """True if the served site lacks a file of the last build, or has one that is not as it left it."""
    keeps: bool = True
    """False if nothing that earlier builds have kept may be used."""

    @property
    def is_nothing(self) -> bool:
        """True if another build would make the same site."""
        return bool(self.before.site) and self.stamp == self.before.stamp and not self.others and not self.changed

    @cached_property
    def changed(self) -> list[str]:
        """The names of the inputs that are new, gone or have another hash, sorted."""
        old, now = _hashes(self.before.inputs), _hashes(self.inputs)
        return sorted({name for name, _ in old.items() ^ now.items()})

    @property
    def only_in_posts(self) -> bool:
        """True if the last build read the same settings, decisions and vocabulary with the same program."""
        return (
            bool(self.before.site)
            and self.stamp == self.before.stamp
            and all(name.startswith(_TEXTS) for name in self.changed)
        )

    @property
    def job(self) -> RenderJob:
        """What the process that renders is told."""
        depends = {name: hash_ for name, hash_ in _hashes(self.inputs).items() if name.startswith(_PROGRAM)}
        content = {name.removeprefix("content/"): hash_ for name, hash_ in _hashes(self.inputs).items()}
        keys = {path: key for path in self.intact if (key := self.before.site[path][3])}
        program = blake2b(f"{self.stamp}\n{sorted(depends.items())}".encode("utf-8", "surrogatepass")).hexdigest()
        return RenderJob(program, keys, content, self.keeps)

    def has_intact(self, folder: str) -> bool:
        """Return True if this program made the files below `folder` of the served site, and they still are the same."""
        files = [path for path in self.before.site if path.startswith(f"{folder}/")]
        is_ours = self.stamp == self.before.stamp and not any(name.startswith("plugins/") for name in self.changed)
        return bool(files) and is_ours and self.intact.issuperset(files)

    def are_intact(self, site: Path, paths: Iterable[str]) -> bool:
        """Return True if the files at `paths` of the served site still are as the last build left them."""
        now = {path: (*stamp_of(os.stat(f"{site}/{path}")), "") for path in paths}  # noqa: PTH116
        return len(intact(self.before, now)) == len(now)

    def manifest(self, site: Path, keys: Mapping[str, str], problems: tuple[str, ...]) -> BuildManifest:
        """Return the record of the build that has made `site`. `keys` are those of its pages."""
        return BuildManifest(self.stamp, self.started, self.inputs, site_states(site, keys), problems)


def find_changes(content: Path, output: Path, settings: str, fresh: bool = False) -> Changes:
    """Compare what the site of `content` in `output` depends on with what it was last built from.

    `settings` is the name of the settings file; if `fresh` is true, the last build is ignored.
    """
    started = time.time_ns()
    before = BuildManifest() if fresh else read_manifest(manifest_path(output))
    served = site_states(output, {}) if before.site and output.is_dir() else {}
    kept = intact(before, served)
    others = len(kept) != len(served) or len(kept) != len(before.site)
    inputs = read_inputs(_roots(content), before)
    inputs = {name: state for name, state in inputs.items() if not any(part in name for part in _GENERATED)}
    return Changes(before, f"{settings}\n{libraries_stamp()}", started, inputs, frozenset(kept), others, not fresh)


def manifest_path(output: Path) -> Path:
    """Return where the record of the site in `output` is."""
    output = output.resolve()
    return output.with_name(f".{output.name}.manifest")


def changes_in_words(changed: list[str]) -> str:
    """Return what has changed: "2 posts, vocabulary.toml, the theme"."""
    kinds = Counter(map(_kind, changed))
    counted = (f"{count:,} {kind}{'s' * (count > 1)}" for kind, count in kinds.items() if kind in ("post", "image"))
    return ", ".join([*counted, *(kind for kind in kinds if kind not in ("post", "image"))])


def _kind(name: str) -> str:
    root, _, path = name.partition("/")
    if root != "content":
        return {"themes": "the theme", "settings": "settings", "plugins": "the program"}.get(root, path)
    part = path.partition("/")[0]
    return {"posts": "post", "mailouts": "post", "images": "image"}.get(part, part)


def _roots(content: Path) -> dict[str, list[Path]]:
    own = sorted(content.iterdir()) if content.is_dir() else []
    return {
        "content": [path for path in own if path.name != INBOX],
        "shipped": [PROJECT / "content" / name for name in _SHIPPED],
        "settings": sorted(PROJECT.glob("*.py")),
        "plugins": [PROJECT / "plugins"],
        "themes": [PROJECT / "themes"],
    }


def _hashes(inputs: Mapping[str, State]) -> dict[str, str]:
    return {name: state[3] for name, state in inputs.items()}
