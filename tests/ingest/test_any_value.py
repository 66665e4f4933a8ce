"""Whatever values a source holds: what an import writes, a build can read, and every published record is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from any_values import documents, imported
from archive.content.addresses import assign_addresses
from archive.content.folder import post_files, read_file, stray_files
from archive.content.ledger import read_ledger
from archive.markup.render import to_text
from scrapes import Archive
from thoroughness import SLOW

FORMS = ["takeout", "export", "feed:atom", "html:post", "text:C"]
FAULTS = ("fault", "could not", "must be")


@given(documents, st.sampled_from(FORMS))
def test_what_import_writes_can_be_read_and_importing_it_again_changes_nothing(given_documents, form):
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        report = imported(archive, given_documents, form)
        assert [problem for problem in report.problems if any(fault in problem for fault in FAULTS)] == []
        assert_every_record_is_readable(archive.content)
        before = archive.state()
        imported(archive, given_documents, form)
        assert archive.state() == before


@SLOW
@given(documents, st.sampled_from(FORMS), st.booleans())
def test_so_can_what_later_imports_add_also_after_a_keeper_deleted_a_post(given_documents, form, deletes):
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for number in range(1, len(given_documents) + 1):
            report = imported(archive, given_documents[:number], form)
            assert [problem for problem in report.problems if any(fault in problem for fault in FAULTS)] == []
            assert_every_record_is_readable(archive.content)
            if deletes and number == 1 and (posts := archive.posts()):
                (archive.content / f"{posts[0]}.md").unlink()


def assert_every_record_is_readable(content: Path) -> None:
    """Check that every file can be published, and has all words of each published record of the ledger."""
    found = {name: read_file(content, name) for name in post_files(content)}
    placed, problems = assign_addresses(found)
    assert (problems, placed.keys(), stray_files(content)) == ([], found.keys(), [])
    words = {name.removesuffix(".md"): f"{post.title or ''} {to_text(post.body)}" for name, post in found.items()}
    words |= {f"{ref}#c{each.id}": to_text(each.body) for ref in list(words) for each in found[f"{ref}.md"].comments}
    published = [entry for entry in read_ledger(content) if entry.outcome == "published"]
    assert all(len(words[entry.ref].split()) >= entry.words_kept for entry in published)
    assert all(number == 1 for number in Counter(entry.ref for entry in published).values())
