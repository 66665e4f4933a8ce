"""Prepare what pages and feeds show: posts, passages and topics in; values for the templates out."""
