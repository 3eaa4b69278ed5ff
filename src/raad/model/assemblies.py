"""Named assemblies: which mechanisms make up the model of a human, a rat, a mouse."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from raad.evidence import ParameterTable, load_register
from raad.mechanisms.base import Mechanism
from raad.model.other_drugs import checked_drugs, with_drugs
from raad.model.wiring import Model, wire
from raad.quantities.errors import unknown

SPECIES = ("human", "rat", "mouse")
PLACES = ("prefrontal", "hippocampal")
ENANTIOMERS = {"esketamine": ("noresketamine", "hnk_2s6s"), "arketamine": ("norarketamine", "hnk_2r6r")}


def pharmacokinetics(species: str) -> list[Mechanism]:
    """Mechanisms from the dose to free drug in the brain."""
    from raad.mechanisms.brain_entry import BRAIN_ENTRY
    from raad.mechanisms.disposition import DISPOSITION
    from raad.mechanisms.intraperitoneal import INTRAPERITONEAL
    from raad.mechanisms.liver import LIVER
    from raad.mechanisms.metabolites import HYDROXYNORKETAMINE, NORKETAMINE
    from raad.mechanisms.rapamycin import RAPAMYCIN
    from raad.mechanisms.size import SIZE

    chain = [SIZE, LIVER, RAPAMYCIN]
    for drug, (metabolite, hydroxylated) in ENANTIOMERS.items():
        chain += [
            DISPOSITION.of(drug=drug, metabolite=metabolite),
            NORKETAMINE.of(metabolite=metabolite, hydroxylated=hydroxylated),
            HYDROXYNORKETAMINE.of(hydroxylated=hydroxylated),
        ]
        if species != "human":
            chain.append(INTRAPERITONEAL.of(drug=drug))
    if species == "human":
        chain += routes_in_use()
    analytes = [*ENANTIOMERS, "noresketamine", "norarketamine", "hnk_2r6r"]
    return chain + [BRAIN_ENTRY.of(analyte=a, group=_group(a)) for a in analytes]


# Places of a dose that every model of a human holds: those of esketamine by nose and by mouth.
IN_USE = (("esketamine", "nasal"), ("esketamine", "swallowed"), ("esketamine", "oral"))
PAST_THE_LIVER, INTO_THE_LIVER = ("nasal", "injected", "mucosal"), ("swallowed", "oral")


def routes_in_use() -> list[Mechanism]:
    """Mechanisms of the routes of a human that every model holds, and the shares of a dose by each route."""
    from raad.mechanisms.gut_wall import GUT_WALL
    from raad.mechanisms.mucosal_shares import MUCOSAL_SHARES

    return [GUT_WALL, MUCOSAL_SHARES, *(m for place, m in _depots().items() if place in IN_USE)]


def routes_in_reserve(species: str) -> list[Mechanism]:
    """Depots of the other routes: a dose that needs one of them wakes it, so that nobody else pays for it."""
    return [m for place, m in _depots().items() if place not in IN_USE] if species == "human" else []


def _depots() -> dict[tuple[str, str], Mechanism]:
    """Every enantiomer at every place of a dose. (drug, site)"""
    return {**_drained_by("body"), **_drained_by("liver")}


@lru_cache(maxsize=2)
def _drained_by(way: str) -> dict[tuple[str, str], Mechanism]:
    from raad.mechanisms.absorption import ABSORBED_INTO_BODY, ABSORBED_INTO_LIVER

    template, sites = (ABSORBED_INTO_BODY, PAST_THE_LIVER) if way == "body" else (ABSORBED_INTO_LIVER, INTO_THE_LIVER)
    return {(drug, site): template.of(drug=drug, site=site) for drug in ENANTIOMERS for site in sites}


def _group(analyte: str) -> str:
    return "hnk" if analyte.startswith("hnk") else "norketamine" if analyte.startswith("nor") else "ketamine"


def receptor_to_synapse() -> list[Mechanism]:
    """Mechanisms from the NMDA pore to synapses, in prefrontal cortex and hippocampus."""
    from raad.mechanisms.ampa import AMPA
    from raad.mechanisms.ampa_gain import AMPA_GAIN
    from raad.mechanisms.bdnf import BDNF
    from raad.mechanisms.disinhibition import DISINHIBITION
    from raad.mechanisms.glutamate import GLUTAMATE
    from raad.mechanisms.habenula import HABENULA
    from raad.mechanisms.inflammation import INFLAMMATION
    from raad.mechanisms.kinases import KINASES
    from raad.mechanisms.monoamines import MONOAMINES
    from raad.mechanisms.mtorc1 import MTORC1
    from raad.mechanisms.nmda_block import NMDA_BLOCK
    from raad.mechanisms.nmda_block_mean import NMDA_BLOCK_MEAN
    from raad.mechanisms.nmda_ligand import NMDA_LIGAND
    from raad.mechanisms.opioid_tone import OPIOID_TONE
    from raad.mechanisms.permission import PERMISSION
    from raad.mechanisms.potentiation import POTENTIATION
    from raad.mechanisms.spines import SPINES
    from raad.mechanisms.stress import STRESS
    from raad.mechanisms.synaptic_proteins import SYNAPTIC_PROTEINS
    from raad.mechanisms.translation import TRANSLATION
    from raad.mechanisms.trkb import TRKB
    from raad.mechanisms.vegf import VEGF

    chain = [NMDA_LIGAND, *(NMDA_BLOCK.of(population=p) for p in ("pv", "sst", "pyramidal", "resting"))]
    chain += [HABENULA, NMDA_BLOCK_MEAN, DISINHIBITION, OPIOID_TONE]
    local = (
        *(GLUTAMATE, AMPA, TRANSLATION, BDNF, VEGF, TRKB, KINASES, MTORC1),
        *(POTENTIATION, SYNAPTIC_PROTEINS, AMPA_GAIN, SPINES),
    )
    return chain + [m.of(place=p) for p in PLACES for m in local] + [MONOAMINES, PERMISSION, INFLAMMATION, STRESS]


def mood_and_scales(species: str) -> list[Mechanism]:
    """Latent severity, what a laboratory reports, and in humans the scales that rate mood."""
    from raad.instruments.hamd17 import HAMD17
    from raad.instruments.madrs import MADRS
    from raad.instruments.plasma_assay import PLASMA_ASSAY
    from raad.mechanisms.mood import MOOD

    return [PLASMA_ASSAY, MOOD, *([MADRS, HAMD17] if species == "human" else [])]


def risks_in_reserve(species: str) -> list[Mechanism]:
    """Mechanisms and scales of what a session risks: a readout that needs one wakes it, so that nobody else pays."""
    from raad.instruments.bprs_positive import BPRS_POSITIVE
    from raad.instruments.cadss import CADSS
    from raad.instruments.moaas import MOAAS
    from raad.mechanisms.analgesia import ANALGESIA
    from raad.mechanisms.bladder import BLADDER
    from raad.mechanisms.cognition import COGNITION
    from raad.mechanisms.discomfort import DISCOMFORT
    from raad.mechanisms.dissociation import DISSOCIATION
    from raad.mechanisms.drug_high import DRUG_HIGH
    from raad.mechanisms.effect_site import EFFECT_SITE
    from raad.mechanisms.liver_strain import LIVER_STRAIN
    from raad.mechanisms.sedation import SEDATION
    from raad.mechanisms.vital_signs import VITAL_SIGNS

    if species != "human":
        return []
    sites = [EFFECT_SITE.of(analyte=a, group=_group(a)) for a in (*ENANTIOMERS, "noresketamine")]
    felt = [ANALGESIA, DISSOCIATION, CADSS, BPRS_POSITIVE, COGNITION, SEDATION, MOAAS, DRUG_HIGH, DISCOMFORT]
    return [*sites, *felt, VITAL_SIGNS, BLADDER, LIVER_STRAIN]


def treatment(species: str = "human", parameters: ParameterTable | None = None, drugs: Iterable[str] = ()) -> Model:
    """Return the model of the whole walk: from a dose to synapses, mood and, in humans, its scores.

    Parameters
    ----------
    species
        human, rat or mouse. Rodents are dosed i.p. or i.v. and have no rating scale.
    parameters
        Another register than the shipped one.
    drugs
        Further drugs that somebody takes, such as ("escitalopram", "lithium"); their metabolites come along.
        Ketamine, its relatives and rapamycin are always part of the model.

    Returns
    -------
    Model
        Wired and unit-proved. Each shipped one is kept, so a second call costs nothing.

    Raises
    ------
    UnknownName
        If the species or a drug is not known.
    NotSupported
        If a drug has no rows for the species.

    Examples
    --------
    >>> import raad
    >>> raad.treatment().species
    'human'
    >>> "plasma_desipramine" in raad.treatment(drugs=("imipramine",)).outputs
    True
    """
    if species not in SPECIES:
        raise unknown("species", species, SPECIES)
    asked = checked_drugs(drugs, species)
    return _shipped(species, asked) if parameters is None else _assemble(species, parameters, asked)


@lru_cache(maxsize=64)
def _shipped(species: str, drugs: tuple[str, ...]) -> Model:
    return _assemble(species, load_register(), drugs)


def _assemble(species: str, parameters: ParameterTable, drugs: tuple[str, ...]) -> Model:
    chain = [*pharmacokinetics(species), *receptor_to_synapse(), *mood_and_scales(species)]
    reserve = [*routes_in_reserve(species), *risks_in_reserve(species)]
    return wire("treatment", species, with_drugs(chain, drugs), parameters, reserve)
