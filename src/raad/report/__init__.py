"""The walk as one page, and as one figure: pictures and words for results; no results of its own."""

from raad.report.page import make_report, write_report

__all__ = ["make_report", "write_report"]
