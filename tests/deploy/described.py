"""What the local AWS tells about a stack, in the shape that `expected` has."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.deploy import expected
from tests.deploy.conftest import Account

Body = dict[str, Any]


def stack(account: Account, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The physical IDs of a stack by logical ID, and its outputs."""
    cloudformation = account.client("cloudformation")
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    (told,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    outputs = {each["OutputKey"]: without_time(each["OutputValue"]) for each in told.get("Outputs", [])}
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}, outputs


def without_time(value: str) -> str:
    """A value in which, where it is the ARN of a stream, the time that it was made is left out."""
    return re.sub("(/stream/).*", r"\1...", value)


def table(account: Account, name: str) -> Body:
    """A table, from everything that DynamoDB describes of it."""
    dynamodb = account.client("dynamodb")
    told = dynamodb.describe_table(TableName=name)["Table"]
    indexes = {index["IndexName"]: index for index in told.get("GlobalSecondaryIndexes", [])}
    local = {index["IndexName"]: index for index in told.get("LocalSecondaryIndexes", [])}
    everywhere = {"": told, **indexes}
    types = {each["AttributeName"]: each["AttributeType"] for each in told["AttributeDefinitions"]}
    recovery = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    time_to_live = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    tags = dynamodb.list_tags_of_resource(ResourceArn=told["TableArn"])["Tags"]
    return {
        "keys": {index: keys(each, types) for index, each in (everywhere | local).items()},
        "projections": {index: projection(each["Projection"]) for index, each in (indexes | local).items()},
        "billing_mode": told["BillingModeSummary"]["BillingMode"],
        "capacity": {index: pair(each, "ProvisionedThroughput", "CapacityUnits") for index, each in everywhere.items()},
        "maximum": {index: pair(each, "OnDemandThroughput", "RequestUnits") for index, each in everywhere.items()},
        "warm": {index: pair(each, "WarmThroughput", "UnitsPerSecond") for index, each in everywhere.items()},
        "stream": told.get("StreamSpecification", {}).get("StreamViewType"),
        "kinesis": kinesis(dynamodb, name),
        "time_to_live": (time_to_live["AttributeName"], time_to_live["TimeToLiveStatus"] == "ENABLED")
        if "AttributeName" in time_to_live
        else None,
        "recovery_days": recovery["PointInTimeRecoveryDescription"].get("RecoveryPeriodInDays"),
        "encryption": encryption(told.get("SSEDescription")),
        "table_class": told.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
        "deletion_protection": told["DeletionProtectionEnabled"],
        "insights": {index: insights(dynamodb, name, index) for index in everywhere},
        "tags": own_tags(tags),
        "vectors": {index["IndexName"]: vectors(index, types) for index in told.get("VectorIndexes", [])},
        "policy": document(dynamodb, told["TableArn"]),
        "stream_policy": document(dynamodb, told["LatestStreamArn"]) if "LatestStreamArn" in told else None,
        "import": imported(dynamodb, told["TableArn"]),
    }


def keys(told: Body, types: dict[str, str]) -> list[tuple[str, str, str]]:
    """The key attributes in order, each with its role and type."""
    return [(each["AttributeName"], each["KeyType"], types[each["AttributeName"]]) for each in told["KeySchema"]]


def projection(told: Body) -> tuple[str, set[str]]:
    return told["ProjectionType"], set(told.get("NonKeyAttributes", []))


def pair(told: Body, kind: str, units: str) -> tuple[int, int] | None:
    """Reads and writes of one kind; a new on-demand table's own warm throughput is told as zeros."""
    values = told.get(kind, {})
    names = [next((key for key in values if verb in key and key.endswith(units)), "") for verb in ("Read", "Write")]
    read, write = (values.get(name, 0) for name in names)
    return (read, write) if (read, write) != (0, 0) or kind == "ProvisionedThroughput" else None


def kinesis(dynamodb: Any, name: str) -> list[tuple[str, str]]:
    """The Kinesis streams that take the changes, each with the precision of their times."""
    told = dynamodb.describe_kinesis_streaming_destination(TableName=name)["KinesisDataStreamDestinations"]
    active = [each for each in told if each["DestinationStatus"] == "ACTIVE"]
    return [(each["StreamArn"], each["ApproximateCreationDateTimePrecision"]) for each in active]


