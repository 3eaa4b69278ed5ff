"""Under which hypothesis a model is run: its own values, or those of a rival account."""

from __future__ import annotations

import csv
from importlib.resources import files

from raad.model.wiring import Model
from raad.quantities.errors import NotSupported

DEFAULT = "default"


def hypotheses() -> tuple[str, ...]:
    """Return the names of all accounts, the default first.

    Examples
    --------
    >>> hypotheses()[0]
    'default'
    """
    table = files("raad.model") / "hypotheses_names.csv"
    if not table.is_file():
        return (DEFAULT,)
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys((DEFAULT, *(row["hypothesis"] for row in rows))))


def under(model: Model, hypothesis: str) -> Model:
    """Return the model under a hypothesis, or under several that are joined by "+"."""
    names = [n.strip() for n in hypothesis.split("+")]
    if names == [DEFAULT]:
        return model
    if not hasattr(model, "under"):
        raise NotSupported(f"This model has no hypotheses, so {hypothesis!r} cannot be tried. Use 'default'.")
    return model.under(*names)  # type: ignore[attr-defined]
