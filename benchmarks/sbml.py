"""Writing a program as SBML Level 3 Version 2."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from benchmarks.program import Program
from benchmarks.tree import say

_CORE, _MATH = "http://www.sbml.org/sbml/level3/version2/core", "http://www.w3.org/1998/Math/MathML"


class _Words:
    """MathML in its content form."""

    def number(self, value: float) -> Element:
        element = Element("cn")
        element.text = repr(value)
        return element

    def name(self, symbol: str) -> Element:
        element = Element("ci")
        element.text = symbol
        return element

    def plus(self, parts: list[Element]) -> Element:
        return _apply("plus", *parts)

    def times(self, parts: list[Element]) -> Element:
        return _apply("times", *parts)

    def divide(self, above: Element, below: Element) -> Element:
        return _apply("divide", above, below)

    def power(self, base: Element, exponent: Element) -> Element:
        return _apply("power", base, exponent)

    def function(self, name: str, argument: Element) -> Element:
        if name == "sqrt":
            return _apply("root", argument)
        return _apply({"exp": "exp", "log": "ln"}[name], argument)


def _apply(what: str, *arguments: Element) -> Element:
    element = Element("apply")
    SubElement(element, what)
    element.extend(arguments)
    return element


def sbml(made: Program) -> str:
    """Write a program whose inputs are constant: states by rate rules, terms by assignment rules.

    Whoever calls starts again at each boundary; events in the model took as long and were no more exact.
    """
    words = _Words()
    root = Element("sbml", xmlns=_CORE, level="3", version="2")
    model = SubElement(root, "model", id="load")
    listed = SubElement(model, "listOfParameters")
    changing = (*made.states, *made.inputs, *(name for name, _ in made.terms))
    for names, constant in ((made.constants, "true"), (changing, "false")):
        for name in names:
            SubElement(listed, "parameter", id=str(name), value="1", constant=constant)
    rules = SubElement(model, "listOfRules")
    for name, e in made.terms:
        SubElement(rules, "assignmentRule", variable=str(name)).append(_math(say(e, words)))
    for name, e in zip(made.states, made.rates, strict=True):
        SubElement(rules, "rateRule", variable=str(name)).append(_math(say(e, words)))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _math(said: Element) -> Element:
    element = Element("math", xmlns=_MATH)
    element.append(said)
    return element
