"""What the AWS CLI prints of live tables to a CloudFormation template."""

from __future__ import annotations

from typing import Any, Final

from generator.aws.properties import TABLE
from generator.errors import Problem, UsageError
from generator.importers import described_replicas
from generator.importers.described_states import gone, without_going
from generator.importers.described_table import (
    beside,
    encryption,
    insights,
    of_table,
    place_of_arn,
    region_of,
    scaling,
)
from generator.importers.draft import KEPT, Converted, Plain, Remarks, sequence, unreadable, within
from generator.importers.naming import logical_ids

__all__ = ["recognises", "template"]

# What CloudFormation puts on what it makes: "Resource tag" in the CloudFormation User Guide.
OWNER: Final = "aws:cloudformation:stack-name"
LEGACY: Final = "2017.11.29"


def recognises(loaded: Any) -> bool:
    """Whether the values are what `aws dynamodb describe-table` prints, other commands' output beside it or not; or a
    list of such, as `jq -s .` makes it.
    """
    each = loaded if isinstance(loaded, list) else [loaded]
    tables = [table_of(one) for one in each]
    return len(each) > 0 and all(isinstance(one, dict) and "KeySchema" in one for one in tables)


def table_of(one: Any) -> Any:
    """The table of what a command printed; `--query Table` prints it alone."""
    return (one if "TableArn" in one else one.get("Table")) if isinstance(one, dict) else None


def template(loaded: Any, region: str | None) -> Converted:
    """The template that makes such tables, of several Regions those of `region`; beside `Table` may stand what other
    commands print of it. Those of one name in several Regions are the replicas of one.

    Source: the DynamoDB API Reference, DescribeTable, DescribeTimeToLive, DescribeContinuousBackups,
    ListTagsOfResource, DescribeKinesisStreamingDestination, ListContributorInsights and GetResourcePolicy; the
    Application Auto Scaling API Reference, DescribeScalableTargets, DescribeScalingPolicies and
    DescribeScheduledActions.
    """
    tables: dict[str, list[Plain]] = {}
    remarks: Remarks = []
    for one in loaded if isinstance(loaded, list) else [loaded]:
        each = {"Table": one} if "TableArn" in one else one
        name = each["Table"].get("TableName")
        if not isinstance(name, str) or not name:
            unreadable("the table has no TableName")
        if problem := gone(each["Table"]):
            remarks.append(problem)
            continue
        tables.setdefault(name, []).append(each)
    if not tables:
        raise UsageError(
            [Problem("DS551", each.message.replace("left out", "no table any more"), each.hint) for each in remarks]
        )
    tables = in_region(tables, region, remarks) if region else tables
    check_places(tables)
    ids = logical_ids(tables)
    resources: Plain = {}
    problems: Remarks = []
    for name, found in tables.items():
        check_regions(name, found)
        with within(name, problems):
            found = [{**each, "Table": without_going(each["Table"], ids[name], remarks)} for each in found]
            remarks += owned(found[0], ids[name])
            if found[0]["Table"].get("Replicas"):
                resources[ids[name]] = described_replicas.table(found, remarks, ids[name])
            else:
                resources |= single(found[0], remarks, ids[name])
    if problems:
        raise UsageError(problems)
    first = next(iter(tables.values()))[0]
    # What a table says of an index, each of its replicas says again.
    return Converted({"Resources": resources}, list(dict.fromkeys(remarks)), region_of(first))


def single(loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """A table in one Region, and what scales it."""
    table: Plain = loaded["Table"]
    name = table["TableName"]
    if table.get("GlobalTableVersion") == LEGACY:
        hint = "update it first, as 'Upgrading global tables' in the DynamoDB Developer Guide says"
        message = f"{name!a} is a global table of version {LEGACY}, which CloudFormation does not have"
        remarks.append(Problem("DS555", message, hint, ("tables", logical_id)))
    properties = {
        "TableName": name,
        **of_table(table),
        **encryption(loaded, remarks, logical_id),
        **beside(loaded, remarks, logical_id),
    }
    by_index = insights(loaded)
    for index in properties.get("GlobalSecondaryIndexes", ()):
        if found := by_index.get(str(index.get("IndexName"))):
            index["ContributorInsightsSpecification"] = found
    body = {"Type": TABLE, "Properties": properties, **KEPT}
    return {logical_id: body, **scaling(loaded, name, logical_id)}


def in_region(tables: dict[str, list[Plain]], region: str, remarks: Remarks) -> dict[str, list[Plain]]:
    """The tables that are in a Region, or all where none is; those of elsewhere are remarks."""
    there = {name: here for name, found in tables.items() if (here := [each for each in found if is_in(each, region)])}
    if not there:
        return tables
    for name, found in tables.items():
        here = there.get(name, [])
        if any(each["Table"].get("Replicas") for each in here):
            there[name] = found  # The replicas of a global table, wherever they are.
            continue
        for each in found:
            if each not in here:
                where = region_of(each)
                hint = f"--region {where} imports it, for a stack there"
                remarks.append(Problem("DS562", f"{name!a} is left out: it is in {where}", hint))
    return there


def is_in(loaded: Plain, region: str) -> bool:
    """Whether a table is in a Region, as far as it says where it is."""
    return region_of(loaded) in (None, region)


def check_places(tables: dict[str, list[Plain]]) -> None:
    """Stops at tables that no one stack can have: a template that names one of elsewhere would make an empty one."""
    places: dict[tuple[str, ...], list[str]] = {}
    for name, found in tables.items():
        if place := place_of_arn(found[0]["Table"].get("TableArn")):
            places.setdefault(place, []).append(ascii(name))
    if len(places) > 1:
        where = "; ".join(f"{', '.join(names)} in {' of '.join(place)}" for place, names in places.items())
        unreadable(
            f"the tables are not in one Region of one account: {where}",
            "a stack is in one: choose a Region with --region, and import another account's from a file of their own",
        )


def check_regions(name: str, found: list[Plain]) -> None:
    """Stops at tables of one name that are not one table."""
    regions = [region_of(each) for each in found]
    replicas = {str(each.get("RegionName")) for each in sequence(found[0]["Table"].get("Replicas"), "Replicas")}
    if len(set(regions)) < len(regions):
        unreadable(
            f"there are two tables {name!a} of {regions[0] or 'no Region'}", "import each into a file of its own"
        )
    if strangers := [each for each in regions[1:] if each not in replicas]:
        message = f"the tables {name!a} of {regions[0]} and {strangers[0]} are no replicas of each other"
        unreadable(message, "import each into a file of its own, with its --region")


def owned(loaded: Plain, logical_id: str) -> Remarks:
    """That a stack has the table already."""
    for tag in sequence(loaded.get("Tags"), "Tags"):
        if tag.get("Key") == OWNER:
            stack = tag.get("Value")
            hint = (
                f"its template says more: aws cloudformation get-template --stack-name {stack} | dynaspec import -; "
                "one that was let go keeps the tag, and can be imported into another stack"
            )
            message = f"{loaded['Table']['TableName']!a} was made by the stack {stack!a}"
            return [Problem("DS567", message, hint, ("tables", logical_id))]
    return []
