"""The loops of gradients as a list of functions, in the order in which they call each other."""

from __future__ import annotations

from raad.engine.code.lanes import Lanes
from raad.engine.gradient import backward, frozen, taping
from raad.engine.gradient.words import DERIVATIVE_SIGNATURES
from raad.engine.language.compiler import Language
from raad.engine.loop.program import FUNCTIONS, OUTSIDE, RECORDS

_OWN = (
    taping.note_begin, taping.note_end, backward.bring_steps, backward.work_out, backward.read_here, backward.bend,
    backward.pull_step, backward.undo_line, backward.undo_lines,
)  # fmt: skip
_ENTRIES = (taping.follow_taped, backward.sweep, frozen.replay)


def write_gradient_loop(lanes: Lanes) -> str:
    """Return the loops in LLVM's language; the functions of a system are linked to them when they are loaded."""
    records = [*RECORDS, taping.Tape, backward.Sweep, frozen.Frozen]
    language = Language(lanes, records, {**OUTSIDE, **DERIVATIVE_SIGNATURES})
    for function in (*FUNCTIONS, *_OWN):
        language.add(function)
    for entry in _ENTRIES:
        language.add(entry, inside=False)
    return str(language.module)
