"""What AWS, time and other people do to the stacks of the examples that `dynaspec explain` has of live stacks."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from generator.cli.main import run
from tests.deploy.conftest import Account, BeforeCall
from tests.deploy.minutes import Minutes

__all__ = ["BEFORE", "BETWEEN", "NOW", "SPEC", "Scene"]

# Half past ten of a morning, where periods of five minutes end.
NOW: Final = 1_772_620_200
SPEC: Final = """\
version: 1
tables:
  Orders:
    table_name: orders
    partition_key: customer_id
    on_demand_throughput: {max_read: 100}
    alarms: {alarm_actions: []}
"""
INDEX: Final = "    global_secondary_indexes: {by-status: {partition_key: status}}\n"
TABLE: Final = {"TableName": "orders"}


@dataclass(frozen=True, slots=True)
class Scene:
    """A project in the working directory, an account, and what can be done to both; `refusals` are the codes that AWS
    answers to requests with, by their names.
    """

    account: Account
    minutes: Minutes
    monkeypatch: pytest.MonkeyPatch
    before_call: BeforeCall
    refusals: dict[str, str] = field(default_factory=dict)

    def deploy(self, stack: str = "orders", body: str = "") -> None:
        """Deploys the template of the project, or another, as a new stack."""
        client = self.account.client("cloudformation")
        text = body or Path("templates/orders.yaml").read_text()
        client.create_stack(StackName=stack, TemplateBody=text, Capabilities=["CAPABILITY_IAM"])
        while client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"].endswith("_IN_PROGRESS"):
            time.sleep(0.02)

    def bring(self, *, stack: str = "", index: str = "") -> None:
        """Brings the stack or the index into a state."""
        # Not before the local AWS is up: ministack reads its environment when it is imported.
        from tests.standin.states import index_is, stack_is

        if stack:
            stack_is(stack, account=self.account.number)
        if index:
            index_is(index, account=self.account.number)

    def refuse(self) -> None:
        """Has AWS answer some requests with an error."""

        def refused(model: Any, **_: Any) -> tuple[Any, dict[str, Any]] | None:
            code = self.refusals.get(model.name)
            return (SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "No."}}) if code else None

        self.before_call(refused)


SetUp = Callable[[Scene], None]


def deployed(scene: Scene) -> None:
    """The stack `orders` is deployed, and somebody reads a little."""
    scene.deploy()
    scene.minutes.put("ConsumedReadCapacityUnits", TABLE, ago=600, Value=1200)


def unused(scene: Scene) -> None:
    """Nobody has used the table for four hours."""
    scene.deploy()
    scene.minutes.put("ConsumedReadCapacityUnits", TABLE, ago=4 * 3600, Value=1200)


def under_another_name(scene: Scene) -> None:
    """The template is deployed as a stack that is not called as its file is."""
    scene.deploy("shop")
    scene.minutes.put("ConsumedReadCapacityUnits", TABLE, ago=600, Value=1200)


def without_tables(scene: Scene) -> None:
    """There is a stack of other things too."""
    deployed(scene)
    scene.deploy("pictures", json.dumps({"Resources": {"Pictures": {"Type": "AWS::S3::Bucket"}}}))


def not_installed(scene: Scene) -> None:
    """The project's environment has no boto3."""
    deployed(scene)
    scene.monkeypatch.setitem(sys.modules, "boto3", None)


def with_profile(scene: Scene) -> None:
    """The credentials are those of the profile `shop`."""
    deployed(scene)
    keys = f"aws_access_key_id = {scene.account.number}\naws_secret_access_key = local\n"
    write_credentials(scene, f"[shop]\n{keys}")


def rolled_back(scene: Scene) -> None:
    """The table that the first deploy was to make was there already."""
    key = {"AttributeName": "customer_id", "KeyType": "HASH"}
    kind = {"AttributeName": "customer_id", "AttributeType": "S"}
    client = scene.account.client("dynamodb")
    client.create_table(**TABLE, KeySchema=[key], AttributeDefinitions=[kind], BillingMode="PAY_PER_REQUEST")
    scene.deploy()


