"""What the joint fit of the pharmacokinetics must explain: rows of the tables, and how each is read from the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from raad.calibrate.fit import Target
from raad.calibrate.linear import LinearBody, LinearCourse
from raad.calibrate.pharmacokinetics_designs import (
    DOSES,
    HASAN_ARM,
    SPRAY_GAP,
    STRATA,
    TYPICAL,
    as_printed,
    bioavailability,
    half_life,
    half_life_seen,
    hasan_infusion,
    intravenous,
    kamp_infusion,
    nasal,
    person_of,
)
from raad.calibrate.pharmacokinetics_priors import observed
from raad.model.wiring import Model
from raad.people import Person
from raad.protocols import Regimen

KAMP = (
    ("esketamine 3-step infusion", "plasma_s_ketamine", ("arterial_conc_esketamine",), 0.15),
    ("racemic 3-step infusion", "plasma_s_ketamine", ("arterial_conc_esketamine",), 0.15),
    ("racemic 3-step infusion", "plasma_r_ketamine", ("arterial_conc_arketamine",), 0.15),
    ("esketamine 3-step infusion", "plasma_s_norketamine", ("arterial_conc_noresketamine",), 0.15),
    ("racemic 3-step infusion", "plasma_s_norketamine", ("arterial_conc_noresketamine",), 0.15),
    ("racemic 3-step infusion", "plasma_r_norketamine", ("arterial_conc_norarketamine",), 0.15),
    # The faintest panel, and assays of this metabolite disagree most.
    ("racemic 3-step infusion", "plasma_hydroxynorketamine_total",
     ("arterial_conc_hnk_2s6s", "arterial_conc_hnk_2r6r"), 0.20),
)  # fmt: skip
HASAN = MappingProxyType({"s": ("venous_esketamine",), "r": ("venous_arketamine",)})
_HALF = 0.5**0.5  # neighbouring points of a curve, or one value seen at two weights, count half each


@dataclass(frozen=True)
class Demand:
    """A target, whom it was observed in, under what, and how it is read from the course of the model."""

    target: Target
    person: Person
    regimen: Regimen
    read: Callable[[LinearCourse], float]


def demands(model: Model) -> tuple[Demand, ...]:
    """Return all targets of the calibration; `model` only serves to run the printed model of perezruixo2021."""
    return (*_exposures(), *_shape(model), *_arterial_curves(), *_venous_curves())


def _ratio(name: str, study_id: str, value: float, sd: float, why: str) -> Target:
    return Target(name, study_id, value, sd, log=True, why=why)


def _exposures() -> Iterator[Demand]:
    """Table 4: the typical stratum at two weights, so that both stay within 10 %; the others half as strict."""
    for mg in DOSES:
        for stratum in STRATA:
            typical = stratum == TYPICAL
            for kg in (70, 74) if typical else (72,):
                for quantity, sd in (
                    ("plasma_esketamine_cmax", 0.03), ("plasma_esketamine_auc_0_24", 0.03),
                    ("plasma_noresketamine_cmax", 0.08),
                ):  # fmt: skip
                    arm = f"esketamine nasal {mg} mg, {stratum}"
                    row = observed("perezruixo2021", arm, quantity)[0]
                    target = _ratio(
                        f"perezruixo2021: {arm}, {quantity}, {kg} kg", "perezruixo2021", float(row.value or 0),
                        sd / _HALF if typical else sd * 2, f"{row.source_location}, output of the published model",
                    )  # fmt: skip
                    yield Demand(target, person_of(stratum, kg), nasal(mg), _exposure(quantity))


def _exposure(quantity: str) -> Callable[[LinearCourse], float]:
    venous = ("venous_noresketamine" if "noresketamine" in quantity else "venous_esketamine",)
    return (lambda c: c.peak(venous)[0]) if quantity.endswith("cmax") else (lambda c: c.area(venous, 24.0))


def _shape(model: Model) -> Iterator[Demand]:
    """Time of the peak, half-lives and bioavailability of the nasal spray."""
    venous, person = ("venous_esketamine",), person_of(TYPICAL, 72)
    printed = LinearBody.of(model.with_values(as_printed()), person_of(TYPICAL, 70))

    def peak_after_last(course: LinearCourse, mg: float) -> float:
        return course.peak(venous)[1] - (mg / DOSES[0] - 1) * SPRAY_GAP

    for mg in DOSES:
        value = peak_after_last(printed.course(nasal(mg)), mg)
        why = "time of the peak of the published model; Table 4 prints none"
        name = f"perezruixo2021: nasal {mg} mg, peak after the last device"
        target = _ratio(name, "perezruixo2021", value, 0.20, why)
        yield Demand(target, person, nasal(mg), lambda c, mg=mg: peak_after_last(c, mg))
    low, high = observed("spravato_label", "nasal", "plasma_esketamine_terminal_half_life_low")[0].spread
    why = "middle of the range of the label"
    target = _ratio("spravato_label: terminal half-life", "spravato_label", (low + high) / 2, 0.10, why)
    yield Demand(target, person_of(TYPICAL, 74), nasal(84), lambda c: half_life(c.body))
    seen, why = half_life_seen(printed.course(nasal(84))), "as the published model shows it"
    target = _ratio("perezruixo2021: half-life seen from 12 to 24 h", "perezruixo2021", seen, 0.10, why)
    yield Demand(target, person, nasal(84), half_life_seen)
    for mg in DOSES[1:]:
        row = observed("perezruixo2021", f"esketamine nasal {mg} mg", "absolute_bioavailability")[0]
        name, why = f"perezruixo2021: nasal {mg} mg, bioavailability", row.source_location
        target = _ratio(name, "perezruixo2021", row.value_in(""), 0.02, why)
        yield Demand(target, person, nasal(mg), lambda c, mg=mg: bioavailability(c, intravenous(mg)))


def _arterial_curves() -> Iterator[Demand]:
    for arm, quantity, outputs, sd in KAMP:
        for row in observed("kamp2020", arm, quantity):
            hours = float(row.hours or 0)
            if hours < 0.25:  # an artefact of digitising, says the note of the row
                continue
            target = _ratio(
                f"kamp2020: {arm}, {quantity} at {hours:g} h", "kamp2020", row.value_in("uM"), sd / _HALF,
                f"{row.source_location}, mean of {row.n} people, digitised",
            )  # fmt: skip
            person = Person(age=40, weight=72)
            yield Demand(target, person, kamp_infusion(arm), lambda c, o=outputs, h=hours: float(c.values(o, [h])[0]))


def _venous_curves() -> Iterator[Demand]:
    person = Person(age=40, weight=72)
    for enantiomer, outputs in HASAN.items():
        quantity = f"plasma_{enantiomer}_ketamine"
        for row in observed("hasan2021", HASAN_ARM, quantity):
            hours = float(row.hours or 0)
            if not 0.1 < hours < 11:  # the first is an artefact, the last lie on the floor of the digitised picture
                continue
            name, why = f"hasan2021: {quantity} at {hours:g} h", f"{row.source_location}, digitised"
            target = _ratio(name, "hasan2021", row.value_in("ng/mL"), 0.25 / _HALF, why)
            yield Demand(target, person, hasan_infusion(), lambda c, o=outputs, h=hours: float(c.values(o, [h])[0]))
        row = observed("hasan2021", HASAN_ARM, f"{quantity}_cmax")[0]
        target = _ratio(f"hasan2021: {quantity}_cmax", "hasan2021", row.value_in("ng/mL"), 0.20, row.source_location)
        yield Demand(target, person, hasan_infusion(), lambda c, o=outputs: c.peak(o)[0])