def encryption(told: Body | None) -> str:
    if not told:
        return "AWS_OWNED"
    key = str(told["KMSMasterKeyArn"])
    return "AWS_MANAGED" if key.endswith(":alias/aws/dynamodb") else key


def insights(dynamodb: Any, name: str, index: str) -> str | None:
    of_index = {"IndexName": index} if index else {}
    told: Body = dynamodb.describe_contributor_insights(TableName=name, **of_index)
    return str(told["ContributorInsightsMode"]) if told["ContributorInsightsStatus"] == "ENABLED" else None


def vectors(told: Body, types: dict[str, str]) -> Body:
    """A vector index, and what its searches are narrowed by with the types of that."""
    schema = [(each["AttributeName"], each["SearchSchemaElementType"]) for each in told.get("SearchSchema", [])]
    return {
        "of": (told["VectorAttribute"]["AttributeName"], told["Dimensions"], told["DistanceFunction"]),
        "projection": projection(told["Projection"]),
        "search": [(name, role, types[name]) for name, role in schema],
    }


def document(dynamodb: Any, arn: str) -> Body | None:
    """The policy on a table or a stream, if there is one."""
    try:
        told = dynamodb.get_resource_policy(ResourceArn=arn)
    except dynamodb.exceptions.PolicyNotFoundException:
        return None
    return expected.document(json.loads(told["Policy"]))


def imported(dynamodb: Any, arn: str) -> Body | None:
    """What the import that made a table was told about its files."""
    for each in dynamodb.list_imports(TableArn=arn)["ImportSummaryList"]:
        told = dynamodb.describe_import(ImportArn=each["ImportArn"])["ImportTableDescription"]
        source, csv = told["S3BucketSource"], told.get("InputFormatOptions", {}).get("Csv", {})
        return {
            "from": (source["S3Bucket"], source.get("S3BucketOwner"), source.get("S3KeyPrefix")),
            "as": (told["InputFormat"], told["InputCompressionType"]),
            "csv": (csv.get("Delimiter"), csv.get("HeaderList")),
        }
    return None


def own_tags(tags: list[dict[str, str]]) -> dict[str, str]:
    """The tags that are not CloudFormation's."""
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


def alarms(account: Account) -> dict[str, Body]:
    """Every alarm of the account, by name."""
    cloudwatch = account.client("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarms").paginate()
    return {told["AlarmName"]: alarm(cloudwatch, told) for page in pages for told in page["MetricAlarms"]}


def alarm(cloudwatch: Any, told: Body) -> Body:
    """An alarm; the metrics behind an expression all have one statistic and period, and a query has its own."""
    queries = told.get("Metrics", [])
    stats = [query["MetricStat"] for query in queries if "MetricStat" in query]
    expressions = [query for query in queries if "Expression" in query]
    of_expression = [{"Stat": None, "Period": each["Period"]} for each in expressions if "Period" in each]
    watched = stats or of_expression or [single(told)]
    ((statistic, period),) = {(each["Stat"], each["Period"]) for each in watched}
    result = [query["Id"] for query in queries if query["ReturnData"]]
    assert result == [query["Id"] for query in expressions]
    return {
        "comparison": told["ComparisonOperator"],
        "threshold": told["Threshold"],
        "statistic": statistic,
        "period": period,
        "datapoints": f"{told['DatapointsToAlarm']} of {told['EvaluationPeriods']}",
        "missing": told["TreatMissingData"],
        "alarm_actions": told["AlarmActions"],
        "ok_actions": told["OKActions"],
        "insufficient_data_actions": told["InsufficientDataActions"],
        "tags": own_tags(cloudwatch.list_tags_for_resource(ResourceARN=told["AlarmArn"])["Tags"]),
        "metrics": [metric(each["Metric"]) for each in watched if "Metric" in each],
        **({"expression": expressions[0]["Expression"]} if expressions else {}),
    }


def single(told: Body) -> Body:
    """The one metric of an alarm without an expression, in the shape that metrics behind one have."""
    (statistic,) = [told[key] for key in ("Statistic", "ExtendedStatistic") if told.get(key)]
    return {"Metric": told, "Stat": statistic, "Period": told["Period"]}


def metric(told: Body) -> Body:
    """A metric with its dimensions; those that a table has are all in one namespace."""
    assert told["Namespace"] == "AWS/DynamoDB"
    dimensions = {each["Name"]: each["Value"] for each in told["Dimensions"]}
    return {"metric": told["MetricName"], "dimensions": dimensions}
