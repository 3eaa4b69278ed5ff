"""A compiled system: the step loop and a system's functions, linked and ready to be called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from llvmlite import ir

from raad.engine.functions import SIGNATURES, Functions
from raad.engine.lanes import POINTER, Lanes
from raad.engine.machine import Code, Machine, compile_text, this_machine, wide
from raad.engine.program import write_loop
from raad.engine.system import System


def nothing_watched(lanes: Lanes) -> str:
    module = ir.Module("watched")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 4), "watched")
    ir.IRBuilder(function.append_basic_block()).ret_void()
    return str(module)


class Compiled:
    """Everything that is needed to follow people through a system."""

    def __init__(self, system: System, machine: Machine | None = None) -> None:
        machine = machine or this_machine()
        functions = Functions(system, machine.lanes)
        lanes = machine.lanes
        self.system = system
        self.sizes = functions.sizes
        self.width = lanes.width
        self.signed = np.array([n in system.signed for n in system.states], dtype=np.int64)
        texts = (str(functions.module), nothing_watched(lanes), write_loop(lanes))
        own, watched, loop = (compile_text(wide(text, lanes), machine) for text in texts)
        self.own = Code(own, SIGNATURES)
        self.watched = Code(watched, ["watched"])
        imports = {name: self.own.address(name) for name in SIGNATURES} | {"watched": self.watched.address("watched")}
        self.loop = Code(loop, ["run"], imports)
        self.run = self.loop.function("run", 2)
        self.functions: dict[str, Any] = {n: self.own.function(n, k) for n, k in SIGNATURES.items()}
