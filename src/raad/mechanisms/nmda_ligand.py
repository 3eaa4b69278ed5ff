"""Free drug at the NMDA pore: each enantiomer counts by its affinity, in units of racemic ketamine."""

from raad.mechanisms.base import Mechanism, step


def nmda_ligand(states, inputs, params):
    racemic = 2 / (1 / params.Ki_nmda_esketamine + 1 / params.Ki_nmda_arketamine)
    ligand = racemic * (
        inputs.brain_esketamine_free / params.Ki_nmda_esketamine
        + inputs.brain_arketamine_free / params.Ki_nmda_arketamine
        + inputs.brain_noresketamine_free / params.Ki_nmda_noresketamine
        + inputs.brain_norarketamine_free / params.Ki_nmda_norarketamine
        + inputs.brain_hnk_2r6r_free / params.Ki_nmda_hnk_2r6r
    )
    total = inputs.brain_esketamine_free + inputs.brain_arketamine_free
    return step(outputs={"nmda_ligand_free": ligand, "brain_ketamine_free": total})


_ANALYTES = ("esketamine", "arketamine", "noresketamine", "norarketamine", "hnk_2r6r")

NMDA_LIGAND = Mechanism(
    "nmda_ligand",
    nmda_ligand,
    inputs={f"brain_{a}_free": "uM" for a in _ANALYTES},
    params={f"Ki_nmda_{a}": "uM" for a in _ANALYTES},
    outputs={"nmda_ligand_free": "uM", "brain_ketamine_free": "uM"},
)
