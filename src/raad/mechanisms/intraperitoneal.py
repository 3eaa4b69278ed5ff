"""Intraperitoneal injection in rodents: drains partly into the portal vein, partly past the liver."""

from raad.mechanisms.base import Mechanism, flow, step


def intraperitoneal(states, inputs, params):
    absorbed = params.ka_ip * states.ip_depot
    return step(
        flow("ip_depot", "liver", params.share_portal_ip * absorbed),
        flow("ip_depot", "central", (1 - params.share_portal_ip) * absorbed),
    )


INTRAPERITONEAL = Mechanism(
    "intraperitoneal_{drug}",
    intraperitoneal,
    states={"{drug}_ip_depot": "umol"},
    inputs={"{drug}_liver": "umol", "{drug}_central": "umol"},
    params={"ka_ip": "1/h", "share_portal_ip": ""},
)
