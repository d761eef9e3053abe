"""`dynaspec schema`: the JSON Schema of specs, or of the project file."""

from __future__ import annotations

import click

from generator.cli.options import Settings
from generator.cli.printing import print_json
from generator.cli.reporting import Command

__all__ = ["command"]


@click.command("schema", cls=Command, epilog="Example: dynaspec schema > dynaspec.schema.json")
@click.option("--project", is_flag=True, help="The schema of dynaspec.yaml.")
@click.pass_obj
def command(settings: Settings, *, project: bool) -> None:
    """Print the JSON Schema of specs, or of the project file, for editors.

    An editor with a YAML language server completes, explains and checks a spec that names the schema in its first
    line: # yaml-language-server: $schema=../dynaspec.schema.json. What the project file gives every table, a spec may
    leave out, so print the schema anew when the project file's defaults or environments change.
    """
    from generator.spec.project import find_project
    from generator.spec.schema import project_schema, spec_schema

    print_json(project_schema() if project else spec_schema(find_project(settings.config).shared))
