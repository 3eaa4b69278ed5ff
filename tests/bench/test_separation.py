"""Accounts that say the same are not told apart; what one of them switches off stands on top."""

import pytest

import raad
from raad.bench.feasible import feasible
from raad.bench.vocabulary import load_vocabulary
from raad.model.wiring import Model
from raad.quantities.errors import BadInput, RaadError

HEAD = "perturbation,place,kind,name,how,value,begin,end,drugs,why\n"
WORDS = {
    "perturbations": HEAD + "full,,input,ampa_antagonist,set,1,-0.5,6,,everything blocked\nno_node,,none,,,,,,,none\n",
    "agents": "phrase,perturbation\nblockade,full\n",
    "treatments": "phrase,drug,route,species,dose,kind\nketamine,ketamine,ip,rat|mouse,10 mg/kg,drug\n",
    "noise": "outputs,sd,unit,why\nglutamate_prefrontal_rel,0.2,ratio,a fifth\nseverity,0.2,ratio,a fifth\n",
}


@pytest.fixture
def no_surge(monkeypatch):
    """An account without a surge, called "quiet"; the other is called "default"."""

    def under(model, *names):
        return model.with_values({"gain_disinhibition": 0.0}) if names == ("quiet",) else model

    monkeypatch.setattr(Model, "under", under, raising=False)


def test_the_readout_that_one_account_switches_off_stands_on_top(words, no_surge):
    found = raad.separate("default", "quiet", top=500, every=True, vocabulary=words(**WORDS))
    assert [c.distance for c in found] == sorted((c.distance for c in found), reverse=True)
    best = next(c for c in found if c.readout == "glutamate_prefrontal_rel" and not c.agent)
    assert best.hour == 0.5
    assert best.first > 0.1
    assert best.second < 0.05
    assert best.distance == pytest.approx(abs(best.first - best.second) / 0.2)
    assert {c.agent for c in found} == {"", "full"}
    assert {c.species for c in found} == {"rat", "mouse"}


def test_of_each_combination_the_best_is_shown(words, no_surge):
    own = words(**WORDS)
    short = raad.separate("default", "quiet", top=500, vocabulary=own)
    combinations = [(c.species, c.drug, c.agent) for c in short]
    assert len(set(combinations)) == len(combinations) == 4
    assert short[0] == raad.separate("default", "quiet", top=1, every=True, vocabulary=own)[0]


def test_people_get_doses_only(words):
    own = words(
        perturbations=HEAD.replace("why", "why,feasible")
        + "pill,,dose,rapamycin oral,set,6 mg,-2,,,a capsule,yes\nfull,,input,ampa_antagonist,set,1,,,,all,yes\n"
        + "gene,,input,met_alleles,set,2,,,,born so,\n",
        agents="phrase,perturbation\nblockade,full\n", treatments=WORDS["treatments"],
    )  # fmt: skip
    tables = load_vocabulary(own).perturbations.values()
    assert [p.name for p in tables if feasible(p, "human")] == ["pill"]
    assert [p.name for p in tables if feasible(p, "rat")] == ["pill", "full"]


def test_top_bounds_the_list(words, no_surge):
    own = words(**WORDS)
    assert len(raad.separate("default", "quiet", top=2, vocabulary=own)) == 2
    with pytest.raises(BadInput, match="top is 0"):
        raad.separate("default", "quiet", top=0, vocabulary=own)


def test_an_unknown_account_is_refused():
    with pytest.raises(RaadError):
        raad.separate("default", "H99")
