"""The GPU's code, proved without a GPU: what it says, and the same bits as the lanes of this computer.

The kernel is compiled for this computer, with the numbers of thread and block as variables, and a stand-in
for the driver runs its threads one after the other. Where there is a GPU, the same people are followed on it.
"""

from __future__ import annotations

import ctypes
import re
from contextlib import contextmanager

import numpy as np
import pytest
import symengine

import raad
from raad.engine.code.machine import Code, compile_text, this_machine
from raad.engine.compiled import compiled
from raad.engine.gpu.crowd import READ_ONLY, Crowd, gpu_available
from raad.engine.gpu.cuda import Device, GpuFailed
from raad.engine.gpu.ptx import KERNEL, thread_code, thread_module
from raad.engine.journey import Accuracy, Journey, Records, Watch
from raad.engine.loop.memory import BUDGET, FINE, NOT_A_NUMBER
from raad.engine.system import System
from raad.engine.timetable import Kind, Timetable
from raad.quantities.errors import NotSupported

SREG = "llvm.nvvm.read.ptx.sreg"
PLACES = ("tid.x", "ntid.x", "ctaid.x")
FREE = 2**30
SPOILED = int(np.float64(-3.7e205).view(np.int64))


def small():
    """Absorption and saturable elimination, with an effect that falls below zero."""
    gut, blood, effect, ka, vmax, km, tau = symengine.symbols("gut blood effect ka vmax km tau")
    rates = (-ka * gut, ka * gut - vmax * blood / (km + blood), (symengine.log(1 + blood) - effect - 1) / tau)
    outputs = {"share": symengine.exp(-blood) * effect**2, "root": symengine.sqrt(abs(effect))}
    return System(("gut", "blood", "effect"), ("ka", "vmax", "km", "tau"), rates, outputs, frozenset({"effect"}))


def small_people(number=23):
    """Journeys of people who differ, with every kind of line, and with one who fails."""
    rng = np.random.default_rng(7)
    slow = np.array([1.1, 0.8, 0.3, 2.0]) * rng.lognormal(0, 0.7, (number, 4))
    slow[5, 2] = np.nan
    dose = rng.lognormal(1, 0.5, number)
    lines = [
        [
            (0.0, Kind.KEEP, 0, 0.0), (0.0, Kind.RESET, 0, 0.0), (0.0, Kind.CYCLE, 200, 12.0),
            (-12.0, Kind.BOLUS, 0, d), (0.0, Kind.REPEAT, 0, 0.0), (0.0, Kind.ADD_KEPT, 0, 0.0),
            (1.0, Kind.BOLUS, 0, d), (1.0, Kind.RECORD, 0, 0.0), (3.0 + k / 7, Kind.START, 1, 2.0),
            (4.0 + k / 5, Kind.CHANGE, 3, 1.0 + d), (9.0, Kind.STOP, 1, 2.0), (11.0, Kind.PAUSE, 0, 0.0),
            (20.0, Kind.RESET, 0, 0.0),
        ]
        for k, d in enumerate(dose)
    ]  # fmt: skip
    times = np.array([0.0, 0.3, 1.0, 1.0, 2.0, 5.5, 12.0, 21.0])
    records = Records.same(number, times)
    records.held[3::8] = 1
    watch = Watch(("blood", "share"), np.array([0.5, 0.2]), np.array([0.0, 2.0]), np.array([24.0, 10.0]))
    return lambda code: Journey(
        code, np.tile([0.0, 0.1, -1.0], (number, 1)), slow, np.zeros(number), Timetable.of(lines), records, watch,
        Accuracy(rtol=1e-5, budget=2000), changing=(3,),
    )  # fmt: skip


def raad_system():
    return System.of(raad.treatment())


def raad_people(number=11):
    """People who differ, from the healthy rest, with an infusion."""
    model, system = raad.treatment(), raad_system()
    said = {**model.values, **model.rest_inputs, **raad.Person().covariates()}
    slow = np.array([said[n] for n in system.slow]) * np.random.default_rng(3).lognormal(
        0, 0.05, (number, len(system.slow))
    )
    entry = np.tile([model.rest[n] for n in system.states], (number, 1))
    central = system.states.index("esketamine_central")
    lines = [[(1.0, Kind.START, central, 50.0 + 9 * k), (1.7, Kind.STOP, central, 50.0 + 9 * k)] for k in range(number)]
    records = Records.same(number, np.array([0.0, 1.0, 1.5, 2.0, 6.0, 24.0]))
    watch = Watch(("madrs", "esketamine_central"), np.zeros(2), np.zeros(2), np.full(2, 24.0))
    return lambda code: Journey(
        code, entry, slow, np.zeros(number), Timetable.of(lines), records, watch, Accuracy(rtol=1e-4)
    )


LOADS = {"small": (small, small_people, (6.0, 24.0)), "raad": (raad_system, raad_people, (24.0,))}


