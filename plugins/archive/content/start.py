"""Start an archive of your own: remove the sample that ships and write down the site's name, address and contact.

Only an archive that holds nothing but the sample can be started, so nothing of a keeper's is ever deleted.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archive.atomic import remove, write_whole
from archive.content.folder import edited_files, post_files
from archive.content.ledger import read_ledger, written_of
from archive.errors import ArchiveError, BrokenSettings
from archive.sources.files import file_sha256

SAMPLE_LIST = ".sample.sha256"
"""The file in the inbox that lists the sample's files, in the format of `sha256sum`."""
NO_CONTACT = "Contact address: NOT YET SET"
"""How the line of the policy page begins that `invoke start` replaces."""
PRIVATE_FOLDERS = ("/content/inbox/", "/content/conflicts/")
"""Raw mail and exports hold private details, and so may what sources say of files that were edited by hand."""
_SAMPLE_SECTION = re.compile(r"^## The sample\n\n.+\n\n", re.MULTILINE)
"""The paragraph of the about page that tells readers that they look at the sample."""
_MADE_OF_SOURCES = ("posts", "mailouts", "images", "conflicts", "ledger.jsonl", ".ledger.jsonl.pending")


@dataclass(frozen=True)
class SiteFacts:
    """What a keeper is asked about a new archive."""

    name: str
    address: str
    """Absolute, such as "https://archive.example"."""
    contact: str
    """An e-mail address, or the address of a form, where readers ask for a correction or a removal."""


def checked(name: str, address: str, contact: str) -> SiteFacts:
    """Return the answers without stray spaces and slashes. Raises ArchiveError naming the first one that won't do."""
    facts = SiteFacts(" ".join(name.split()), address.strip().rstrip("/"), contact.strip())
    if not facts.name:
        raise ArchiveError("name: is empty; give the site a name")
    if not _is_web_address(facts.address):
        raise ArchiveError(f"address: “{facts.address}” is not a web address; write it like https://archive.example")
    if not (_is_web_address(facts.contact) or _is_mail_address(facts.contact)):
        raise ArchiveError(f"contact: “{facts.contact}” is not an e-mail or web address; give one that works")
    return facts


def refuse_unless_sample(content: Path) -> None:
    """Raise ArchiveError, naming the first file, if the folder `content` holds anything that is not of the sample."""
    sample = _sample(content / "inbox")
    inbox = content / "inbox"
    for path in sorted(inbox.rglob("*")) if inbox.is_dir() else ():
        name = path.relative_to(inbox).as_posix()
        if path.is_file() and name != SAMPLE_LIST and sample.get(name) != file_sha256(path):
            raise _not_sample(content, f"inbox/{name}")
    for path in sorted((content / "conflicts").rglob("*")):
        if path.is_file():
            raise _not_sample(content, path.relative_to(content).as_posix())
    entries = read_ledger(content)
    for entry in entries:
        if entry.sha256 not in sample.values():
            raise _not_sample(content, entry.source)
        if (written := written_of(entry)) and (edited := edited_files(content, written)):
            raise ArchiveError(f"{edited[0]}: was edited by hand; copy what you want to keep, then delete the file")
    imported = {entry.file for entry in entries}
    for file in post_files(content):
        if file not in imported:
            raise _not_sample(content, file)


def start_archive(project: Path, facts: SiteFacts) -> list[str]:
    """Empty the archive in the folder `project` of its sample and set its name, address and contact.

    Returns a line for each change. Raises ArchiveError if the archive holds anything but the sample.
    """
    content = project / "content"
    refuse_unless_sample(content)
    done = [*_set_facts(project, facts), *_ignore_private_folders(project / ".gitignore")]
    inbox = content / "inbox"
    notes = inbox / "sources.toml"
    explained = _read(notes).partition("\n[")[0] + "\n" if notes.exists() else ""
    for name in (*_sample(inbox), SAMPLE_LIST):
        remove(inbox / name)
    if explained:
        write_whole(notes, explained.encode("utf-8"))
    for name in _MADE_OF_SOURCES:
        _remove_all(content / name)
    inbox.mkdir(parents=True, exist_ok=True)
    return [*done, "content/: removed the sample; content/inbox/ is ready for your files."]


