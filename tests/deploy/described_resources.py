"""What the local AWS tells about resources that a spec writes itself, in the shape of `expected_resources`."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import unquote

from tests.deploy.conftest import Account
from tests.deploy.described import Body


def resource(account: Account, resource_type: str, physical_id: str) -> Body:
    """A resource of one of the types that the examples have."""
    return TYPES[resource_type](account, physical_id)


def key(account: Account, key_id: str) -> Body:
    kms = account.client("kms")
    return {
        "description": kms.describe_key(KeyId=key_id)["KeyMetadata"]["Description"],
        "rotates": kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"],
        "policy": json.loads(kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"]),
    }


def role(account: Account, name: str) -> Body:
    iam = account.client("iam")
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "trust": json.loads(unquote(trust)) if isinstance(trust, str) else trust,
        "policies": {each["PolicyArn"] for each in attached},
    }


def function(account: Account, name: str) -> Body:
    told = account.client("lambda").get_function_configuration(FunctionName=name)
    return {each: told[each] for each in ("Runtime", "Handler", "Role")}


def mapping(account: Account, uuid: str) -> Body:
    told = account.client("lambda").get_event_source_mapping(UUID=uuid)
    table, _, stream = told["EventSourceArn"].partition(":table/")[2].partition("/")
    # A stream's ARN ends in the time it was made.
    return {
        "reads": f"{table} {stream.partition('/')[0]}",
        "calls": told["FunctionArn"].rpartition(":")[2],
        "from": told["StartingPosition"],
        "batch": told["BatchSize"],
        "bisects": told["BisectBatchOnFunctionError"],
    }


TYPES: dict[str, Callable[[Account, str], Body]] = {
    "AWS::KMS::Key": key,
    "AWS::IAM::Role": role,
    "AWS::Lambda::Function": function,
    "AWS::Lambda::EventSourceMapping": mapping,
}
