"""Apply what keepers decided: `decisions.toml` and findings in; corrected findings and complaints out.

The rule: a keeper's decision overrides everything that was found.
"""
