"""Other drugs: rows of `drugs.csv` and `targets.csv` become mechanisms that join the walk of ketamine."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from raad.mechanisms.base import Mechanism
from raad.quantities.errors import BuildError, NotSupported, unknown

ANY = "any"
PORES, PORES_GIVEN = "nmda_pore", "nmda_pore_given"
GIVEN = ("occupancy_given", PORES_GIVEN)  # inputs of a run stand for the drug
ROLES = {"antagonism": "antagonised", "agonism": "agonised"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One mechanism of one drug: a row of `drugs.csv`."""

    drug: str
    mechanism: str  # a name of `templates`, or occupancy_given, nmda_pore, nmda_pore_given, antagonism, agonism
    other: str  # metabolite, target or population, as the mechanism needs it
    species: str


def templates() -> dict[str, Mechanism]:
    """Return what a row of `drugs.csv` or `targets.csv` may name, by that name."""
    from raad.instruments.drug_level import DRUG_LEVEL
    from raad.mechanisms import drug_actions
    from raad.mechanisms.binding import BINDING
    from raad.mechanisms.clearance import CLEARANCE, CONVERSION
    from raad.mechanisms.drug_in_brain import DRUG_IN_BRAIN
    from raad.mechanisms.newborn_neurons import NEWBORN_NEURONS
    from raad.mechanisms.nmda_shared import NMDA_SHARED
    from raad.mechanisms.oral_dose import ORAL_DOSE, ORAL_FIRST_PASS
    from raad.mechanisms.raphe import RAPHE
    from raad.mechanisms.reuptake import REUPTAKE
    from raad.mechanisms.tissue import DEEP_TISSUE, TISSUE
    from raad.mechanisms.transcription import TRANSCRIPTION

    actions = [m for m in vars(drug_actions).values() if isinstance(m, Mechanism)]
    return {
        "clearance": CLEARANCE, "conversion": CONVERSION, "tissue": TISSUE, "deep_tissue": DEEP_TISSUE,
        "oral_dose": ORAL_DOSE, "oral_first_pass": ORAL_FIRST_PASS, "brain": DRUG_IN_BRAIN, "binding": BINDING,
        "level": DRUG_LEVEL, PORES: NMDA_SHARED, "raphe": RAPHE, "reuptake": REUPTAKE,
        "transcription": TRANSCRIPTION, "newborn_neurons": NEWBORN_NEURONS, **{m.name: m for m in actions},
    }  # fmt: skip


