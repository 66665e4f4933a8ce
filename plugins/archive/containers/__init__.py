"""Files that hold files: zips, web archives (WARC, ARC) and gzip files, opened as the documents in them.

The rule: nothing is unpacked under the name it brings along, and nothing without a budget. Each entry of a container
comes out as a document, as left out for a reason, or as a fault with its name; `opening.documents_of` is the way in.
"""
