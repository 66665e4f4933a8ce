"""Saved pages of a Blogger blog, taken apart. `archive.formats.blogger_html` is the way in."""
