"""Wiring mechanisms into a model: assemblies, baseline, what a model knows about itself. No doses, no solver."""
