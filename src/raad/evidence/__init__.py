"""The published findings that raad is built on, and the parameters of its own model.

Tables: `load_studies`, `load_observations`, `load_parameters`, `load_interventions`, `load_rules`.
The model's numbers: `load_register`; those of a model of one's own: `parameters`.
Where a number is from: `cite`. Looking around: `find`.
"""

from raad.evidence.citation import Citation, bibtex, cite
from raad.evidence.own_parameters import parameters
from raad.evidence.parameter_table import ParameterTable
from raad.evidence.register import load_register
from raad.evidence.rows import Intervention, Observation, Parameter, Rule, Study
from raad.evidence.search import Hit, find
from raad.evidence.tables import (
    load_interventions,
    load_observations,
    load_parameters,
    load_rules,
    load_studies,
)

__all__ = [
    "Citation",
    "Hit",
    "Intervention",
    "Observation",
    "Parameter",
    "ParameterTable",
    "Rule",
    "Study",
    "bibtex",
    "cite",
    "find",
    "load_interventions",
    "load_observations",
    "load_parameters",
    "load_register",
    "load_rules",
    "load_studies",
    "parameters",
]
