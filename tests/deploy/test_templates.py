"""Every template in templates/, deployed by the AWS command line, is the stack that its spec says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import described, expected, expected_alarms
from tests.deploy.conftest import Account
from tests.standin.server import REGION

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.yaml"))
# What `aws cloudformation deploy` takes without a bucket.
INLINE_BYTES = 51_200
VALUES = {
    "AlarmTopicArn": "arn:aws:sns:eu-west-1:444455556666:alarms",
    "PagerTopicArn": "arn:aws:sns:eu-west-1:444455556666:pager",
    "PaymentsKeyArn": "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "Stage": "production",
}


@pytest.fixture(params=TEMPLATES, ids=str)
def template(request: pytest.FixtureRequest) -> Path:
    """The path of a template under templates/, which is that of its spec under specs/."""
    return Path(request.param)


def test_a_deployed_template_is_what_its_spec_says(template: Path, account: Account) -> None:
    spec = expected.read(ROOT / "specs" / template, parameters=VALUES)

    deploy(account, template, spec)

    told, said = told_and_said(account, spec, stack=template.stem)
    found = "\n".join(differences(told, said))
    assert not found, f"specs/{template} says otherwise:\n{found}"


def told_and_said(account: Account, spec: dict[str, Any], *, stack: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stack as it is told and as its spec says; names that CloudFormation makes up are taken as they are."""
    made, outputs = described.stack(account, stack)
    told: dict[str, Any] = {"tables": {}, "policies": {}, "names": {}}
    said: dict[str, Any] = {"tables": {}, "policies": {}, "names": {}, "alarms": {}, "outputs": {}}
    for name, body in spec["tables"].items():
        table_name = body.get("table_name", made[name])
        arn = f"arn:aws:dynamodb:{REGION}:{account.number}:table/{table_name}"
        told["tables"][name] = described.table(account, table_name)
        said["tables"][name] = expected.table(spec, name)
        said["alarms"] |= expected_alarms.alarms(spec, name, stack=stack, table_name=table_name)
        policies = expected.policies(spec, name, arn=arn, region=REGION)
        said["policies"] |= policies
        told["policies"] |= {policy: described.policy(account, made[policy]) for policy in policies}
        names = expected.policy_names(spec, name, stack=stack, region=REGION)
        said["names"] |= {policy: names[policy] for policy in policies if policy in names}
        told["names"] |= {policy: made[policy].rpartition("/")[2] for policy in policies if policy in names}
        said["outputs"] |= expected.outputs(spec, name, made=made, arn=arn)
    # Nothing but tables, their policies and their alarms, which go by their names.
    ours = [*said["tables"], *said["policies"]]
    told |= {"alarms": described.alarms(account), "outputs": outputs, "resources": sorted(made.values())}
    said["resources"] = sorted([*(made[each] for each in ours), *said["alarms"]])
    return told, said


def differences(told: object, said: object, *path: object) -> Iterator[str]:
    """Where two nested mappings differ, a line each."""
    if isinstance(told, dict) and isinstance(said, dict):
        for key in sorted(told.keys() | said.keys()):
            yield from differences(told.get(key, "nothing"), said.get(key, "nothing"), *path, key)
    elif isinstance(told, set) and isinstance(said, set):
        yield from differences(dict.fromkeys(told - said, "is there"), dict.fromkeys(said - told, "must be"), *path)
    elif told != said:
        yield f"{' > '.join(map(str, path))}: {told}, and the spec says {said}"


def deploy(account: Account, template: Path, spec: dict[str, Any]) -> None:
    """Deploy a template, through a bucket where it is too long for the request."""
    path = ROOT / "templates" / template
    bucket = ""
    if path.stat().st_size > INLINE_BYTES:
        bucket = f"templates-{account.number}"
        where = {"LocationConstraint": REGION}
        account.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    values = {name: VALUES[name] for name in spec.get("parameters", {})}
    capability = expected.capability(spec)
    assert account.deploy(path, stack=template.stem, bucket=bucket, capability=capability, **values) == ""
