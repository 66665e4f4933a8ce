"""Web pages saved as one file for tests: MHTML as different browsers write it, and HTML with everything inside."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass

ADDRESS = "http://probationmatters.blogspot.com/2017/06/kettle.html"
PAGE = """<!DOCTYPE html><html><head><meta content='blogger' name='generator'/>
<link href='http://probationmatters.blogspot.com/2017/06/kettle.html' rel='canonical'/></head><body>
<div class='date-outer'><h2 class='date-header'><span>Wednesday, 14 June 2017</span></h2><div class='post hentry'>
<h3 class='post-title entry-title'>The kettle</h3><div class='post-body entry-content' id='post-body-8800000000000001'>
<p>Forty of us met \u2013 on \u201cMonday\u201d \u2013 and tea was \u00a35.</p>
<img src='http://1.bp.blogspot.com/kettle.gif'/></div></div></div></body></html>"""
GIF = base64.b64decode("R0lGODlhAQABAAAAACwAAAAAAQABAAA=")
SAVED = "Mon, 2 Nov 2020 14:34:37 -0000"


@dataclass(frozen=True)
class Part:
    """One part of an MHTML file, with its fields; the body is encoded as `encoding` says."""

    kind: str
    data: bytes
    encoding: str = "quoted-printable"
    location: str = ""
    content_id: str = ""

    def written(self) -> bytes:
        fields = [f"Content-Type: {self.kind}", f"Content-Transfer-Encoding: {self.encoding}"]
        fields += [f"Content-Location: {self.location}"] * bool(self.location)
        fields += [f"Content-ID: <{self.content_id}>"] * bool(self.content_id)
        return "".join(f"{field}\r\n" for field in fields).encode() + b"\r\n" + self._encoded()

    def _encoded(self) -> bytes:
        if self.encoding == "base64":
            return base64.encodebytes(self.data).replace(b"\n", b"\r\n")
        if self.encoding == "quoted-printable":
            return quopri.encodestring(self.data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        return self.data


IMAGE = Part("image/gif", GIF, "base64", "http://1.bp.blogspot.com/kettle.gif")
FRAME = Part("text/html", b"<html><p>Post a comment</p></html>", location="https://www.blogger.com/comment/frame/1")
STYLE = Part("text/css", b"p { color: red }", location="https://www.blogger.com/bundle.css")
EXPLORER = 'From: "Saved by Windows Internet Explorer 8"'


def the_page(charset: str = "utf-8", encoding: str = "quoted-printable", **more: str) -> Part:
    data = PAGE.encode(charset).replace(b"\n", b"\r\n")
    return Part(f'text/html;\r\n\tcharset="{charset}"', data, encoding, **{"location": ADDRESS, **more})


def mhtml(*parts: Part, head: str = "From: <Saved by Blink>", start: str = "", boundary: str = "----=_Next_1") -> bytes:
    """Return an MHTML file. `head` is its header without date and content type."""
    kind = f'multipart/related;\r\n\ttype="text/html"{start and f"; start=<{start}>"};\r\n\tboundary="{boundary}"'
    lines = f"{head}\r\nSubject: The kettle\r\nDate: {SAVED}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    opening, closing = f"--{boundary}\r\n".encode(), f"--{boundary}--\r\n".encode()
    return lines.encode() + b"".join(opening + part.written() + b"\r\n" for part in parts) + closing


def single_file(style: int = 0, picture: int = 5_000) -> str:
    """Return the page as SingleFile saves it: styles of `style` letters, and a picture of `picture`, are inside it."""
    data = f"data:image/png;base64,{'iVBORw0KGgo' * (picture // 11)}"
    head = f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Mon Nov 02 2020 \n-->"
    styles = f"<style>a{{background:url({data})}}{'b' * style}</style>"
    page = PAGE.replace("http://1.bp.blogspot.com/kettle.gif", data)
    return page.replace("<html><head>", f"<html lang=en>{head}<head>{styles}")
