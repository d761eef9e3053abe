"""The resources that whoever deploys a template must acknowledge, and the names that take more than that."""

from __future__ import annotations

from typing import Final

__all__ = ["ACKNOWLEDGED"]

# CloudFormation API Reference, CreateStack, "Capabilities": CAPABILITY_IAM for these, CAPABILITY_NAMED_IAM where one
# has a name of its own, in the property that stands here.
ACKNOWLEDGED: Final[dict[str, str]] = {
    "AWS::IAM::AccessKey": "",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": "",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": "",
}
