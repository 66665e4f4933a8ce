"""The file that marks a folder as a site that a build made."""

MARKER = ".archive-site.json"
"""Name of the manifest of a site. A folder that contains it may be replaced."""
