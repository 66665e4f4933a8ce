"""`invoke vocabulary`: what the vocabulary lacks, what it has for nothing, how a term is renamed, and SKOS.

One rule: the program proposes; what becomes a term, a person decides.
"""
