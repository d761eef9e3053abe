"""The name of a deployed stack to what the project says of it: template, spec, and what a deploy would change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.diagnosis.finding import Known
    from generator.pipeline import Compiled
    from generator.spec.project import Project

__all__ = ["Own", "compared", "existing", "own"]


class Own(NamedTuple):
    """The file of the template that is to be deployed, and the sound spec that makes it; either may be unknown."""

    template: Path | None = None
    compiled: Compiled | None = None


def own(project: Project, stack: str, template: Path | None) -> Own:
    """The template that a stack of this name has in the project, or the one named, and its spec."""
    from generator.template.deploy import stack_name

    candidates = [template] if template else [*_templates(project.templates)]
    found: list[Own] = []
    for file in candidates:
        environment = _environment(file, project)
        if template or stack in (stack_name(file.name, ""), stack_name(file.name, environment)):
            compiled = _compiled(project, file)
            if compiled:
                environment = compiled.environment
            if template or stack_name(file.name, environment) == stack:
                found.append(Own(file, compiled))
    # Of two stacks of one name, in two Regions perhaps, nothing says which is meant.
    return found[0] if len(found) == 1 else Own()


def _templates(folder: Path) -> Iterator[Path]:
    yield from sorted(file for file in folder.rglob("*") if file.suffix in (".yaml", ".json") and file.is_file())


def _environment(file: Path, project: Project) -> str:
    below = file.relative_to(project.templates).parts if file.is_relative_to(project.templates) else ()
    return below[0] if below[1:] else ""


def _compiled(project: Project, file: Path) -> Compiled | None:
    from generator.cli.compiling import Wanted, build_named
    from generator.errors import UsageError
    from generator.spec.project import absolute, read_bytes
    from generator.template.stamp import stamp

    header = stamp(read_bytes(file).decode("utf-8", "replace"))
    if header is None or not (project.root / header.source).is_file():
        return None
    wanted = Wanted("json" if file.suffix == ".json" else "yaml", ())
    try:
        batch = build_named(project, [project.root / header.source], wanted=wanted, folder=project.templates)
    except UsageError:
        return None
    sound = [each for each in batch.compiled if each.built and not each.failed]
    paths = {
        absolute(project.templates / each.template_name(form)): each for each in sound for form in ("yaml", "json")
    }
    return paths.get(absolute(file)) or (sound[0] if len(sound) == 1 else None)


def existing(found: Own) -> dict[str, str]:
    """The tables made elsewhere that the stack watches: the outputs that hold their names, by logical ID."""
    from generator.resources.names import table_name_output

    tables = found.compiled.built.spec.tables if found.compiled and found.compiled.built else {}
    return {name: table_name_output(name) for name, table in tables.items() if table.existing}


def compared(found: Own, deployed: bytes | None, stack: str, region: str | None) -> Known:
    """What the project says, with what a deploy of its template over what is deployed would change."""
    from generator.changes.impact import judge
    from generator.changes.template import read
    from generator.cli.paging import stacks_of
    from generator.diagnosis.finding import Known, Place
    from generator.pages.stack import views
    from generator.resources.targets import DIRECTIONS, limit
    from generator.spec.project import read_bytes, shown

    if found.template is None:
        return Known()
    name = shown(found.template)
    changes = None
    if deployed is not None:
        changes = tuple(judge(read(deployed, f"stack {stack}"), read(read_bytes(found.template), name), region=region))
    places: dict[tuple[str, str, str], Place] = {
        (view.table_id, target.name, direction): Place(bound.path, bound.units)
        for each in (stacks_of([found.compiled]) if found.compiled else [])
        for view in views(each)
        for target in view.targets
        for direction in DIRECTIONS
        if (bound := limit(target, direction))
    }
    return Known(name, changes, places, _stale(found))


def _stale(found: Own) -> bool:
    from generator.template.write import Output, compare

    if found.template is None or found.compiled is None or found.compiled.text is None:
        return False
    output = Output(found.template, found.compiled.text)
    return compare(output, root=found.template.parent).state in ("stale", "edited")
