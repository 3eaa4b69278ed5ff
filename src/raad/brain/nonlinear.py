"""The referee of the linear-noise solution: the whole stochastic network, simulated in time, with BOLD behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from raad.brain.balloon import Balloon
from raad.brain.connectivity import Connectivity, correlation, observed
from raad.brain.connectome import Connectome
from raad.brain.coupling import Coupling
from raad.brain.transfer import gating_at, rate, settled_inhibitory
from raad.evidence import load_register
from raad.quantities.errors import BadInput, SolveFailed

SYMBOLS = frozenset({"rate_hypersynchronous"})
_LANES = 8  # regions are padded to whole instructions
_BLOCK = 0.012  # [s] blood is followed in steps of about this length: finer ones move no signal by a thousandth
_CHUNK = 20.0  # [s] after which progress is told and the network looked at
# Steps of Euler's rule longer than half of tau_I swing; ten hours of scan fill the memory of a small machine.
_RANGES = {
    "minutes": (0.05, 600.0), "TR": (0.05, 10.0), "step": (1e-5, 5e-3), "warm_up": (0.0, 3600.0), "noise": (0.0, 100.0),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scan:
    """A simulated scan at rest.

    Parameters
    ----------
    bold
        (t, n) BOLD signal, relative to blood under no drive. [1]
    gating
        (n,) mean of S_E.
    rate
        (n,) mean firing of the excitatory pools. [Hz]
    regions
        (n,) names.
    TR
        Time between two volumes. [s]
    step, seed
        Step of the network [s], and the seed with which the scan comes out the same again.
    """

    bold: np.ndarray
    gating: np.ndarray
    rate: np.ndarray
    regions: tuple[str, ...]
    TR: float
    step: float
    seed: int

    def fc(self) -> np.ndarray:
        """Return functional connectivity as Pearson r, diagonal 1. (n, n)"""
        return correlation(np.cov(self.bold, rowvar=False))

    def connectivity(self, connectome: Connectome) -> Connectivity:
        """Read GBC in its three variants, and all else, as from the linear-noise solution."""
        return observed(connectome, np.cov(self.bold, rowvar=False), self.rate)


def simulate_scan(
    coupling: Coupling,
    *,
    minutes: float = 20.0,
    TR: float = 0.72,
    step: float = 1e-3,
    warm_up: float = 30.0,
    noise: float = 1.0,
    seed: int = 0,
    balloon: Balloon | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> Scan:
    """Simulate a scan at rest by the stochastic nonlinear network (Euler and Maruyama, single precision).

    Parameters
    ----------
    coupling
        Currents between pools, from :func:`raad.brain.couple`.
    minutes
        Length of the scan, without the warm-up.
    TR
        Time between two volumes; the nearest whole number of steps. [s]
    step
        Step of the network, at most 0.005. [s]
    warm_up
        What is simulated before and thrown away. [s]
    noise
        Factor of the noise of the register; 0 for none. Published code has 31.6 times as much: feedback inhibition in
        closed form does not know it, hubs pass into their second state, and rates rise.
    seed
        The same seed gives the same scan.
    balloon
        Haemodynamics; those of the register when left out.
    progress
        Called with (minutes done, minutes in all); an exception from it, or an interrupt, stops the scan.

    Returns
    -------
    Scan

    Raises
    ------
    BadInput
        If a number is out of range or the extra "brain" is not installed.
    SolveFailed
        If a region becomes hypersynchronous, or a value is no finite number; the text names the region.

    Examples
    --------
    >>> from raad.brain import connectome, couple
    >>> scan = simulate_scan(couple(connectome("dk82")), minutes=0.5)
    >>> scan.bold.shape
    (42, 82)
    """
    _check(minutes=minutes, TR=TR, step=step, warm_up=warm_up, noise=noise, seed=seed)
    run = _Run.begin(coupling, TR, step, noise, seed, balloon or Balloon.of_register())
    chunk = max(round(_CHUNK / run.TR), 1)
    for volumes in _pieces(int(np.ceil(warm_up / run.TR)), chunk):
        run.advance(volumes)
    wanted, found = max(round(minutes * 60 / run.TR), 3), []
    for volumes in _pieces(wanted, chunk):
        found.append(run.advance(volumes))
        if progress:
            progress(sum(len(f[0]) for f in found) * run.TR / 60, wanted * run.TR / 60)
    weights = [len(f[0]) for f in found]
    gating, rates = (np.average([f[k] for f in found], axis=0, weights=weights) for k in (1, 2))
    return Scan(np.concatenate([f[0] for f in found]), gating, rates, coupling.regions, run.TR, step, seed)


@dataclass
class _Run:
    """A simulation under way: its arrays are padded to whole instructions and changed in place."""

    coupling: Coupling
    S_E: np.ndarray
    S_I: np.ndarray
    blood: np.ndarray
    generators: np.ndarray
    coupled: tuple[np.ndarray, ...]
    shape: tuple[np.float32, ...]
    haemodynamics: tuple[np.float32, ...]
    step: float  # [s]
    noise: float  # standard deviation of the noise of a step
    steps: int  # of the network in a block of blood
    every: int  # blocks in a volume
    loop: ModuleType
    done: float = 0.0  # [s]

    @classmethod
    def begin(cls, c: Coupling, TR: float, step: float, noise: float, seed: int, b: Balloon) -> _Run:
        """Start every region where feedback inhibition wants it to be."""
        loop = _machine_code()
        p, n = c.parameters, len(c.regions)
        S_E = np.full(n, gating_at(rate(p.b_E / p.a_E + p.I_margin, p.a_E, p.b_E, p.d_E), p))
        S_I = settled_inhibitory(c.external_I + c.excite_inhibitory * S_E, p)
        steps = max(round(TR / step), 1)
        size = next(k for k in range(max(min(int(_BLOCK / step), steps), 1), 0, -1) if steps % k == 0)
        padded = -(-n // _LANES) * _LANES
        rows = (c.recurrent, c.excite_inhibitory, c.inhibition, c.inhibit_inhibitory, c.external_E, c.external_I)
        _finite(c.regions, *rows, *c.long_range.T)
        wide = np.zeros((padded, padded), np.float32)
        wide[:n, :n] = c.long_range
        seeds = np.random.SeedSequence(seed).generate_state(4 * padded, np.uint32)
        k1, k2, k3 = (b.volume * k for k in b.weights)
        return cls(
            c, _wide(S_E, padded), _wide(S_I, padded), b.steady(_wide(S_E, padded)).astype(np.float32),
            seeds.reshape(4, padded), (wide, *(_wide(r, padded) for r in rows)),
            _singles(p.a_E, p.b_E, p.d_E, p.a_I, p.b_I, p.d_I, p.tau_E, p.tau_I, p.gamma_nmda),
            _singles(1 / b.tau_signal, 1 / b.tau_flow, 1 / b.tau_transit, 1 / b.grubb, b.extraction,
                     np.log(1 - b.extraction), k1, k2, k3),
            step, noise * p.sigma_gating * step**0.5, size, steps // size, loop,
        )  # fmt: skip

    @property
    def TR(self) -> float:
        """Time between two volumes. [s]"""
        return self.step * self.steps * self.every

    def advance(self, volumes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Go on for some volumes; return BOLD (volumes, n) and means of gating and of rates (n,)."""
        n, blocks = len(self.coupling.regions), volumes * self.every
        gating = np.empty((blocks, self.S_E.size), np.float32)
        rates, bold = np.zeros(self.S_E.size), np.empty((volumes, self.S_E.size), np.float32)
        timing = (np.float32(self.step), np.float32(self.noise), self.steps)
        self.loop.walk_network(self.S_E, self.S_I, self.generators, self.coupled, self.shape, timing, gating, rates)
        self.loop.walk_blood(
            self.blood, gating, self.haemodynamics, np.float32(self.step * self.steps), self.every, bold
        )
        self.done += volumes * self.TR
        rates = rates[:n] / (blocks * self.steps)
        self._judge(rates, bold[:, :n])
        return bold[:, :n].astype(float), gating[:, :n].mean(axis=0, dtype=float), rates

    def _judge(self, rates: np.ndarray, bold: np.ndarray) -> None:
        broken = ~np.isfinite(rates) | ~np.isfinite(bold).all(axis=0) | ~np.isfinite(self.S_E[: len(rates)])
        if broken.any():
            region = self.coupling.regions[int(np.argmax(broken))]
            raise SolveFailed(
                f"The simulation broke off at {self.done:.0f} s: {region} has no finite value any more. "
                "Take a shorter step."
            )
        limit = load_register().value("rate_hypersynchronous", "Hz")
        if rates.max() > limit:
            region = self.coupling.regions[int(np.argmax(rates))]
            raise SolveFailed(
                f"The network is hypersynchronous by {self.done:.0f} s: {region} fires at {rates.max():.0f} Hz, more "
                f"than {limit:g} Hz. Lower G or the strength there, block interneurons less, or raise kappa, the fast "
                "share of homeostasis."
            )


