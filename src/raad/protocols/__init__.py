"""What is given: doses, regimens, products and event tables. Nothing about people."""

from raad.protocols.dose import Dose, dose
from raad.protocols.event_table import Subject, iter_event_table, read_event_table
from raad.protocols.products import Product, product, products, routes
from raad.protocols.regimen import Administration, Regimen

__all__ = [
    "Administration",
    "Dose",
    "Product",
    "Regimen",
    "Subject",
    "dose",
    "iter_event_table",
    "product",
    "products",
    "read_event_table",
    "routes",
]
