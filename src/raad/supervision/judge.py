"""Judging: what each rule says about a case: does not apply, passed, broken or cannot be judged, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from raad.evidence import Rule
from raad.supervision.case import Case, Facts
from raad.supervision.checks import Check, checks, facts, jurisdictions, rules_of

RESULTS = ("broken", "cannot be judged", "passed", "does not apply")  # the first that any part has is the result
BROKEN, UNKNOWN, PASSED, SILENT = RESULTS
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says about a case.

    Parameters
    ----------
    rule, kind
        The rule with its source, and what it does.
    result
        One of `RESULTS`.
    applies
        None when that cannot be said: the rule may be kept all the same.
    why
        In words.
    missing
        Where to tell what is missing, such as "patient: aneurysm".
    readings
        What was assumed in reading the rule.
    """

    rule: Rule
    kind: str
    result: str
    applies: bool | None
    why: str
    missing: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    result: str
    why: str
    applies: bool | None
    missing: frozenset[str] = frozenset()


def judge(case: Case, jurisdiction: str | None = None) -> tuple[Verdict, ...]:
    """Judge a case by every rule of a jurisdiction, or of all.

    Parameters
    ----------
    case
        Who is treated with what, where and how.
    jurisdiction
        us, eu or trial; None for all.

    Raises
    ------
    UnknownName
        If there is no such jurisdiction.

    Examples
    --------
    >>> from raad.people import Health, Person
    >>> from raad.protocols import Regimen, dose
    >>> spray = Regimen().then(dose("esketamine", "nasal", AMT="56 mg"))
    >>> found = judge(Case(Person(health=Health(aneurysm="yes")), spray), "eu")
    >>> [(v.rule.rule_id, v.result) for v in found if "aneurysm" in v.rule.condition]
    [('R26', 'broken')]
    """
    asked = None if jurisdiction is None else jurisdiction.strip().lower()
    return tuple(_judged(rule, case, asked) for rule in rules_of(asked))


def _judged(rule: Rule, case: Case, asked: str | None) -> Verdict:
    places = jurisdictions(rule) if asked is None else (asked,)
    own = [check for check in checks()[rule.rule_id] if set(check.jurisdictions) & set(places)]
    parts = [part for check in own for part in _parts(check, case)]
    result = next((one for one in RESULTS if any(part.result == one for part in parts)), SILENT)
    deciding = [part for part in parts if part.result == result]
    applies = None if all(part.applies is None for part in deciding) else result != SILENT
    whys = list(dict.fromkeys(part.why for part in deciding if part.why))
    more = len(whys) - _MOST_NAMED
    why = "; ".join(whys[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
    missing = dict.fromkeys(facts()[name].told_by for p in deciding for name in sorted(p.missing))
    readings = tuple(dict.fromkeys(check.reading for check in own if check.reading))
    return Verdict(
        rule, own[0].kind, result, applies, why or "nothing that it asks for is there", tuple(missing), readings
    )


def _parts(check: Check, case: Case) -> Iterator[_Part]:
    nasal = check.scope == "nasal_esketamine"
    sittings = case.sittings(nasal)
    if not sittings:
        what = "nasal esketamine" if nasal else "ketamine or an enantiomer"
        yield _Part(SILENT, f"no dose of {what} is given", False)
    elif check.over == "dose":
        yield from _each(check, ((f" at {s.time:g} h", s.facts) for s in sittings))
    elif check.over == "week":
        yield from _each(check, ((f" in week {week['week']}", week) for week in case.weeks()))
    else:
        yield _part(check, case.facts(), "")


def _each(check: Check, told: Iterable[tuple[str, Facts]]) -> Iterator[_Part]:
    return (_part(check, known, where) for where, known in told)


def _part(check: Check, known: Facts, where: str) -> _Part:
    when = check.when.judge(known)
    if when.value is None:
        must = check.must.judge(known)
        if must.value:
            return _Part(PASSED, f"kept, whether it applies or not: {check.asks}", None)
        return _Part(UNKNOWN, "whether it applies was not told", None, when.missing)
    if not when.value:
        return _Part(SILENT, f"applies when {check.when.text}", False)
    must = check.must.judge(known)
    if must.value is None:
        return _Part(UNKNOWN, f"asked: {check.asks}", True, must.missing)
    if must.value:
        return _Part(PASSED, f"kept: {check.asks}", True)
    here = ", ".join(f"{name} is {_said(known[name], facts()[name].unit)}" for name in check.must.names)
    return _Part(BROKEN, f"asked: {check.asks}; here {here}{where}", True)


def _said(value: Any, unit: str) -> str:
    if value is None:
        return "not told"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g} {unit}".strip() if isinstance(value, (int, float)) else str(value)
