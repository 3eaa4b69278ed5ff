"""What all pages share: texts of this room, templates, and a page that stands on the disk only when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from raad.quantities.errors import BadInput
from raad.solve.trajectory import whole_file


def text(name: str) -> str:
    """Return a style, script or template of this room."""
    return files("raad.report").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def template(name: str, *filters: tuple[str, Callable[..., Any]]) -> Any:
    """Return a template with its filters; a name that it does not get is an error, never a blank.

    Examples
    --------
    >>> callable(template("bench.html.j2", ("effect", str)).render)
    True
    """
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= dict(filters)
    return environment.from_string(text(name))


def write_page(path: str | Path, make: Callable[[], str]) -> Path:
    """Write a page that `make` returns; a place that cannot take it is refused before it is made.

    Raises
    ------
    BadInput
        If the folder does not exist.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise BadInput(f"{target.parent} is no folder. Make it first, or choose another path.")
    page = make()
    with whole_file(target) as file:
        file.write(page)
    return target
