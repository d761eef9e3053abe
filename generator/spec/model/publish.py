"""How other stacks and programs learn what a stack's tables are called."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import Body, Boolean, Pattern, String
from generator.spec.model.forms import Form

__all__ = ["OWN_LEVELS", "Publish"]

# What comes behind the prefix: the table and the value.
OWN_LEVELS: Final = 2
# Systems Manager User Guide, "Understanding parameter name requirements and constraints".
Prefix = Annotated[
    String,
    Pattern(
        "(/[A-Za-z0-9_.-]+)+",
        "such as /shop/orders: '/' before each level, of letters, digits, '_', '.' and '-'",
        (1, limits.SSM_PARAMETER_ARN_CHARACTERS),
        "a prefix of parameter names",
        loosely="[A-Za-z0-9_./-]+",
    ),
    Form(
        rf"(?!/({'|'.join(''.join(f'[{c}{c.upper()}]' for c in word) for word in limits.SSM_PARAMETER_RESERVED)}))"
        rf"(/[A-Za-z0-9_.-]+){{1,{limits.SSM_PARAMETER_LEVELS - OWN_LEVELS}}}",
        f"a prefix of at most {limits.SSM_PARAMETER_LEVELS - OWN_LEVELS} levels that AWS does not keep for itself",
        "/shop/orders",
    ),
]


class Publish(Body):
    """What the outputs tell, told to other stacks and to programs too."""

    noun: ClassVar[str] = "ways to publish"
    some_of: ClassVar[tuple[str, ...]] = ("export", "ssm")

    export: Annotated[Boolean, Field(examples=[True])] = False
    """Whether other stacks can import every output, as `${AWS::StackName}-<output>`. While one does, CloudFormation
    refuses to change or take away that output. Default: `false`."""
    ssm: Annotated[Prefix | None, Field(examples=["/shop"])] = None
    """Prefix of SSM parameters that hold the same values: with `/shop`, the name of table `Orders` is at
    `/shop/Orders/table-name`. At most 13 levels; not `/aws` or `/ssm`; `${Name}` may stand in it. Default: none."""
