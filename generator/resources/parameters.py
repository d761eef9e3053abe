"""A table of the model to SSM parameters that hold what its outputs do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troposphere import ssm

from generator.errors import Path
from generator.resources import names
from generator.resources.outputs import told
from generator.resources.text import resolved
from generator.spec.model.table import Table

__all__ = ["build"]


def build(table_id: str, table: Table, *, prefix: str, tags: Mapping[str, str]) -> Iterator[tuple[Path, ssm.Parameter]]:
    """The parameters, each with the place in the spec that it comes from; their tags are a mapping."""
    of_parameter = {"Tags": {key: resolved(value) for key, value in tags.items()}} if tags else {}
    for each in told(table_id, table):
        yield (
            ("tables", table_id),
            ssm.Parameter(
                names.parameter_id(table_id, each.output),
                Name=resolved(names.parameter_name(prefix, table_id, each.label)),
                Description=each.description,
                Type="String",
                Value=each.value,
                **of_parameter,
            ),
        )
