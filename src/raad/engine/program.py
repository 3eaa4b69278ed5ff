"""The step loop as a list of functions, in the order in which they call each other."""

from __future__ import annotations

from raad.engine import happening, loop, stepping, watching
from raad.engine.functions import SIGNATURES
from raad.engine.language import Language
from raad.engine.lanes import Lanes
from raad.engine.memory import Load, Work

FUNCTIONS = (
    stepping.first_step, stepping.step_size, stepping.attempt, stepping.next_step, stepping.dense_terms,
    stepping.between, watching.start_watch, watching.extreme, watching.time_above, watching.watch_step,
    happening.absolute, happening.write_record, happening.write_until, happening.begin_infusion,
    happening.end_infusion, happening.reset, happening.is_steady, happening.happen, happening.arrive,
    happening.take, happening.leave, happening.blame, happening.seat, loop.records_inside, loop.write_inside,
    loop.move, loop.finish, loop.hop,
)  # fmt: skip
OUTSIDE = {**SIGNATURES, "watched": 4}


def write_loop(lanes: Lanes) -> str:
    """Return the step loop in LLVM's language; the functions of a system are linked to it when it is loaded."""
    language = Language(lanes, [Load, Work], OUTSIDE)
    for function in FUNCTIONS:
        language.add(function)
    language.add(loop.run, inside=False)
    return str(language.module)
