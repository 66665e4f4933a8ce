"""Find what appears more than once: posts and decisions in; duplicates, repeated blocks and shared passages out.

When in doubt, merge nothing. Merging two different posts loses one of them; showing both loses nothing.
"""
