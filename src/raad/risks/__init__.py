"""Risks: what sessions cost a virtual population, as peaks, times and incidences beside the benefit."""

from raad.risks.result import Interval, Risk, Risks
from raad.risks.risks import risks_of

__all__ = ["Interval", "Risk", "Risks", "risks_of"]
