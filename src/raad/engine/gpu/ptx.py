"""The step loop for a GPU: one person per thread, as PTX, the language that NVIDIA's drivers compile.

The same functions as on a CPU are written with one lane; entry i of thread k lies at i * stride + k, so that
neighbouring threads read neighbouring numbers. Every operation is an exactly rounded one and none is joined
with another, so a thread and a lane of a CPU find the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import llvmlite
import llvmlite.binding as llvm

from raad.engine.code.cache import Entry, kept
from raad.engine.code.lanes import Lanes
from raad.engine.loop.memory import Work
from raad.engine.system import System

LANES = Lanes(1, strided=True)
TRIPLE = "nvptx64-nvidia-cuda"
PROCESSOR, VERSION = "sm_70", "+ptx63"  # understood by Volta and every later GPU
CAPABILITY = (7, 0)  # what sm_70 means
EFFORT = 2
KERNEL = "raad_run"
WORK_BYTES = 8 * len(Work.__annotations__)

# llvmlite has no word for a kernel's calling convention, so the entry is written as text.
_KERNEL = f"""
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()

define ptx_kernel void @{KERNEL}(ptr %load, ptr %works, i64 %stride) {{
  %place = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %size = call i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
  %block = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %before = mul i32 %block, %size
  %number = add i32 %before, %place
  %thread = zext i32 %number to i64
  %inside = icmp slt i64 %thread, %stride
  br i1 %inside, label %follow, label %done
follow:
  %bytes = mul i64 %thread, {WORK_BYTES}
  %work = getelementptr i8, ptr %works, i64 %bytes
  call void @run(ptr %load, ptr %work, i64 %stride)
  br label %done
done:
  ret void
}}
"""


@dataclass(frozen=True)
class ThreadCode:
    """What a GPU runs for one system.

    Parameters
    ----------
    sizes
        Lengths of the arrays of one thread, as `memory.layout` needs them.
    ptx
        Text for the driver, with one kernel: `raad_run(load, works, threads)`.
    """

    sizes: dict[str, int]
    ptx: str


def thread_code(system: System, watched: Sequence[str] = ()) -> ThreadCode:
    """Return the code of a system for a GPU, from the disk or written now. No GPU is needed for that.

    Parameters
    ----------
    system
        The equations.
    watched
        States and outputs that are watched at every step.
    """
    names = tuple(watched)
    versions = (llvmlite.__version__, *(str(part) for part in llvm.llvm_version_info))
    words = ("ptx", system.sha256, *names, TRIPLE, PROCESSOR, VERSION, *versions)
    sizes, code = kept(words, lambda: _build(system, names))
    return ThreadCode(sizes, code.decode())


def _build(system: System, watched: Sequence[str]) -> Entry:
    sizes, text = thread_module(system, watched)
    return {**sizes}, compile_ptx(text).encode()


def thread_module(system: System, watched: Sequence[str] = ()) -> tuple[dict[str, int], str]:
    """Return sizes, and the loop, the system and the kernel as one module in LLVM's language."""
    from raad.engine.code.functions import Functions, write_watch
    from raad.engine.loop.program import write_loop

    functions = Functions(system, LANES)
    module = llvm.parse_assembly(write_loop(LANES))
    for part in (str(functions.module), write_watch(system, LANES, watched)):
        module.link_in(llvm.parse_assembly(part))
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "internal"  # what the kernel does not reach is left out
    return {**functions.sizes, "n_watch": len(watched)}, str(module) + _KERNEL


def compile_ptx(text: str) -> str:
    """Turn a module in LLVM's language into PTX."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE).create_target_machine(PROCESSOR, VERSION, opt=EFFORT)
    module = llvm.parse_assembly(text)
    module.triple, module.data_layout = TRIPLE, str(target.target_data)
    module.verify()
    builder = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=EFFORT))
    builder.getModulePassManager().run(module, builder)
    return target.emit_assembly(module)
