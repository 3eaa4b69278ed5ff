"""Calibrations: parameters that no study gives, estimated from named rows of the shipped tables."""
