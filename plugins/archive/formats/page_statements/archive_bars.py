"""The bars that web archives and caches put on the pages they show.

The rule: a bar is known by the ids and classes that only the archive itself writes. What looks like a bar and is not
known is left to the reader of the page.
"""

from __future__ import annotations

import re

_IDS = frozenset(
    [
        *("wm-ipp", "wm-ipp-base", "wm-ipp-inside", "wm-ipp-print", "wm-bipp", "donato", "ia_sharing", "wm-toolbar"),
        *("__wb_banner", "_wb_frame_top_banner", "_wb_plain_banner", "wb_iframe_div", "wbinfo", "wb-banner"),
        *("ukgwa-banner", "ukgwa-header", "ukgwa-footer", "webArchiveInfobox", "tna-banner", "nationalArchivesBanner"),
        *("google-cache-hdr", "bN015htcoyT__google-cache-hdr", "hashcode-google-cache"),
        *("goog-gt-tt", "gt-nvframe", "wtgbr", "contentframe-banner", "archiveit-banner", "arquivo-banner"),
        *("HEADER", "DIVSHARE", "SHARER", "hashtags"),
        *("perma-bar", "wail-banner", "replay-banner", "memento-banner"),
    ]
)
_CLASSES = frozenset(["wb-autocomplete", "ukgwa-banner", "ukgwa-header", "goog-te-banner-frame", "google-cache-hdr"])
_GENERATED = re.compile(r"[\w-]*(?:google-cache-hdr|wm-ipp(?:-\w+)?|_wb_\w*banner\w*)")


def is_archive_bar(names: frozenset[str]) -> bool:
    """Return True for an element that is the bar of a web archive, given its classes and its id."""
    return bool(names & (_IDS | _CLASSES)) or any(_GENERATED.fullmatch(name) for name in names)
