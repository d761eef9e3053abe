"""The types that a template parameter may have.

Source: "Specify existing resources at runtime with CloudFormation-supplied parameter types" in the CloudFormation User
Guide.
"""

from __future__ import annotations

from typing import Final

__all__ = ["PARAMETER_TYPES"]

PLAIN: Final = {
    "String": "Any text.",
    "Number": "A number.",
    "List<Number>": "Numbers with commas between them.",
    "List<String>": "Texts with commas between them.",
    "CommaDelimitedList": "Texts with commas between them.",
}
# Those of which there are no lists come last.
LISTED: Final = (
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
)
SINGLE: Final = ("AWS::EC2::KeyPair::KeyName", "AWS::SSM::Parameter::Name")
IN_STORE: Final = (
    "String",
    "Number",
    "List<String>",
    "List<Number>",
    "CommaDelimitedList",
    *LISTED,
    *SINGLE,
    *(f"List<{name}>" for name in LISTED),
)

PARAMETER_TYPES: Final[dict[str, str]] = {
    **PLAIN,
    **{f"AWS::SSM::Parameter::Value<{name}>": f"{name}, read from Parameter Store at the deploy." for name in IN_STORE},
    **dict.fromkeys((*LISTED, *SINGLE), "One that exists in the account."),
    **{f"List<{name}>": "Several that exist in the account." for name in LISTED},
}
