"""However an archive changes, a build after others makes the same bytes as a build of everything.

A state machine edits posts, decisions, topics, settings, theme and code, damages what builds have kept, and kills
builds. After each build of what changed, everything is built again elsewhere, from nothing, and compared.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from invented_texts import prose
from project_copies import building_with, copy_of_project
from thoroughness import SLOW, THOROUGH
from whole_site import PROJECT, invoke, trees

NAMES = [f"post-{number}" for number in range(5)]
BODIES = [
    " ".join(prose(1, 60)),
    f"The PSR and HMPPS, said Napo.\n\n{' '.join(prose(2, 70))}",
    f"> {' '.join(prose(2, 70))}\n\nSo it said. See [this](<https://blog.example/2020/01/post-0.html>).",
    f"{' '.join(prose(3, 60))}\n\n{' '.join(prose(3, 60))}",
    "Probation officers and the *Ministry of Justice* “agree”.\n\n![A kettle](<https://pictures.example/kettle.png>)",
]
names, bodies = st.sampled_from(NAMES), st.sampled_from(BODIES)
SEQUENCES, CHANGES = (200, 10) if THOROUGH else (2, 6)


class Rebuilds(RuleBasedStateMachine):
    """An archive that changes and is built again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.content, self.output = self.folder / "content", self.folder / "output"
        self.project = copy_of_project(self.folder / "project")
        self.built: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.build()
        self.scratch.cleanup()

    @initialize()
    def begin(self) -> None:
        for name, body in zip(NAMES[:3], BODIES, strict=False):
            self.write(name, body)
        self.comment(NAMES[0], BODIES[1])
        self.build()

    @rule(name=names, body=bodies, day=st.integers(1, 28), tags=st.sampled_from(["", "Tags: Napo\n", "Tags: -Napo\n"]))
    def write(self, name: str, body: str, day: int = 2, tags: str = "") -> None:
        """Add a post, edit it, date it anew or give it other topics."""
        self.put(f"posts/2020/01/{name}.md", f"Title: {name.capitalize()}\nDate: 2020-01-{day:02}\n{tags}\n{body}\n")

    @rule(name=names, body=bodies)
    def comment(self, name: str, body: str) -> None:
        self.put(f"posts/2020/01/{name}.comments.md", f"## Comment 7\nAuthor: Jim\n\n{body}\n")

    @rule(name=names)
    def delete(self, name: str) -> None:
        for end in ("md", "comments.md"):
            if len(self.posts()) > 1:
                (self.content / f"posts/2020/01/{name}.{end}").unlink(missing_ok=True)

    @rule(name=names)
    def move(self, name: str) -> None:
        """Give a post another file and address."""
        old = self.content / f"posts/2020/01/{name}.md"
        if old.exists():
            self.put(f"posts/2020/02/{name}-moved.md", f"Aliases: /2020/01/{name}.html\n{old.read_text('utf-8')}")
            self.delete(name)

    @rule(names=st.lists(names, min_size=2, max_size=2, unique=True), verdict=st.sampled_from(["same", "different"]))
    def decide(self, names: list[str], verdict: str) -> None:
        refs = ", ".join(f'"posts/2020/01/{name}"' for name in names)
        self.put("decisions.toml", f'[[decision]]\nverdict = "{verdict}"\ntexts = [{refs}]\n')

    @rule(label=st.sampled_from(["Napo", "The union Napo"]))
    def rename_a_topic(self, label: str) -> None:
        vocabulary = (PROJECT / "content/vocabulary.toml").read_text("utf-8")
        self.put("vocabulary.toml", vocabulary.replace('label = "Napo"', f'label = "{label}"'))

    @rule(name=st.sampled_from(["An archive", "Another archive"]))
    def name_the_site(self, name: str) -> None:
        path = self.project / "pelicanconf.py"
        path.write_text(f"{(PROJECT / path.name).read_text('utf-8')}\nSITENAME = {name!r}\n", encoding="utf-8")

    @rule(template=st.sampled_from(["base.html", "_macros.html", "month.html"]), words=st.sampled_from(["One", "Two"]))
    def change_a_template(self, template: str, words: str) -> None:
        path = self.project / "themes/reading-room/templates" / template
        text = (PROJECT / path.relative_to(self.project)).read_text("utf-8")
        path.write_text(text.replace("</ul>", f"</ul><!-- {words} -->"), encoding="utf-8")

    @rule(words=st.sampled_from(["one", "two"]))
    def change_the_program(self, words: str) -> None:
        path = self.project / "plugins/archive/kinds.py"
        text = (PROJECT / path.relative_to(self.project)).read_text("utf-8")
        path.write_text(text.replace('"Blog post"', f'"Blog post {words}"'), encoding="utf-8")

    @rule(chance=st.randoms(use_true_random=False))
    def damage_what_was_kept(self, chance: random.Random) -> None:
        kept = sorted(path for path in self.folder.glob(".*.cache/**/*") if path.is_file())
        path = chance.choice([*kept, self.folder / ".output.manifest"])
        stored = bytearray(path.read_bytes() if path.exists() else b"")
        if stored:
            stored[chance.randrange(len(stored))] ^= 1 << chance.randrange(8)
            path.write_bytes(stored[: chance.choice([len(stored), len(stored) // 2])])

    @rule(chance=st.randoms(use_true_random=False))
    def edit_the_served_site(self, chance: random.Random) -> None:
        path = chance.choice(sorted(self.output.rglob("*.html")))
        path.write_bytes(path.read_bytes() + b"<!-- edited -->")
        self.built = trees(self.output)

    @rule(name=names)
    def touch(self, name: str) -> None:
        path = self.content / f"posts/2020/01/{name}.md"
        if path.exists():
            os.utime(path)

    @rule(share=st.floats(0, 1))
    def kill_a_build(self, share: float) -> None:
        """Kill a build at some moment: the served site is the old one or the new one, whole."""
        command = [sys.executable, "-m", "invoke", "build", "--content", self.content, "--output", self.output]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        path = os.pathsep.join([str(self.project / "plugins"), str(self.project)])
        with subprocess.Popen(
            command, cwd=self.project, env=os.environ | {"PYTHONPATH": path}, start_new_session=True, **quiet
        ) as running:
            time.sleep(4 * share)
            os.killpg(running.pid, signal.SIGKILL)
        if not self.output.exists():  # between two renames, on a disk that cannot exchange names
            return
        found = trees(self.output)
        assert found == self.built or ".archive-site.json" in found

    @rule()
    def build(self) -> None:
        """Build what has changed, and compare it with a build of everything."""
        cold = self.folder / "cold"
        shutil.rmtree(cold, ignore_errors=True)
        shutil.copytree(self.content, cold / "content")
        after, everything = self.run(self.folder), self.run(cold, "--fresh")
        assert after == everything
        self.built = trees(self.output)
        assert self.built == trees(cold / "output")

    def run(self, folder: Path, *options: str) -> tuple[int, str]:
        """Return the exit code of a build, and what it complains of."""
        with building_with(self.project):
            ran = invoke("build", "--content", folder / "content", "--output", folder / "output", *options)
        assert "the old site is unchanged" not in ran.stderr
        return ran.returncode, ran.stderr

    def put(self, name: str, text: str) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def posts(self) -> list[Path]:
        return [path for path in self.content.glob("posts/**/*.md") if not path.name.endswith(".comments.md")]


TestRebuilds = Rebuilds.TestCase
TestRebuilds.settings = settings(SLOW, max_examples=SEQUENCES, stateful_step_count=CHANGES)
