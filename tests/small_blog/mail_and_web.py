"""Write a mailout as an e-mail, and a web archive."""

from __future__ import annotations

import base64
import gzip
import hashlib
import quopri
from html import escape

from small_blog import values
from small_blog.pages import post_page
from small_blog.values import MAILOUT, MAILOUT_TITLE, MEMBER_EMAIL, MEMBER_TOKEN, address
from small_blog.wording import inline, plain


def mailout_eml() -> bytes:
    """Return a mailout as one member received it: as plain text and as HTML, with the member's id in every link."""
    view = f"https://mail.tarnshire-napo.example/view?u=aa11bb22cc&id=0123abcd&e={MEMBER_TOKEN}"
    paragraphs = "".join(f"<p>{inline(part)}</p>\n" for part in MAILOUT)
    html = (
        f"<!DOCTYPE html>\n<html><head><title>{MAILOUT_TITLE}</title></head><body>\n"
        f'<span style="display:none">Forty-one have answered&zwnj;&nbsp;&zwnj;&nbsp;</span>\n'
        '<table class="mcnTextBlock"><tbody class="mcnTextBlockOuter"><tr><td class="mcnTextContent">'
        f'<a href="{escape(view)}">View this email in your browser</a></td></tr></tbody></table>\n'
        '<table class="mcnTextBlock"><tbody class="mcnTextBlockOuter"><tr><td class="mcnTextContent">\n'
        f"{paragraphs}</td></tr></tbody></table>\n"
        f'<a href="{escape(view.replace("view", "unsubscribe"))}">unsubscribe from this list</a>\n'
        f'<img src="{escape(view.replace("view", "open"))}" width="1" height="1" alt=""></body></html>\n'
    )
    text = "\n\n".join(map(plain, MAILOUT)) + f"\n\nUnsubscribe {MEMBER_EMAIL}: {view}\n"
    boundary = "_----------=_MCPart_417"
    parts = [
        f'--{boundary}\nContent-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n'
        f"{quopri.encodestring(body.encode()).decode('ascii')}\n"
        for kind, body in (("plain", text), ("html", html))
    ]
    subject = MAILOUT_TITLE.replace(" ", "_").replace("–", "=E2=80=93")
    head = (
        f"Message-ID: <aa11bb22cc.{MEMBER_TOKEN}.20170711083000.0123abcd.99@mail1.tarnshire-napo.example>\n"
        f"From: =?utf-8?Q?Tarnshire=20Branch?= <branch@tarnshire-napo.example>\nTo: <{MEMBER_EMAIL}>\n"
        f"Subject: =?utf-8?Q?{subject}?=\nDate: Tue, 11 Jul 2017 08:30:00 +0000\n"
        f"X-Campaign: mailchimpaa11bb22cc.0123abcd\nList-Unsubscribe: <{view}>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\n\n'
    )
    return (head + "".join(parts) + f"--{boundary}--\n").replace("\n", "\r\n").encode("ascii")


def web_archive() -> bytes:
    """Return `blog.warc.gz`: the page of each post as a crawler saved it, the second one in chunks."""
    info = b"software: a test\r\nformat: WARC File Format 1.0\r\n"
    records = [_warc_record("warcinfo", "application/warc-fields", info, 0)]
    for number, post in enumerate(values.POSTS, 1):
        records.append(_warc_page(address(post.path), post_page(post), number, chunked=number == 2))
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def _warc_page(url: str, page: bytes, number: int, chunked: bool) -> bytes:
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(page)}"
    payload = _in_chunks(page) if chunked else page
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n{length}"
    digest = f"WARC-Payload-Digest: {_digest(payload)}\r\n"
    block = head.encode() + b"\r\n\r\n" + payload
    return _warc_record("response", "application/http; msgtype=response", block, number, url, digest)


def _in_chunks(page: bytes, size: int = 1000) -> bytes:
    pieces = [page[at : at + size] for at in range(0, len(page), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _warc_record(kind: str, media_type: str, block: bytes, number: int, url: str = "", more: str = "") -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2019-02-03T04:05:06Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n{more}"
        f"WARC-Block-Digest: {_digest(block)}\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()
