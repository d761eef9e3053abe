"""A local AWS for each worker, an account in it for each test, and the AWS command line."""

from __future__ import annotations

import copy
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest

from generator.cli.main import run
from tests.deploy.minutes import Clock, Deployed, Minutes
from tests.standin import server

TEMPLATES = Path(__file__).parents[2] / "templates"
ACCOUNTS = itertools.count(100_000_000_001)
# What the templates are deployed with.
VALUES = {
    "AlarmTopicArn": "arn:aws:sns:eu-west-1:444455556666:alarms",
    "AuditTenant": "audited",
    "ChangesStreamArn": "arn:aws:kinesis:eu-west-1:444455556666:stream/changes",
    "EventsStreamArn": "arn:aws:kinesis:eu-west-1:444455556666:stream/events",
    "InvoicesKeyArn": "arn:aws:kms:eu-west-1:444455556666:key/9876fedc-98fe-76dc-54ba-0987654321fe",
    "OnCallAddress": "on-call@example.com",
    "OrganizationId": "o-a1b2c3d4e5",
    "PagerTopicArn": "arn:aws:sns:eu-west-1:444455556666:pager",
    "PaymentsKeyArn": "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "SourceBucket": "airports-of-the-world",
    "Stage": "production",
    "SupportAccountId": "444455556666",
    "UsPlayersKeyArn": "arn:aws:kms:us-west-2:444455556666:key/1111abcd-12ab-34cd-56ef-1234567890ab",
}
AWS = Path(sys.executable).parent / "aws"
# Takes what is to be told of each request.
BeforeCall = Callable[[Callable[..., Any]], None]


class Account:
    """An account of the local AWS, empty at first."""

    def __init__(self, endpoint: str, number: str) -> None:
        self.number = number
        self.deployed = 0
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
            **server.environment(endpoint, account=number),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "PATH": os.pathsep.join((str(AWS.parent), os.environ["PATH"])),
        }
        self.session = botocore.session.Session()
        self.session.set_config_variable("config_file", os.devnull)

    def client(self, service: str) -> Any:
        """A client of a service."""
        return self.session.create_client(
            service,
            region_name=self.environment["AWS_DEFAULT_REGION"],
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=self.number,
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def in_region(self, region: str) -> Account:
        """The same account in another Region."""
        other = copy.copy(self)
        other.environment = {**self.environment, "AWS_DEFAULT_REGION": region}
        return other

    def aws(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the AWS command line."""
        return subprocess.run(
            [AWS, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def deploy(
        self, template: Path, *, stack: str, bucket: str = "", capability: str = "CAPABILITY_IAM", **parameters: str
    ) -> str:
        """Deploy a template, through a bucket if one is named; the reasons of what failed, or nothing."""
        # `deploy` names its change set after the second, and two of one name collide.
        while int(time.time()) == self.deployed:
            time.sleep(0.05)
        overrides = [f"{name}={value}" for name, value in parameters.items()]
        ended = self.aws(
            *("cloudformation", "deploy", "--template-file", str(template), "--stack-name", stack),
            *("--no-fail-on-empty-changeset", "--capabilities", capability),
            *(("--s3-bucket", bucket) if bucket else ()),
            *(("--parameter-overrides", *overrides) if overrides else ()),
        )
        self.deployed = int(time.time())
        return ended.stderr + self.reasons(stack) if ended.returncode else ""

    def follow(self, plan: str, *arguments: str, **more: str) -> tuple[int, str, str]:
        """Run the script of a plan, which does not wait long; how it ends, and what it says and complains about."""
        environment = {**self.environment, "DYNASPEC_PAUSE_SECONDS": "1", "DYNASPEC_WAIT_SECONDS": "1", **more}
        command = ["sh", f"plan/{plan}/deploy.sh", *arguments]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        return ended.returncode, ended.stdout, ended.stderr

    def reasons(self, stack: str) -> str:
        """Why resources of a stack failed."""
        cloudformation = self.client("cloudformation")
        try:
            events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        except cloudformation.exceptions.ClientError:
            return ""
        failed = [each for each in events if each["ResourceStatus"].endswith("FAILED")]
        return "\n".join(f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason')}" for each in failed)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of this worker's local AWS."""
    with pytest.MonkeyPatch.context() as environment, server.serving() as address:
        environment.setenv("no_proxy", server.HOST)
        yield address


@pytest.fixture
def account(endpoint: str) -> Account:
    """An account that no other test has."""
    return Account(endpoint, str(next(ACCOUNTS)))


@pytest.fixture
def at_home(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the test in an empty folder, with the credentials of the account."""
    monkeypatch.chdir(tmp_path)
    for name, value in account.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)


@pytest.fixture
def begin(account: Account, at_home: None) -> Callable[..., None]:
    """Renders a spec in a project and deploys it."""

    def begun(spec: str, **parameters: str) -> None:
        Path("specs").mkdir()
        Path("specs/orders.yaml").write_text(spec)
        assert run(["render", "-q"]) == 0
        assert account.deploy(Path("templates/orders.yaml"), stack="orders", **parameters) == ""

    return begun


@pytest.fixture
def clock(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the second at which the local AWS evaluates alarms."""
    # Not before the local AWS is up: ministack reads its environment when it is imported.
    assert endpoint
    from tests.standin import alarms

    return lambda moment: monkeypatch.setattr(alarms, "now", lambda: moment)


@pytest.fixture
def before_call(monkeypatch: pytest.MonkeyPatch) -> BeforeCall:
    """Has botocore tell of each request, by its event `before-call`; what is answered then is the answer of AWS."""

    def registered(handler: Callable[..., Any]) -> None:
        make = boto3.Session

        def made(**wanted: str | None) -> boto3.Session:
            session = make(**wanted)
            session.events.register("before-call", handler)
            return session

        monkeypatch.setattr(boto3, "Session", made)

    return registered


@pytest.fixture
def deployed(account: Account, clock: Clock) -> Deployed:
    """Deploys a template."""

    def deploy(stack: str) -> Minutes:
        # Values of parameters that the template does not have are left alone by `deploy`.
        assert account.deploy(TEMPLATES / f"{stack}.yaml", stack=stack, **VALUES) == ""
        return Minutes(account.client("cloudwatch"), stack, clock)

    return deploy
