"""`raad`: the commands, and how errors leave the program: as text on stderr with a code, without a traceback."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from raad.cli.bench_cmd import bench
from raad.cli.brain_cmd import brain
from raad.cli.calibrate_cmd import calibrate
from raad.cli.evidence_cmd import evidence
from raad.cli.hypotheses_cmd import hypotheses
from raad.cli.model_cmd import model
from raad.cli.risks_cmd import risks
from raad.cli.rules_cmd import app as rules
from raad.cli.scenarios_cmd import scenarios
from raad.cli.simulate_cmd import simulate
from raad.quantities.errors import RaadError

_INTERRUPTED = "raad: interrupted; nothing half-written was left behind."
BAD_INPUT, PERSON_FAILED, INTERRUPTED = 2, 3, 130

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="raad: from a dose of ketamine or esketamine to the mood score.\n\n"
    "For research and teaching only. Not advice for the treatment of any person.",
    epilog="Start with: raad simulate nasal_induction --out results",
)
for command in (simulate, scenarios, model, hypotheses, evidence, calibrate, bench, brain, risks):
    app.command()(command)
app.add_typer(rules, name="rules")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"raad {version('raad')}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")


@app.callback()
def _options(version: Annotated[bool, _VERSION] = False) -> None:
    pass


def run() -> None:
    """Run the program: 0 done, 1 nothing found, 2 wrong input, 3 a person could not be followed, 130 interrupted."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # asked to stop is asked to clean up, as with Ctrl-C
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Unicode shows a mark, not a traceback
    try:
        app()
    except RaadError as err:
        _leave(f"raad: {err}", BAD_INPUT)
    except KeyboardInterrupt:
        _leave(_INTERRUPTED, INTERRUPTED)
    except SystemExit as end:  # typer turns an interrupt into a silent exit
        if end.code == INTERRUPTED:
            print(_INTERRUPTED, file=sys.stderr)
        raise
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as err:  # a full disk, a folder without permission
        _leave(f"raad: {err.filename or 'a file'}: {err.strerror or err}. Choose another place, or free it.", BAD_INPUT)


def _interrupt(number: int, frame: object) -> None:
    raise _Interrupted


class _Interrupted(KeyboardInterrupt):
    """Its own type: a plain KeyboardInterrupt that crosses `exec`, as in the making of a dataclass on import,
    lets Python end itself by the signal although the interrupt was dealt with and a code was given."""


def _leave(text: str, code: int) -> None:
    print(text, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    run()
