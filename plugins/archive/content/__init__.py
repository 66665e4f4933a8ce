"""Read and write the contract on disk: posts, comments and ledger entries in; files in `content/` out, and back."""
