"""How the documentation is built: `make docs`. It needs no network."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "raad"
author = copyright = "The raad developers"
release = version = version_of("raad")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "mathml", "pages"]
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"raad {version}"
html_static_path = ["_static"]
html_css_files = ["raad.css"]
html_math_renderer = "mathml"
exclude_patterns = ["_build", "_ext", "decisions/template.md", "generated/causal_list.md"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Holds for", "notes_style")]
