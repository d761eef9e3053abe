"""What `terraform show -json` prints to what the AWS CLI prints of the same tables, and so to a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.errors import Problem, UsageError
from generator.importers import described
from generator.importers.described_table import region_of
from generator.importers.draft import Converted, Plain, Remarks, mapping, sequence, unreadable
from generator.importers.terraform_index import INDEX, with_indexes
from generator.importers.terraform_scaling import scaling, untracked
from generator.importers.terraform_table import block, document, place

__all__ = ["recognises", "template"]

# How deep modules may stand in each other.
MAX_MODULES: Final = 50
TABLE: Final = "aws_dynamodb_table"
REPLICA: Final = "aws_dynamodb_table_replica"
# What is read of tables, beside tables.
READ: Final = frozenset(
    {
        TABLE, REPLICA, INDEX, "aws_dynamodb_resource_policy", "aws_dynamodb_tag", "aws_dynamodb_contributor_insights",
        "aws_dynamodb_kinesis_streaming_destination",
    }
)  # fmt: skip
# Rows of a table, which belong to no template.
ITEM: Final = "aws_dynamodb_table_item"


def recognises(loaded: Plain) -> bool:
    """Whether the values are a state or a plan of Terraform."""
    return "format_version" in loaded and bool(loaded.keys() & {"values", "planned_values"})


def template(loaded: Plain, region: str | None) -> Converted:
    """The template that says what the tables of the state, or of the plan, are; of several Regions those of `region`.

    Source: "JSON Output Format" in the Terraform documentation; the resources aws_dynamodb_* and aws_appautoscaling_*
    in the documentation of the AWS provider.
    """
    values = mapping(loaded.get("planned_values") or loaded.get("values"), "values")
    found = list(resources(mapping(values.get("root_module"), "root_module")))
    tables = [values for kind, values in found if kind == TABLE]
    names = [each.get("name") for each in tables]
    places = {(str(each.get("name")), place(each)) for each in tables}
    if not all(isinstance(name, str) and name for name in names) or len(places) < len(names):
        unreadable("a table has no name yet, or one that another of its Region has", "import the state after an apply")
    if not tables:
        hint = f"tables are {TABLE}: import the state that has them"
        raise UsageError([Problem("DS551", "the state has no table", hint)])
    documents: list[Plain] = []
    for each in tables:
        documents += with_replicas(with_indexes(each, found), found)
    made = described.template(documents, region)
    return Converted(
        made.template,
        [*made.remarks, *unplaced(found), *untracked(found), *unsaid(found, set(map(str, names)))],
        made.region,
    )


def resources(module: Plain, depth: int = 0) -> Iterator[tuple[str, Plain]]:
    """The type and the values of every resource of a module and of those in it."""
    if depth > MAX_MODULES:
        unreadable("modules stand too deep in each other")
    for each in sequence(module.get("resources"), "resources"):
        if each.get("mode", "managed") == "managed":
            yield str(each.get("type")), mapping(each.get("values"), "values")
    for each in sequence(module.get("child_modules"), "child_modules"):
        yield from resources(each, depth + 1)


def with_replicas(values: Plain, found: list[tuple[str, Plain]]) -> list[Plain]:
    """The documents of a table, its own Region's first."""
    name, arn = values["name"], str(values.get("arn") or "")
    of_table = [
        each
        for kind, each in found
        if kind == REPLICA and arn and each.get("global_table_arn") == arn and region_of_replica(each)
    ]
    replicas = [*sequence(values.get("replica"), "replica"), *of_table]
    region = place(values)
    if replicas and not region:
        unreadable(f"{name!a} is a global table and has no arn yet", "import the state after an apply")
    own = {"arn": arn, "region_name": region or ""}
    documents = [beside(document(values, own, home=True), own, found)]
    for each in replicas:
        one = {**each, "region_name": region_of_replica(each)}
        documents.append(beside(document(values, one, home=False), one, found))
    others = [region_of(each) for each in documents[1:]]
    documents[0]["Table"]["Replicas"] = [{"RegionName": each} for each in others]
    strong = any(each.get("consistency_mode") == "STRONG" for each in replicas)
    witness = block(values, "global_table_witness").get("region_name")
    documents[0]["Table"]["MultiRegionConsistency"] = "STRONG" if strong else "EVENTUAL"
    documents[0]["Table"]["GlobalTableWitnesses"] = [{"RegionName": witness}] if witness else []
    return documents


def region_of_replica(values: Plain) -> Any:
    """The Region of a replica; None where the state does not tell it."""
    return values.get("region_name") or place(values)


def unplaced(found: list[tuple[str, Plain]]) -> Remarks:
    """The replicas whose Region is not told."""
    hint = "import the state after an apply, which has its arn"
    return [
        Problem("DS555", f"the {REPLICA} of {str(each.get('global_table_arn'))!a} is left out: it has no Region", hint)
        for kind, each in found
        if kind == REPLICA and not region_of_replica(each)
    ]


def beside(made: Plain, own: Plain, found: list[tuple[str, Plain]]) -> Plain:
    """The document with what resources of their own say of the table in this Region."""
    name, arn = made["Table"]["TableName"], own.get("arn") or None
    streams = f"{arn}/stream/"
    for kind, each in found:
        elsewhere = place(each) not in (None, own.get("region_name"))
        of_arn = str(each.get("resource_arn") or "")
        if kind == "aws_dynamodb_resource_policy" and arn and (of_arn == arn or of_arn.startswith(streams)):
            made["Policy" if of_arn == arn else "StreamPolicy"] = each.get("policy")
        elif kind == "aws_dynamodb_tag" and arn and of_arn == arn:
            kept = [tag for tag in made["Tags"] if tag["Key"] != each.get("key")]
            made["Tags"] = [*kept, {"Key": each.get("key"), "Value": each.get("value")}]
        elif each.get("table_name") != name or elsewhere:
            continue
        elif kind == "aws_dynamodb_kinesis_streaming_destination":
            made["KinesisDataStreamDestinations"].append(destination(each))
        elif kind == "aws_dynamodb_contributor_insights":
            made["ContributorInsightsSummaries"].append(
                {
                    "IndexName": each.get("index_name"),
                    "ContributorInsightsStatus": "ENABLED",
                    "ContributorInsightsMode": each.get("mode"),
                }
            )
    return {**made, **scaling(found, region=own.get("region_name"))}


def destination(values: Plain) -> Plain:
    """The Kinesis stream that changes go to."""
    precision = values.get("approximate_creation_date_time_precision")
    made: Plain = {"StreamArn": values.get("stream_arn"), "DestinationStatus": "ACTIVE"}
    return {**made, **({"ApproximateCreationDateTimePrecision": precision} if precision else {})}


def unsaid(found: list[tuple[str, Plain]], names: set[str]) -> Remarks:
    """What belongs to tables that are in no resource of the state: their policies, streams and insights."""
    remarks = []
    for kind, each in found:
        owner: Any = each.get("table_name") or str(each.get("resource_arn") or "").partition(":table/")[2]
        owner = str(owner).partition("/")[0].rpartition(":")[2]
        if kind.startswith("aws_dynamodb_") and kind not in (TABLE, REPLICA) and owner and owner not in names:
            hint = "import the state that has the table too"
            remarks.append(Problem("DS555", f"{kind} of {owner!a} is left out: the table is not here", hint))
        elif kind.startswith("aws_dynamodb_") and kind not in READ | {ITEM}:
            hint = "write what it says into the spec"
            remarks.append(
                Problem("DS555", f"{kind} of {owner or 'no table'!a} is left out: import cannot read it", hint)
            )
    return remarks
