"""NVIDIA's driver through its own library: the few calls that following people needs, each checked.

Source: CUDA Driver API, NVIDIA; names that end in _v2 are the 64-bit forms that programs in C are given.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import numpy as np

from raad.engine.gpu.ptx import CAPABILITY
from raad.quantities.errors import NotSupported, RaadError

LIBRARIES = ("nvcuda.dll",) if sys.platform == "win32" else ("libcuda.so.1", "libcuda.so")
INSTEAD = 'Use device="cpu", which gives the same numbers.'
BLOCK = 64  # threads of a block: small, for every thread uses all registers that it may have

_PROCESSORS, _MAJOR, _MINOR = 16, 75, 76  # numbers of attributes of a device
_ERROR_LOG, _ERROR_LOG_SIZE, _LOG_BYTES = 5, 6, 8192  # options of the compiler in the driver


class GpuFailed(RaadError):
    """The driver refused a call; the text names the call and what the driver said."""


def _driver() -> Any:
    for name in LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    looked = " and ".join(LIBRARIES)
    raise NotSupported(f"There is no NVIDIA driver here: {looked} could not be loaded. {INSTEAD}")


class Device:
    """The first GPU that the driver shows; to be closed, or used in a `with` statement.

    Parameters
    ----------
    driver
        The library of the driver; None looks for it.

    Raises
    ------
    NotSupported
        If there is no driver or no GPU that is new enough.
    """

    def __init__(self, driver: Any = None) -> None:
        self.driver = driver or _driver()
        try:
            self.call("cuInit", ctypes.c_uint(0))
        except GpuFailed as why:
            raise NotSupported(f"There is an NVIDIA driver, but no GPU that answers. {why} {INSTEAD}") from why
        count, self.number, name = ctypes.c_int(), ctypes.c_int(), ctypes.create_string_buffer(128)
        self.call("cuDeviceGetCount", ctypes.byref(count))
        if not count.value:
            raise NotSupported(f"There is an NVIDIA driver, but it shows no GPU. {INSTEAD}")
        self.call("cuDeviceGet", ctypes.byref(self.number), ctypes.c_int(0))
        self.call("cuDeviceGetName", name, ctypes.c_int(len(name)), self.number)
        self.name = name.value.decode()
        self.processors = self._attribute(_PROCESSORS)
        found = (self._attribute(_MAJOR), self._attribute(_MINOR))
        if found < CAPABILITY:
            needed = ".".join(str(part) for part in CAPABILITY)
            raise NotSupported(
                f"{self.name} has compute capability {found[0]}.{found[1]}; {needed} is needed. {INSTEAD}"
            )
        self.context = ctypes.c_void_p()
        self.call("cuDevicePrimaryCtxRetain", ctypes.byref(self.context), self.number)
        self.taken: list[int] = []
        self.busy = RLock()

    def call(self, name: str, *arguments: Any) -> None:
        """Call the driver; raise what it says when it refuses."""
        code = getattr(self.driver, name)(*arguments)
        if code:
            said = ctypes.c_char_p()
            self.driver.cuGetErrorString(ctypes.c_int(code), ctypes.byref(said))
            raise GpuFailed(f"{name} failed with code {code}: {(said.value or b'no text').decode()}.")

    def _attribute(self, which: int) -> int:
        value = ctypes.c_int()
        self.call("cuDeviceGetAttribute", ctypes.byref(value), ctypes.c_int(which), self.number)
        return value.value

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Make this the GPU of the calling thread of Python, for itself alone; memory is given back at the end."""
        with self.busy:
            self.call("cuCtxSetCurrent", self.context)
            try:
                yield
            finally:
                self.release()

    def kernel(self, ptx: str, name: str) -> ctypes.c_void_p:
        """Compile PTX for this GPU and return its kernel."""
        module, function = ctypes.c_void_p(), ctypes.c_void_p()
        log = ctypes.create_string_buffer(_LOG_BYTES)
        options = (ctypes.c_int * 2)(_ERROR_LOG, _ERROR_LOG_SIZE)
        values = (ctypes.c_void_p * 2)(ctypes.addressof(log), _LOG_BYTES)
        text = ctypes.c_char_p(ptx.encode())
        try:
            self.call("cuModuleLoadDataEx", ctypes.byref(module), text, ctypes.c_uint(2), options, values)
        except GpuFailed as why:
            raise GpuFailed(f"{why} {log.value.decode(errors='replace')}".rstrip()) from why
        self.call("cuModuleGetFunction", ctypes.byref(function), module, ctypes.c_char_p(name.encode()))
        return function

    def free_bytes(self) -> int:
        """Return how much memory is free."""
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        self.call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return free.value

    def zeros(self, size: int) -> int:
        """Take memory, all zero, and return its address."""
        address = ctypes.c_uint64()
        self.call("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(max(size, 8)))
        self.taken.append(address.value)
        self.call("cuMemsetD8_v2", address, ctypes.c_ubyte(0), ctypes.c_size_t(max(size, 8)))
        return address.value

    def upload(self, array: np.ndarray) -> int:
        """Copy an array to the GPU and return its address."""
        address = self.zeros(array.nbytes)
        if array.nbytes:
            source = ctypes.c_void_p(array.ctypes.data)
            self.call("cuMemcpyHtoD_v2", ctypes.c_uint64(address), source, ctypes.c_size_t(array.nbytes))
        return address

    def download(self, address: int, array: np.ndarray) -> None:
        """Fill an array from the GPU."""
        if array.nbytes:
            goal = ctypes.c_void_p(array.ctypes.data)
            self.call("cuMemcpyDtoH_v2", goal, ctypes.c_uint64(address), ctypes.c_size_t(array.nbytes))

    def launch(self, kernel: ctypes.c_void_p, threads: int, *arguments: int) -> None:
        """Run a kernel in at least this many threads and wait until it is done."""
        numbers = [ctypes.c_uint64(a) for a in arguments]
        pointers = (ctypes.c_void_p * len(numbers))(*(ctypes.addressof(n) for n in numbers))
        shape = [ctypes.c_uint(n) for n in (-(-threads // BLOCK), 1, 1, BLOCK, 1, 1)]
        self.call("cuLaunchKernel", kernel, *shape, ctypes.c_uint(0), ctypes.c_void_p(), pointers, ctypes.c_void_p())
        self.call("cuCtxSynchronize")

    def release(self) -> None:
        """Give back all memory that was taken."""
        while self.taken:
            self.driver.cuMemFree_v2(ctypes.c_uint64(self.taken.pop()))

    def close(self) -> None:
        """Give the GPU back, with all memory and code on it; a second time does nothing."""
        if self.context:
            self.context = ctypes.c_void_p()
            self.driver.cuDevicePrimaryCtxRelease_v2(self.number)

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
