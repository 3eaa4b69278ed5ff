"""The command line: words in, tables, files and pages out. Nothing is computed here."""
