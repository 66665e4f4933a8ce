"""Decide what a text is about: vocabulary and texts in; tags, mentions and their evidence out.

When in doubt, no tag: a wrong one misleads readers, a missing one costs them a search.
"""
