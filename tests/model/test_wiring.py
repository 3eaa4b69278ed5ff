"""Wiring: one owner for each port, one unit for each name, no circle, no unknown number."""

from __future__ import annotations

import pytest

from raad.evidence import load_register
from raad.mechanisms.base import Mechanism, step
from raad.model.wiring import wire
from raad.quantities.errors import BuildError, RaadError, UnitsDisagree, UnknownName


def turnover(states, inputs, params):
    return step(rates={"signal_rel": params.k_out_bdnf * (inputs.drive_rel - states.signal_rel)})


def passes_on(states, inputs, params):
    return step(outputs={"drive_rel": inputs.cause_rel})


def passes_back(states, inputs, params):
    return step(outputs={"cause_rel": inputs.drive_rel})


SIGNAL = Mechanism(
    "signal",
    turnover,
    states={"signal_rel": ""},
    inputs={"drive_rel": ""},
    params={"k_out_bdnf": "1/h"},
    rest={"signal_rel": 1.0},
    rest_inputs={"drive_rel": 1.0},
)
DRIVE = Mechanism("drive", passes_on, inputs={"cause_rel": ""}, outputs={"drive_rel": ""})
CAUSE = Mechanism("cause", passes_back, inputs={"drive_rel": ""}, outputs={"cause_rel": ""})


def wired(*mechanisms, species="human"):
    return wire("test", species, mechanisms, load_register())


def test_what_nobody_gives_comes_from_outside():
    assert list(wired(SIGNAL).exogenous) == ["drive_rel"]
    assert list(wired(SIGNAL, DRIVE).exogenous) == ["cause_rel"]


def test_an_output_stands_before_its_reader():
    assert [m.name for m in wired(SIGNAL, DRIVE).mechanisms] == ["drive", "signal"]


def test_owner_says_who_gives_a_port():
    model = wired(SIGNAL, DRIVE)
    assert model.owner("drive_rel") is DRIVE
    with pytest.raises(UnknownName, match=r"'drive_rell'.*'drive_rel'"):
        model.owner("drive_rell")


def test_two_owners_are_refused():
    other = Mechanism("other", passes_on, inputs={"cause_rel": ""}, outputs={"drive_rel": ""})
    with pytest.raises(BuildError, match=r"'drive_rel' is given by 'drive' and by 'other'"):
        wired(SIGNAL, DRIVE, other)


def test_one_name_twice_is_refused():
    with pytest.raises(BuildError, match=r"same name|given by"):
        wired(SIGNAL, SIGNAL)


def test_a_circle_of_outputs_is_refused():
    with pytest.raises(BuildError, match=r"circle: .*drive.*cause|circle: .*cause.*drive"):
        wired(SIGNAL, DRIVE, CAUSE)


def test_one_name_in_two_units_is_refused():
    def counts(states, inputs, params):
        return step(outputs={"count": inputs.drive_rel})

    other = Mechanism("other", counts, inputs={"drive_rel": "uM"}, outputs={"count": "uM"})
    with pytest.raises(UnitsDisagree, match=r"'drive_rel' is in no unit for 'drive', but in uM for 'other'"):
        wired(DRIVE, other)


def test_a_parameter_without_a_row_is_refused():
    def loses(states, inputs, params):
        return step(rates={"signal_rel": -params.k_out_bdnff * states.signal_rel})

    unknown = Mechanism("loss", loses, states={"signal_rel": ""}, params={"k_out_bdnff": "1/h"})
    with pytest.raises(RaadError, match=r"'k_out_bdnff'.*'k_out_bdnf'"):
        wired(unknown)


def test_a_parameter_of_another_kind_of_unit_is_refused():
    def loses(states, inputs, params):
        return step(rates={"signal_rel": states.signal_rel / params.k_out_bdnf})

    wrong = Mechanism("loss", loses, states={"signal_rel": ""}, params={"k_out_bdnf": "h"})
    with pytest.raises(RaadError, match=r"'k_out_bdnf' is in '1/h'.*'h'"):
        wired(wrong)


def test_a_mechanism_says_what_it_declares():
    def forgets(states, inputs, params):
        return step()

    with pytest.raises(BuildError, match=r"declares \['signal_rel'\] but gives a rate for \[\]"):
        wired(Mechanism("forgets", forgets, states={"signal_rel": ""}))


def test_values_can_be_changed_and_the_model_stays_frozen():
    model = wired(SIGNAL)
    other = model.with_values({"k_out_bdnf": 0.5})
    assert other.values["k_out_bdnf"] == 0.5 != model.values["k_out_bdnf"]
    with pytest.raises(UnknownName, match=r"k_out_bdnf"):
        model.with_values({"k_out": 0.5})


def test_a_template_is_filled_in_everywhere():
    template = Mechanism(
        "signal_{place}",
        turnover,
        states={"signal_{place}_rel": ""},
        inputs={"drive_{place}_rel": ""},
        params={"k_out_bdnf": "1/h"},
        rest={"signal_{place}_rel": 1.0},
        rest_inputs={"drive_{place}_rel": 1.0},
    )
    here = template.of(place="prefrontal")
    assert (here.name, *here.states, *here.inputs) == (
        "signal_prefrontal",
        "signal_prefrontal_rel",
        "drive_prefrontal_rel",
    )
    assert wired(here).evaluate({"signal_prefrontal_rel": 2.0}, {"drive_prefrontal_rel": 1.0}, {"k_out_bdnf": 3.0}) == (
        {"signal_prefrontal_rel": -3.0},
        {},
    )
