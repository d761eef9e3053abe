"""An alarm that does not fit the catalogue of metrics cannot be built, in whatever way it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from generator.aws import metrics
from generator.resources.alarm import Named, alarm
from generator.resources.series import Calculation, Insights, Series, Watched
from generator.spec.model.settings import Setting

TABLE = (("TableName", "${Orders}"),)
INDEX = (*TABLE, ("GlobalSecondaryIndexName", "by-status"))
GET_ITEM = (*TABLE, ("Operation", "GetItem"))
CONSUMED = Series(metrics.CONSUMED["read"], TABLE, "Sum", 60, "PROVISIONED")
ERRORS = Series(metrics.SYSTEM_ERRORS, GET_ITEM, "Sum", 60, "PROVISIONED")
SETTING = Setting(0, "Sum", 60, 10, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: Series(metrics.THROTTLES["read"], (), "Sum", 60), id="no dimension"),
        pytest.param(lambda: Series(metrics.SYSTEM_ERRORS, TABLE, "Sum", 60), id="without Operation"),
        pytest.param(lambda: Series(metrics.LATENCY, TABLE, "p99", 60), id="latency without Operation"),
        pytest.param(lambda: Series(metrics.CONSUMED["read"], GET_ITEM, "Sum", 60), id="a dimension too many"),
        pytest.param(lambda: Series(metrics.USER_ERRORS, TABLE, "Sum", 60), id="an account's metric of a table"),
        pytest.param(
            lambda: Series(metrics.TRANSACTION_CONFLICTS, INDEX, "Sum", 60), id="a table's metric of an index"
        ),
        pytest.param(lambda: Series(metrics.KINESIS_RECORD_AGE, TABLE, "Maximum", 300), id="an unknown dimension"),
        pytest.param(lambda: Series(metrics.CONSUMED["read"], TABLE, "Average", 60), id="units a request"),
        pytest.param(lambda: Series(metrics.PROVISIONED["read"], TABLE, "Sum", 300), id="Provisioned has no Sum"),
        pytest.param(lambda: Series(metrics.THROTTLES["write"], TABLE, "p99", 60), id="a percentile of a count"),
        pytest.param(lambda: Series(metrics.LATENCY, GET_ITEM, "p100.5", 60), id="no percentile"),
        pytest.param(lambda: Series(metrics.PROVISIONED["read"], TABLE, "Average", 60), id="gaps of four minutes"),
        pytest.param(lambda: Series(metrics.CONSUMED["read"], TABLE, "Sum", 30), id="below the publishing period"),
        pytest.param(lambda: Series(metrics.CONSUMED["read"], TABLE, "Sum", 90), id="no multiple of it"),
        pytest.param(
            lambda: Series(metrics.PROVISIONED["read"], TABLE, "Average", 300, "PAY_PER_REQUEST"), id="on-demand"
        ),
        pytest.param(
            lambda: Series(metrics.ON_DEMAND_MAXIMUM["read"], TABLE, "Average", 300, "PROVISIONED"), id="provisioned"
        ),
        pytest.param(lambda: Calculation("x", "FILL(m, 0)", "", {"m": CONSUMED}), id="FILL"),
        pytest.param(lambda: Calculation("x", "consumed / 60", "", {"used": CONSUMED}), id="another metric's name"),
        pytest.param(lambda: Calculation("x", "a / 60", "", {"a": CONSUMED, "b": CONSUMED}), id="a metric too many"),
        pytest.param(
            lambda: Calculation("x", "SUM(METRICS())", "", {f"m{n}": ERRORS for n in range(11)}), id="11 metrics"
        ),
        pytest.param(
            lambda: Calculation("x", "a + b", "", {"a": CONSUMED, "b": replace(CONSUMED, period=120)}), id="periods"
        ),
        pytest.param(lambda: Insights("x", metrics.USER_ERRORS, "${Orders}", "Sum", 60), id="a query of no table"),
        pytest.param(lambda: Insights("x", metrics.KINESIS_RECORD_AGE, "${Orders}", "Sum", 300), id="a sum of ages"),
        pytest.param(lambda: Insights("x", metrics.KINESIS_RECORD_AGE, "${Orders}", "Maximum", 60), id="query period"),
    ],
)
def test_what_has_no_data_cannot_be_watched(wrong: Callable[[], Watched]) -> None:
    with pytest.raises(ValueError, match=r"."):
        wrong()


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(replace(SETTING, datapoints_to_alarm=11), id="more datapoints than periods"),
        pytest.param(replace(SETTING, datapoints_to_alarm=0), id="no datapoints"),
        pytest.param(replace(SETTING, evaluation_periods=1441), id="more than a day"),
        pytest.param(replace(SETTING, period=3600, evaluation_periods=169), id="more than a week"),
    ],
)
def test_a_setting_that_can_never_be_met(setting: Setting) -> None:
    with pytest.raises(ValueError, match=r"datapoints|periods"):
        alarm(Named("OrdersAlarm", "orders", "Orders"), watched=CONSUMED, setting=setting, tags=None)


def test_a_query_looks_back_three_hours() -> None:
    named = Named("OrdersAlarm", "orders", "Orders")
    query = Insights("age", metrics.KINESIS_RECORD_AGE, "${Orders}", "Maximum", 300)
    setting = replace(SETTING, period=300, statistic="Maximum", evaluation_periods=36)
    assert alarm(named, watched=query, setting=setting, tags=None).title == "OrdersAlarm"
    with pytest.raises(ValueError, match="37 periods"):
        alarm(named, watched=query, setting=replace(setting, evaluation_periods=37), tags=None)


def test_all_that_is_right_can_be_watched() -> None:
    assert Series(metrics.LATENCY, GET_ITEM, "p99.9", 60, "PAY_PER_REQUEST").statistic == "p99.9"
    assert Series(metrics.THROTTLES["read"], INDEX, "Sum", 120).period == 120
    assert Calculation("x", "100 * a / PERIOD(a)", "", {"a": CONSUMED}).series == {"a": CONSUMED}
    assert alarm(
        Named("OrdersAlarm", "orders", "Orders"),
        watched=CONSUMED,
        setting=replace(SETTING, period=3600, evaluation_periods=168),
        tags=None,
    ).title == ("OrdersAlarm")