def with_little_permission(scene: Scene) -> None:
    """The user `on-call` may look at stacks and tables, and at nothing else."""
    deployed(scene)
    iam = scene.account.client("iam")
    iam.create_user(UserName="on-call")
    looks = ["cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "dynamodb:*"]
    looks += ["application-autoscaling:*", "cloudwatch:DescribeAlarms"]
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": looks, "Resource": "*"}]}
    iam.put_user_policy(UserName="on-call", PolicyName="look", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName="on-call")["AccessKey"]
    keys = f"aws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n"
    write_credentials(scene, f"[on-call]\n{keys}")


def with_role(scene: Scene) -> None:
    """There is a role that has none of the stack's policies."""
    deployed(scene)
    scene.account.client("iam").create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")


def with_reader(scene: Scene) -> None:
    """There is a role that has the policy of readers."""
    with_role(scene)
    (stack,) = scene.account.client("cloudformation").describe_stacks(StackName="orders")["Stacks"]
    (arn,) = [each["OutputValue"] for each in stack["Outputs"] if each["OutputKey"] == "OrdersPolicyReadArn"]
    scene.account.client("iam").attach_role_policy(RoleName="orders-api", PolicyArn=arn)


def throttled_requests(scene: Scene) -> None:
    """Something else in the account asks too often."""
    deployed(scene)
    scene.refusals["DescribeTimeToLive"] = "ThrottlingException"
    scene.refuse()


def asked_less(scene: Scene) -> None:
    """A minute later, it does not."""
    scene.refusals.clear()


def throttled(scene: Scene) -> None:
    """Requests come in bursts of seconds, for two minutes."""
    scene.deploy()
    scene.minutes.feed("ConsumedReadCapacityUnits", 1800, 1800, **TABLE)
    for metric in ("ReadThrottleEvents", "ReadMaxOnDemandThroughputThrottleEvents"):
        scene.minutes.feed(metric, 40, 40, **TABLE)


def watched(scene: Scene) -> None:
    """The table has been busy for fifteen minutes."""
    scene.deploy()
    # 90 a second of 100, and later of 120.
    scene.minutes.feed("ConsumedReadCapacityUnits", *15 * [5400], **TABLE)


def busy(scene: Scene) -> None:
    """The busiest minute came close to the on-demand maximum."""
    scene.deploy()
    # 96 a second, which are 80 % of 120.
    scene.minutes.put("ConsumedReadCapacityUnits", TABLE, ago=600, Value=5760)


def later(scene: Scene) -> None:
    """Four hours go by, and a little is read at the end of them."""
    scene.minutes.wait(240)
    scene.minutes.put("ConsumedReadCapacityUnits", TABLE, ago=600, Value=1200)


def with_new_index(scene: Scene) -> None:
    """A deploy added an index, which is still being filled."""
    spec = Path("specs/orders.yaml")
    spec.write_text(spec.read_text() + INDEX)
    assert run(["-q", "render"]) == 0
    deployed(scene)
    scene.bring(index="CREATING")


def filled(scene: Scene) -> None:
    """The index is made."""
    scene.bring(index="ACTIVE")


def failed(scene: Scene) -> None:
    """An update failed, and so did its rollback."""
    deployed(scene)
    scene.bring(stack="UPDATE_ROLLBACK_FAILED")


def write_credentials(scene: Scene, text: str) -> None:
    """Writes the file of the AWS command line's credentials."""
    file = Path("credentials").absolute()
    file.write_text(text)
    scene.monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))


# What is so before the first session, of the codes that need more than a deployed stack.
BEFORE: Final[dict[str, SetUp]] = {
    "DS686": not_installed,
    "DS687": with_profile,
    "DS689": rolled_back,
    "DS702": with_little_permission,
    "DS703": with_reader,
    "DS704": throttled_requests,
    "DS705": unused,
    "DS706": under_another_name,
    "DS707": without_tables,
    "DS710": watched,
    "DS711": busy,
    "DS712": throttled,
    "DS713": with_new_index,
    "DS716": with_role,
    "DS717": failed,
}
# What happens between the two sessions.
BETWEEN: Final[dict[str, SetUp]] = {"DS704": asked_less, "DS712": later, "DS713": filled}
