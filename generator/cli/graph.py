"""`dynaspec graph`: specs to a diagram of their stacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import options
from generator.cli.printing import print_text
from generator.cli.reporting import NOT_DONE, Command, exit_code, report

if TYPE_CHECKING:
    from generator.pages.diagram import Form

__all__ = ["command"]


@click.command(
    "graph", cls=Command, epilog="Example: dynaspec graph specs/orders.yaml --format dot | dot -Tsvg > orders.svg"
)
@options.specs
@options.environments
@options.formed("mermaid", "dot", about="Language of the diagram.")
@click.pass_obj
def command(settings: options.Settings, *, specs: tuple[Path, ...], environments: tuple[str, ...], form: Form) -> int:
    """Print a diagram of stacks: tables, indexes, streams, replicas, policies and alarms.

    Reads SPECs (files, folders, or - for standard input; default: every spec of the project). GitHub draws Mermaid in
    Markdown; Graphviz draws DOT.
    """
    from generator.cli.compiling import Wanted, build_named
    from generator.cli.paging import stacks_of
    from generator.pages.diagram import graph
    from generator.spec.project import find_project

    project = find_project(settings.config)
    batch = build_named(project, specs, wanted=Wanted("yaml", environments), folder=project.templates)
    errors = [problem for problem in batch.problems if problem.severity == "error"]
    report(errors, batch.texts, settings)
    if batch.unusable:
        return NOT_DONE
    if stacks := stacks_of(batch.compiled):
        print_text(graph(stacks, form))
    return exit_code(errors, fail_on="error")
