"""A resting-state scan of 20 minutes on one connectome: processor time of raad's two solutions and of two peers.

Run it from the root of the repository: python benchmarks/brain.py
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.brain_peers import TR, BrainPeer, cpu, neurolib, tvboptim
from benchmarks.peer import Missing
from raad.brain import Connectome, Coupling, NetworkParameters, connectivity, connectome, couple
from raad.brain.connectivity import correlation
from raad.brain.nonlinear import simulate_scan

SCAN = 20.0  # [min]
OWN = "raad"
_MANY = 20  # runs of the linear-noise solution, which is short
_COMPARED = 10  # [min] from which a scan of a peer says something about FC


@dataclass
class Row:
    """One line of the table: times of the repeats [s per scan], the first run, and FC where the model is the same."""

    tool: str
    model: str
    step: str
    first: float
    seconds: list[float] = field(default_factory=list)
    fc: np.ndarray | None = None

    @property
    def median(self) -> float:
        """Processor time of a scan. [s]"""
        return statistics.median(self.seconds)


def own(c: Connectome, coupling: Coupling, repeats: int) -> list[Row]:
    """Measure both solutions."""
    p = coupling.parameters
    linear = Row(OWN, "linear noise", "", cpu(lambda: connectivity(c, None, p)))
    linear.seconds = [cpu(lambda: [connectivity(c, None, p) for _ in range(_MANY)]) / _MANY for _ in range(repeats)]
    linear.fc = connectivity(c, None, p).fc
    walk = Row(OWN, "E and I pools", "1", cpu(lambda: simulate_scan(coupling, minutes=0.1)))
    scans = []
    for seed in range(repeats):
        walk.seconds.append(cpu(lambda s=seed: scans.append(simulate_scan(coupling, minutes=SCAN, TR=TR, seed=s))))
    walk.fc = np.mean([s.fc() for s in scans], axis=0)
    return [linear, walk]


def others(
    peers: Sequence[BrainPeer], c: Connectome, coupling: Coupling, repeats: int
) -> tuple[list[Row], dict[str, str]]:
    """Measure the peers; those that are not installed are named with the reason."""
    rows, missing = [], {}
    for peer in peers:
        try:
            run = peer.prepare(c, coupling)
        except Missing as why:
            missing[peer.name] = str(why)
            continue
        seen: list[np.ndarray | None] = []
        row = Row(peer.name, peer.model, f"{peer.step:g}", cpu(run))
        for _ in range(repeats):
            row.seconds.append(cpu(lambda r=run, to=seen: to.append(r())) * SCAN / peer.minutes)
        if (bold := seen[-1]) is not None and peer.minutes >= _COMPARED:
            row.fc = correlation(np.cov(bold[round(30 / TR) :], rowvar=False))
        rows.append(row)
    return rows, missing


def table(rows: Sequence[Row], missing: dict[str, str]) -> str:
    """Write the table."""
    best = min((r.median for r in rows if r.tool != OWN), default=float("nan"))
    cells = np.triu_indices(len(rows[0].fc), 1) if rows[0].fc is not None else None
    head = f"{'tool':<10}{'model':<16}{'step ms':>8}{'CPU s/scan':>12}{'CPU s/min':>11}{'first run':>11}"
    lines = [f"{head}{'ratio':>9}{'r of FC':>9}"]
    for row in rows:
        r = "" if row.fc is None or row is rows[0] else f"{np.corrcoef(row.fc[cells], rows[0].fc[cells])[0, 1]:.3f}"
        lines.append(
            f"{row.tool:<10}{row.model:<16}{row.step:>8}{row.median:>12.3f}{row.median / SCAN:>11.4f}"
            f"{row.first:>11.2f}{best / row.median:>9.2f}{r:>9}"
        )
    return "\n".join([*lines, *(f"{name}: left out, {why}." for name, why in missing.items())])


NOTES = f"""\
Processor time of all threads, median of the repeats; a scan is {SCAN:g} minutes with a volume every {TR} s. Peers run
fewer minutes, and their time is scaled. "first run" includes compiling and stands apart. Ratio: scans per second
against the fastest peer. r of FC: with raad's linear-noise solution; the nonlinear FC is the mean of the repeats.
tvboptim can run the same model with --equal --minutes 15; neurolib has equal inhibition in all regions, and
its FC is not compared."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A scan of 20 minutes: raad against tvboptim and neurolib.")
    parser.add_argument("--connectome", default="dk82")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=2.0, help="what peers simulate in a run")
    parser.add_argument("--equal", action="store_true", help="equal regions, which tvboptim can run too")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    c = connectome(asked.connectome)
    coupling = couple(c, None, NetworkParameters.homogeneous() if asked.equal else None)
    peers = [tvboptim("one pool", asked.minutes), tvboptim("E and I pools", asked.minutes)]
    peers += [neurolib(1.0, asked.minutes), neurolib(0.1, asked.minutes / 4)]
    rows = own(c, coupling, asked.repeats)
    found, missing = others(peers, c, coupling, asked.repeats)
    print(f"{c.name}, {len(c)} regions")
    print(table(rows + found, missing))
    print(NOTES)


if __name__ == "__main__":
    main()
