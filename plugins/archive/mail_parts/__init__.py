"""Parts of the e-mail importer: boxes, headers, MIME, texts, and what mailings carry besides their text."""
