"""What the README and the site show is what the code makes; its blocks are compared by `make test` itself."""

from __future__ import annotations

from pathlib import Path

from docs.drawing import PICTURE, drawn

ROOT = Path(__file__).parent.parent


def test_the_picture_is_of_the_dashboard_in_the_template() -> None:
    template = (ROOT / "templates" / "carts.yaml").read_text(encoding="utf-8")

    assert PICTURE.read_text(encoding="utf-8") == drawn(template)
