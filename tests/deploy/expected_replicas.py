"""What a spec says that a global table is in one of its Regions, as the spec of a table that is there alone."""

from __future__ import annotations

from tests.deploy.expected import Body, laid_over, provider

# What only a replica says.
OWN = {"kinesis_stream", "resource_policy"}
THROUGHPUT = {"capacity", "autoscaling"}
KNOWN = {
    *OWN, *THROUGHPUT, "contributor_insights", "deletion_protection", "encryption", "global_secondary_indexes",
    "on_demand_throughput", "point_in_time_recovery", "stream", "table_class", "tags",
}  # fmt: skip


def regions(spec: Body, name: str, *, region: str) -> list[str]:
    """The Regions that a table is in."""
    return list(spec["tables"][name].get("replicas", [region]))


def in_region(spec: Body, name: str, region: str) -> Body:
    """The spec with the table as it is in the Region."""
    body = spec["tables"][name]
    if "replicas" not in body:
        return spec
    own = body["replicas"][region]
    assert own.keys() <= KNOWN, f"tests/deploy/expected_replicas.py does not know what {own} comes to"
    indexes = {
        index: here(each, own.get("global_secondary_indexes", {}).get(index, {}), writes=provider(body, each))
        for index, each in body.get("global_secondary_indexes", {}).items()
    }
    table = {key: part for key, part in here(body, own, writes=body).items() if key not in OWN or key in own}
    return {**spec, "tables": {**spec["tables"], name: {**table, "global_secondary_indexes": indexes}}}


def here(body: Body, own: Body, *, writes: Body) -> Body:
    """A table or an index under what its replica says: of mappings the parts, of throughput reads only."""
    merged = {key: own[key] for key in own.keys() - {*THROUGHPUT, "global_secondary_indexes"}}
    for key in ("on_demand_throughput", "stream", "tags"):
        if key in own:
            merged[key] = laid_over(long(body.get(key, {})), own[key])
    if THROUGHPUT & own.keys():
        for key in THROUGHPUT:
            written = {part: each for part, each in writes.get(key, {}).items() if part == "write"}
            merged[key] = {**written, **own.get(key, {})}
    return {**body, **merged}


def long(stream: Body | str) -> Body:
    """A stream in long form."""
    return {"view_type": stream} if isinstance(stream, str) else stream
