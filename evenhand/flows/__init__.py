"""One file for each journey that crosses apps; no tables of its own."""
