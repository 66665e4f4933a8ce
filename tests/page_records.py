"""Read a saved page that a test writes."""

from __future__ import annotations

import io
from hashlib import sha256

from archive.formats.blogger_html import read
from archive.sources.document import Document


def page_records(html):
    """Return all records of a page."""
    data = html.encode()
    return list(read(Document("page.html", sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data))).records)
