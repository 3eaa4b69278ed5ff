"""Tables of a course of connectivity: prefrontal GBC by variant, groups of regions, seeds, rates, the virtual study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.course_result import BrainCourse
from raad.brain.mood_link import MoodLink
from raad.brain.seeds import between, places

# How each variant is named wherever a number of it stands.
VARIANT_WORDS = {
    "plain": "plain: no global signal regression",
    "gsr_raw": "GSR raw: mean signal regressed out",
    "gsr_zscored": "GSR z-scored: regions to unit variance, then the mean regressed out",
}
SHORT = {"plain": "plain", "gsr_raw": "GSR raw", "gsr_zscored": "GSR z-scored"}


@dataclass(frozen=True)
class Table:
    """Rows of numbers with one column for each time.

    Parameters
    ----------
    title, unit
        What the numbers are; the unit stands in the title of tables.
    columns
        Times in words.
    rows
        Name of the row, how many regions it holds (0: does not apply), levels at all times. (n_times,) each
    reference
        Column that changes are counted from.
    apart
        Whether each row has its own size, and so its own decimals.
    """

    title: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, int, np.ndarray], ...]
    reference: int
    apart: bool = False

    def cells(self) -> list[tuple[str, ...]]:
        """Return rows as text: the level at the reference, and the change from it elsewhere, evenly rounded."""
        found = []
        for name, count, values in self.rows:
            shift = values - values[self.reference]
            places = decimals(shift if self.apart else self._shifts(), values)
            shown = (
                fixed(v, places) if k == self.reference else fixed(shift[k], places, sign=True)
                for k, v in enumerate(values)
            )  # fmt: skip
            found.append((name, str(count or ""), *shown))
        return found

    def _shifts(self) -> np.ndarray:
        return np.array([values - values[self.reference] for _, _, values in self.rows])


def decimals(shifts: np.ndarray, levels: np.ndarray) -> int:
    """Return how many decimals show the largest change with three digits, or the largest level without changes.

    Examples
    --------
    >>> decimals(np.array([0.0, 0.12]), np.array([0.17])), decimals(np.array([0.0]), np.array([35.0]))
    (3, 1)
    """
    sizes = [float(np.nanmax(np.abs(v), initial=0.0)) for v in (shifts, levels)]
    size = next((one for one in sizes if one > 1e-9), 1.0)
    return int(np.clip(2 - np.floor(np.log10(size)), 1, 7))


def fixed(value: float | None, places: int, sign: bool = False) -> str:
    """Write a number with so many decimals and a true minus.

    Examples
    --------
    >>> fixed(-0.0122, 3), fixed(0.12, 2, sign=True), fixed(0.00001, 2, sign=True), fixed(float("nan"), 2)
    ('−0.012', '+0.12', '0.00', '–')
    """
    if value is None or not np.isfinite(value):
        return "\N{EN DASH}"
    text = f"{abs(value):.{places}f}"
    if not float(text):
        return text
    return ("\N{MINUS SIGN}" if value < 0 else "+" if sign else "") + text


def grouped(course: BrainCourse, values: np.ndarray, title: str, unit: str, by: str, person: int = 0) -> Table:
    """Return means by "lobe" or "network" (as `groupings` says), with prefrontal cortex and all of cortex on top.

    Parameters
    ----------
    course
        Whose regions.
    values
        (n_people, n_times, n_regions)
    title, unit
        What they are.
    by
        "lobe", "network" or "part".
    person
        Place of the person.
    """
    c = course.connectome
    names = c.network if by == "network" and c.network is not None else c.lobe
    groups: list[tuple[str, np.ndarray]] = [("prefrontal cortex", c.prefrontal), ("all of cortex", c.cortical)]
    for name in dict.fromkeys(names):
        if name:
            groups.append(
                (NETWORKS.get(name, name) if by == "network" else name, np.array([one == name for one in names]))
            )
    rows = tuple(
        (name, int(where.sum()), values[person][:, where].mean(axis=1)) for name, where in groups if where.any()
    )
    return Table(title, unit, tuple(course.titles), rows, course.reference)


NETWORKS = {
    "Vis": "visual", "SomMot": "somatomotor", "DorsAttn": "dorsal attention", "SalVentAttn": "salience",
    "Limbic": "limbic", "Cont": "frontoparietal control", "Default": "default mode",
}  # fmt: skip


def groupings(course: BrainCourse) -> tuple[str, ...]:
    """Return by what regions can be grouped: "network", "lobe", or "part" where nothing is known but what is cortex."""
    c = course.connectome
    known = (("network", c.network), ("lobe", c.lobe))
    return tuple(by for by, names in known if names is not None and any(names)) or ("part",)


def prefrontal(course: BrainCourse, person: int = 0, words: Mapping[str, str] = VARIANT_WORDS) -> Table:
    """Return mean prefrontal GBC by each variant, named as in `words`."""
    count = int(course.connectome.prefrontal.sum())
    rows = tuple((words[v], count, course.prefrontal(v)[person]) for v in VARIANTS)
    return Table("Prefrontal GBC by variant", "Fisher z", tuple(course.titles), rows, course.reference, apart=True)


def seeded(course: BrainCourse, person: int = 0) -> Table:
    """Return connectivity between named seeds and targets."""
    if course.fc is None:
        return Table("Seed connectivity", "Fisher z", tuple(course.titles), (), course.reference)
    seeds, targets = (places(course.connectome, kind) for kind in ("seed", "target"))
    rows = []
    for seed in seeds.values():
        for target in targets.values():
            values = between(course.fc[person], course.connectome, seed, target)
            if set(seed.regions) != set(target.regions) and np.isfinite(values).any():
                rows.append((f"{seed.name} \N{EN DASH} {target.name}", 0, values))
    title = "Seed connectivity (no global signal regression)"
    return Table(title, "Fisher z", tuple(course.titles), tuple(rows), course.reference)


def mood(course: BrainCourse, link: MoodLink, person: int = 0) -> Table:
    """Return MADRS without and with the link to prefrontal connectivity."""
    words = f"with the link, w = {link.weight:g}, GBC {SHORT[link.variant]}"
    words += " (silent: no deficit before)" if link.silent[person] else ""
    rows = (("as simulated, without the link", 0, link.madrs[person]), (words, 0, link.madrs_linked[person]))
    return Table("MADRS and the link to connectivity", "points", tuple(course.titles), rows, course.reference)
