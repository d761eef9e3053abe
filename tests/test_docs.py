"""What the README and the site show is what the code makes; blocks that cog prints are compared by `make test`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from docs.drawing import PICTURE, drawn
from docs.staging import page, placed
from generator.errors import Problem
from generator.pipeline import Settings, Source, compile_spec
from generator.spec.model.stack import Spec

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "site").rglob("*.md"))]
LINKED = [*PAGES, *sorted((ROOT / "docs" / "tables").rglob("*.md"))]
PRINTED = re.compile(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the parts of specs on the pages are about.
AROUND = """\
version: 1
parameters: {Stage: {type: String}, PartnerAccountId: {type: String}}
tables:
  Orders:
    partition_key: customer_id
    sort_key: placed_at
    global_secondary_indexes: {by-status: {partition_key: status}}
"""
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def hrefs(path: Path) -> Iterator[str]:
    """Where the links and pictures of a page lead."""
    for token in MARKDOWN.parse(path.read_text(encoding="utf-8")):
        for child in token.children or ():
            href = child.attrGet("href") or child.attrGet("src")
            if isinstance(href, str):
                yield href


def anchors(path: Path) -> set[str]:
    """The anchors of a page: those of its headings, as GitHub makes them, and those in HTML."""
    text = path.read_text(encoding="utf-8")
    tokens = MARKDOWN.parse(text)
    headings = (after.content for token, after in pairwise(tokens) if token.type == "heading_open")
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return {*slugs, *re.findall(r'<a id="([^"]+)">', text)}


@pytest.mark.parametrize("path", LINKED, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for href in hrefs(path):
        target, _, anchor = href.partition("#")
        if target.startswith("https://"):
            continue
        led = (path.parent / target).resolve() if target else path
        assert led.is_file(), href
        assert not anchor or anchor in anchors(led), href


def test_every_room_is_told_of_in_the_order_in_which_they_may_import() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / "setup.cfg", encoding="utf-8")
    layers = re.findall(r"\w+", contracts["importlinter:contract:rooms"]["layers"])
    told = (ROOT / "docs/site/developing.md").read_text(encoding="utf-8").partition("| room | turns |")[2]
    assert ["__main__", *re.findall(r"`generator/(\w+)(?:\.py)?`", told.partition("\n\n")[0])] == layers


def test_every_page_is_reached_from_the_first_one() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "docs" / "site" / "index.md"]
    while ahead:
        path = ahead.pop()
        seen.add(path)
        led = {(path.parent / href.partition("#")[0]).resolve() for href in hrefs(path) if ":" not in href}
        ahead += [other for other in led - seen if other.suffix == ".md"]
    assert set(PAGES[1:]) - seen == set()


def specs() -> Iterator[tuple[Path, str]]:
    """The specs and parts of specs on every page, but those that are printed from files."""
    for path in PAGES:
        written = PRINTED.sub("", path.read_text(encoding="utf-8"))
        for block in YAML.findall(written):
            yield path, block


def whole(block: str) -> str:
    """A spec with a part of one in it: top-level keys, or keys of a table."""
    keys = yaml.safe_load(block).keys()
    if "version" in keys:
        return block
    if not keys <= Spec.model_fields.keys():
        return AROUND + re.sub("^(?=.)", "    ", block, flags=re.MULTILINE)
    return f"version: 1\n{block}" if "tables" in keys else f"{block}{AROUND}"


def problems(spec: str) -> list[Problem]:
    source = Source(spec.encode(), "specs/orders.yaml", "orders", "specs/orders.yaml", "templates")
    return [problem for each in compile_spec(source, Settings()) for problem in each.problems]


@pytest.mark.parametrize(("path", "block"), [*specs()], ids=lambda part: name(part) if isinstance(part, Path) else "")
def test_every_spec_renders(path: Path, block: str) -> None:
    found = problems(whole(block))

    assert not [problem for problem in found if path.parent.name == "recipes" or problem.severity == "error"]


def test_the_site_has_every_page_with_links_that_lead_to_where_pages_stand_there() -> None:
    places = placed(Path("/site"))
    index = page(ROOT / "docs" / "site" / "findings" / "index.md", places)

    assert places[ROOT / "generator" / "explanations" / "DS112.md"] == Path("/site/findings/DS112.md")
    assert '| <a id="ds112"></a>[DS112](DS112.md) | error |' in index
    assert set(LINKED[1:]) < set(places)


def test_the_picture_is_of_the_dashboard_in_the_template() -> None:
    template = (ROOT / "templates" / "carts.yaml").read_text(encoding="utf-8")

    assert PICTURE.read_text(encoding="utf-8") == drawn(template)
