"""Block averaged over the brain's NMDA receptors, as an occupancy study would see it."""

from raad.mechanisms.base import Mechanism, step


def nmda_block_mean(states, inputs, params):
    total = (
        params.share_nmda_pv + params.share_nmda_sst + params.share_nmda_pyramidal + params.share_nmda_resting
        + params.share_nmda_habenula
    )  # fmt: skip
    blocked = (
        params.share_nmda_pv * inputs.nmda_block_pv
        + params.share_nmda_sst * inputs.nmda_block_sst
        + params.share_nmda_pyramidal * inputs.nmda_block_pyramidal
        + params.share_nmda_resting * inputs.nmda_block_resting
        + params.share_nmda_habenula * inputs.nmda_block_habenula
    )
    return step(outputs={"nmda_block_mean": blocked / total})


_POPULATIONS = ("pv", "sst", "pyramidal", "resting", "habenula")

NMDA_BLOCK_MEAN = Mechanism(
    "nmda_block_mean",
    nmda_block_mean,
    inputs={f"nmda_block_{p}": "" for p in _POPULATIONS},
    params={f"share_nmda_{p}": "" for p in _POPULATIONS},
    outputs={"nmda_block_mean": ""},
)
