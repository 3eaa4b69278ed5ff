"""Printing what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.measure import EQUAL, AtError, Point, at_error

OWN = "raad"


def equal_error(points: Sequence[Point]) -> list[AtError]:
    """Return every simulator's time at equal error, in the order in which they stand."""
    tools = dict.fromkeys(p.tool for p in points)
    return [at_error([p for p in points if p.tool == tool]) for tool in tools]


def best_peer(rows: Sequence[AtError]) -> AtError | None:
    """Return the fastest simulator that is not raad."""
    return min((r for r in rows if r.tool != OWN), key=lambda r: r.seconds, default=None)


def table(points: Sequence[Point], missing: Mapping[str, str]) -> str:
    """Write one load's table: each tolerance of each simulator, and below them all at equal error."""
    lines = [f"{'tool':<15}{'rtol':>9}{'patients/s/core':>17}{'ms/patient':>12}{'max error':>11}{'ratio':>8}"]
    lines += [_row(p.tool, f"{p.rtol:.0e}", p.seconds, f"{p.error:.1e}", "") for p in points]
    rows = equal_error(points)
    best = best_peer(rows)
    for row in rows:
        ratio = f"{best.seconds / row.seconds:.2f}" if best else ""
        at = f"{EQUAL:.0e}" if row.bracketed else "nearest*"
        lines.append(_row(row.tool, "equal", row.seconds, at, ratio))
    lines += [f"{name}: left out, {why}." for name, why in missing.items()]
    return "\n".join(lines)


def _row(tool: str, rtol: str, seconds: float, error: str, ratio: str) -> str:
    return f"{tool:<15}{rtol:>9}{1 / seconds:>17.1f}{seconds * 1e3:>12.2f}{error:>11}{ratio:>8}"


NOTES = f"""\
Time is processor time of all threads, median of the repeats, without compiling; a patient is 28 days, 8
infusions, all states at 100 times. Error of a patient: max over states and times of
|y - ref| / (|ref| + 1e-3 max_t |ref|); the worst patient counts. The reference is CVODE at rtol 1e-12.
Rows "equal": time at a max error of {EQUAL:.0e}, interpolated on logarithmic scales between the two
tolerances around it; * marks a tool whose errors lie all on one side, with its nearest point instead.
Ratio: patients per second at equal error, against the best peer."""
