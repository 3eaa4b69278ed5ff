"""Every load and every simulator, by the name that the command line knows."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.engine_adapter import Raad
from benchmarks.load import Load
from benchmarks.peer import Peer
from benchmarks.peers.cvode import Cvode
from benchmarks.peers.diffsol import Diffsol
from benchmarks.peers.roadrunner import RoadRunner
from benchmarks.proxy_load import proxy
from benchmarks.raad_load import raad

LOADS: dict[str, Callable[[], Load]] = {"raad": raad, "proxy": proxy}
TOOLS: dict[str, Callable[[], Peer]] = {peer.name: peer for peer in (Raad, Diffsol, RoadRunner, Cvode)}
