"""Read and write the contract on disk: posts, comments and ledger entries in; files in `content/`, or the same values
read back, out.

`content/` is what people read, edit and commit; the formats are described in `post_file.py` and `ledger.py`.
"""
