"""The one door: a model, a regimen and people go in, trajectories come out. Failures are values."""
