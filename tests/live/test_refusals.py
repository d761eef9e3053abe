"""What AWS refuses to the problems that say what to do, without asking it."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.diagnosis.facts import Target
from generator.errors import Problem, UsageError
from generator.live.metrics import throttles
from generator.live.principals import named, principal
from generator.live.reading import watched
from generator.live.session import Session, asked
from generator.live.stacks import refused

LOG_IN = "the credentials are expired or wrong: log in again, and see aws sts get-caller-identity"


def session(client: Any = None) -> Session:
    """A session that has one client for everything."""
    return Session(lambda _: client, "eu-west-1")


@pytest.mark.parametrize(
    ("alarm", "table"),
    [("orders/Orders/write-throttles", ["Orders"]), ("s/Orders/by-status/a", ["Orders"]), ("orders/user-errors", [])],
)
def test_an_alarm_is_on_the_table_of_its_name(alarm: str, table: list[str]) -> None:
    assert watched(alarm) == table


@pytest.mark.parametrize("index", ["", "by-status"])
def test_throttles_are_asked_for_in_total_and_by_the_causes_of_both_billing_modes(index: str) -> None:
    assert {metric.name for metric in throttles(Target(index, "write"))} == {
        "WriteThrottleEvents",
        "WriteProvisionedThroughputThrottleEvents",
        "WriteMaxOnDemandThroughputThrottleEvents",
        "WriteKeyRangeThroughputThrottleEvents",
        # Of the account's limit on writes indexes have no series.
        *(() if index else ("WriteAccountLimitThrottleEvents",)),
    }


def refusal(code: str, message: str) -> ClientError:
    """What botocore raises for an answer."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "ListStackResources")


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (
            "AccessDenied",
            "No.",
            Problem(
                "DS687",
                "AWS refused: AccessDenied: No",
                "it needs cloudformation:ListStackResources; dynaspec diagnose --policy prints all that diagnose needs",
            ),
        ),
        (
            "ValidationError",
            "Stack with id orders does not exist",
            Problem(
                "DS688",
                "there is no stack 'orders' in eu-west-1",
                "see aws cloudformation list-stacks in the same account, or name another Region",
            ),
        ),
        ("ExpiredToken", "Expired.", Problem("DS687", "AWS refused: ExpiredToken: Expired", LOG_IN)),
        ("InvalidClientTokenId", "Bad.", Problem("DS687", "AWS refused: InvalidClientTokenId: Bad", LOG_IN)),
    ],
)
def test_a_refusal_says_what_to_do(code: str, message: str, expected: Problem) -> None:
    with (
        pytest.raises(UsageError) as raised,
        asked(partial(refused, session(), "orders", "ListStackResources")),
    ):
        raise refusal(code, message)
    assert list(raised.value.problems) == [expected]


def test_a_part_that_expired_credentials_refuse_is_no_matter_of_permissions() -> None:
    def expired() -> None:
        raise refusal("ExpiredTokenException", "Expired.")

    asking = session()
    assert asking.tried("alarms", expired) is None
    assert asking.failed == [Problem("DS702", "alarms cannot be read: ExpiredTokenException: Expired", LOG_IN)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("orders-api", "orders-api"),
        ("arn:aws:iam::111122223333:role/shop/orders-api", "orders-api"),
        ("arn:aws:sts::111122223333:assumed-role/orders-api/i-0123456789abcdef0", "orders-api"),
        ("arn:aws-cn:iam::111122223333:user/ann", "ann"),
        ("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root"),
    ],
)
def test_a_role_by_its_arn(written: str, name: str) -> None:
    assert named(written) == name


@pytest.mark.parametrize("written", ["nobody", "arn:aws:iam::444455556666:role/orders-api"])
def test_a_role_that_is_not_in_the_account_costs_only_its_part(written: str) -> None:
    class NoSuchEntityException(Exception):
        pass

    def get_role(**wanted: str) -> Any:
        if wanted != {"RoleName": "orders-api"}:
            raise NoSuchEntityException
        return {"Role": {"Arn": "arn:aws:iam::111122223333:role/orders-api"}}

    asking = session(
        SimpleNamespace(exceptions=SimpleNamespace(NoSuchEntityException=NoSuchEntityException), get_role=get_role)
    )
    assert principal(asking, "role", written, []) is None
    hint = "see aws iam list-roles; the rest is told without it"
    assert asking.failed == [Problem("DS703", f"there is no role '{written}' in this account", hint)]
