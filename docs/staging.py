"""The pages of the site, from wherever they stand in the repository, in one folder that Sphinx builds from.

Their links are those that work in the repository; each is led to where its page stands here.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from generator.cli.explain import sourced
from generator.kinds import KINDS

__all__ = ["page", "placed", "stage"]

ROOT = Path(__file__).parent.parent
# Where in the repository pages and pictures are, and the folder of the site that they go to.
SOURCES = {
    "docs/site/**/*.md": ("docs/site", "."),
    "docs/tables/**/*.md": ("docs/tables", "tables"),
    "docs/*.svg": ("docs", "."),
    "generator/explanations/*.md": ("generator/explanations", "findings"),
    "CHANGELOG.md": (".", "."),
}
# Code, in which nothing is a link; or a link to a file.
LINK = re.compile(r"^```.*?^```$|(?<=\]\()[^)#:\s]+(?=[)#])", re.MULTILINE | re.DOTALL)
# Code, or an address alone on a line, which GitHub makes a link of and Sphinx does not.
ADDRESS = re.compile(r"^```.*?^```$|^https://\S+$", re.MULTILINE | re.DOTALL)
# A link to an anchor in HTML has to be HTML, for Sphinx knows of no such anchor.
TO_ANCHOR = re.compile(r"\[([^]]*)\]\((#[^)]*)\)")
# GitHub draws a diagram; a browser would have to load the program that does so from elsewhere.
DIAGRAM = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOLDED = r"<details><summary>The diagram, in Mermaid</summary>\n\n```text\n\1```\n\n</details>"
SECTION = re.compile(r"^## (.*)\n((?:(?!## ).*\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^- \[.*?\]\(([^)#:]+)\.md\)", re.MULTILINE)


def stage(folder: Path) -> None:
    """Write every page and picture to an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    places = placed(folder)
    for source, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            place.write_text(page(source, places), encoding="utf-8")
        else:
            shutil.copy(source, place)


def placed(folder: Path) -> dict[Path, Path]:
    """Where each page and picture of the repository stands in the folder."""
    return {
        source: Path(os.path.normpath(folder / to / source.relative_to(ROOT / base)))
        for pattern, (base, to) in SOURCES.items()
        for source in sorted(ROOT.glob(pattern))
    }


def page(source: Path, places: dict[Path, Path]) -> str:
    """The text of a page where it stands in the site."""
    text = DIAGRAM.sub(FOLDED, source.read_text(encoding="utf-8"))
    if source.parent.name == "explanations":
        text = sourced(text)
    text = ADDRESS.sub(lambda found: found[0] if found[0].startswith("```") else f"<{found[0]}>", text)
    if '<a id="' in text:
        text = TO_ANCHOR.sub(r'<a href="\2">\1</a>', text)
    text = LINK.sub(partial(led, source=source, places=places), text)
    if source.parent.name == "explanations":
        return finding(source.stem, text)
    return text + "".join(contents(text)) if source.stem == "index" else text


def finding(code: str, text: str) -> str:
    """The page of a finding; not in the sidebar, where two hundred would hide all others."""
    kind = KINDS[code]
    head = f"---\norphan: true\n---\n\n# {code}: {kind.title}\n\n"
    return f"{head}*{kind.severity.capitalize()}.* {text}\n[All findings](index.md)\n"


def led(link: re.Match[str], *, source: Path, places: dict[Path, Path]) -> str:
    """A link to a page or a file, from where the page of the link stands in the site."""
    if link[0].startswith("```"):
        return link[0]
    target = Path(os.path.normpath(source.parent / link[0]))
    return PurePosixPath(os.path.relpath(places.get(target, target), places[source].parent)).as_posix()


def contents(text: str) -> Iterator[str]:
    """What the sidebar lists: the pages that the lists of an index page lead to, under the headings there."""
    for caption, section in SECTION.findall(text):
        if entries := ENTRY.findall(section):
            yield "\n```{toctree}\n:hidden:\n:caption: " + "\n".join([caption, "", *entries, "```", ""])


if __name__ == "__main__":
    stage(Path(sys.argv[1]).resolve())
