"""A cohort by the referee, one person after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from raad.engine.graph import Kernel
from raad.quantities.errors import BadInput, SolveFailed
from raad.solve.population import Order
from raad.solve.referee import follow_person
from raad.solve.trajectory import Failure


def follow_cohort(
    order: Order, kernel: Kernel, names: Sequence[str], tolerances: tuple[float, float],
    progress: Callable[[int, int], None] | None,
) -> tuple[np.ndarray, list[Failure]]:  # fmt: skip
    """Follow everybody by CVODE; a failure of one person leaves NaN and does not stop the others.

    Returns
    -------
    record, failures
        (n_people, n_times, n_names), and who could not be followed.
    """
    people = len(order.cohort)
    place = {n: k for k, n in enumerate([*kernel.state_names, *kernel.output_names])}
    columns = [place[n] for n in names]
    record = np.full((people, len(order.times), len(names)), np.nan)
    failures: list[Failure] = []
    for i in range(people):
        try:
            course = follow_person(
                order.model, kernel, order.regimens[i], order.cohort[i], order.times, order.inputs, tolerances
            )
            record[i] = np.concatenate([course.states, course.outputs], axis=1)[:, columns]
        except (SolveFailed, BadInput) as err:
            if isinstance(err, BadInput) and people == 1:
                raise  # what was asked of one person is wrong; in a cohort it is that person's failure alone
            failures.append(Failure(i, order.cohort.label(i), str(err)))
        if progress:
            progress(i + 1, people)
    return record, failures
