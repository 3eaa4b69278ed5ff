"""What is given: doses, regimens, products and event tables. Nothing about people."""

from raad.protocols.compartments import Compartments
from raad.protocols.dose import Dose
from raad.protocols.event_table import iter_event_table, read_event_table
from raad.protocols.products import Product, product, products, routes
from raad.protocols.record import Piece, Record
from raad.protocols.regimen import Administration, Regimen
from raad.protocols.state_dose import Reset, StateDose
from raad.protocols.subject import Subject, TableRow
from raad.protocols.writing import dose

__all__ = [
    "Administration",
    "Compartments",
    "Dose",
    "Piece",
    "Product",
    "Record",
    "Regimen",
    "Reset",
    "StateDose",
    "Subject",
    "TableRow",
    "dose",
    "iter_event_table",
    "product",
    "products",
    "read_event_table",
    "routes",
]
