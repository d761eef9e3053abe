"""`dynaspec schema`: the JSON Schema of specs."""

from __future__ import annotations

import json

import click

from generator.cli.reporting import Command

__all__ = ["command"]


@click.command("schema", cls=Command, epilog="Example: dynaspec schema > dynaspec.schema.json")
def command() -> None:
    """Print the JSON Schema of specs, for editors.

    An editor with a YAML language server completes, explains and checks a spec that names the schema in its first
    line: # yaml-language-server: $schema=../dynaspec.schema.json
    """
    from generator.spec.schema import spec_schema

    click.echo(json.dumps(spec_schema(), indent=2, ensure_ascii=False).encode() + b"\n", nl=False)
