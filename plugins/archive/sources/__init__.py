"""Open what lies in the inbox: files, zips, gzip files and web archives in; documents out.

The rules: a name inside a container is never used as a path, and no more is unpacked than the budget allows. Each entry
of a container comes out as a document, as ignored with a reason, or as a fault with a reason.
"""
