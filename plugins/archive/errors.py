"""Everything this library can complain about. One plain line each, naming the file and the cure."""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of all errors a maintainer may see; `str()` of it is one plain line."""


class UnreadableSource(ArchiveError):
    """A source file that cannot be read or is no form we know."""


class NotRecognised(UnreadableSource):
    """A source file that is whole and is no form we know."""


class BrokenContent(ArchiveError):
    """A file in the content folder that does not follow the content format."""


class BrokenSettings(ArchiveError):
    """A settings file (vocabulary.toml, sources.toml) that cannot be used; names the line or entry."""


class BuildFailed(ArchiveError):
    """The site could not be built; the site that is being served is untouched."""