class HostDriver:
    """Stands in for NVIDIA's driver: memory and threads are those of this computer."""

    guard = 64

    def __init__(self, system, watched, processors=1):
        text = thread_module(system, watched)[1].replace("ptx_kernel ", "")
        for name in PLACES:
            text = text.replace(
                f"declare i32 @{SREG}.{name}()",
                f"@{name} = global i32 0\ndefine i32 @said.{name}() {{\n"
                f"  %v = load i32, ptr @{name}\n  ret i32 %v\n}}\n"
                f"define void @set.{name}(i32 %v) {{\n  store i32 %v, ptr @{name}\n  ret void\n}}",
            ).replace(f"@{SREG}.{name}", f"@said.{name}")
        self.code = Code(compile_text(text, this_machine()), [KERNEL, *(f"set.{n}" for n in PLACES)])
        self.numbers = {16: processors, 75: 7, 76: 0}
        self.memory, self.threads, self.current, self.kernels = {}, [], None, {}

    def cuInit(self, flags):
        return 0

    def cuDeviceGetCount(self, count):
        count._obj.value = 1
        return 0

    def cuDeviceGet(self, device, number):
        return 0

    def cuDeviceGetName(self, name, length, device):
        name.value = b"this computer"
        return 0

    def cuDeviceGetAttribute(self, value, which, device):
        value._obj.value = self.numbers[which.value]
        return 0

    def cuDevicePrimaryCtxRetain(self, context, device):
        context._obj.value = 77
        return 0

    def cuDevicePrimaryCtxRelease_v2(self, device):
        return 0

    def cuCtxSetCurrent(self, context):
        self.current = context.value
        return 0

    def cuGetErrorString(self, code, text):
        text._obj.value = b"out of memory"
        return 0

    def cuModuleLoadDataEx(self, module, text, count, options, values):
        if b".entry " + KERNEL.encode() not in text.value:
            ctypes.memmove(values[0], b"no kernel\0", 10)
            return 218
        module._obj.value = 5
        return 0

    def cuModuleGetFunction(self, function, module, name):
        assert (module.value, name.value) == (5, KERNEL.encode())
        function._obj.value = 6
        return 0

    def cuMemGetInfo_v2(self, free, total):
        free._obj.value = total._obj.value = FREE
        return 0

    def cuMemAlloc_v2(self, address, size):
        if size.value > FREE:
            return 2
        block = np.full(size.value + 2 * self.guard, 0xA5, np.uint8)
        address._obj.value = block.ctypes.data + self.guard
        self.memory[address._obj.value] = block
        return 0

    def cuMemFree_v2(self, address):
        block = self.memory.pop(address.value)
        assert np.all(block[: self.guard] == 0xA5)
        assert np.all(block[-self.guard :] == 0xA5)
        return 0

    def cuMemsetD8_v2(self, address, value, size):
        ctypes.memset(address.value, value.value, size.value)
        return 0

    def cuMemcpyHtoD_v2(self, goal, source, size):
        ctypes.memmove(goal.value, source.value, size.value)
        return 0

    def cuMemcpyDtoH_v2(self, goal, source, size):
        ctypes.memmove(goal.value, source.value, size.value)
        return 0

    def cuLaunchKernel(self, kernel, gx, gy, gz, bx, by, bz, shared, stream, parameters, extra):
        assert (kernel.value, self.current) == (6, 77)
        load, works, stride = (ctypes.c_uint64.from_address(p).value for p in parameters)
        run = ctypes.CFUNCTYPE(None, *[ctypes.c_uint64] * 3)(self.code.address(KERNEL))
        tell = [ctypes.CFUNCTYPE(None, ctypes.c_int32)(self.code.address(f"set.{n}")) for n in PLACES]
        self.threads.append(stride)
        for block in range(gx.value):
            for place in range(bx.value):
                for say, number in zip(tell, (place, bx.value, block), strict=True):
                    say(number)
                with self.alone(works, stride, block * bx.value + place):
                    run(load, works, stride)
        return 0

    @contextmanager
    def alone(self, works, stride, thread):
        """Spoil all numbers of other threads while one runs: it must neither read nor write them."""
        records = self.words(works).reshape(stride, -1)
        blocks = [self.words(int(word)) for word in records[0] if int(word) in self.memory]
        spaces = [block.reshape(-1, stride) for block in blocks if len(block) >= stride]
        others = np.arange(stride) != thread
        before = [records[others], *(space[:, others] for space in spaces)]
        for space in spaces:
            space[:, others] = SPOILED
        yield
        assert np.array_equal(records[others], before[0])
        for space, numbers in zip(spaces, before[1:], strict=True):
            assert np.all(space[:, others] == SPOILED)
            space[:, others] = numbers

    def words(self, address):
        return self.memory[address][self.guard : -self.guard].view(np.int64)

    def cuCtxSynchronize(self):
        return 0


def bits(array):
    """Return the bits of an array; all that is not a number is alike."""
    array = np.asarray(array)
    return np.where(np.isnan(array), np.nan, array).view(np.int64) if array.dtype == float else array


