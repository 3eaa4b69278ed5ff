"""BDNF transcription: monoamines that stay raised lift over weeks what stress holds down, and a little of the rest."""

from raad.mechanisms.base import Mechanism, step
from raad.quantities.maths import emax


def transcription(states, inputs, params):
    drive = (
        params.share_serotonin_drive * inputs.serotonin_drive_rel
        + (1 - params.share_serotonin_drive) * inputs.noradrenaline_drive_rel
    )
    held = (inputs.stress_load**2) ** 2  # receptors of cortisol repress genes in pairs of pairs
    room = params.share_unstressed_transcription + (1 - params.share_unstressed_transcription) * held
    reach = params.gain_transcription * room
    lifted = (1 + reach * emax(drive, 1)) / (1 + reach * emax(1, 1))  # 1 at rest, however strong the stress
    return step(rates={"bdnf_transcription_rel": (lifted - states.bdnf_transcription_rel) / params.tau_transcription})


TRANSCRIPTION = Mechanism(
    "transcription",
    transcription,
    states={"bdnf_transcription_rel": ""},
    inputs={"serotonin_drive_rel": "", "noradrenaline_drive_rel": "", "stress_load": ""},
    params={
        "share_serotonin_drive": "",
        "share_unstressed_transcription": "",
        "gain_transcription": "",
        "tau_transcription": "h",
    },
    rest={"bdnf_transcription_rel": 1.0},
    rest_inputs={"serotonin_drive_rel": 1.0, "noradrenaline_drive_rel": 1.0},
)