def _table(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(files("raad.model").joinpath(name).read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def pieces() -> tuple[Piece, ...]:
    """Return the rows of `drugs.csv`."""
    return tuple(Piece(r["drug"], r["mechanism"], r["with"], r["species"]) for r in _table("drugs.csv"))


@lru_cache(maxsize=1)
def actions() -> dict[str, tuple[str, ...]]:
    """Return what holding a target does, by target: rows of `targets.csv`."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _table("targets.csv"):
        found[row["target"]] = found.get(row["target"], ()) + ((row["action"],) if row["action"] else ())
    return found


def drug_names(species: str | None = None) -> tuple[str, ...]:
    """Return the names that `treatment(drugs=...)` takes, in alphabetical order.

    Examples
    --------
    >>> drug_names("rat")
    ('ampa_potentiator', 'muscarinic_antagonist', 'nmda_antagonist', 'release_inhibitor', 'reuptake_inhibitor')
    """
    return tuple(sorted({p.drug for p in pieces() if species is None or p.species in (ANY, species)}))


def checked_drugs(drugs: Iterable[str], species: str) -> tuple[str, ...]:
    """Return the drugs with the metabolites that they need, sorted, each once.

    Raises
    ------
    UnknownName
        If a drug is not declared; the text names the nearest.
    NotSupported
        If it has no rows for the species.
    """
    wanted, found = list((drugs,) if isinstance(drugs, str) else drugs), set()
    while wanted:
        drug = wanted.pop()
        if drug not in drug_names():
            raise unknown(
                "drug", drug, drug_names(), "Ketamine, its relatives and rapamycin are always part of a model."
            )
        if drug not in drug_names(species):
            raise NotSupported(
                f"There are no rows for {drug} in {species}. Known in {species}: {', '.join(drug_names(species))}."
            )
        if drug not in found:
            found.add(drug)
            wanted += [p.other for p in pieces() if p.drug == drug and p.mechanism in ("conversion", "oral_first_pass")]
    return tuple(sorted(found))


def taken(drugs: Iterable[str]) -> tuple[str, ...]:
    """Return those of the named drugs that a model must be asked for; ketamine and rapamycin are always there.

    Examples
    --------
    >>> taken(["esketamine", "escitalopram", "escitalopram"])
    ('escitalopram',)
    """
    return tuple(sorted(set(drugs) & set(drug_names())))


def to_hold(state: str, species: str) -> str:
    """Say which model has a state of a drug that must be asked for; nothing for other states.

    Examples
    --------
    >>> to_hold("lithium_gut", "human")
    "This model was made without lithium. Use raad.treatment('human', drugs=('lithium',))."
    """
    for drug in drug_names(species):
        if state.startswith(f"{drug}_"):
            return f"This model was made without {drug}. Use raad.treatment({species!r}, drugs=({drug!r},))."
    return ""


def with_drugs(chain: list[Mechanism], drugs: tuple[str, ...]) -> list[Mechanism]:
    """Return the causal list with the mechanisms of some checked drugs joined to it."""
    known, mine = templates(), [p for p in pieces() if p.drug in drugs]
    added = [_filled(known, p, mine) for p in mine if p.mechanism not in (*GIVEN, *ROLES)]
    for drug in dict.fromkeys(p.drug for p in mine if p.mechanism in ("clearance", "conversion")):
        added.append(known["level"].of(drug=drug))
    bound: dict[str, list[str]] = {}
    for p in mine:
        if p.mechanism in ("binding", "occupancy_given"):
            bound.setdefault(p.other, []).extend([f"bound_{p.other}_{p.drug}"] if p.mechanism == "binding" else [])
    for target, holders in bound.items():
        added += _shared(target, holders)
    roles = _roles(mine)
    added += roles.values()
    called = dict.fromkeys(name for target in (*bound, *roles) for name in _actions_of(target))
    added += [known[name] for name in called]
    return [*_opened_pores(chain, mine), *added]


def _filled(known: dict[str, Mechanism], piece: Piece, mine: Iterable[Piece]) -> Mechanism:
    if piece.mechanism not in known:
        raise unknown("mechanism of drugs.csv", piece.mechanism, [*known, *GIVEN, *ROLES])
    return known[piece.mechanism].of(
        drug=piece.drug, target=piece.other, product=f"{piece.other}_central",
        population=piece.other, blocker=piece.drug, ligand=f"brain_{piece.drug}_free",
        taken=_taken(piece.other, mine),
    )  # fmt: skip


def _shared(target: str, holders: list[str]) -> list[Mechanism]:
    from raad.mechanisms.binding import OCCUPANCY

    return [replace(OCCUPANCY.of(target=target), inputs=dict.fromkeys(holders, ""))] if holders else []


def _roles(mine: list[Piece]) -> dict[str, Mechanism]:
    """What antagonists and what agonists hold of a target, by the name of the sum: antagonised_mor."""
    from raad.mechanisms.binding import AGONISED, ANTAGONISED

    sums = {"antagonism": ANTAGONISED, "agonism": AGONISED}
    held: dict[tuple[str, str], dict[str, str]] = {}
    for p in mine:
        if p.mechanism in ROLES:
            held.setdefault((p.mechanism, p.other), {})[f"bound_{p.other}_{p.drug}"] = ""
    return {
        f"{ROLES[role]}_{target}": replace(sums[role].of(target=target), inputs=holders)
        for (role, target), holders in held.items()
    }


def _actions_of(target: str) -> tuple[str, ...]:
    if target not in actions():
        raise BuildError(f"Target {target!r} of drugs.csv has no row in targets.csv. Add one; its action may be empty.")
    return actions()[target]


def _opened_pores(chain: list[Mechanism], mine: list[Piece]) -> list[Mechanism]:
    """Let blockers share the pores of a population; where only ketamine comes, nothing changes."""
    from raad.mechanisms.nmda_shared import NMDA_BLOCK_BESIDE, NMDA_BLOCK_TOTAL, NMDA_ENTERED, NMDA_SHARED_KETAMINE

    opened = list(chain)
    for population in dict.fromkeys(p.other for p in mine if p.mechanism in (PORES, PORES_GIVEN)):
        here = [p for p in mine if p.other == population]
        given = [f"nmda_held_{population}_{p.drug}" for p in here if p.mechanism == PORES_GIVEN]
        entering = ["ketamine", *(p.drug for p in here if p.mechanism == PORES)]
        held = dict.fromkeys((f"nmda_held_{population}_{b}" for b in entering), "")
        opened = [m for m in opened if m.name != f"nmda_block_{population}"]
        opened.append(
            NMDA_SHARED_KETAMINE.of(
                population=population, blocker="ketamine", ligand="nmda_ligand_free", taken=_taken(population, mine)
            )
        )
        if len(given) > 1:
            raise BuildError(f"{' and '.join(given)} would both be given. Let one of these drugs stand for both.")
        total = NMDA_ENTERED if given else NMDA_BLOCK_TOTAL
        opened.append(replace(total.of(population=population), inputs=held))
        opened += [NMDA_BLOCK_BESIDE.of(population=population, nmda_given=name) for name in given]
    return opened


def _taken(population: str, mine: Iterable[Piece]) -> str:
    """Name what a blocker finds taken: all that is blocked, or of what a given blocker leaves that which is entered."""
    left = any((p.mechanism, p.other) == (PORES_GIVEN, population) for p in mine)
    return f"nmda_{'entered' if left else 'block'}_{population}"
