"""Simulators of brain networks that raad is measured against: the same tracts, step and noise, each at its fastest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.peer import Missing
from raad.brain import Connectome, Coupling

TR = 0.72  # [s]
Simulation = Callable[[], np.ndarray | None]


@dataclass(frozen=True)
class BrainPeer:
    """A simulator at one setting.

    Parameters
    ----------
    name, model
        As they stand in the table.
    step
        [ms]
    minutes
        What one run simulates; time is scaled from it to the length of a scan.
    prepare
        Compiles, and returns what is timed: a run that gives BOLD (t, n), or None where another model is run.
    """

    name: str
    model: str
    step: float
    minutes: float
    prepare: Callable[[Connectome, Coupling], Simulation]


def need(module: str) -> None:
    """Raise Missing if a package is not installed."""
    if find_spec(module) is None:
        raise Missing(f"{module} is not installed: pip install 'raad[bench-brain]'")


def cpu(run: Callable[[], Any]) -> float:
    """Return processor time of all threads. [s]"""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def tvboptim(dynamics: str, minutes: float) -> BrainPeer:
    """Return tvboptim (JAX): its one-pool model, or the excitatory-inhibitory one with raad's own numbers."""

    def prepare(connectome: Connectome, c: Coupling) -> Simulation:
        need("tvboptim")
        import jax
        from tvboptim.experimental.network_dynamics import Network
        from tvboptim.experimental.network_dynamics import prepare as ready
        from tvboptim.experimental.network_dynamics.coupling import LinearCoupling
        from tvboptim.experimental.network_dynamics.dynamics.tvb import ReducedWongWang, WongWangExcInh
        from tvboptim.experimental.network_dynamics.graph import DenseGraph
        from tvboptim.experimental.network_dynamics.noise import AdditiveNoise
        from tvboptim.experimental.network_dynamics.solvers import Euler
        from tvboptim.observations.tvb_monitors import Bold

        p = c.parameters
        noise = AdditiveNoise(sigma=p.sigma_gating / 1000**0.5)  # its time is in ms
        if dynamics == "one pool":
            tracts, model, gate = connectome.weights, ReducedWongWang(), "S"
        else:
            # Its nodes are alike but for inhibition: local drive is that of the mean region.
            tracts, gate = c.long_range / (p.G * p.J_nmda), "S_e"
            model = WongWangExcInh(
                G=p.G, J_i=np.asarray(c.inhibition), w_p=np.asarray(c.recurrent / p.J_nmda), I_o=p.I_0, W_i=p.W_I
            )
        network = Network(
            dynamics=model, coupling={"instant": LinearCoupling(incoming_states=gate, G=1.0)},
            graph=DenseGraph(jax.numpy.asarray(tracts)), noise=noise,
        )  # fmt: skip
        walk, state = ready(network, Euler(), t0=0.0, t1=minutes * 60_000, dt=1.0)
        seen = Bold(period=TR * 1e3)
        run = jax.jit(lambda s: seen(walk(s)).ys[:, 0])
        same = dynamics != "one pool" and np.ptp(c.excite_inhibitory) == 0
        return lambda: bold if (bold := np.asarray(run(state))) is not None and same else None

    return BrainPeer("tvboptim", dynamics, 1.0, minutes, prepare)


def neurolib(step: float, minutes: float) -> BrainPeer:
    """Return neurolib (numba): its excitatory-inhibitory model, without delays and with equal inhibition."""

    def prepare(connectome: Connectome, c: Coupling) -> Simulation:
        need("neurolib")
        from neurolib.models.ww import WWModel

        p = c.parameters
        model: Any = WWModel(Cmat=connectome.weights, Dmat=np.zeros_like(connectome.weights), seed=0)
        model.params.update(
            dt=step, duration=minutes * 60_000, K_gl=p.G, J_I=float(c.inhibition.mean()), sigma_ou=0.001, signalV=0.0
        )

        def run() -> None:
            model.run(chunkwise=True, chunksize=round(20_000 / step), bold=True)

        return run

    return BrainPeer("neurolib", "E and I pools", step, minutes, prepare)