def follow_both(system, people, ends, device, most=None):
    """Return the arrays of the records of a CPU and of a device after going to each end."""
    code = compiled(system)
    here, there = people(code), people(code)
    crowd = Crowd(system, there.watched.names, device, most)
    for end in ends:
        here.go(np.full(here.people, end))
        load = there._load(np.full(there.people, end))
        crowd.follow(load, there.people)
    return here._load(np.full(here.people, ends[-1])).arrays, load.arrays


def assert_same_bits(here, there):
    for name, array in here.items():
        if isinstance(array, np.ndarray):
            assert np.array_equal(bits(array), bits(there[name])), name


@pytest.fixture(scope="module")
def drivers():
    found = {}
    for load, (make, people, _) in LOADS.items():
        found[load] = HostDriver(make(), people()(compiled(make())).watched.names)
    return found


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("most", [1, 4, None])
def test_threads_find_the_bits_of_lanes(drivers, load, most):
    make, people, ends = LOADS[load]
    driver = drivers[load]
    driver.threads.clear()
    here, there = follow_both(make(), people(), ends, Device(driver), most)
    assert np.isfinite(here["records"]).any()
    assert set(here["status"]) == ({FINE, NOT_A_NUMBER, BUDGET} if load == "small" else {FINE})
    assert driver.threads == [min(most or 256, len(here["status"]))] * len(ends)
    assert driver.memory == {}, "all memory came back"
    assert_same_bits(here, there)


def test_what_stays_on_the_gpu_is_only_read(drivers, monkeypatch):
    code, device = compiled(small()), Device(drivers["small"])
    journey = small_people()(code)
    load = journey._load(np.full(journey.people, 24.0))
    before = {name: np.array(load.arrays[name]) for name in READ_ONLY}
    monkeypatch.setattr("raad.engine.gpu.crowd.READ_ONLY", frozenset())
    Crowd(small(), journey.watched.names, device).follow(load, journey.people)
    assert all(np.array_equal(before[name], load.arrays[name]) for name in READ_ONLY)


@pytest.mark.parametrize("load", LOADS)
def test_ptx_holds_the_kernel_and_rounded_operations_only(load):
    make, people, _ = LOADS[load]
    system = make()
    ptx = thread_code(system, people()(compiled(system)).watched.names).ptx
    assert f".visible .entry {KERNEL}(" in ptx
    assert ".target sm_70" in ptx
    assert ".extern" not in ptx, "no other library is needed"
    said = set(
        re.findall(r"^\s*(?:@!?%\w+ )?((?:add|sub|mul|fma|mad|div|rcp|sqrt|rsqrt)\.[\w.]*f64)\b", ptx, re.MULTILINE)
    )
    assert said >= {"fma.rn.f64", "mul.rn.f64", "add.rn.f64", "div.rn.f64"}
    assert {operation.split(".")[1] for operation in said} == {"rn"}
    assert not re.search(r"\.f32|approx|\.ftz", ptx)


def test_a_computer_without_a_gpu_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr("raad.engine.gpu.cuda.LIBRARIES", ("libnothing.so.1",))
    found, reason = gpu_available()
    assert not found
    assert "libnothing.so.1" in reason
    assert 'device="cpu"' in reason
    with pytest.raises(NotSupported, match="NVIDIA driver"):
        Crowd(small())


@pytest.fixture(scope="module")
def driver():
    return HostDriver(small(), ())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cuInit": lambda flags: 100}, "no GPU that answers"),
        ({"cuDeviceGetCount": lambda count: 0}, "shows no GPU"),
        ({"numbers": {16: 1, 75: 6, 76: 1}}, "compute capability 6.1; 7.0 is needed"),
    ],
)
def test_a_gpu_that_cannot_do_it_is_named(driver, monkeypatch, changed, words):
    for name, value in changed.items():
        monkeypatch.setattr(driver, name, value)
    with pytest.raises(NotSupported, match=words):
        Device(driver)


def test_what_the_driver_says_is_passed_on(driver):
    device = Device(driver)
    with pytest.raises(GpuFailed, match=r"cuModuleLoadDataEx failed with code 218: .* no kernel"):
        device.kernel("no such text", KERNEL)
    with pytest.raises(GpuFailed, match="cuMemAlloc_v2 failed with code 2: out of memory"):
        device.zeros(2 * FREE)


def test_people_who_do_not_fit_are_met_with_advice(driver, monkeypatch):
    monkeypatch.setattr(driver, "cuMemGetInfo_v2", lambda free, total: 0)
    people = small_people()(compiled(small()))
    with pytest.raises(NotSupported, match="smaller groups"):
        Crowd(small(), (), Device(driver)).follow(people._load(np.ones(people.people)), people.people)


def test_nobody_is_followed_at_once(driver):
    crowd = Crowd(small(), (), Device(driver))
    crowd.follow(small_people()(compiled(small()))._load(np.ones(23)), 0)
    assert driver.threads == []


@pytest.mark.skipif(not gpu_available()[0], reason=gpu_available()[1])
@pytest.mark.parametrize("load", LOADS)
def test_a_gpu_finds_the_bits_of_this_computer(load):
    make, people, ends = LOADS[load]
    with Device() as device:
        assert_same_bits(*follow_both(make(), people(300), ends, device))
