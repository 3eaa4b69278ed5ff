"""Following people on a GPU, one per thread.

The same records as on a CPU go to the GPU, the kernel of `ptx.py` runs, and what it has changed comes back.
There are at most as many threads as the GPU holds at once; a thread that is done takes the next person, so
the workspace does not grow with the number of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from raad.engine.gpu.cuda import Device, GpuFailed
from raad.engine.gpu.ptx import KERNEL, WORK_BYTES, thread_code
from raad.engine.loop.memory import Load, Record, Work, work
from raad.engine.system import System
from raad.quantities.errors import NotSupported

PER_PROCESSOR = 256  # threads that a multiprocessor holds when each uses 255 registers
SHARE = 0.8  # of the free memory; the rest is for the driver and the threads' own stacks
READ_ONLY = frozenset(
    {
        "entry", "end", "line_end", "time", "kind", "index", "value", "row_end", "record_time", "record_held",
        "changing", "threshold", "since", "until", "signed",
    }
)  # fmt: skip
"""Arrays of :class:`Load` that the loop never writes: they need not come back."""


def gpu_available() -> tuple[bool, str]:
    """Say whether people can be followed on a GPU here, and which one, or why not."""
    try:
        device = Device()
    except (NotSupported, GpuFailed) as why:
        return False, str(why)
    with device:
        return True, f"{device.name}, {device.processors} multiprocessors"


@lru_cache(maxsize=8)
def crowd(system: System, watched: tuple[str, ...]) -> Crowd:
    """Return a system on the first GPU, made at most once for a process."""
    return Crowd(system, watched)


class Crowd:
    """One system on a GPU, ready to follow people; the counterpart of `Compiled.entry("run", ...)`.

    Parameters
    ----------
    system
        The equations.
    watched
        States and outputs that are watched at every step.
    device
        The GPU; None takes the first one.
    most
        Most people at once; None lets the GPU decide. It changes no result.
    """

    def __init__(
        self, system: System, watched: Sequence[str] = (), device: Device | None = None, most: int | None = None
    ) -> None:
        self.device = device or Device()
        self.code = thread_code(system, watched)
        self.most = most or self.device.processors * PER_PROCESSOR
        with self.device.borrowed():
            self.kernel = self.device.kernel(self.code.ptx, KERNEL)

    def follow(self, load: Record, people: int) -> None:
        """Follow everybody to an own end and fill the arrays of the record, as `run(load, work)` does on a CPU.

        Parameters
        ----------
        load
            A filled :class:`~raad.engine.loop.memory.Load`.
        people
            How many there are.
        """
        if people:
            with self.device.borrowed():
                self._follow(load, people)

    def _follow(self, load: Record, people: int) -> None:
        device = self.device
        threads = self._threads(load, people)
        places = {name: device.upload(a) for name, a in load.arrays.items() if isinstance(a, np.ndarray)}
        words, works = _words(load, Load, places), self._works(people, threads)
        device.launch(self.kernel, threads, device.upload(words), device.upload(works), threads)
        for name, address in places.items():
            if name not in READ_ONLY:
                device.download(address, load.arrays[name])

    def _threads(self, load: Record, people: int) -> int:
        """Return how many people fit at once, beside the arrays of all."""
        arrays = sum(a.nbytes for a in load.arrays.values() if isinstance(a, np.ndarray))
        one = WORK_BYTES + sum(a.nbytes for a in self._alone().arrays.values() if isinstance(a, np.ndarray))
        free = int(SHARE * self.device.free_bytes())
        fit = (free - arrays) // one
        if fit < 1:
            raise NotSupported(
                f"{people} people need {arrays / 2**20:.0f} MiB on {self.device.name}, where {free / 2**20:.0f} MiB "
                f'can be used. Follow them in smaller groups, record less, or use device="cpu".'
            )
        return min(people, self.most, fit)

    def _alone(self) -> Record:
        return work(self.code.sizes, 1, 0, 0)

    def _works(self, people: int, threads: int) -> np.ndarray:
        """Take the workspace and return the record of every thread. (n_threads, n_fields)"""
        device, alone = self.device, self._alone()
        places: dict[str, int] = {}
        for name, array in alone.arrays.items():
            if isinstance(array, np.ndarray):
                same = np.repeat(array.ravel(), threads) if array.any() else None
                places[name] = device.zeros(array.nbytes * threads) if same is None else device.upload(same)
        works = np.tile(_words(alone, Work, places), (threads, 1))
        column = {name: place for place, name in enumerate(Work.__annotations__)}
        mine = np.arange(threads)
        for name in places:
            works[:, column[name]] += 8 * mine  # entry i of thread k lies at 8 (i threads + k)
        works[:, column["next"]], works[:, column["last"]], works[:, column["skip"]] = mine, people, threads
        return works


def _words(record: Record, kind: type, places: Mapping[str, int]) -> np.ndarray:
    """Return the words of a record with the GPU's addresses in the place of this computer's. (n_fields,)"""
    words = np.array(record.memory, dtype=np.int64)
    for place, name in enumerate(kind.__annotations__):
        if name in places:
            words[place] = places[name]
    return words
