"""Alarms that tables have unless they say otherwise go off exactly when their rule says."""

from __future__ import annotations

import pytest

from tests.deploy.conftest import TEMPLATES, Account
from tests.deploy.minutes import Clock, Deployed, Minutes, queue_of, told

READS = "ConsumedReadCapacityUnits"
WRITES = "ConsumedWriteCapacityUnits"


def test_capacity_goes_off_above_80_percent_for_five_minutes_and_back(deployed: Deployed) -> None:
    orders = deployed("orders")
    assert orders.on() == set()

    # 20 units a second are 1200 a minute, and 960 are 80 % of them.
    orders.feed(WRITES, 960, 960, 960, 960, 960, TableName="orders")
    assert orders.on() == set()

    orders.wait(10)
    orders.feed(WRITES, 961, 961, 961, 961, TableName="orders")
    assert orders.on() == set()

    orders.wait(1)
    orders.feed(WRITES, 961, TableName="orders")
    assert orders.on() == {"Orders/write-capacity"}

    orders.wait(1)
    orders.feed(WRITES, 960, TableName="orders")
    assert orders.on() == set()


def test_capacity_goes_back_when_nothing_is_consumed(deployed: Deployed) -> None:
    orders = deployed("orders")
    # 50 units a second are 3000 a minute, and 2400 are 80 % of them.
    orders.feed(READS, 2401, 2401, 2401, 2401, 2401, TableName="orders")
    assert orders.on() == {"Orders/read-capacity"}

    orders.wait(5)
    assert orders.on() == set()


def test_each_index_has_a_capacity_alarm_of_its_own(deployed: Deployed) -> None:
    orders = deployed("orders")
    # 10 units a second of by-status: 480 a minute are 80 %. The table's 20, and by-warehouse's, allow twice that.
    for_index = {"TableName": "orders", "GlobalSecondaryIndexName": "by-status"}
    orders.feed(WRITES, 481, 481, 481, 481, 481, **for_index)
    assert orders.on() == {"Orders/by-status/write-capacity"}

    orders.feed(WRITES, 961, 961, 961, 961, 961, TableName="orders")
    assert orders.on() == {"Orders/by-status/write-capacity", "Orders/write-capacity"}


def test_an_on_demand_maximum_is_a_limit(deployed: Deployed) -> None:
    links = deployed("links")
    # 40000 units a second: 1,920,000 a minute are 80 %; of the index's 1000, 48,000.
    links.feed(READS, *[1_920_000] * 5, TableName="short-links")
    links.feed(READS, *[48_000] * 5, TableName="short-links", GlobalSecondaryIndexName="by-owner")
    assert links.on() == set()

    links.wait(5)
    links.feed(READS, *[1_920_001] * 5, TableName="short-links")
    assert links.on() == {"Links/read-capacity"}
    links.feed(READS, *[48_001] * 5, TableName="short-links", GlobalSecondaryIndexName="by-owner")
    assert links.on() == {"Links/read-capacity", "Links/by-owner/read-capacity"}


def test_an_autoscaled_capacity_is_measured_against_its_highest_maximum(deployed: Deployed) -> None:
    bookings = deployed("bookings")
    # The table begins with 40 reads a second, 2,400 a minute. All of them are normal life: it grows to 2,000 in the
    # sale, 120,000 a minute, of which 96,000 are 80 %. The index's 100 come to 6,000, and 4,800.
    bookings.feed(READS, *[2_400] * 5, TableName="bookings")
    assert bookings.on() == set()
    bookings.wait(5)
    bookings.feed(READS, *[96_000] * 5, TableName="bookings")
    by_arrival = {"TableName": "bookings", "GlobalSecondaryIndexName": "by-arrival"}
    bookings.feed(READS, *[4_800] * 5, **by_arrival)
    assert bookings.on() == set()

    bookings.wait(5)
    bookings.feed(READS, *[96_001] * 5, TableName="bookings")
    bookings.feed(READS, *[4_801] * 5, **by_arrival)
    assert bookings.on() == {"Bookings/read-capacity", "Bookings/by-arrival/read-capacity"}


