"""How answers look: JSON without NaN, tables of summaries, a bar while people are followed."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

Progress = Callable[[int, int], None]


def finite(value: Any) -> Any:
    """Turn arrays into lists and what is not finite into None, all the way down."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(v) for v in value]
    return value


def as_json(value: Any, indent: int | None = None) -> str:
    """Write one JSON value that every reader accepts."""
    return json.dumps(finite(value), indent=indent, allow_nan=False)


def number(value: float | None, digits: int = 4) -> str:
    """Write a number for people: few digits, no clutter."""
    if value is None or not math.isfinite(value):
        return "-"
    if abs(value) < 1e-6:
        return "0"
    return f"{value:.0f}" if abs(value) >= 10**digits else f"{value:.{max(digits, len(str(int(abs(value)))))}g}"


def hours(value: float | None) -> str:
    """Write a time in hours below two days, else in days."""
    if value is None:
        return "-"
    return f"{value:.4g} h" if abs(value) < 48 else f"{value / 24:.3g} d"


def table(
    title: str,
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    right: Iterable[int] = (),
    whole: tuple[int, ...] = (0,),
) -> None:
    """Print a table on stdout; columns in `whole` are never broken, columns of numbers stand to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    numeric = set(right)
    shown = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold")
    for i, name in enumerate(columns):
        shown.add_column(name, justify="right" if i in numeric else "left", no_wrap=i in whole or i in numeric)
    for row in rows:
        shown.add_row(*(Text(cell, overflow="fold") for cell in row))  # Text: brackets are no markup
    console = Console()
    Console(width=max(console.width, _NARROWEST)).print(shown)


_NARROWEST = 96  # characters; a narrower screen wraps lines, which loses nothing, where a table would cut
_WIDE = 110  # characters; narrower screens get the columns that say most


def summary_table(title: str, summary: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the summary of one person."""
    from rich.console import Console

    digit = partial(number, digits=3)
    columns = ("readout", "unit", "peak", "at", "lowest", "at", "24 h", "7 d", "end", "change")
    rows = [
        (
            name, s["unit"], digit(s["peak"]), hours(s["peak_time_h"]), digit(s["trough"]), hours(s["trough_time_h"]),
            digit(s["at_24_h"]), digit(s["at_7_d"]), digit(s["at_end"]), digit(s["change"]),
        )
        for name, s in summary.items()
    ]  # fmt: skip
    kept = range(len(columns)) if Console().width >= _WIDE else (0, 1, 2, 3, 6, 8)
    table(
        title,
        [columns[i] for i in kept],
        ([row[i] for i in kept] for row in rows),
        right=range(2, len(kept)),
        whole=(0, 1),
    )


@contextmanager
def progress(what: str, wanted: bool = True) -> Iterator[Progress | None]:
    """Show a bar on stderr while people are followed; nothing when stderr is no terminal."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def counted(what: str) -> Iterator[Progress]:
    """Count on stderr; a line now and then where it is no terminal, so that a log shows that work goes on."""
    with progress(what) as bar:
        yield bar or _lines(what)


def _lines(what: str) -> Progress:
    def tell(done: int, total: int) -> None:
        if total >= _MANY and (done == total or done % max(total // 10, 1) == 0):
            print(f"raad: {done} of {total} {what}", file=sys.stderr, flush=True)

    return tell


_MANY = 100  # fewer are done before anybody wonders
