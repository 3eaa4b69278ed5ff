"""The shape of a scenario file: which keys there are and what they hold. Units are read later, by the domain."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from raad.exchange.schema_brain import Brain
from raad.exchange.schema_supervision import HealthKeys, Schedule, Session, Setting
from raad.exchange.schema_words import Block, Text, says
from raad.quantities.errors import BadInput, nearest


def _lower(said: Any) -> Any:
    return said.strip().lower() if isinstance(said, str) else said


def _listed(said: Any) -> Any:
    return [] if said is None else [said] if isinstance(said, str) else said


_NAMES = WithJsonSchema(
    {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "description": "How ketamine works: a name of `raad hypotheses`, or a list of those that hold together",
        "examples": ["H4", ["H1", "H6"]],
    }
)


class Patient(HealthKeys):
    """Who is treated; every key may be left out."""

    age: Annotated[Text | None, says("45 years", "Age; typical of the species when left out")] = None
    sex: str | None = Field(default=None, description="female or male")
    weight: Annotated[Text | None, says("74 kg", "Body weight; typical of the species when left out")] = None
    ancestry: str | None = Field(default=None, description="non_asian, asian or japanese")
    liver: str | None = Field(default=None, description="healthy, child_pugh_a or child_pugh_b; humans")
    cyp2b6: str | None = Field(default=None, description="genotype such as *1/*6; humans")
    comedication: str | None = Field(default=None, description="drugs that change enzymes, such as rifampicin; humans")
    madrs: Annotated[Text | None, says("35 points", "MADRS total at entry, 0 to 60; humans")] = None
    stress: Annotated[Text | None, says("1 ratio", "Chronic stress instead of a MADRS: 0 to 1.5; 1 is full")] = None
    label: str | None = Field(default=None, description="A name for tables and pictures")


class Treatment(Block):
    """Doses of one drug: at `times`, or from `start` on, `every` so often, `count` times."""

    drug: str = Field(description="esketamine, arketamine, ketamine or rapamycin")
    route: str = Field(description="nasal, oral, iv, im, sc, sublingual, ip ..., as the drug has them in the species")
    dose: Annotated[Text, says("84 mg", "Amount of each dose, in mg or mg/kg")]
    duration: Annotated[Text | None, says("40 min", "Length of an infusion")] = None
    rate: Annotated[Text | None, says("0.3 mg/kg/h", "Speed of an infusion, instead of its duration")] = None
    times: list[Annotated[Text, says("0 h", "When a dose is given")]] | None = Field(
        None, description="Start of each dose"
    )
    start: Annotated[Text | None, says("0 h", "When the first dose is given")] = None
    every: Annotated[Text | None, says("84 h", "Time from one dose to the next")] = None
    count: int | None = Field(default=None, ge=1, description="Number of doses, the first included")


class Outputs(Block):
    """What to record, and when."""

    until: Annotated[Text, says("28 days", "End of the simulated time")]
    every: Annotated[Text | None, says("1 h", "Time from one record to the next; 1 h when left out")] = None
    readouts: list[str] | None = Field(default=None, description="Names of `raad model --readouts`; all when left out")


class ScenarioFile(Block):
    """A scenario of raad: who is treated with what, and what is recorded. For research and teaching only."""

    name: str = Field(default="scenario", min_length=1, description="What the scenario is called")
    about: str | None = Field(default=None, description="One line on what it shows")
    species: Annotated[Literal["human", "rat", "mouse"], BeforeValidator(_lower)] = "human"
    hypothesis: Annotated[list[str], BeforeValidator(_listed), _NAMES] = Field(default=[])
    patient: Patient = Patient()
    treatments: list[Treatment] | None = Field(default=None, description="Drugs under study; none: a drug-free course")
    other_treatments: list[Treatment] | None = Field(default=None, description="Drugs given beside them")
    schedule: Schedule | None = Field(default=None, description="Doses by a named calendar, beside treatments")
    setting: Setting = Setting()
    session: Session = Session()
    brain: Brain = Brain()
    outputs: Outputs


@lru_cache(maxsize=1)
def json_schema() -> str:
    """Return the JSON schema of scenario files.

    Examples
    --------
    >>> json.loads(json_schema())["required"]
    ['outputs']
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ScenarioFile.model_json_schema()}
    return json.dumps(schema, indent=2)


