"""Has ministack keep and tell what DynamoDB does: warm throughput, replicas, days of recovery, mode of insights."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from ministack.core.responses import AccountRegionScopedDict, json_response
from ministack.services import dynamodb

Request = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Operation = Callable[[Request], Answer]

# By table, by table and index, and by the table of each Region.
RECOVERY_DAYS: Final = AccountRegionScopedDict()
INSIGHTS_MODES: Final = AccountRegionScopedDict()
REPLICAS: Final = AccountRegionScopedDict()
DEFAULT_RECOVERY_DAYS: Final = 35
DEFAULT_INSIGHTS_MODE: Final = "ACCESSED_AND_THROTTLED_KEYS"


def creating(create: Operation) -> Operation:
    """CreateTable, with warm throughput."""

    def create_table(request: Request) -> Answer:
        answer = create(request)
        return warmed(request) if answer[0] == 200 else answer

    return create_table


def updating(update: Operation) -> Operation:
    """UpdateTable, with warm throughput, and with the on-demand maximum and warm throughput of indexes."""

    def update_table(request: Request) -> Answer:
        answer = update(request)
        if answer[0] != 200:
            return answer
        indexes = dynamodb._tables[request["TableName"]]["GlobalSecondaryIndexes"]
        by_name = {index["IndexName"]: index for index in indexes}
        for change in request.get("GlobalSecondaryIndexUpdates", []):
            if "Update" in change:
                by_name[change["Update"]["IndexName"]].update(change["Update"])
        return warmed(request)

    return update_table


def warmed(request: Request) -> Answer:
    """The description of a table that has the warm throughput that was asked for."""
    table = dynamodb._tables[request["TableName"]]
    if "WarmThroughput" in request:
        table["WarmThroughput"] = {**request["WarmThroughput"], "Status": "ACTIVE"}
    answer: Answer = json_response({"TableDescription": dynamodb._table_description(table["TableName"])})
    return answer


def telling_replicas(describe: Operation) -> Operation:
    """DescribeTable, with the replicas that a global table has beside this one."""

    def describe_table(request: Request) -> Answer:
        status, headers, body = describe(request)
        answer = json.loads(body)
        if regions := REPLICAS.get(request["TableName"]):
            answer["Table"]["Replicas"] = [{"RegionName": region, "ReplicaStatus": "ACTIVE"} for region in regions]
        return status, headers, json.dumps(answer).encode()

    return describe_table


def keeping_days(update: Operation) -> Operation:
    """UpdateContinuousBackups, which keeps the days that it is given."""

    def update_continuous_backups(request: Request) -> Answer:
        specification = request["PointInTimeRecoverySpecification"]
        RECOVERY_DAYS[request["TableName"]] = specification.get("RecoveryPeriodInDays", DEFAULT_RECOVERY_DAYS)
        return update(request)

    return update_continuous_backups


def telling_days(describe: Operation) -> Operation:
    """DescribeContinuousBackups, which tells them."""

    def describe_continuous_backups(request: Request) -> Answer:
        status, headers, body = describe(request)
        answer = json.loads(body)
        recovery = answer.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
        if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
            recovery["RecoveryPeriodInDays"] = RECOVERY_DAYS[request["TableName"]]
        return status, headers, json.dumps(answer).encode()

    return describe_continuous_backups


def keeping_mode(update: Operation) -> Operation:
    """UpdateContributorInsights, which keeps the mode that it is given."""

    def update_contributor_insights(request: Request) -> Answer:
        mode = request.get("ContributorInsightsMode", DEFAULT_INSIGHTS_MODE)
        INSIGHTS_MODES[request["TableName"], request.get("IndexName")] = mode
        return update(request)

    return update_contributor_insights


def telling_mode(describe: Operation) -> Operation:
    """DescribeContributorInsights, which tells it."""

    def describe_contributor_insights(request: Request) -> Answer:
        status, headers, body = describe(request)
        answer = json.loads(body)
        if answer.get("ContributorInsightsStatus") == "ENABLED":
            answer["ContributorInsightsMode"] = INSIGHTS_MODES[request["TableName"], request.get("IndexName")]
        return status, headers, json.dumps(answer).encode()

    return describe_contributor_insights
