"""CloudFormation within a spec: values as YAML means them, resources, and what the text and functions in them name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from generator.aws import limits
from generator.errors import Path
from generator.spec.model.base import INTEGER, LARGEST, NUMBER, Body, Literally, Pattern
from generator.spec.model.references import Reference, parts
from generator.spec.nodes import Mapping, Node, Null, Sequence, Text

__all__ = [
    "AS_WRITTEN",
    "KMS_ALIAS",
    "KMS_KEYS",
    "FreeMapping",
    "Mention",
    "VerbatimResource",
    "is_function",
    "mentions",
]

# Functions whose text CloudFormation reads itself.
AS_WRITTEN: Final = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub"})
KMS_KEYS: Final = frozenset({"AWS::KMS::Key", "AWS::KMS::ReplicaKey"})
KMS_ALIAS: Final = "AWS::KMS::Alias"


def is_function(value: object) -> bool:
    """Whether a value is a function of CloudFormation in its long form."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = str(next(iter(value)))
    return name in AS_WRITTEN or name.startswith("Fn::")


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence):
        return [_plain(value) for value in node]
    return None if isinstance(node, Null) else _scalar(node)


def _scalar(text: Text) -> str | int | float | bool:
    if text.plain and text in ("true", "false"):
        return text == "true"
    if text.plain and len(text) <= len(str(LARGEST)) and NUMBER.fullmatch(text):
        number = int(text) if INTEGER.fullmatch(text) else float(text)
        # A version such as 1.10 would come out as another one, and long digits as others.
        return number if str(number) == text else str(text)
    return str(text)


Free = Annotated[Any, BeforeValidator(_plain), WithJsonSchema({})]
"""Any value: `true`, `false` and decimal numbers without quotes are what they look like, all else is text."""
FreeMapping = dict[str, Free]


class VerbatimResource(Body):
    """A CloudFormation resource as it will stand in the template."""

    noun: ClassVar[str] = "a resource"

    Type: Annotated[
        Literally,
        Pattern(
            r"[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+(::MODULE)?|Custom::[A-Za-z0-9_@-]{1,60}",
            "Service::Group::Resource such as AWS::KMS::Key, or Custom::Name",
            (1, limits.RESOURCE_TYPE_CHARACTERS),
            "a resource type",
        ),
        Field(examples=["AWS::KMS::Key"]),
    ]
    """Resource type, such as `AWS::KMS::Key`."""
    Properties: FreeMapping = Field(default_factory=dict)
    """Properties as CloudFormation has them. `${Name}` and `${Id.Attribute}` stand for parameters and for any resource
    of the template; functions may stand in their long form."""
    DependsOn: Free = None
    """Logical IDs of resources to make before this one."""
    CreationPolicy: Free = None
    """What CloudFormation waits for when it makes the resource."""
    DeletionPolicy: Free = None
    """`Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`. Default: CloudFormation's."""
    UpdatePolicy: Free = None
    """How CloudFormation updates the resource."""
    UpdateReplacePolicy: Free = None
    """`Delete`, `Retain` or `Snapshot`. Default: CloudFormation's."""
    Metadata: Free = None
    """Anything."""


class Mention(NamedTuple):
    """A name that stands for something known at the deploy, and its place.

    `alone` tells that nothing else stands in the text, so that a list may be meant; `written_out` that it stands in a
    function.
    """

    path: Path
    name: str
    alone: bool = False
    written_out: bool = False


def mentions(value: Any, path: Path) -> Iterator[Mention]:
    """Every name in the texts and functions of a value of CloudFormation's, as written or as plain values.

    What IAM resolves, and a name in front of `!`, is text, but for the former in an Fn::Sub.
    """
    if isinstance(value, str):
        # Most texts of a template have none, and a look at the letters is all that they cost.
        if "${" not in value:
            return
        for part in (found := list(parts(value))):
            if isinstance(part, Reference) and not part.literal and not part.policy_variable:
                yield Mention(path, part.name, alone=len(found) == 1)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from mentions(each, (*path, place))
    elif isinstance(value, dict):
        name = next(iter(value), "")
        if is_function(value) and name in AS_WRITTEN:
            yield from _of_function(str(name), value[name], (*path, str(name)))
        else:
            for key, each in value.items():
                yield from mentions(each, (*path, str(key)))


def _of_function(name: str, argument: Any, path: Path) -> Iterator[Mention]:
    local: dict[str, Any] = {}
    if isinstance(argument, list) and argument:
        if name == "Fn::GetAtt":
            argument = ".".join(each for each in argument if isinstance(each, str))
        elif name == "Fn::Sub":
            local = argument[1] if len(argument) > 1 and isinstance(argument[1], dict) else {}
            yield from mentions(local, (*path, 1))
            path, argument = (*path, 0), argument[0]
    if not isinstance(argument, str):
        return
    if name != "Fn::Sub":
        yield Mention(path, str(argument), alone=True, written_out=True)
        return
    for part in parts(argument):
        if isinstance(part, Reference) and not part.literal and part.name not in local:
            yield Mention(path, part.name, written_out=True)
