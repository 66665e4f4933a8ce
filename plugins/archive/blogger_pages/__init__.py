"""Saved pages of a Blogger blog, taken apart. `archive.importers.blogger_html` is the way in."""
