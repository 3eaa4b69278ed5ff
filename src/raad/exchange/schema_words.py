"""What the blocks of a scenario file are made of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

# A number with its unit. A bare number is let through here, because the error about units is better.
Text = Annotated[str | int | float, Field(union_mode="left_to_right")]


def says(example: str, meaning: str) -> WithJsonSchema:
    """Describe text with a unit."""
    return WithJsonSchema({"type": "string", "description": meaning, "examples": [example]})


class Block(BaseModel):
    """Keys of a block; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True)


def answer(meaning: str, kind: str = "boolean", example: Any = None) -> Any:
    """Describe a key whose value the domain reads: yes and no, an amount or a list."""
    shape: dict[str, Any] = {} if kind == "any" else {"type": kind}
    return Field(default=None, description=meaning, json_schema_extra=shape, examples=example and [example])
