"""Apply what keepers decided: `decisions.toml` and findings in; corrected findings and complaints out."""
