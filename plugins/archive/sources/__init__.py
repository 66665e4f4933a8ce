"""Open what lies in the inbox: files, zips and web archives in; documents out.

Nothing is unpacked under the name it brings along, and nothing is read without a budget. Each entry of a container
comes out as a document, as ignored for a reason, or as a fault with its name.
"""
