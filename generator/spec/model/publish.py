"""How other stacks and programs learn what a stack's tables are called."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import Body, Boolean, Pattern, String

__all__ = ["Publish"]

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
]


class Publish(Body):
    """What the outputs tell, told to other stacks and to programs too."""

    noun: ClassVar[str] = "ways to publish"

    export: Annotated[Boolean, Field(examples=[True])] = False
    """Whether other stacks can import every output, as `${AWS::StackName}-<output>`. While one does, CloudFormation
    refuses to change or take away that output. Default: `false`."""
    ssm: Annotated[Prefix | None, Field(examples=["/shop"])] = None
    """Prefix of SSM parameters that hold the same values: with `/shop`, the name of table `Orders` is at
    `/shop/Orders/table-name`. At most 13 levels; not `/aws` or `/ssm`; `${Name}` may stand in it. Default: none."""
