"""The project file, which says what specs share, and what an environment lays over it and over a spec."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, create_model

from generator.spec.model.base import Body, Literally, Pattern
from generator.spec.model.choices import Region
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table

__all__ = ["NOT_IN_OVERLAYS", "SHARED", "Overlay", "ProjectFile", "ProjectOverlay", "Settings"]

SHARED: Final = ("region", "parameters", "tags", "defaults", "environments", "dashboard", "publish")
"""The keys of a spec that the project file may have for all specs."""
NOT_IN_OVERLAYS: Final = frozenset({"version", "defaults", "environments"})
"""The keys of a spec that an environment may not have."""


class Lint(Body):
    """Settings of what is found."""

    noun: ClassVar[str] = "a lint setting"

    ignore: list[
        Annotated[
            Literally,
            Pattern(
                "[EWI][0-9]{0,4}|DS[0-9]{0,3}",
                "E, W or I and up to four digits, or DS and up to three",
                (1, 5),
                "a code of a finding",
            ),
        ]
    ] = Field(default_factory=list, examples=[["DS265"]])
    """Rules of cfn-lint, and our own warnings and infos, to leave out, by code or by its beginning."""


class Settings(Body):
    """What the project file says of the project itself."""

    noun: ClassVar[str] = "a project file"

    specs: Literally = "specs"
    """Folder of the specs, relative to the project file. Default: `specs`."""
    templates: Literally = "templates"
    """Folder of the templates, relative to the project file. Default: `templates`."""
    regions: Annotated[list[Region], Field(min_length=1, examples=[["eu-west-1"]])] = Field(default=["us-east-1"])
    """Regions that cfn-lint checks. Default: `[us-east-1]`."""
    lint: Lint = Lint()
    """Findings to leave out: `{ignore: [E3012, W, DS265]}`. Default: nothing is ignored."""
    runbook_url: (
        Annotated[
            Literally,
            Pattern(
                r"https?://[\w.~:/@!&()*+,;=%-]+",
                "an address that begins with https://, without spaces, ? and #",
                (9, 500),
                "an address",
            ),
        ]
        | None
    ) = None
    """Address of the folder that `dynaspec docs` writes, as people open it in a browser, such as
    `https://github.com/acme/tables/blob/main/docs/tables`; every alarm's description then ends in the address of its
    section there. Default: none."""
    required_version: Literally | None = None
    """Versions of dynaspec that may render the project, such as `>=0.1,<0.2`."""


class EnvironmentBody(Body):
    """What is different in an environment."""

    noun: ClassVar[str] = "an environment"


def _of_spec(keys: Iterable[str]) -> dict[str, Any]:
    return {key: (Spec.model_fields[key].annotation, Spec.model_fields[key]) for key in keys}


ALL_TABLES: Final[Any] = (
    Table | None,
    Field(default=None, description="A table body over every table. Default: none."),
)

ProjectFile: Final[type[Settings]] = create_model("ProjectFile", __base__=Settings, **_of_spec(SHARED))
"""`dynaspec.yaml`: settings, and what all specs of a project share."""
Overlay: Final[type[Body]] = create_model(
    "Overlay",
    __base__=EnvironmentBody,
    all_tables=ALL_TABLES,
    **_of_spec(key for key in Spec.model_fields if key not in NOT_IN_OVERLAYS),
)
"""What an environment lays over a spec."""
ProjectOverlay: Final[type[Body]] = create_model(
    "ProjectOverlay",
    __base__=EnvironmentBody,
    all_tables=ALL_TABLES,
    **_of_spec(key for key in SHARED if key not in NOT_IN_OVERLAYS),
)
"""What an environment lays over every spec."""
