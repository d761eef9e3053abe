"""What a principal may do with the table's own KMS key, however the spec gives it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.policies.deployed import ACCOUNT, KEY_ID, REGION, documents
from tests.policies.evaluator import Context, Request, allows

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"
OTHER_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/ffffffff-12ab-34cd-56ef-1234567890ab"
THROUGH_DYNAMODB = {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com"}
WAYS = {
    "key ARN": KEY,
    "key ID": KEY_ID,
    "alias": "alias/orders",
    "alias ARN": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders",
    "parameter": "${KeyArn}",
    "key of the stack": "${OwnKey}",
    "ARN of a key of the stack": "${OwnKey.Arn}",
    "ID of a key of the stack": "${OwnKey.KeyId}",
    "alias of the stack": "${OwnAlias}",
}
READ = {"Decrypt", "DescribeKey"}
WRITE = READ | {"Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo"}
# What each policy needs of the key, from the usage notes on encryption at rest in the DynamoDB guide.
NEEDS = {
    "Read": READ,
    "Write": WRITE,
    "ReadWrite": WRITE,
    "StreamRead": {"Decrypt"},
    "Tenant": WRITE,
    "Columns": READ,
    "AnyQuery": READ,
    "Issue": WRITE,
    "Records": {"Decrypt"},
    "See": set(),
}
NEVER = {"CreateGrant", "DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion", "Sign", "UpdateAlias", "ListKeys"}
CUSTOM = """
        Tenant: {access: read_write, leading_keys: [acme]}
        Columns: {access: read, attributes: [id, note]}
        AnyQuery: {access: query}
        Issue: {actions: [PutItem]}
        Records: {actions: [GetRecords]}
        See: {actions: [DescribeTable, DescribeTimeToLive, DescribeStream]}
"""


@pytest.mark.parametrize("way", WAYS)
def test_who_may_use_the_key(way: str) -> None:
    spec = f"""
parameters: {{KeyArn: {{type: String}}}}
resources:
  OwnKey: {{Type: AWS::KMS::Key}}
  OwnAlias: {{Type: AWS::KMS::Alias, Properties: {{AliasName: alias/orders, TargetKeyId: "${{OwnKey}}"}}}}
tables:
  Orders:
    partition_key: id
    stream: KEYS_ONLY
    encryption: {{kms_key: '{WAYS[way]}'}}
    policies:
      custom:{CUSTOM}
"""
    found = documents(spec, {"KeyArn": KEY})
    assert set(found) == {f"OrdersPolicy{name}" for name in NEEDS}
    of_key: Context = {**THROUGH_DYNAMODB, "kms:ResourceAliases": ["alias/first", "alias/orders"]}
    for name, needs in NEEDS.items():
        document = found[f"OrdersPolicy{name}"]
        allowed = {action for action in WRITE | NEVER if allows(document, Request(f"kms:{action}", KEY, of_key))}
        assert allowed == needs, name
        for request in other_uses(of_key):
            assert not allows(document, request), (name, request)


def other_uses(of_key: Context) -> Iterator[Request]:
    """The use of other keys, and of this one for something else than the table."""
    for action in sorted(WRITE):
        named = f"kms:{action}"
        yield Request(named, OTHER_KEY, {**of_key, "kms:ResourceAliases": ["alias/other"]})
        yield Request(named, KEY.replace(REGION, "eu-west-1"), of_key)
        yield Request(named, KEY.replace(ACCOUNT, "444455556666"), of_key)
        yield Request(named, KEY, {"kms:ResourceAliases": ["alias/orders"]})
        yield Request(named, KEY, {**of_key, "kms:ViaService": f"s3.{REGION}.amazonaws.com"})
        yield Request(named, KEY, {**of_key, "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"})


@pytest.mark.parametrize("encryption", ["AWS_OWNED", "AWS_MANAGED"])
def test_keys_of_aws_need_no_statement(encryption: str) -> None:
    found = documents(f"tables: {{Orders: {{partition_key: id, encryption: {encryption}}}}}")
    for document in found.values():
        assert not allows(document, Request("kms:Decrypt", KEY, THROUGH_DYNAMODB))
