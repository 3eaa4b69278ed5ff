"""The step loop as a list of functions, in the order in which they call each other."""

from __future__ import annotations

from raad.engine.code.lanes import Lanes
from raad.engine.code.signatures import SIGNATURES
from raad.engine.language.compiler import Language
from raad.engine.loop import happening, running, settling, stepping, tabulating, watching
from raad.engine.loop.memory import Load, Rest, Rows, Work

FUNCTIONS = (
    stepping.first_step, stepping.step_size, stepping.attempt, stepping.next_step, stepping.dense_terms,
    stepping.between, watching.start_watch, watching.extreme, watching.time_above, watching.watch_step,
    happening.absolute, happening.has_come, happening.write_record, happening.write_until, happening.begin_infusion,
    happening.end_infusion, happening.reset, happening.is_steady, happening.happen, happening.arrive,
    happening.take, happening.leave, happening.blame, happening.seat, running.reached, running.records_inside,
    running.write_inside, running.lowest, running.move, running.blame_low, running.finish, running.hop,
    settling.try_rest, settling.come, settling.settle_row, settling.restless, tabulating.bring,
)  # fmt: skip
ENTRIES = (running.run, settling.settle, tabulating.tabulate)
RECORDS = (Load, Rest, Rows, Work)
OUTSIDE = {**SIGNATURES, "watched": 4}


def write_loop(lanes: Lanes) -> str:
    """Return the step loop in LLVM's language; the functions of a system are linked to it when it is loaded."""
    language = Language(lanes, RECORDS, OUTSIDE)
    for function in FUNCTIONS:
        language.add(function)
    for entry in ENTRIES:
        language.add(entry, inside=False)
    return str(language.module)
