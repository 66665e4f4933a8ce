"""Everything that the commands print: what they did in; progress and short, true summaries out."""
