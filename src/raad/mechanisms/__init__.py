"""Mechanisms: one biological step a file, equations over named values, no numbers."""
