"""Blood follows neurons: from synaptic activity of a region to its BOLD signal (Balloon-Windkessel).

Activity sends a vasodilatory signal s; blood flow f follows it and is drawn back to rest; the veins swell like a
balloon, so their volume v and deoxyhaemoglobin q lag behind; the signal of the scanner is read from v and q
(Friston 2003, with the constants of Deco 2018). The drive is NMDA gating S_E, a slow trace of excitatory activity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.evidence import load_register
from raad.evidence.parameter_table import ParameterTable

# Share of the frequency shift at the surface of a vessel that a scanner of 1.5 T and more sees (Stephan 2007).
_SHIFT = 4.3
_ROWS = {
    "tau_signal": ("tau_bold_signal", "s"),
    "tau_flow": ("tau_bold_flow", "s"),
    "tau_transit": ("tau_bold_transit", "s"),
    "grubb": ("grubb_exponent", ""),
    "extraction": ("oxygen_extraction_rest", ""),
    "volume": ("venous_volume_rest", ""),
    "offset": ("blood_frequency_offset", "1/s"),
    "slope": ("blood_relaxation_slope", "1/s"),
    "echo_time": ("echo_time", "s"),
}
SYMBOLS = frozenset(symbol for symbol, _ in _ROWS.values())


@dataclass(frozen=True)
class Balloon:
    """The haemodynamics of a region; every number is a row of the register.

    Parameters
    ----------
    tau_signal, tau_flow, tau_transit
        Time constants of the vasodilatory signal, of autoregulation and of passage through the veins. [s]
    grubb
        Exponent of venous volume on outflow: f_out = v^(1/grubb). [1]
    extraction
        Share of oxygen that tissue takes at rest. [1]
    volume
        Share of venous blood in a voxel at rest. [1]
    offset, slope, echo_time
        Frequency offset of deoxygenated blood [1/s], rise of its relaxation with deoxygenation [1/s], echo time [s].

    Examples
    --------
    >>> balloon = Balloon.of_register()
    >>> rest = balloon.steady(0.0)
    >>> rest.tolist(), float(balloon.signal(rest))
    ([0.0, 1.0, 1.0, 1.0], 0.0)
    """

    tau_signal: float
    tau_flow: float
    tau_transit: float
    grubb: float
    extraction: float
    volume: float
    offset: float
    slope: float
    echo_time: float

    @classmethod
    def of_register(cls, table: ParameterTable | None = None) -> Balloon:
        """Read the numbers from a register; the shipped one when left out."""
        rows = load_register() if table is None else table
        return cls(**{name: rows.value(symbol, unit) for name, (symbol, unit) in _ROWS.items()})

    @property
    def weights(self) -> tuple[float, float, float]:
        """What deoxyhaemoglobin, its concentration and volume add to the signal: k1, k2, k3. [1]"""
        oxygen = self.extraction * self.echo_time
        return _SHIFT * self.offset * oxygen, self.slope * oxygen, 1.0

    def flows(self, blood: np.ndarray, drive: np.ndarray | float) -> np.ndarray:
        """Return how fast s, f, v and q change. (4, ...) [1/s]"""
        s, f, v, q = blood
        out = v ** (1 / self.grubb)
        taken = (1 - (1 - self.extraction) ** (1 / f)) / self.extraction
        return np.stack(
            [
                drive - s / self.tau_signal - (f - 1) / self.tau_flow,
                s,
                (f - out) / self.tau_transit,
                (f * taken - q * out / v) / self.tau_transit,
            ]
        )

    def signal(self, blood: np.ndarray) -> np.ndarray:
        """Return the BOLD signal of s, f, v and q, relative to rest. (...) [1]"""
        _, _, v, q = blood
        k1, k2, k3 = self.weights
        return self.volume * (k1 * (1 - q) + k2 * (1 - q / v) + k3 * (1 - v))

    def steady(self, drive: np.ndarray | float) -> np.ndarray:
        """Return s, f, v and q under a constant drive, in closed form. (4, ...)"""
        f = 1 + self.tau_flow * np.asarray(drive, float)
        v = f**self.grubb
        return np.stack([np.zeros_like(f), f, v, v * (1 - (1 - self.extraction) ** (1 / f)) / self.extraction])

    def response(self, frequency: np.ndarray, drive: float = 0.0) -> np.ndarray:
        """Return the complex gain from drive to signal for small waves about a steady state.

        Parameters
        ----------
        frequency
            (n,) [Hz]
        drive
            The constant drive about which the waves are small.
        """
        rest = self.steady(drive)
        nudge = 1e-6
        slopes = np.stack(
            [(self.flows(rest + e, drive) - self.flows(rest - e, drive)) / (2 * nudge) for e in nudge * np.eye(4)], 1
        )
        reading = [(self.signal(rest + e) - self.signal(rest - e)) / (2 * nudge) for e in nudge * np.eye(4)]
        pushes = 2j * np.pi * np.asarray(frequency, float)[:, None, None] * np.eye(4) - slopes
        entry = np.broadcast_to(np.array([[1.0], [0.0], [0.0], [0.0]]), (len(pushes), 4, 1))
        return np.linalg.solve(pushes, entry)[..., 0] @ np.array(reading)

    def follow(self, drive: np.ndarray, step: float) -> np.ndarray:
        """Return the signal at the end of each step, from rest under the first drive (Heun's rule).

        Parameters
        ----------
        drive
            Mean drive of each step. (t, n)
        step
            [s], at most about 0.1.
        """
        blood = self.steady(drive[0])
        found = np.empty(drive.shape)
        for k, z in enumerate(drive):
            first = self.flows(blood, z)
            blood = blood + step / 2 * (first + self.flows(blood + step * first, z))
            found[k] = self.signal(blood)
        return found
