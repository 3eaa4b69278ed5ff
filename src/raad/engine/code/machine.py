"""From instructions to machine code: this machine's width, LLVM's passes, and loading."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from raad.engine.code.lanes import Lanes


@dataclass(frozen=True)
class Machine:
    """A kind of processor that code is made for.

    Parameters
    ----------
    triple, cpu, features
        As LLVM names them.
    lanes
        How many patients go side by side.
    """

    triple: str
    cpu: str
    features: str
    lanes: Lanes

    @property
    def name(self) -> str:
        """What the code depends on, in one line: a part of the name of cached code."""
        version = ".".join(str(part) for part in llvm.llvm_version_info)
        return f"{self.triple} {self.cpu} {self.features} {self.lanes} llvmlite {llvmlite.__version__} LLVM {version}"


@cache
def this_machine() -> Machine:
    """Return the processor that this process runs on; eight lanes with AVX-512, else four with AVX2, else two."""
    _start()
    features = llvm.get_host_cpu_features()
    width = 8 if features.get("avx512dq") else 4 if features.get("avx2") and features.get("fma") else 2
    return Machine(llvm.get_process_triple(), llvm.get_host_cpu_name(), features.flatten(), Lanes(width))


@cache
def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def compile_text(text: str, machine: Machine, effort: int = 2) -> bytes:
    """Turn instructions into an object file.

    Parameters
    ----------
    text
        A module in LLVM's language.
    machine
        What it will run on.
    effort
        How hard LLVM tries, 0 to 3. Straight code without branches gains nothing from its passes.
    """
    _start()
    target = llvm.Target.from_triple(machine.triple).create_target_machine(
        machine.cpu, machine.features, opt=effort, reloc="pic", codemodel="jitdefault", jit=True
    )
    module = llvm.parse_assembly(text)
    module.triple, module.data_layout = machine.triple, str(target.target_data)
    module.verify()
    if effort:
        builder = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=effort))
        builder.getModulePassManager().run(module, builder)
    return bytes(target.emit_object(module))


def wide(text: str, lanes: Lanes) -> str:
    """Let functions use the whole width of the registers: without this word LLVM halves them."""
    size = 64 * lanes.width
    words = f'"prefer-vector-width"="{size}" "min-legal-vector-width"="{size}" nounwind'
    lines = []
    for line in text.split("\n"):
        lines.append(f"{line} {words}" if line.startswith("define ") else line)
    return "\n".join(lines)


@cache
def _loader() -> Any:
    _start()
    return llvm.create_lljit_compiler()


_names = count()


class Code:
    """A loaded object file; kept alive as long as its functions are used.

    Parameters
    ----------
    code
        The object file.
    exports
        Names of its functions that will be called.
    imports
        Addresses of the functions that it calls. Every object file is a library of its own: linked together,
        the constants of one would be taken for those of another.
    """

    def __init__(self, code: bytes, exports: Iterable[str], imports: Mapping[str, int] | None = None) -> None:
        builder = llvm.JITLibraryBuilder()
        builder.add_object_img(code)
        for name in exports:
            builder.export_symbol(name)
        for name, address in (imports or {}).items():
            builder.import_symbol(name, address)
        self._library: Any = builder.link(_loader(), f"raad{next(_names)}")

    def address(self, name: str) -> int:
        """Return where a function lies."""
        return int(self._library[name])

    def function(self, name: str, arguments: int) -> Any:
        """Return a function that takes pointers and gives nothing; it runs without Python's lock."""
        return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * arguments)(self.address(name))
