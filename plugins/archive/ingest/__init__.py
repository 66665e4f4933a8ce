"""Turn parsed posts into files: parsed posts from all sources in; an import plan and its ledger entries out."""
