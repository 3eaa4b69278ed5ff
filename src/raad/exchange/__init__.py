"""Files in and out: scenarios that people write, tables of subjects, tidy results. No results of its own."""
