"""What a spec says that a stack will be, read from its YAML alone: nothing here knows the generator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Body = dict[str, Any]

SPEC_KEYS = set(
    "account_alarms dashboard defaults description environments notification_topic parameters publish region resources "
    "tables tags version".split()
)
# What means something in one billing mode only.
OF_A_MODE = {"PROVISIONED": {"capacity", "autoscaling"}, "PAY_PER_REQUEST": {"on_demand_throughput"}}
TABLE_KEYS = set(
    "alarms autoscaling billing_mode capacity contributor_insights deletion_policy deletion_protection encryption "
    "existing global_secondary_indexes import_source kinesis_stream local_secondary_indexes "
    "multi_region_consistency on_demand_throughput "
    "partition_key point_in_time_recovery policies replicas resource_policy sort_key stream table_class table_name "
    "tags time_to_live vector_indexes warm_throughput witness_region".split()
)


def read(path: Path, *, environment: str, parameters: dict[str, str]) -> Body:
    """A spec as it is in an environment, with its parameters filled in; every scalar is text, as written."""
    text = path.read_text(encoding="utf-8").replace("${Dynaspec::Environment}", environment)
    text = re.sub(r"\$\{(\w+)\}", lambda name: parameters.get(name[1], name[0]), text)
    written: Body = yaml.load(text, Loader=yaml.BaseLoader)
    unknown = written.keys() - SPEC_KEYS
    assert not unknown, f"tests/deploy/expected.py does not know what {sorted(unknown)} come to"
    spec = in_environment(written, environment)
    for name, body in spec["tables"].items():
        unknown = body.keys() - TABLE_KEYS
        assert not unknown, f"tests/deploy/expected.py does not know what {sorted(unknown)} of {name} come to"
    return spec


def in_environment(spec: Body, environment: str) -> Body:
    """A spec with the defaults and the overlay of an environment laid under and over its tables."""
    over = spec.get("environments", {}).get(environment, {})
    everywhere = over.get("all_tables", {})
    tables = {}
    for name, body in spec.get("tables", {}).items():
        own = over.get("tables", {}).get(name, {})
        table = in_one_mode(spec.get("defaults", {}), body)
        tables[name] = in_one_mode(in_one_mode(table, everywhere), own)
    rest = {key: part for key, part in over.items() if key not in ("all_tables", "tables")}
    return {**laid_over(spec, rest), "tables": tables}


def in_one_mode(below: Body, above: Body) -> Body:
    """A table under another layer, without what belongs to the other billing mode if that sets one."""
    mode = above.get("billing_mode")
    gone = OF_A_MODE["PROVISIONED" if mode == "PAY_PER_REQUEST" else "PAY_PER_REQUEST"] if mode else set()
    kept = {key: part for key, part in below.items() if key not in gone}
    if indexes := below.get("global_secondary_indexes"):
        kept["global_secondary_indexes"] = {
            name: {key: part for key, part in index.items() if key not in gone} for name, index in indexes.items()
        }
    both = laid_over(kept, above)
    return {key: part for key, part in both.items() if part != "null"}


def laid_over(below: Body, above: Body) -> Body:
    """Mappings merged, everything else replaced."""
    both = {key for key in below.keys() & above.keys() if isinstance(below[key], dict) and isinstance(above[key], dict)}
    return {**below, **above, **{key: laid_over(below[key], above[key]) for key in both}}


def table(spec: Body, name: str) -> Body:
    """What describing a table will tell; the indexes stand by name beside the table under no name."""
    body = spec["tables"][name]
    indexes = body.get("global_secondary_indexes", {})
    local = body.get("local_secondary_indexes", {})
    everywhere = {"": body, **indexes}
    types = dict(attribute_types(body))
    keys = {index: [*key(each, "partition_key"), *key(each, "sort_key")] for index, each in everywhere.items()}
    keys |= {index: [*key(body, "partition_key"), *key(each, "sort_key")] for index, each in local.items()}
    deleted = body.get("deletion_policy") == "Delete"
    stream = body.get("stream")
    written = stream if isinstance(stream, dict) else {}
    return {
        "keys": {index: [(*each, types.get(each[0], "S")) for each in of_index] for index, of_index in keys.items()},
        "projections": {index: projection(each) for index, each in (indexes | local).items()},
        "billing_mode": body.get("billing_mode", "PAY_PER_REQUEST"),
        "capacity": {index: capacity(body, each) for index, each in everywhere.items()},
        "maximum": {index: pair(each.get("on_demand_throughput"), "max_") for index, each in everywhere.items()},
        "warm": {index: pair(each.get("warm_throughput")) for index, each in everywhere.items()},
        "stream": view_type(body.get("stream")),
        "kinesis": kinesis(body.get("kinesis_stream")),
        "time_to_live": time_to_live(body.get("time_to_live")),
        "recovery_days": recovery_days(body.get("point_in_time_recovery", "true")),
        "encryption": encryption(body.get("encryption", "AWS_OWNED")),
        "table_class": body.get("table_class", "STANDARD"),
        "deletion_protection": body.get("deletion_protection", "false" if deleted else "true") == "true",
        "insights": {index: insights(each.get("contributor_insights", "false")) for index, each in everywhere.items()},
        "tags": spec.get("tags", {}) | body.get("tags", {}),
        "vectors": {index: vectors(each, types) for index, each in body.get("vector_indexes", {}).items()},
        "policy": document(body.get("resource_policy")),
        "stream_policy": document(written.get("resource_policy")),
        "import": imported(body.get("import_source")),
    }


def vectors(index: Body, types: dict[str, str]) -> Body:
    """A vector index, and what its searches are narrowed by with the types of that."""
    schema = index.get("search_schema", {})
    roles = [
        (schema.get("partition_key"), "HASH"),
        *((each, "INLINE_FILTER") for each in schema.get("inline_filters", [])),
    ]
    names = [(each["name"] if isinstance(each, dict) else each, role) for each, role in roles if each]
    return {
        "of": (index["vector_attribute"], int(index["dimensions"]), index["distance_function"]),
        "projection": projection(index),
        "search": [(name, role, types.get(name, "S")) for name, role in names],
    }


def document(written: Body | None) -> Body | None:
    """A policy document in which whatever may be a list is one, and a principal says its kind."""
    if written is None:
        return None
    statements = written["Statement"]
    return {
        "Version": written["Version"],
        "Statement": [
            {key: part if key in ("Sid", "Effect") else lists(part, key) for key, part in statement.items() if part}
            for statement in (statements if isinstance(statements, list) else [statements])
        ],
    }


def lists(part: Any, key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: lists(each) for name, each in part.items()}
    listed = part if isinstance(part, list) else [part]
    return {"AWS": listed} if key == "Principal" else listed


def imported(source: Body | None) -> Body | None:
    """What an import is told about its files."""
    if source is None:
        return None
    csv = source.get("csv", {})
    return {
        "from": (source["bucket"], source.get("bucket_owner"), source.get("key_prefix")),
        "as": (source["input_format"], source.get("input_compression_type", "NONE")),
        "csv": (csv.get("delimiter"), csv.get("headers")),
    }


def attribute_types(body: Body) -> Iterator[tuple[str, str]]:
    """The attributes whose type is written."""
    for each in (
        body,
        *body.get("global_secondary_indexes", {}).values(),
        *body.get("local_secondary_indexes", {}).values(),
        *(index.get("search_schema", {}) for index in body.get("vector_indexes", {}).values()),
    ):
        for part in (each.get("partition_key"), each.get("sort_key"), each.get("inline_filters")):
            for attribute in part if isinstance(part, list) else [part]:
                if isinstance(attribute, dict):
                    yield attribute["name"], attribute["type"]


def key(body: Body, part: str) -> list[tuple[str, str]]:
    """The attributes of a part of a key, each with the part."""
    written = body.get(part, [])
    attributes = written if isinstance(written, list) else [written]
    role = {"partition_key": "HASH", "sort_key": "RANGE"}[part]
    return [(each["name"] if isinstance(each, dict) else each, role) for each in attributes]


def projection(index: Body) -> tuple[str, set[str]]:
    written = index.get("projection", "ALL")
    return ("INCLUDE", set(written["include"])) if isinstance(written, dict) else (written, set())


def capacity(body: Body, of: Body) -> tuple[int, int]:
    """Read and write that it begins with: what is written, else the minimum of autoscaling; on demand none."""
    from_body = provider(body, of)
    written, scaled = from_body.get("capacity", {}), from_body.get("autoscaling", {})
    read, write = (int(written.get(each) or scaled.get(each, {}).get("min_capacity", 0)) for each in ("read", "write"))
    return read, write


def provider(body: Body, of: Body) -> Body:
    """Who says what a table or an index is provisioned with: an index that says nothing has what the table has."""
    return of if {"capacity", "autoscaling"} & of.keys() else body


def pair(written: Body | None, prefix: str = "") -> tuple[int, int] | None:
    """Read and write; an on-demand maximum may be there for one of the two."""
    return (int(written.get(f"{prefix}read", 0)), int(written.get(f"{prefix}write", 0))) if written else None


def view_type(written: Any) -> str | None:
    if written in (None, "false"):
        return None
    return str(written["view_type"] if isinstance(written, dict) else written)


def kinesis(written: Any) -> list[tuple[str, str]]:
    """The Kinesis streams that take the changes, each with the precision of their times."""
    body = written if isinstance(written, dict) else {"arn": written}
    return [(body["arn"], body.get("precision", "MILLISECOND"))] if written else []


def time_to_live(written: Any) -> tuple[str, bool] | None:
    if isinstance(written, dict):
        return written["attribute"], written.get("enabled", "true") == "true"
    return (written, True) if written else None


def recovery_days(written: Any) -> int | None:
    """Days; 35 is what AWS takes when none are written."""
    if isinstance(written, dict):
        return int(written["recovery_period_in_days"])
    return 35 if written == "true" else None


def encryption(written: Any) -> str:
    """The customer's key, or whose key it is."""
    return str(written["kms_key"]) if isinstance(written, dict) else str(written)


def insights(written: str) -> str | None:
    return {"false": None, "true": "ACCESSED_AND_THROTTLED_KEYS"}.get(written, written)
