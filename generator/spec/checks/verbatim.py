"""CloudFormation within a spec: what it refers to is there, and no key of the format says it already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.references import NOT_TEXT, declared, instead_of, is_verbatim, resources
from generator.spec.likeness import did_you_mean
from generator.spec.model.references import ENVIRONMENT, PSEUDO_PARAMETERS, Reference
from generator.spec.model.settings import STACK_PREFIX
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.unknown import sure
from generator.spec.model.verbatim import Mention, is_function, mentions
from generator.spec.nodes import Mapping, Node, Null, Sequence
from generator.spec.parse import Parsed

__all__ = [
    "nothing_is_null",
    "properties_are_new",
    "refers_to_resources",
    "refers_to_something",
    "tables_stand_under_tables",
    "used",
]

TABLES: Final = frozenset({"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"})

# What keys of the format make of a table and of a global table. Further properties below these may be written.
OWNED: Final[dict[str, str | dict[str, str]]] = {
    "AttributeDefinitions": "partition_key and sort_key, each with its type,",
    "BillingMode": "billing_mode",
    "ContributorInsightsSpecification": {"Enabled": "contributor_insights", "Mode": "contributor_insights"},
    "DeletionProtectionEnabled": "deletion_protection",
    "GlobalSecondaryIndexes": "global_secondary_indexes",
    "GlobalTableWitnesses": "witness_region",
    "ImportSourceSpecification": "import_source",
    "KeySchema": "partition_key and sort_key",
    "KinesisStreamSpecification": {
        "ApproximateCreationDateTimePrecision": "kinesis_stream: {arn, precision}",
        "StreamArn": "kinesis_stream",
    },
    "LocalSecondaryIndexes": "local_secondary_indexes",
    "MultiRegionConsistency": "multi_region_consistency",
    "OnDemandThroughput": {
        "MaxReadRequestUnits": "on_demand_throughput: {max_read: ...}",
        "MaxWriteRequestUnits": "on_demand_throughput: {max_write: ...}",
    },
    "PointInTimeRecoverySpecification": {
        "PointInTimeRecoveryEnabled": "point_in_time_recovery",
        "RecoveryPeriodInDays": "point_in_time_recovery: {recovery_period_in_days: ...}",
    },
    "ProvisionedThroughput": {
        "ReadCapacityUnits": "capacity: {read, write}",
        "WriteCapacityUnits": "capacity: {read, write}",
    },
    "Replicas": "replicas",
    "ResourcePolicy": "resource_policy",
    "SSESpecification": {"KMSMasterKeyId": "encryption", "SSEEnabled": "encryption", "SSEType": "encryption"},
    "StreamSpecification": {
        "ResourcePolicy": "stream: {view_type, resource_policy}",
        "StreamViewType": "stream",
        "Tags": "stream: {view_type, tags}",
    },
    "TableClass": "table_class",
    "TableName": "table_name",
    "Tags": "tags",
    "TimeToLiveSpecification": {"AttributeName": "time_to_live", "Enabled": "time_to_live"},
    "VectorIndexes": "vector_indexes",
    "WarmThroughput": {
        "ReadUnitsPerSecond": "warm_throughput: {read: ...}",
        "WriteUnitsPerSecond": "warm_throughput: {write: ...}",
    },
    "WriteOnDemandThroughputSettings": "on_demand_throughput",
    "WriteProvisionedThroughputSettings": "capacity and autoscaling",
}


def properties_are_new(about: AboutTable) -> Iterator[Problem]:
    """A property that a key makes would be contradicted in silence: policies and alarms go by the key."""
    for name, value in about.table.properties.items():
        owned = OWNED.get(name)
        keys: dict[tuple[str, ...], str]
        if isinstance(owned, dict) and isinstance(value, dict) and not is_function(value):
            keys = {(name, part): owned[part] for part in value if part in owned}
        elif owned:
            keys = {(name,): owned if isinstance(owned, str) else next(iter(owned.values())).partition(":")[0]}
        else:
            continue
        for path, key in keys.items():
            message = f"'{path[-1]}' is what a key of the table makes"
            yield Problem("DS205", message, f"write {key} instead", about.path("properties", *path), at_key=True)


def tables_stand_under_tables(parsed: Parsed) -> Iterator[Problem]:
    """A table among the resources has neither policies nor alarms."""
    for name, resource in parsed.spec.resources.items() if parsed.spec else ():
        if resource.Type in TABLES:
            hint = "write it under tables, where it is checked and gets policies and alarms"
            yield Problem("DS204", f"'{name}' is a table among the resources", hint, ("resources", name, "Type"))


def nothing_is_null(parsed: Parsed) -> Iterator[Problem]:
    """CloudFormation has no null; in a mapping it takes a key away, in a list there is nothing that it could mean."""
    for path, node in _verbatim(parsed):
        for place in _nulls(node, path):
            yield Problem("DS207", "null within a list, and CloudFormation has no null", "leave it out", place)


def _nulls(node: Node, path: Path) -> Iterator[Path]:
    if isinstance(node, Null):
        yield path
    elif isinstance(node, Mapping | Sequence):
        for part, value in node.items() if isinstance(node, Mapping) else enumerate(node):
            yield from _nulls(value, (*path, str(part) if isinstance(node, Mapping) else part))


def _verbatim(parsed: Parsed) -> Iterator[tuple[Path, Node]]:
    """Every part of the spec that is CloudFormation."""
    tree: Any = {str(key): value for key, value in parsed.tree.items()}
    for section in ("resources", "tables"):
        for name, body in tree[section].items() if isinstance(tree.get(section), Mapping) else ():
            for key, value in body.items() if isinstance(body, Mapping) else ():
                path = (section, str(name), str(key))
                if is_verbatim(path):
                    yield path, value


def _mentions(parsed: Parsed) -> Iterator[Mention]:
    for path, node in _verbatim(parsed):
        yield from _dependencies(node, path) if path[2] == "DependsOn" else mentions(node, path)


def _dependencies(node: Node, path: Path) -> Iterator[Mention]:
    for place, each in enumerate(node) if isinstance(node, Sequence) else [(None, node)]:
        if isinstance(each, str):
            yield Mention((*path, place) if place is not None else path, str(each), alone=True, written_out=True)


def used(parsed: Parsed) -> Iterator[str]:
    """The names that CloudFormation within the spec mentions."""
    return (mention.name for mention in _mentions(parsed))


def refers_to_something(parsed: Parsed) -> Iterator[Problem]:
    """A name is that of a parameter or a resource, as far as that can be told before the template is there."""
    already = {problem.path for problem in parsed.problems}
    for mention in _mentions(parsed):
        if mention.path not in already and parsed.spec is not None:
            yield from sure(_mention_problems(mention, parsed, parsed.spec))


def _mention_problems(mention: Mention, parsed: Parsed, spec: Spec) -> Iterator[Problem]:
    name = mention.name.partition(".")[0]
    if name in spec.tables:
        yield from _table_problems(mention, spec.tables[name])
    elif mention.name in spec.parameters or not _may_be_made(parsed, name):
        yield from _problems(mention, parsed)


def _may_be_made(parsed: Parsed, name: str) -> bool:
    tables = next((value for key, value in parsed.tree.items() if key == "tables"), None)
    begun = [str(table) for table in tables] if isinstance(tables, Mapping) else []
    return name in resources(parsed) or name.startswith((STACK_PREFIX, *begun))


def _table_problems(mention: Mention, table: Table) -> Iterator[Problem]:
    name, _, attribute = mention.name.partition(".")
    if table.existing and mention.written_out:
        depends = mention.path[2] == "DependsOn"
        hint = "leave it out" if depends else f"write ${{{mention.name}}} in text, for which its name or ARN will stand"
        yield Problem("DS206", f"'{name}' is made elsewhere, so that no function knows it", hint, mention.path)
    elif table.existing and attribute not in ("", "Arn"):
        hint = "declare a parameter for it"
        yield Problem("DS206", f"'{attribute}' of '{name}' is known only where it is made", hint, mention.path)
    elif attribute == "StreamArn" and table.stream is None:
        hint = "add stream: NEW_AND_OLD_IMAGES or another view type to the table"
        yield Problem("DS206", f"'{name}' has no stream", hint, mention.path)


def _problems(mention: Mention, parsed: Parsed) -> Iterator[Problem]:
    name = mention.name
    parameters = parsed.spec.parameters if parsed.spec else {}
    if name in declared(parsed):
        if name in parameters and parameters[name].is_list and not mention.alone:
            related = (Related(f"its type is {parameters[name].type}", ("parameters", name, "type")),)
            hint = f"write ${{{name}}} alone for the list, or Fn::Join"
            yield Problem("DS272", f"'{name}' is a list, and one text is wanted", hint, mention.path, related=related)
    elif name == ENVIRONMENT:
        yield Problem("DS113", f"'{name}' has no value: this spec has no environments", "", mention.path)
    elif name not in PSEUDO_PARAMETERS and not (mention.alone and name in NOT_TEXT):
        hint = instead_of(name, [*declared(parsed), *resources(parsed), *(parsed.spec.tables if parsed.spec else ())])
        if Reference(name, literal=False).policy_variable:
            hint = f"write ${{!{name}}}: Fn::Sub takes everything else for its own"
        yield Problem("DS113", f"'{name}' is neither a parameter nor a resource of this spec", hint, mention.path)


def refers_to_resources(parsed: Parsed, logical_ids: Collection[str]) -> Iterator[Problem]:
    """A name that begins as those of our own resources do is one of them; `logical_ids` are the template's."""
    known = {
        *logical_ids,
        *(parsed.spec.parameters if parsed.spec else ()),
        *(parsed.spec.tables if parsed.spec else ()),
    }
    for mention in _mentions(parsed):
        name = mention.name.partition(".")[0]
        if name not in known and name not in PSEUDO_PARAMETERS and name not in NOT_TEXT:
            hint = did_you_mean(name, sorted(known)) or "write the logical ID of a resource of the template"
            yield Problem("DS113", f"the template has no resource '{name}'", hint, mention.path)
