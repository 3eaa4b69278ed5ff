"""One still figure of the walk, for the front page: `python -m raad.report.figure walk.png`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from raad.quantities.errors import BadInput, RaadError
from raad.report.fine import look_closely
from raad.report.matching import matching
from raad.report.panels import given, panels
from raad.report.static import STYLE, draw
from raad.solve.trajectory import Trajectory

SHOWN = ("plasma", "nmda", "glutamate", "growth", "mtorc1", "proteins", "spines", "mood")
_SMALL: dict[Any, Any] = {"font.size": 8}
FIRST_DAY = ("plasma", "nmda", "glutamate", "growth")  # over by the next day; the others are shown over the course


def write_figure(trajectory: Trajectory, path: str | Path) -> Path:
    """Draw eight steps of the walk as small multiples, 1600 pixels wide; the file appears when it is whole.

    Parameters
    ----------
    trajectory
        Result of a run; its first person is shown.
    path
        A .png file in a folder that exists.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    target = Path(path)
    if target.suffix.lower() != ".png" or not target.parent.is_dir():
        raise BadInput(f"{target} cannot be drawn: a name that ends in .png, in a folder that exists, is needed.")
    fine = look_closely(trajectory)
    doses = given(fine)
    steps = {p.name: p for p in panels(fine, matching(fine))}
    with mpl.rc_context({**STYLE, **_SMALL}):
        figure = Figure(figsize=(10, 5), dpi=160, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.subplots(2, 4).ravel()
        for number, (axes, name) in enumerate(zip(grid, SHOWN, strict=True), 1):
            if name not in steps:
                axes.set_axis_off()
                continue
            last = 24.0 if name in FIRST_DAY and fine.times[-1] > 24 else float(fine.times[-1])
            draw(axes, steps[name], fine.times, doses, float(min(0.0, fine.times[0])), last)
            axes.set_title(f"{number}  {steps[name].title.split(':')[0]}", loc="left", fontsize=9, fontweight="bold")
            axes.set_ylabel(steps[name].unit)
            _explain(axes)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".png")
        os.close(handle)
        try:
            figure.savefig(aside, format="png")
            os.chmod(aside, 0o644)
            os.replace(aside, target)
        finally:
            Path(aside).unlink(missing_ok=True)
    return target


def _explain(axes: Any) -> None:
    """Name the curves in few words, above them."""
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) < 2:
        return
    curves = [set(label.split(", ")) for label in labels if ":" not in label]
    shared = set.intersection(*curves) if len(curves) > 1 else set()  # what all say need not be said
    short = [
        label.split(":")[0] if ":" in label else ", ".join(w for w in label.split(", ") if w not in shared)
        for label in labels
    ]
    low, high = axes.get_ylim()
    lines = -(-len(short) // 2)
    axes.set_ylim(low, high + (0.05 + 0.085 * lines) * (high - low))  # room for the names
    small = {"fontsize": 6.3, "handlelength": 1.5, "columnspacing": 0.9, "borderpad": 0}
    axes.legend(handles, short, ncols=2, loc="upper left", **small)


def main(arguments: list[str]) -> int:
    """Draw 84 mg of nasal esketamine, twice weekly for four weeks."""
    from raad.model.assemblies import treatment
    from raad.people import Cohort
    from raad.protocols import Regimen, dose
    from raad.solve.simulate import simulate

    if len(arguments) != 1:
        print("Usage: python -m raad.report.figure OUT.png", file=sys.stderr)
        return 2
    regimen = Regimen().then(dose("esketamine", "nasal", AMT="84 mg", II="84 h", ADDL=7))
    try:
        print(write_figure(simulate(treatment(), regimen, Cohort.typical(), times=[0, 672]), arguments[0]))
    except RaadError as err:
        print(f"raad: {err}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
