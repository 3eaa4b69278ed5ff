"""Reuptake: transporters clear serotonin, noradrenaline and dopamine; what inhibitors hold clears nothing."""

from raad.mechanisms.base import Mechanism, step


def reuptake(states, inputs, params):
    return step(
        outputs={
            "serotonin_kept_rel": 1 / (1 - params.share_sert_clearance * inputs.occupancy_sert),
            "noradrenaline_drive_rel": 1 / (1 - params.share_net_clearance * inputs.occupancy_net),
            "dopamine_drive_rel": 1 / (1 - params.share_dat_clearance * inputs.occupancy_dat),
        }
    )


REUPTAKE = Mechanism(
    "reuptake",
    reuptake,
    inputs={"occupancy_sert": "", "occupancy_net": "", "occupancy_dat": ""},
    params={"share_sert_clearance": "", "share_net_clearance": "", "share_dat_clearance": ""},
    outputs={"serotonin_kept_rel": "", "noradrenaline_drive_rel": "", "dopamine_drive_rel": ""},
)
