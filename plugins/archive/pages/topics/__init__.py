"""Prepare the pages of topics and the glossary: vocabulary and tags in; values for the templates out.

A page lists only what the tags and mentions show.
"""
