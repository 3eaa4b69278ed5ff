"""All that is said of the network along a course: connectivity, the link to mood, and a virtual study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from raad.brain.asked import Asked
from raad.brain.connectivity import VARIANTS
from raad.brain.course import brain_course
from raad.brain.course_result import BrainCourse
from raad.brain.mood_link import MoodLink, mood_link
from raad.brain.referee import Refereed, referee
from raad.solve.trajectory import Trajectory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class BrainAnswer:
    """What was found.

    Parameters
    ----------
    name
        What the run is called.
    asked
        The question, with its defaults.
    course
        Connectivity along the run.
    link
        Severity and MADRS with and without the link.
    study
        Rows of the virtual study: time, contrast, variant, kind, n, difference, d, low, high, t, p.
    lost
        Scans of it that could not be had, as (time, group, person, reason).
    """

    name: str
    asked: Asked
    course: BrainCourse
    link: MoodLink
    study: tuple[dict[str, Any], ...] = ()
    lost: tuple[tuple[str, str, int, str], ...] = ()
    refereed: tuple[Refereed, ...] = ()

    @property
    def variant(self) -> str:
        """Which GBC maps and groups show."""
        return str(self.asked.variant)

    @property
    def manifest(self) -> dict[str, Any]:
        """What was run, with the seed of the study."""
        asked = {k: str(v) if k == "connectome" else v for k, v in asdict(self.asked).items()}
        made = self.course.manifest
        return {
            **made,
            "seed": self.asked.seed if self.study else made["seed"],
            "brain": {**made["brain"], "asked": asked},
        }

    def said(self) -> dict[str, Any]:
        """Return the answer as plain values: what stands in summary.json and what `--json` prints."""
        c, first = self.course, 0
        regions = [
            {
                "region": name, "prefrontal": bool(c.connectome.prefrontal[r]), "rate_hz": c.rate[first, :, r],
                **{f"gbc_{v}": c.of(v)[first, :, r] for v in VARIANTS},
            }
            for r, name in enumerate(c.regions)
        ]  # fmt: skip
        return {
            "name": self.name,
            "connectome": c.connectome.name,
            "times_h": c.times,
            "titles": c.titles,
            "variant": self.variant,
            "prefrontal_gbc": {v: c.prefrontal(v)[first] for v in VARIANTS},
            "rate_prefrontal_hz": c.rate[first][:, c.connectome.prefrontal].mean(axis=1),
            "madrs": {
                "without_link": self.link.madrs[first], "with_link": self.link.madrs_linked[first],
                "weight": self.link.weight, "variant": self.link.variant, "silent": bool(self.link.silent[first]),
            },
            "regions": regions,
            "study": list(self.study),
            "nonlinear": [asdict(one) for one in self.refereed],
            "lost_scans": [dict(zip(("time", "group", "person", "reason"), one, strict=True)) for one in self.lost],
            "failures": [{"person": f.label, "reason": f.reason, "time_h": f.time} for f in c.failures],
            "manifest": self.manifest,
        }  # fmt: skip


def answer_of(name: str, trajectory: Trajectory, asked: Asked, progress: Progress | None = None) -> BrainAnswer:
    """Answer a question along a run; the first person is the one in the middle of the virtual study.

    `progress` is called with (people of the study done, in all), and then with times that the referee has done.
    """
    question = asked.whole()
    course = brain_course(trajectory, question.times, question.opened())
    link = mood_link(course, question.mood_link, str(question.variant))
    rows, lost = _study(course, question, progress) if question.patients else ((), ())
    checked = referee(course, seed=int(question.seed or 0), progress=progress) if question.nonlinear else ()
    return BrainAnswer(name, question, course, link, rows, lost, checked)


def _study(
    course: BrainCourse, asked: Asked, progress: Progress | None
) -> tuple[tuple[dict[str, Any], ...], tuple[tuple[str, str, int, str], ...]]:
    """Compare "before" with each later time, in people who are the same at all of them."""
    from raad.brain.study import virtual_study

    states, before = course.states[0], course.reference
    later = [k for k in range(len(course.times)) if k > before and states[k] is not None]
    patients, controls = int(asked.patients or 0), int(asked.controls or 0)
    start, rows, lost = states[before], [], []
    if start is None:
        return (), ()
    for nth, k in enumerate(later):
        after: Any = states[k]
        found = virtual_study(
            course.connectome, start, after, patients=patients, controls=controls, parameters=course.parameters,
            seed=int(asked.seed or 0), progress=_part(progress, nth, len(later)),
        )  # fmt: skip
        said = [{"time": course.titles[k], "time_h": float(course.times[k]), **asdict(e)} for e in found.effects]
        rows += [r for r in said if nth == 0 or r["contrast"] != "patients before - controls"]
        lost += [(course.titles[k], f.group, f.person, f.reason) for f in found.failures]
    return tuple(rows), tuple(lost)


def _part(progress: Progress | None, nth: int, parts: int) -> Progress | None:
    """Count on through several studies of one size."""
    return progress and (lambda done, total: progress(nth * total + done, parts * total))
