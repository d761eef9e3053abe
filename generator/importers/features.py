"""What a table can do beside holding items, from CloudFormation's properties to the keys of a spec."""

from __future__ import annotations

from typing import Any, Final

from generator.importers.draft import Plain, mapping, named
from generator.importers.indexes import contributor_insights, units
from generator.importers.text import said, wanted

__all__ = ["everywhere", "kinesis", "of_table", "policy", "recovery", "tags"]

ON: Final = "true"


def of_table(left: Plain) -> Plain:
    """What a table in one Region has; taken out of `left`."""
    found: Plain = {}
    written = mapping(left.pop("StreamSpecification", None), "StreamSpecification")
    own = {**policy(written.get("ResourcePolicy")), **tags(written.get("Tags"))}
    if view := written.get("StreamViewType"):
        found["stream"] = {"view_type": view, **own} if own else view
    found |= kinesis(left.pop("KinesisStreamSpecification", None))
    found |= recovery(left.pop("PointInTimeRecoverySpecification", None))
    found |= encryption(left.pop("SSESpecification", None))
    if table_class := left.pop("TableClass", None):
        found["table_class"] = table_class
    if (protected := left.pop("DeletionProtectionEnabled", None)) is not None:
        found["deletion_protection"] = protected == ON
    found |= contributor_insights(left.pop("ContributorInsightsSpecification", None))
    found |= policy(left.pop("ResourcePolicy", None))
    found |= import_source(left.pop("ImportSourceSpecification", None))
    return {**found, **tags(left.pop("Tags", None))}


def everywhere(left: Plain) -> Plain:
    """What a table has in every Region."""
    written = mapping(left.pop("TimeToLiveSpecification", None), "TimeToLiveSpecification")
    attribute = written.get("AttributeName")
    if not attribute:
        return {}
    on = written.get("Enabled", ON) == ON
    return {"time_to_live": attribute if on else {"attribute": attribute, "enabled": False}}


def tags(value: Any) -> Plain:
    """Tags; what AWS puts on itself is not for a template."""
    written = named(value, "Tags")
    found = {
        key: wanted(each.get("Value", ""), f"the tag {key!a}")
        for key, each in written.items()
        if not key.startswith("aws:")
    }
    return {"tags": found} if found else {}


def kinesis(value: Any) -> Plain:
    """The Kinesis stream that changes go to."""
    written = mapping(value, "KinesisStreamSpecification")
    if "StreamArn" not in written:
        return {}
    arn, precision = (
        wanted(written["StreamArn"], "the StreamArn", importable=True),
        written.get("ApproximateCreationDateTimePrecision"),
    )
    return {"kinesis_stream": {"arn": arn, "precision": precision} if precision else arn}


def recovery(value: Any) -> Plain:
    """Point-in-time recovery, where something is said of it."""
    written = mapping(value, "PointInTimeRecoverySpecification")
    if "PointInTimeRecoveryEnabled" not in written:
        return {}
    on = written["PointInTimeRecoveryEnabled"] == ON
    days = written.get("RecoveryPeriodInDays")
    if on and days is not None:
        return {"point_in_time_recovery": {"recovery_period_in_days": units(days)}}
    return {"point_in_time_recovery": on}


def encryption(value: Any) -> Plain:
    """The key at rest, where it is not one that AWS owns."""
    written = mapping(value, "SSESpecification")
    if written.get("SSEEnabled", ON) != ON or not written:
        return {}
    key = written.get("KMSMasterKeyId")
    return {"encryption": {"kms_key": wanted(key, "the KMSMasterKeyId", importable=True)} if key else "AWS_MANAGED"}


def policy(value: Any) -> Plain:
    """A policy on the table or its stream."""
    written = mapping(value, "ResourcePolicy").get("PolicyDocument")
    return {"resource_policy": said(written)} if written else {}


def import_source(value: Any) -> Plain:
    """The files in S3 that a new table begins with."""
    written = mapping(value, "ImportSourceSpecification")
    if not written:
        return {}
    bucket = mapping(written.get("S3BucketSource"), "S3BucketSource")
    csv = mapping(mapping(written.get("InputFormatOptions"), "InputFormatOptions").get("Csv"), "Csv")
    of_csv = {"delimiter": csv.get("Delimiter"), "headers": csv.get("HeaderList")}
    found = {
        "bucket": wanted(bucket.get("S3Bucket", ""), "the S3Bucket"),
        "key_prefix": wanted(bucket.get("S3KeyPrefix", ""), "the S3KeyPrefix"),
        "bucket_owner": bucket.get("S3BucketOwner"),
        "input_format": written.get("InputFormat"),
        "input_compression_type": written.get("InputCompressionType"),
        "csv": {name: each for name, each in of_csv.items() if each},
    }
    return {"import_source": {name: each for name, each in found.items() if each}}
