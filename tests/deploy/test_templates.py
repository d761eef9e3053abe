"""Every template in templates/, deployed by the AWS command line, is the stack that its spec says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import (
    described,
    described_resources,
    described_scaling,
    described_stack,
    expected,
    expected_policies,
    expected_resources,
    expected_stack,
)
from tests.deploy.conftest import VALUES, Account
from tests.deploy.expected import Body
from tests.deploy.expected_stack import Place
from tests.standin.server import REGION

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.yaml"))
# What `aws cloudformation deploy` takes without a bucket.
INLINE_BYTES = 51_200


@pytest.fixture(params=TEMPLATES, ids=str)
def template(request: pytest.FixtureRequest) -> Path:
    """The path of a template under templates/: as that of its spec, or the same in an environment's folder."""
    return Path(request.param)


def test_a_deployed_template_is_what_its_spec_says(template: Path, account: Account) -> None:
    own = ROOT / "specs" / template
    environment = "" if own.exists() else template.parts[0]
    path = own if own.exists() else ROOT / "specs" / Path(*template.parts[1:])
    spec = expected.read(path, environment=environment, parameters=VALUES)

    deploy(account, template, spec)

    made, outputs = described.stack(account, template.stem)
    place = Place(stack=template.stem, region=REGION, account=account.number, made=made)
    spec["tables"] = expected_resources.in_tables(spec, place)
    said = {**expected_stack.stack(spec, place), "written": expected_resources.resources(spec, place)}
    told = {
        "tables": {name: described.table(account, made[name]) for name in said["tables"]},
        "policies": {policy: described_stack.policy(account, made[policy]) for policy in said["policies"]},
        "names": {policy: made[policy].rpartition("/")[2] for policy in said["names"]},
        "alarms": described.alarms(account),
        "scaling": described_scaling.scaling(account),
        "topic": described_stack.topic(account, place.topic) if place.topic else None,
        "dashboards": described_stack.dashboards(account),
        "outputs": outputs,
        "written": {
            name: described_resources.resource(account, body["Type"], made[name])
            for name, body in spec.get("resources", {}).items()
        },
        "exports": described_stack.exports(account),
        "parameters": described_stack.parameters(account),
        "resources": sorted(made.values()),
    }
    found = "\n".join(differences(told, said))
    assert not found, f"specs/{template} says otherwise:\n{found}"


def differences(told: object, said: object, *path: object) -> Iterator[str]:
    """Where two nested mappings differ, a line each."""
    if isinstance(told, dict) and isinstance(said, dict):
        for key in sorted(told.keys() | said.keys()):
            yield from differences(told.get(key, "nothing"), said.get(key, "nothing"), *path, key)
    elif isinstance(told, set) and isinstance(said, set):
        yield from differences(dict.fromkeys(told - said, "is there"), dict.fromkeys(said - told, "must be"), *path)
    elif told != said:
        yield f"{' > '.join(map(str, path))}: {told}, and the spec says {said}"


def deploy(account: Account, template: Path, spec: Body) -> None:
    """Deploy a template, through a bucket where it is too long for the request."""
    path = ROOT / "templates" / template
    bucket = ""
    if path.stat().st_size > INLINE_BYTES:
        bucket = f"templates-{account.number}"
        where = {"LocationConstraint": REGION}
        account.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    for body in spec["tables"].values():
        if "import_source" in body:
            upload(account, body["import_source"])
    values = {name: VALUES[name] for name in spec.get("parameters", {})}
    capability = expected_policies.capability(spec)
    assert account.deploy(path, stack=template.stem, bucket=bucket, capability=capability, **values) == ""


def upload(account: Account, source: Body) -> None:
    """Put a file into a bucket that a table is imported from, with one item of as many columns as there are."""
    where = {"LocationConstraint": REGION}
    account.client("s3").create_bucket(Bucket=source["bucket"], CreateBucketConfiguration=where)
    line = source["csv"]["delimiter"].join(source["csv"]["headers"])
    account.client("s3").put_object(Bucket=source["bucket"], Key=f"{source['key_prefix']}/1.csv", Body=line.encode())
