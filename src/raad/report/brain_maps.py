"""Which maps of a course are drawn: GBC in each variant, firing, and connectivity of seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from raad.brain.connectivity import VARIANTS
from raad.brain.course_result import BrainCourse
from raad.brain.seeds import places
from raad.report.brain_surface import Picture, columns
from raad.report.brain_tables import VARIANT_WORDS


@dataclass(frozen=True)
class BrainMap:
    """Values of all regions at all times, with the words that go beside them.

    Parameters
    ----------
    key
        Name of files.
    title, label, unit
        What is shown, what stands at the colour bar, and its unit.
    values
        (n_times, n_regions)
    """

    key: str
    title: str
    label: str
    unit: str
    values: np.ndarray

    def picture(self, course: BrainCourse) -> Picture:
        """Return the picture of this map: the level before, and changes from it."""
        shown = columns(course.titles, self.values, course.reference)
        c, before = course.connectome, course.titles[course.reference]
        unit = f" [{self.unit}]"
        change = f"change of {self.label} from {before if before != 'before' else 'before the dose'}{unit}"
        return Picture(c.regions, shown, self.title, f"{self.label}\n{unit.strip()}", change, c.cortical)


def brain_maps(course: BrainCourse, person: int = 0) -> dict[str, BrainMap]:
    """Return the maps of one person by key."""
    found = []
    for variant in VARIANTS:
        words = VARIANT_WORDS[variant].partition(": ")
        title = f"Global brain connectivity, {words[0]} ({words[2]})"
        found.append(BrainMap(f"gbc_{variant}", title, f"GBC ({words[0]})", "Fisher z", course.of(variant)[person]))
    title = "Firing of excitatory pools (proxy of metabolism)"
    found.append(BrainMap("rate", title, "firing", "Hz", course.rate[person]))
    if course.fc is not None:
        for seed in places(course.connectome, "seed").values():
            title = f"Connectivity of {seed.name} (no global signal regression; grey: the seed itself)"
            values = course.seed(seed.regions)[person]
            found.append(
                BrainMap(f"seed_{seed.name.lower()}", title, f"connectivity of {seed.name}", "Fisher z", values)
            )
    return {m.key: m for m in found}
