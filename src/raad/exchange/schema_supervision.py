"""Keys of a scenario file about supervision: health, where and how sessions are held, and calendars of doses."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from raad.exchange.schema_words import Block, Text, answer, says


class HealthKeys(Block):
    """Contraindications, cautions and medicines; what is left out is unknown, not absent."""

    aneurysm: Any = answer("Disease of aneurysms: aorta, brain, limbs")
    arteriovenous_malformation: Any = answer("Malformed vessels between arteries and veins")
    intracerebral_haemorrhage: Any = answer("A bleeding in the brain at any time")
    hypersensitivity: Any = answer("Hypersensitivity to ketamine or esketamine")
    weeks_since_heart_event: Any = answer("Weeks since an infarction or the like, or never", "any", "never")
    unstable_heart_or_lungs: Any = answer("An unstable condition of heart or lungs")
    uncontrolled_hypertension: Any = answer("Blood pressure that is not controlled")
    psychosis: Any = answer("Psychosis now or before")
    substance_misuse: Any = answer("Misuse of alcohol or drugs now or before")
    urinary_symptoms: Any = answer("Symptoms of the bladder")
    pregnant: Any = answer("Pregnant")
    breastfeeding: Any = answer("Breastfeeding")
    systolic: Any = answer("Systolic pressure before dosing", "any", "130 mmHg")
    diastolic: Any = answer("Diastolic pressure before dosing", "any", "80 mmHg")
    medicines: Any = answer("Kinds of medicines, such as benzodiazepine, maoi or ssri; none", "any", ["ssri"])


class Schedule(Block):
    """Doses by a named calendar."""

    calendar: str = Field(description="induction, induction_then_maintenance, maintenance_weekly ...")
    dose: Annotated[Text, says("84 mg", "Amount of each dose")]
    weeks: int = Field(ge=1, le=520, description="Length of the course in weeks")
    first_dose: Annotated[Text | None, says("56 mg", "Amount of the first dose, when it is another")] = None
    drug: str = Field(default="esketamine", description="esketamine or another drug with this route")
    route: str = Field(default="nasal", description="nasal, or another route of the drug")
    duration: Annotated[Text | None, says("40 min", "Length of an infusion")] = None
    start: Annotated[Text | None, says("0 h", "When the first dose is given; 0 h when left out")] = None


class Setting(Block):
    """Where and under whom treatment happens; the rules of supervision ask it."""

    indication: Any = answer(
        "trd (treatment-resistant depression) or mdsi (depression with suicidal ideation)", "string"
    )
    place: Any = answer("clinic (outpatients), hospital or home", "string")
    prescriber: Any = answer("psychiatrist, physician or other", "string")
    supervised: Any = answer("A healthcare professional supervises each dose directly")
    rems_certified: Any = answer("The site is certified in the US REMS")
    rems_enrolled: Any = answer("The patient is enrolled in the US REMS")
    resuscitation: Any = answer("Equipment and trained staff for resuscitation are there")
    treated_before: Any = answer("Treatment before the first dose of the scenario", "any", "8 weeks")
    benefit_evaluated: Any = answer("Benefit is evaluated at the end of week 4 before going on")
    lowest_frequency: Any = answer("Maintenance has the lowest frequency that keeps the response")
    reduced_for_tolerability: Any = answer("The dose is lower because it was not tolerated")
    benefit_outweighs_risk: Any = answer("Benefit was weighed against risk and found greater")
    misuse_assessed: Any = answer("The risk of misuse was assessed before")
    misuse_watched: Any = answer("Signs of misuse are watched for")
    urinary_followed: Any = answer("Urinary symptoms are followed, and referred when they stay")
    missed_sessions: Any = answer("Sessions were missed")
    depression_worse: Any = answer("Depression became worse")
    previous_frequency_considered: Any = answer("A return to the previous frequency is considered")
    pressure_expert_asked: Any = answer("Somebody who knows how to lower pressure is asked")
    emergency_called: Any = answer("Signs of a hypertensive crisis are sent to emergency care")


class Session(Block):
    """What happens at each session; the rules of supervision ask it."""

    pressure_checks: Any = answer("When pressure is measured, from the dose on", "any", ["-10 min", "40 min", "90 min"])
    pressures: Any = answer("Pressure before each session, instead of that of the patient", "array", ["130/80"])
    hold_doses: Any = answer("Leave out doses that the trial protocols hold for high pressure before dosing")
    observation: Any = answer("Time from the dose to leaving", "string", "2 h")
    watched: Any = answer("sedation, pressure, respiration, pulse_oximetry", "any", ["sedation", "pressure"])
    since_food: Any = answer("Time since food", "string", "2 h")
    since_drink: Any = answer("Time since a drink", "string", "30 min")
    since_nasal_product: Any = answer("Time since a nasal steroid or decongestant", "string", "60 min")
    device_gap: Any = answer("Rest between two devices; that of the simulation when left out", "string", "5 min")
    discharge_decided_by: Any = answer("clinician or clock", "string")
    stable_at_discharge: Any = answer("Clinically stable when leaving")
    sedation_resolved: Any = answer("Awake when leaving; simulated when left out, where the model can")
    dissociation_resolved: Any = answer("No dissociation when leaving; simulated when left out, where the model can")
    pressure_settled: Any = answer("Pressure falls or is stable at the last checks; simulated when left out")
    pressure_remains_high: Any = answer("Pressure is high when leaving; simulated when left out")
    hypertensive_crisis: Any = answer("Signs of a hypertensive crisis")
    no_driving_until_next_day: Any = answer("No driving or machines until the next day after restful sleep")
    transport_arranged: Any = answer("Somebody takes the patient home")
