"""A whole spec, which is one stack."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field, SkipValidation, field_validator

from generator.aws import limits
from generator.spec.model.alarms import AccountAlarms
from generator.spec.model.base import AsInteger, Body, Boolean, Literally, Number, Pattern
from generator.spec.model.choices import ParameterType, Region, Version
from generator.spec.model.names import LogicalId, Tags
from generator.spec.model.notification import NotificationTopic
from generator.spec.model.publish import Publish
from generator.spec.model.table import Table
from generator.spec.model.verbatim import VerbatimResource

__all__ = ["CONSTRAINTS", "Parameter", "Spec"]

Text = Annotated[Literally, Pattern(r"[^\x00-\x1f\x7f]*", "one line", (0, 4000), "text")]
Scalar = Annotated[Literally, Pattern(r"[\s\S]*", "any characters", (0, 4096), "a value")]
# The bounds that a parameter may have, the lower one first, by the type that they are for.
CONSTRAINTS: Final = {"String": ("min_length", "max_length"), "Number": ("min_value", "max_value")}


class Parameter(Body):
    """A template parameter, given at the deploy."""

    noun: ClassVar[str] = "a parameter"

    type: Annotated[ParameterType, Field(examples=["String"])]
    """`String`, `Number`, `CommaDelimitedList`, `AWS::SSM::Parameter::Value<String>` and so on."""
    description: Text | None = None
    """What the parameter is for."""
    default: Scalar | None = None
    """Value when the deploy gives none."""
    allowed_values: Annotated[
        Annotated[list[Scalar], Field(min_length=1)] | None, Field(examples=[["small", "large"]])
    ] = None
    """The only values that may be given."""
    allowed_pattern: Scalar | None = None
    """Regular expression that a value must match."""
    constraint_description: Text | None = None
    """What CloudFormation says when a value is refused."""
    min_length: Annotated[Annotated[int, Field(ge=0), AsInteger] | None, Field(examples=[1])] = None
    """Least number of characters."""
    max_length: Annotated[Annotated[int, Field(ge=0), AsInteger] | None, Field(examples=[64])] = None
    """Greatest number of characters."""
    min_value: Annotated[Number | None, Field(examples=[1])] = None
    """Least number."""
    max_value: Annotated[Number | None, Field(examples=[100])] = None
    """Greatest number."""
    no_echo: Boolean | None = None
    """Whether the value is hidden wherever the stack is described."""

    @property
    def is_list(self) -> bool:
        """Whether the value is a list, which cannot stand in text."""
        return self.type == "CommaDelimitedList" or "List<" in self.type


class Spec(Body):
    """One CloudFormation stack of DynamoDB tables."""

    noun: ClassVar[str] = "a spec"

    version: Annotated[Version, Field(examples=[1])]
    """Version of the format: `1`."""
    description: (
        Annotated[
            Literally,
            Pattern(
                r"[^\x00-\x1f\x7f]+",
                "one line without control characters",
                (1, limits.TEMPLATE_DESCRIPTION_BYTES),
                "a description",
                unit="bytes",
            ),
        ]
        | None
    ) = None
    """What the stack is, in one line of at most 1,024 bytes."""
    region: Annotated[Region | None, Field(examples=["eu-west-1"])] = None
    """The Region that the stack lives in, and that cfn-lint checks; required with `replicas`. Default: the project's
    `regions`."""
    parameters: Annotated[
        dict[LogicalId, Parameter],
        Field(max_length=limits.TEMPLATE_PARAMETERS, examples=[{"AlarmTopicArn": {"type": "String"}}]),
    ] = Field(default_factory=dict)
    """Template parameters by name; a string refers to one as `${Name}`."""
    tags: Tags = Field(default_factory=dict, examples=[{"service": "orders"}])
    """Tags on every resource that takes tags; a table's own win."""
    defaults: SkipValidation[Table | None] = None
    """A table body under every table of the file; no `table_name` and no indexes."""
    tables: dict[LogicalId, Table] = Field(default_factory=dict, examples=[{"Orders": {"partition_key": "id"}}])
    """Tables by logical ID, which everything else is named from; at least one, unless there are account alarms."""
    environments: SkipValidation[object] = None
    """What is different in each environment, by its name; each has a template of its own,
    `templates/<environment>/<spec>.yaml`. Default: one template for all."""
    notification_topic: NotificationTopic | None = None
    """SNS topic that the stack's alarms notify: `{subscriptions: {name: {protocol, endpoint}}, kms_key}`."""
    account_alarms: AccountAlarms | None = None
    """Alarms that exist once for an account and Region: `true`, or a mapping. Default: none."""
    dashboard: Boolean = False
    """Whether the stack has a CloudWatch dashboard, `<stack>-<Region>`."""
    publish: Publish = Publish()
    """How others learn the values of the outputs, beside the outputs: `{export: true, ssm: /a/prefix}`, either or both.
    Default: outputs only."""
    resources: dict[LogicalId, VerbatimResource] = Field(
        default_factory=dict, examples=[{"Key": {"Type": "AWS::KMS::Key"}}]
    )
    """CloudFormation resources by logical ID, as they will stand in the template; strings of the spec may refer to them
    as `${Id}` and `${Id.Attribute}`. Default: none."""

    @field_validator("account_alarms", mode="after")
    @classmethod
    def _off_is_none(cls, alarms: AccountAlarms | None) -> AccountAlarms | None:
        return alarms if alarms and alarms.enabled else None
