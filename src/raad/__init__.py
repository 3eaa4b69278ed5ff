"""raad: from a dose of ketamine or esketamine to the mood score. For research and teaching only."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Public name -> room. Names are fetched at first use: `import raad` stays fast.
_ROOMS = {
    "treatment": "raad.model.assemblies",
    "Model": "raad.model.wiring",
    "wire": "raad.model.wiring",
    "Mechanism": "raad.mechanisms.base",
    "step": "raad.mechanisms.base",
    "flow": "raad.mechanisms.base",
    "parameters": "raad.evidence",
    "dose": "raad.protocols",
    "Dose": "raad.protocols",
    "StateDose": "raad.protocols",
    "Reset": "raad.protocols",
    "Compartments": "raad.protocols",
    "Regimen": "raad.protocols",
    "read_event_table": "raad.protocols",
    "Person": "raad.people",
    "Health": "raad.people",
    "Cohort": "raad.people",
    "simulate": "raad.solve.simulate",
    "Solver": "raad.solve.solver",
    "Reduction": "raad.solve.reductions",
    "Visits": "raad.solve.visits",
    "Visit": "raad.solve.visits",
    "Trajectory": "raad.solve.trajectory",
    "sensitivity": "raad.solve.sensitivity",
    "Sensitivity": "raad.solve.sensitivity_result",
    "cite": "raad.solve.cited",
    "simulate_table": "raad.exchange.subjects",
    "run_bench": "raad.bench",
    "separate": "raad.bench",
    "run_scenario": "raad.exchange.scenario",
    "brain_course": "raad.brain",
    "BrainCourse": "raad.brain",
    "connectome": "raad.brain",
    "Connectome": "raad.brain",
    "SynapticState": "raad.brain",
    "connectivity": "raad.brain",
    "mood_link": "raad.brain",
    "virtual_study": "raad.brain",
    "check_rules": "raad.exchange.supervised",
    "run_risks": "raad.exchange.risks",
    "write_report": "raad.report",
    "load_register": "raad.evidence",
    "load_observations": "raad.evidence",
    "load_studies": "raad.evidence",
    "find": "raad.evidence",
    "glossary": "raad.quantities.glossary",
    "RaadError": "raad.quantities.errors",
}

__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        from raad.quantities.errors import nearest

        raise AttributeError(f"raad has no {name!r}.{nearest(name, _ROOMS)}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
