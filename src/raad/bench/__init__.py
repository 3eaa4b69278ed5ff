"""The test-bench: knock-outs, antagonists and add-ons run as simulations, scored under rival hypotheses."""

from raad.bench.bench import run_bench
from raad.bench.separation import Contrast, separate
from raad.bench.verdicts import Bench, Verdict

__all__ = ["Bench", "Contrast", "Verdict", "run_bench", "separate"]
