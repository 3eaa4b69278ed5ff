"""The key `brain` of a scenario file: what is asked of the network between brain regions."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from raad.exchange.schema_words import Block


def _listed(said: Any) -> Any:
    if isinstance(said, str):
        return [part.strip() for part in said.split(",")]
    return said


_TIMES = WithJsonSchema(
    {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "When to look: texts with a unit, or before; before, end of the first dose, 4 h, 24 h and 7 d",
        "examples": [["before", "40 min", "24 h"]],
    }
)


_REGIONS = WithJsonSchema(
    {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "Prefrontal regions of a file whose names do not say so",
    }
)


class Brain(Block):
    """What `raad brain` looks at; every key may be left out."""

    connectome: str | None = Field(default=None, description="dk82, schaefer100, or a CSV or NPZ file")
    prefrontal: Annotated[list[str] | None, BeforeValidator(_listed), _REGIONS] = None
    times: Annotated[list[str] | None, BeforeValidator(_listed), _TIMES] = None
    variant: str | None = Field(default=None, description="GBC of maps: plain, gsr_raw or gsr_zscored")
    patients: int | None = Field(default=None, description="Patients of a virtual study; none when left out")
    controls: int | None = Field(default=None, description="Healthy controls of it; as many as patients")
    seed: int | None = Field(default=None, description="Seed of its draws; 0 when left out")
    nonlinear: bool | None = Field(default=None, description="Simulate the nonlinear network too, as a referee")
    mood_link: float | int | None = Field(default=None, description="Share of severity that follows prefrontal GBC")
