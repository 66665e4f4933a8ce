"""What readers see of quotation: marks and notes at passages, the web of each text, the pages that list them.

One rule: a note says no more than is known, and every link leads to the very words.
"""
