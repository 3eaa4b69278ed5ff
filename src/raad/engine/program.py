"""The step loop as a list of functions, in the order in which they call each other."""

from __future__ import annotations

from raad.engine import happening, loop, settling, stepping, tabulating, watching
from raad.engine.lanes import Lanes
from raad.engine.language import Language
from raad.engine.memory import Load, Rest, Rows, Work
from raad.engine.signatures import SIGNATURES

FUNCTIONS = (
    stepping.first_step, stepping.step_size, stepping.attempt, stepping.next_step, stepping.dense_terms,
    stepping.between, watching.start_watch, watching.extreme, watching.time_above, watching.watch_step,
    happening.absolute, happening.has_come, happening.write_record, happening.write_until, happening.begin_infusion,
    happening.end_infusion, happening.reset, happening.is_steady, happening.happen, happening.arrive,
    happening.take, happening.leave, happening.blame, happening.seat, loop.reached, loop.records_inside,
    loop.write_inside, loop.lowest, loop.move, loop.blame_low, loop.finish, loop.hop, settling.try_rest,
    settling.come, settling.settle_row, settling.restless, tabulating.bring,
)  # fmt: skip
ENTRIES = (loop.run, settling.settle, tabulating.tabulate)
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