def _set_facts(project: Path, facts: SiteFacts) -> list[str]:
    """Write the answers into the settings and the policy page; remove the sample from the about page."""
    changes = {
        "pelicanconf.py": {"SITENAME": facts.name, "SITE_ADDRESS": facts.address},
        "publishconf.py": {"SITE_ADDRESS": facts.address},
    }
    texts = {name: _with_settings(name, _read(project / name), values) for name, values in changes.items()}
    policy = "content/pages/policy.md"
    texts[policy] = _with_contact(_read(project / policy), facts.contact)
    about = "content/pages/about.md"
    texts[about] = _SAMPLE_SECTION.sub("", _read(project / about))
    for name, text in texts.items():
        write_whole(project / name, text.encode("utf-8"))
    return [f"{', '.join(texts)}: set the site's name, address and contact."]


def _with_settings(name: str, source: str, values: dict[str, str]) -> str:
    """Return the Python file `source` with other values in its assignments of text."""
    lines = source.splitlines(keepends=True)
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in values:
            key, value = node.targets[0].id, node.value
            if not isinstance(value, ast.Constant) or node.lineno != node.end_lineno:
                continue
            line = lines[node.lineno - 1].encode("utf-8")
            new = json.dumps(values[key], ensure_ascii=False).encode("utf-8")
            line = line[: value.col_offset] + new + line[value.end_col_offset :]
            lines[node.lineno - 1] = line.decode("utf-8")
            found.add(key)
    if missing := values.keys() - found:
        raise BrokenSettings(f"{name}: has no line that starts with “{min(missing)} =”; write one and run it again")
    return "".join(lines)


def _with_contact(policy: str, contact: str) -> str:
    lines = policy.splitlines(keepends=True)
    return "".join(f"Contact address: {contact}\n" if line.startswith(NO_CONTACT) else line for line in lines)


def _ignore_private_folders(gitignore: Path) -> list[str]:
    """Make git ignore the folders of raw files, so that nobody publishes them by accident."""
    known = _read(gitignore) if gitignore.exists() else ""
    if new := [folder for folder in PRIVATE_FOLDERS if folder not in known.splitlines()]:
        write_whole(gitignore, "\n".join([*known.splitlines(), *new, ""]).encode("utf-8"))
    return [f"{gitignore.name}: git ignores {' and '.join(folder.strip('/') for folder in PRIVATE_FOLDERS)}."]


def _sample(inbox: Path) -> dict[str, str]:
    """Return the digest of each file of the sample by its name; none if the sample is gone."""
    try:
        lines = (inbox / SAMPLE_LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _not_sample(content: Path, name: str) -> ArchiveError:
    """Return the error about the file `name`; once the archive is started, the list of the sample is gone."""
    if not (content / "inbox" / SAMPLE_LIST).exists():
        return ArchiveError(
            f"This archive has already been started ({name} is not part of the sample). "
            "Change its name and address in pelicanconf.py and publishconf.py."
        )
    why = "`invoke start` only empties an archive that holds nothing but the sample"
    return ArchiveError(f"{name}: is not part of the sample, and {why}; move it away first, or keep this archive")


def _remove_all(path: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            remove(path)
    except OSError as error:
        why = f"{error.strerror}; close what uses it and run it again"
        raise ArchiveError(f"{path}: cannot be removed: {why}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: cannot be read: {error}; restore it and run it again") from error


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not set(text) & set(" <>\"'")


def _is_mail_address(text: str) -> bool:
    name, _, domain = text.partition("@")
    return bool(name) and "." in domain and not set(domain + name) & set(" <>\"',;@")
