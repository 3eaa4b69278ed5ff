"""Calibrations: parameters that no study gives, estimated from named rows of the shipped tables."""

# Name on the command line -> where its function is; each takes a progress callback and returns a Fit.
CALIBRATIONS = {
    "pharmacokinetics": "raad.calibrate.pharmacokinetics:calibrate",
    "first-walk": "raad.calibrate.first_walk:calibrate",
    "brain": "raad.calibrate.brain:calibrate",
}
