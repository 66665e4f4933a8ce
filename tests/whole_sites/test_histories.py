"""Import an archive that changes at random over the years: nothing crashes, and no word or address is lost."""

import random
from datetime import date, timedelta

import pytest

from scrapes import Archive, page
from thoroughness import few_by_default

TITLES = ("The Estuary", "A Kettle", "Guest Blog 7")
DAYS = tuple(date(2017, 6, 24) + timedelta(number) for number in range(3))
WORDS = ("heron", "kettle", "branch", "diary", "office", "estuary", "letter", "monday", "tea", "room", "slate", "bus")
COMMENTS = ("Tea.", "Cake.", "Well said!", "I was there.", "Me too.")
NAMES = ("a", "b", "c", "d")


class History:
    """An archive that changes at random, the same way for each seed."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive, self.chance, self.facts = archive, random.Random(seed), {}
        self.addresses: set[str] = set()

    def step(self) -> None:
        """Change the sources or the content, and import some or all of the files."""
        changes = (self.add_scrape, self.add_scrape, self.extend_scrape, self.learn_facts, self.edit, self.delete)
        self.chance.choice(changes)()
        there = sorted(path.stem for path in self.archive.inbox.glob("*.txt"))
        names = self.chance.choice(((), (), self.chance.sample(there, self.chance.randint(0, len(there)))))
        before = {name: data for name, data in self.archive.files().items() if name.endswith(".md")}
        report = self.archive.run(*names)
        assert not report.problems
        assert all(self.archive.files()[name] == before[name] for name in report.conflicts if name in before)
        self.archive.run(*names)
        state = self.archive.state()
        self.archive.run(*names)
        assert self.archive.state() == state
        self.check()

    def check(self) -> None:
        records = self.archive.ledger()
        for each in records:
            assert each["words_in"] == each["words_kept"] + sum(each["words_left_out"].values())
        holders = [each for each in records if each.get("written")]
        addresses = [each["permalink"] for each in holders]
        aliases = {alias for each in holders for alias in each.get("aliases", ())}
        assert len(set(addresses)) == len(addresses) == len({each["id"] for each in holders})
        assert not aliases & set(addresses)
        assert self.addresses <= {*addresses, *aliases}, (
            "an address disappeared, although its file was not deleted by hand"
        )
        self.addresses = {address for each in holders if each["outcome"] == "published" for address in _addresses(each)}
        published = [each["ref"] for each in records if each["outcome"] == "published"]
        assert len(published) == len(set(published))
        assert {f"{name}.md" for name in self.archive.posts()} <= {each["file"] for each in records}

    def add_scrape(self) -> None:
        body = " ".join(self.chance.sample(WORDS, self.chance.randint(3, 9)))
        comments = self.chance.sample(COMMENTS, self.chance.randint(0, 3))
        text = page(self.chance.choice(TITLES), self.chance.choice(DAYS), body, comments)
        if self.chance.random() < 0.2:
            text = body + "\n\n" + " ".join(self.chance.sample(WORDS, 5))
        self.archive.put(**{self.chance.choice(NAMES): text})

    def extend_scrape(self) -> None:
        for path in sorted(self.archive.inbox.glob("*.txt"))[:1]:
            head, *rest = path.read_text().split("\n\n", 2)
            path.write_text("\n\n".join([head, *rest[:1], " ".join(self.chance.sample(WORDS, 4)), *rest[1:]]))

    def learn_facts(self) -> None:
        slug = self.chance.choice(("the-estuary", "kettle", "guest-blog-7"))
        known = (f'url = "https://blog.example/2017/06/{slug}.html"', f'title = "{self.chance.choice(TITLES)}"', "")
        there = sorted(path.stem for path in self.archive.inbox.glob("*.txt"))
        for name in there[:2]:
            self.facts[name] = self.chance.choice(known)
        self.archive.know("\n".join(f'["{name}.txt"]\n{fact}' for name, fact in sorted(self.facts.items())))

    def edit(self) -> None:
        files = sorted(name for name in self.archive.files() if name.endswith(".md"))
        if files:
            path = self.archive.content / self.chance.choice(files)
            path.write_text(path.read_text() + "By hand.\n")

    def delete(self) -> None:
        files = sorted(name for name in self.archive.files() if name.endswith(".md"))
        if files:
            (self.archive.content / self.chance.choice(files)).unlink()


def _addresses(record: dict[str, object]) -> list[str]:
    return [record["permalink"], *record.get("aliases", ())]


@pytest.mark.parametrize("seed", few_by_default(4, [19, 55, 145, 1090, *range(8)]))
def test_a_random_history_loses_no_word_and_no_address(tmp_path, seed):
    history = History(Archive(tmp_path), seed)
    history.add_scrape()
    for _ in range(8):
        history.step()
    for name, data in history.archive.files().items():
        if data.endswith(b"By hand.\n"):
            (history.archive.content / name).unlink()
    history.archive.run()
    history.archive.run()
    history.check()
