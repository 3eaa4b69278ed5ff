"""Who is treated: people, their covariates, and cohorts. Nothing about doses."""

from raad.people.cohort import Cohort
from raad.people.health import Health
from raad.people.person import COVARIATES, Person, Range, ranges

__all__ = ["COVARIATES", "Cohort", "Health", "Person", "Range", "ranges"]
