"""Find what appears more than once: posts and comments in; groups of copies and repeated blocks out.

The rule: when in doubt, merge nothing. Merging two different posts loses one; leaving two copies loses nothing.
"""
