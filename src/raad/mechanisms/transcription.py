"""BDNF transcription: monoamines that stay raised turn the gene up over weeks, to a ceiling."""

from raad.mechanisms.base import Mechanism, step


def transcription(states, inputs, params):
    drive = (
        params.share_serotonin_drive * inputs.serotonin_drive_rel
        + (1 - params.share_serotonin_drive) * inputs.noradrenaline_drive_rel
    )
    called = params.bdnf_transcription_max * drive / (params.bdnf_transcription_max - 1 + drive)
    return step(
        rates={"bdnf_transcription_rel": (called - states.bdnf_transcription_rel) / params.tau_transcription}
    )


TRANSCRIPTION = Mechanism(
    "transcription",
    transcription,
    states={"bdnf_transcription_rel": ""},
    inputs={"serotonin_drive_rel": "", "noradrenaline_drive_rel": ""},
    params={"share_serotonin_drive": "", "bdnf_transcription_max": "", "tau_transcription": "h"},
    rest={"bdnf_transcription_rel": 1.0},
    rest_inputs={"serotonin_drive_rel": 1.0, "noradrenaline_drive_rel": 1.0},
)
