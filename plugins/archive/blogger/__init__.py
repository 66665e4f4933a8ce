"""Blogger's data files, taken apart: entries, fields, ids and times, shared by the importers that read them."""
