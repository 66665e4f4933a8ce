"""Web archives and gzip files for tests, made record by record."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.sources.containers import contents_of
from archive.sources.contents import Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.files import SourcePath, document_of

PAGE = b"<!doctype html><title>Tarnshire</title><p>The office at Tarnshire is to close.</p>"
ADDRESS = "http://tarnshire.example/2014/05/office.html"


def sha1(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def record(kind: str, block: bytes, address: str | None = ADDRESS, **fields: str) -> bytes:
    """Return a WARC record with the checksum of its contents; a field given as "" is left out."""
    head = {"WARC-Type": kind, "WARC-Target-URI": address or "", "WARC-Block-Digest": sha1(block)}
    head |= {"WARC-Date": "2014-05-06T07:08:09Z", "Content-Length": str(len(block))}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = "".join(f"{header}\r\n" for header in ("Content-Type: text/html", *headers))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def response(body: bytes, *headers: str, status: str = "200 OK", address: str = ADDRESS, **fields: str) -> bytes:
    return record("response", answer(body, *headers, status=status), address, **fields)


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


@dataclass(frozen=True)
class Opened:
    """What a file holds, by kind."""

    contents: Sequence[Content]

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(content for content in self.contents if isinstance(content, Document))

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(content for content in self.contents if isinstance(content, Fault))

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        return tuple(content for content in self.contents if isinstance(content, Ignored))


def opened(folder: Path, data: bytes, name: str = "site.warc") -> Opened:
    """Return what a file with these bytes holds, after checking the size and sha256 of each document."""
    path = folder / name
    path.write_bytes(data)
    found = Opened([*contents_of(document_of(SourcePath(path, name)))])
    for document in found.documents:
        content = document.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (document.size, document.sha256)
    return found


def count(found: Opened) -> int:
    """Return the number of records or members, read or not."""
    return len(found.documents) + len(found.faults) + sum(each.count for each in found.ignored)
