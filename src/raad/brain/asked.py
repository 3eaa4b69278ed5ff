"""What is asked of the network along a course: which connectome, when, which GBC, a virtual study, the link to mood."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from raad.brain.connectivity import VARIANTS
from raad.brain.connectome import SHIPPED, Connectome, connectome
from raad.quantities.errors import BadInput, unknown

MOST_PEOPLE = 10_000  # of a group of a virtual study


@dataclass(frozen=True)
class Asked:
    """A question to the network; None is the default of each.

    Parameters
    ----------
    connectome
        "dk82", "schaefer100" or a file.
    prefrontal
        Prefrontal regions of a file, where their names do not say it.
    times
        When to look, as texts with a unit or "before"; before, end of dose, 4 h, 24 h and 7 d when None.
    variant
        Of GBC in maps and groups, and for the link to mood: plain, gsr_raw or gsr_zscored.
    patients, controls
        Of a virtual study; no study when patients are None.
    seed
        Of its draws.
    mood_link
        Share of severity that follows prefrontal GBC; that of the register when None, 0 switches it off.
    nonlinear
        Whether the nonlinear network is simulated at every time as a referee.

    Examples
    --------
    >>> Asked(patients=20).but(seed=3).seed
    3
    """

    connectome: str | Path | None = None
    prefrontal: tuple[str, ...] | None = None
    times: tuple[str, ...] | None = None
    variant: str | None = None
    patients: int | None = None
    controls: int | None = None
    seed: int | None = None
    mood_link: float | None = None
    nonlinear: bool | None = None

    def __post_init__(self) -> None:
        from raad.brain.mood_link import checked_weight

        if self.variant is not None and self.variant not in VARIANTS:
            raise unknown("variant of GBC", self.variant, VARIANTS)
        checked_weight(self.mood_link)
        for name, least in (("patients", 2), ("controls", 0), ("seed", 0)):
            value = getattr(self, name)
            if value is None:
                continue
            if (
                isinstance(value, bool)
                or not isinstance(value, int)
                or value < least
                or (name, value) == ("controls", 1)
            ):
                need = {"patients": "2 or more", "controls": "0, or 2 or more", "seed": "a whole number of 0 or more"}[
                    name
                ]
                raise BadInput(f"{name} is {value!r}, but it must be {need}. Leave patients out for no virtual study.")
            if name != "seed" and value > MOST_PEOPLE:
                raise BadInput(f"{name} is {value}; a virtual study has at most {MOST_PEOPLE}. Give fewer.")

    def but(self, **given: Any) -> Asked:
        """Return the question with what is given in place of what was asked; None changes nothing."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def opened(self) -> Connectome:
        """Return the connectome.

        Raises
        ------
        UnknownName, BadInput
            If there is none of that name, a file cannot be used, or prefrontal regions are named for a shipped one.
        """
        name = self.connectome or "dk82"
        if self.prefrontal is None:
            return connectome(name)
        if name in SHIPPED:
            raise BadInput(f"prefrontal regions of {name} are known. Leave prefrontal out, or name a file.")
        return Connectome.from_file(name, prefrontal=list(self.prefrontal))

    def whole(self) -> Asked:
        """Return the question with its defaults, where a default is no table's.

        Raises
        ------
        BadInput
            If there are controls but no patients.
        """
        if self.controls is not None and self.patients is None:
            raise BadInput("controls are given but no patients. Give patients too, such as 20.")
        usual = {"connectome": "dk82", "variant": "plain", "seed": 0}
        if self.patients is not None:
            usual["controls"] = self.patients  # type: ignore[assignment]
        return replace(self, **{f.name: usual[f.name] for f in fields(self)
                                if f.name in usual and getattr(self, f.name) is None})  # fmt: skip


UNASKED = Asked()
