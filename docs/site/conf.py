"""How Sphinx builds the site from the pages that `docs/staging.py` brings together: `make docs`."""

from __future__ import annotations

project = "dynaspec"
html_title = "dynaspec"
highlight_language = "text"
extensions = ["myst_parser"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
# As GitHub has them: an anchor for each heading.
myst_heading_anchors = 4
nitpicky = True