def test_a_fixed_capacity_beside_an_autoscaled_one_is_measured_against_itself(deployed: Deployed) -> None:
    bookings = deployed("bookings")
    # 50 writes a second of by-arrival, which is autoscaled in its reads: 2,400 a minute are 80 %.
    by_arrival = {"TableName": "bookings", "GlobalSecondaryIndexName": "by-arrival"}
    bookings.feed(WRITES, *[2_400] * 5, **by_arrival)
    assert bookings.on() == set()
    bookings.wait(5)
    bookings.feed(WRITES, *[2_401] * 5, **by_arrival)
    assert bookings.on() == {"Bookings/by-arrival/write-capacity"}


def test_throttles_go_off_in_five_of_ten_minutes(deployed: Deployed) -> None:
    orders = deployed("orders")
    orders.feed("ReadThrottleEvents", 1, None, 1, None, 1, None, 1, None, None, TableName="orders")
    assert orders.on() == set()

    orders.wait(1)
    orders.feed("ReadThrottleEvents", 1, TableName="orders")
    assert orders.on() == {"Orders/read-throttles"}

    orders.wait(5)
    assert orders.on() == set()


def test_each_index_has_a_throttle_alarm_of_its_own(deployed: Deployed) -> None:
    orders = deployed("orders")
    for_index = {"TableName": "orders", "GlobalSecondaryIndexName": "by-warehouse"}
    orders.feed("WriteThrottleEvents", 1, 1, 1, 1, 1, **for_index)
    assert orders.on() == {"Orders/by-warehouse/write-throttles"}


def test_system_errors_of_all_operations_are_counted_together(deployed: Deployed) -> None:
    orders = deployed("orders")
    minutes = {"GetItem": (1, *[None] * 13), "Query": (*[None] * 4, 2, *[None] * 9), "PutItem": (*[None] * 12, 1, 1)}
    for operation, values in minutes.items():
        orders.feed("SystemErrors", *values, TableName="orders", Operation=operation)
    assert orders.on() == set()

    orders.wait(1)
    orders.feed("SystemErrors", 1, TableName="orders", Operation="TransactWriteItems")
    assert orders.on() == {"Orders/system-errors"}

    orders.wait(5)
    assert orders.on() == set()


def test_an_alarm_tells_its_topic_when_it_goes_off_and_back(account: Account, clock: Clock) -> None:
    sqs = account.client("sqs")
    topic = account.client("sns").create_topic(Name="on-call")["TopicArn"]
    queue = queue_of(account.client("sns"), sqs, topic=topic)
    assert account.deploy(TEMPLATES / "orders.yaml", stack="orders", AlarmTopicArn=topic) == ""
    orders = Minutes(account.client("cloudwatch"), "orders", clock)
    # The topic is one of ok_actions too: a new alarm is OK.
    assert {state for _, state in told(sqs, queue)} == {"OK"}

    orders.feed("WriteThrottleEvents", 1, 1, 1, 1, 1, TableName="orders")
    assert told(sqs, queue) == [("orders/Orders/write-throttles", "ALARM")]

    orders.wait(12)
    assert orders.on() == set()
    assert told(sqs, queue) == [("orders/Orders/write-throttles", "OK")]


def test_an_alarm_without_a_dimension_of_its_metric_never_goes_off(deployed: Deployed) -> None:
    orders = deployed("orders")
    orders.cloudwatch.put_metric_alarm(
        AlarmName="orders/as-often-published",
        Namespace="AWS/DynamoDB",
        MetricName="SystemErrors",
        Dimensions=[{"Name": "TableName", "Value": "orders"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    orders.feed("SystemErrors", 9, 9, 9, 9, 9, TableName="orders", Operation="GetItem")
    assert orders.on() == {"Orders/system-errors"}


@pytest.mark.parametrize("period", [60, 300])
def test_exactly_80_percent_is_not_more_than_80(period: int) -> None:
    """For every limit up to the default quota of a table, in the doubles that CloudWatch computes with."""
    for limit in range(1, 40_001):
        consumed = float(limit * period * 4 // 5)
        assert 100.0 * consumed / (float(period) * limit) == 80.0, limit
        # The least that is more: an eventually consistent read is half a unit.
        assert 100.0 * (consumed + 0.5) / (float(period) * limit) > 80.0, limit