def _machine_code() -> ModuleType:
    """Import the loop, which needs numba."""
    try:
        from raad.brain import network_loop
    except ImportError as err:
        raise BadInput(
            f"The nonlinear simulation needs the extra 'brain' ({err}). Install it: pip install 'raad[brain]'. "
            "The linear-noise solution, raad.brain.connectivity, does without."
        ) from None
    return network_loop


def _finite(regions: tuple[str, ...], *rows: np.ndarray) -> None:
    """See that every current is a number: in machine code a NaN could pass for a bound of gating."""
    broken = ~np.isfinite(rows).all(axis=0)
    if broken.any():
        region = regions[int(np.argmax(broken))]
        raise BadInput(
            f"A current of {region} is no finite number. Look at the synaptic state and the parameters there."
        )


def _check(**asked: float) -> None:
    """See that every number can be used."""
    seed = asked.pop("seed")
    if not isinstance(seed, int | np.integer) or seed < 0:
        raise BadInput(f"The seed is {seed!r}; it must be a whole number, 0 or more.")
    for name, value in asked.items():
        low, high = _RANGES[name]
        if not low <= value <= high:
            raise BadInput(f"{name} is {value!r}; it must lie between {low:g} and {high:g}.")


def _pieces(total: int, size: int) -> list[int]:
    """Cut a number of volumes into chunks."""
    return [min(size, total - start) for start in range(0, total, size)]


def _wide(row: np.ndarray, n: int) -> np.ndarray:
    """Pad a row with zeros, in single precision."""
    return np.pad(np.asarray(row, np.float32), (0, n - len(row)))


def _singles(*numbers: float) -> tuple[np.float32, ...]:
    return tuple(np.float32(x) for x in numbers)
