"""What texts are about: where terms of the vocabulary are mentioned, which are topics, and what pages show of it.

One rule: when in doubt, no topic. A wrong one sends readers astray; a missing one costs them a search.
"""
