"""Holds: doses that trial protocols do not give because pressure before them is too high."""

from __future__ import annotations

from dataclasses import replace

from raad.protocols import Regimen
from raad.supervision.case import KETAMINES, Case
from raad.supervision.checks import checks

HOLDS = "R19"


def hold(case: Case) -> tuple[Case, tuple[float, ...]]:
    """Leave out the doses that the rule of trial protocols holds, and say when they were.

    Returns
    -------
    tuple
        The case without them, and their times. [h] A dose without a known pressure is given.

    Examples
    --------
    >>> from raad.people import Person
    >>> from raad.protocols import dose
    >>> from raad.supervision.session import Session
    >>> spray = Regimen().then(dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=1))
    >>> kept, held = hold(Case(Person(), spray, session=Session(pressures=["155/80", "130/80"])))
    >>> kept.regimen.times, held
    ((84.0,), (0.0,))
    """
    (check,) = checks()[HOLDS]
    sittings = case.sittings()
    fits = [check.must.judge(one.facts).value is not False for one in sittings]
    held = {(one.time, one.drug, one.route) for one, fit in zip(sittings, fits, strict=True) if not fit}
    if not held:
        return case, ()
    doses = []
    for given in case.regimen.doses:
        if given not in case.regimen.products or given.drug not in KETAMINES:  # type: ignore[union-attr]
            doses.append(given)
            continue
        once = replace(given, interval=None, additional=0)  # type: ignore[type-var]
        doses += [
            replace(once, time=t)  # type: ignore[type-var]
            for t in given.times  # type: ignore[union-attr]
            if (t, given.drug, given.route) not in held  # type: ignore[union-attr]
        ]
    session, told = case.session, case.session.pressures
    if told and len(told) > 1:
        session = replace(session, pressures=tuple(one for one, fit in zip(told, fits, strict=True) if fit))
    return replace(case, regimen=Regimen(tuple(doses)), session=session), tuple(sorted({time for time, *_ in held}))
