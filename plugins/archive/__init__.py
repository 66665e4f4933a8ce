"""The library of the archive. It knows blogs and no Pelican. Its stages, in the order in which a post passes them:

sources      opens what lies in the inbox             -> documents
formats      parses each form of input                -> parsed posts (`markup` converts, `privacy` masks their text)
ingest       merges the copies, plans, writes         -> files
content      is the contract on disk                  -> posts, comments, ledger entries
decisions    hold what keepers decided; duplicates, text_reuse and tags find what is repeated, quoted and named
pages        prepares what pages and feeds show       -> values for the templates
site         builds, indexes, checks and swaps        -> `output/`
review, audit and console are what keepers see: questions, lists and messages.
"""
