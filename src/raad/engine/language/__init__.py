"""The lane language: a small part of Python that becomes instructions for all lanes."""
