"""Check and describe the archive: content folder and raw files in; lists of problems, sources and gaps out.

The rule: report only; nothing here repairs anything.
"""
