"""Prepare what pages show of quotations: passages in; marks, notes and lists for the templates out.

A note says no more than is known, and every link leads straight to the passage.
"""
