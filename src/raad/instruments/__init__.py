"""Score maps of rating scales: equations from latent severity to expected scores, wired like mechanisms."""