def check(content: Any, where: str) -> ScenarioFile:
    """Check the shape of a scenario, and say everything that is wrong with it at once.

    Raises
    ------
    BadInput
        Names the file, each place, and the nearest key.
    """
    if not isinstance(content, dict):
        what = "empty" if content is None else f"a {type(content).__name__}"
        raise BadInput(f"{where} is {what}, but a scenario is a block of keys. Start with `name: ...`.")
    empty = [block for block in ("patient", "setting", "session", "brain") if content.get(block, {}) is None]
    content = {**content, **{block: {} for block in empty}}
    try:
        return ScenarioFile.model_validate(content)
    except ValidationError as err:
        faults: dict[tuple[Any, ...], str] = {}
        for one in err.errors():  # a value that fits no member of a union has one error for each; one is enough
            faults.setdefault(_path(one), _fault(one))
        raise BadInput("\n".join(f"{where}: {fault}" for fault in faults.values())) from None


_WHOLE = {"count": "", "weeks": ", at most 520"}
_NO_WHOLE = ("int_type", "int_from_float", "greater_than_equal", "less_than_equal")
_BLOCKS: dict[str, type[Block]] = {
    "patient": Patient,
    "treatments": Treatment,
    "other_treatments": Treatment,
    "outputs": Outputs,
}
_BLOCKS |= {"schedule": Schedule, "setting": Setting, "session": Session, "brain": Brain}
# Keys of before: in which block, and what to write now. One word for one thing, as in Person and in event tables.
_RENAMED = {
    ("patient", "takes"): "Drugs that change enzymes are called comedication: patient: {comedication: rifampicin}.",
    ("", "comedication"): "Doses beside the treatments are called other_treatments; comedication is a key of patient, "
    "for drugs that change enzymes.",
}


def place(path: tuple[Any, ...]) -> str:
    """Say where in the file something stands: ('treatments', 0, 'dose') is 'treatments, entry 1, dose'."""
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else str(part) for part in path)


def _path(error: Any) -> tuple[int | str, ...]:
    return tuple(p for p in error["loc"] if p not in ("str", "int", "float"))  # members of a union are no places


def _fault(error: Any) -> str:
    path = _path(error)
    spot, given = place(path), error["input"]
    last = str(path[-1]) if path else ""
    if error["type"] == "extra_forbidden":
        return _unknown_key(path)
    if error["type"] == "missing":
        return f"{spot} is missing. Add it."
    if error["type"] in ("list_type", "model_type", "dict_type", "model_attributes_type"):
        kind = "a list: write each entry on its own line after '- '"
        kind = kind if error["type"] == "list_type" else "a block of keys"
        return f"{spot} is {given!r}, but it must be {kind}."
    if error["type"] == "literal_error":
        return f"{spot} is {given!r}.{nearest(given, ('human', 'rat', 'mouse'))} Write human, rat or mouse."
    if last in _WHOLE and error["type"] in _NO_WHOLE:
        return f"{spot} is {given!r}, but it must be a whole number of 1 or more{_WHOLE[last]}."
    return f"{spot} is {given!r}, but it must be text, such as {_example(path)}."


def _unknown_key(path: tuple[int | str, ...]) -> str:
    inside, last = place(path[:-1]), str(path[-1])
    block = next((_BLOCKS[str(p)] for p in path[:-1] if p in _BLOCKS), ScenarioFile)
    keys = list(block.model_fields)
    todo = _RENAMED.get((inside, last)) or f"{nearest(last, keys)} Known: {', '.join(keys)}.".strip()
    return f"there is no key {last!r} in {inside or 'a scenario'}. {todo}"


def _example(path: tuple[Any, ...]) -> str:
    names = {"drug": "esketamine", "route": "nasal", "dose": "84 mg", "until": "28 days", "every": "1 h"}
    names |= {"duration": "40 min", "rate": "0.3 mg/kg/h", "start": "0 h", "times": "0 h", "age": "45 years"}
    names |= {
        "weight": "74 kg",
        "sex": "female",
        "ancestry": "non_asian",
        "madrs": "35 points",
        "readouts": "madrs",
        "hypothesis": "H4",
    }
    known = [names[p] for p in path if p in names]
    return repr(known[-1]) if known else "'a name'"
