"""Under which hypothesis a model is run: its own values, or those of rival accounts joined by a plus sign."""

from __future__ import annotations

from raad.model.hypotheses import DEFAULT, found, hypothesis_names
from raad.model.wiring import Model

__all__ = ["DEFAULT", "claim", "hypotheses", "under"]


def hypotheses() -> tuple[str, ...]:
    """Return the codes of all accounts, the default first.

    Examples
    --------
    >>> hypotheses()[:2]
    ('default', 'H1')
    """
    return (DEFAULT, *hypothesis_names())


def under(model: Model, hypothesis: str) -> Model:
    """Return the model under a hypothesis, or under several that are joined by "+"."""
    return model.under(*_names(hypothesis))


def claim(hypothesis: str) -> str:
    """Return what a hypothesis says, in a sentence for each account.

    Examples
    --------
    >>> claim("H6")
    "Without the brain's own opioid tone there is no surge and no effect."
    """
    said = [found(name).claim for name in _names(hypothesis) if name != DEFAULT]
    return " ".join(said) or "The model as it is."


def _names(hypothesis: str) -> list[str]:
    return [name.strip() for name in hypothesis.split("+")]
