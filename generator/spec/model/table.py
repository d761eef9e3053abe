"""A table: every key of its body, and what follows from them together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

from pydantic import Field, field_validator

from generator.aws import limits
from generator.spec.model.alarms import Alarms, Direction
from generator.spec.model.base import Body, Boolean
from generator.spec.model.choices import (
    BillingMode,
    DeletionPolicy,
    MultiRegionConsistency,
    Region,
    TableClass,
)
from generator.spec.model.documents import PolicyDocument
from generator.spec.model.features import Encryption, KinesisStream, PointInTimeRecovery, Stream, TimeToLive
from generator.spec.model.import_source import ImportSource
from generator.spec.model.indexes import (
    Attribute,
    Capacity,
    ContributorInsights,
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    OnDemandThroughput,
    WarmThroughput,
)
from generator.spec.model.names import IndexName, TableName, Tags
from generator.spec.model.policies import Policies
from generator.spec.model.replicas import Replica
from generator.spec.model.scaling import Autoscaling, Scaling
from generator.spec.model.vector_indexes import VectorIndex
from generator.spec.model.verbatim import FreeMapping
from generator.spec.nodes import Mapping, Text

__all__ = [
    "NOT_IN_DEFAULTS",
    "Table",
    "attribute_types",
    "used_attributes",
]

NOT_IN_DEFAULTS: Final = frozenset(
    {"table_name", "import_source", "replicas", "global_secondary_indexes", "local_secondary_indexes", "vector_indexes"}
)
UPDATE_REPLACE_POLICIES: Final = {"RetainExceptOnCreate": "Retain", "Retain": "Retain", "Delete": "Delete"}


class Table(Body):
    """A DynamoDB table."""

    noun: ClassVar[str] = "a table"

    table_name: TableName | None = None
    """Name of the table, 3 to 255 of letters, digits, `_`, `-`, `.`. Default: CloudFormation names it."""
    existing: Boolean = False
    """`true`: the table is made elsewhere, under its `table_name`; the stack has policies, alarms and outputs for it,
    and takes what the spec says of it for true. Default: `false`."""
    partition_key: Annotated[Attribute, Field(examples=["id"])]
    """Partition key: an attribute's name, or `{name, type}`."""
    sort_key: Annotated[Attribute | None, Field(examples=["placed_at"])] = None
    """Sort key: an attribute's name, or `{name, type}`. Default: none."""
    billing_mode: BillingMode = "PAY_PER_REQUEST"
    """`PAY_PER_REQUEST` or `PROVISIONED`. Default: `PAY_PER_REQUEST`."""
    capacity: Capacity | None = None
    """Provisioned capacity: `{read, write}` in units a second. Required with `PROVISIONED` for what is not autoscaled,
    refused otherwise. Of what is autoscaled it is where a new table starts, and is best never changed, whatever the
    bounds become: a deploy that changes one of its numbers sets both, whatever autoscaling has reached."""
    autoscaling: Autoscaling | None = None
    """Autoscaling: `{read: {min_capacity, max_capacity}, write: ...}`, either alone too, with `PROVISIONED`.
    Default: off."""
    on_demand_throughput: OnDemandThroughput | None = None
    """Maximum throughput: `{max_read, max_write}` in request units a second, with `PAY_PER_REQUEST`; either
    alone too. Default: no maximum."""
    warm_throughput: WarmThroughput | None = None
    """Throughput that the table can serve at once: `{read, write}` in units a second. Default: what DynamoDB gives."""
    global_secondary_indexes: Annotated[
        dict[IndexName, GlobalSecondaryIndex], Field(max_length=limits.GLOBAL_SECONDARY_INDEXES)
    ] = Field(default_factory=dict, examples=[{"by-status": {"partition_key": "status"}}])
    """Global secondary indexes by name, at most 20. Default: none."""
    local_secondary_indexes: Annotated[
        dict[IndexName, LocalSecondaryIndex], Field(max_length=limits.LOCAL_SECONDARY_INDEXES)
    ] = Field(default_factory=dict, examples=[{"by-total": {"sort_key": "total"}}])
    """Local secondary indexes by name, at most 5; they need a sort key and are made with the table or never.
    Default: none."""
    vector_indexes: Annotated[
        dict[IndexName, VectorIndex],
        Field(
            max_length=limits.VECTOR_INDEXES,
            examples=[
                {"by-meaning": {"vector_attribute": "embedding", "dimensions": 1024, "distance_function": "COSINE"}}
            ],
        ),
    ] = Field(default_factory=dict)
    """Vector indexes by name, at most 5, with `PAY_PER_REQUEST`. Default: none."""
    stream: Stream | None = None
    """Change stream: a stream view type (`KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE`, `NEW_AND_OLD_IMAGES`),
    `{view_type, resource_policy, tags}`, or `false`. Default: `false`."""
    kinesis_stream: KinesisStream | None = None
    """Kinesis data stream that changes go to: its ARN, or `{arn, precision}`. Default: none."""
    time_to_live: TimeToLive | None = None
    """Attribute that says when an item expires, in seconds since 1970; or `{attribute, enabled}`, or `false`, which
    goes on naming the attribute that `defaults` or the spec name. Default: none."""
    point_in_time_recovery: PointInTimeRecovery = PointInTimeRecovery()
    """Continuous backups: `true`, `false` or `{recovery_period_in_days: 1-35}`. Default: `true`."""
    encryption: Encryption = Encryption(type="AWS_OWNED")
    """Encryption at rest: `AWS_OWNED`, `AWS_MANAGED` or `{kms_key: ...}` (key ARN, key ID, alias or alias ARN).
    Default: `AWS_OWNED`."""
    table_class: TableClass | None = None
    """`STANDARD` or `STANDARD_INFREQUENT_ACCESS`. Default: `STANDARD`, not emitted."""
    deletion_protection: Boolean | None = None
    """Whether DynamoDB refuses to delete the table. Default: `true`, or `false` with `deletion_policy: Delete`."""
    deletion_policy: DeletionPolicy = "RetainExceptOnCreate"
    """What becomes of the table when it leaves the stack: `RetainExceptOnCreate`, `Retain` or `Delete`;
    UpdateReplacePolicy follows. Default: `RetainExceptOnCreate`."""
    contributor_insights: ContributorInsights | None = None
    """`true`, `false` or a mode (`ACCESSED_AND_THROTTLED_KEYS`, `THROTTLED_KEYS`). Default: `false`, not emitted."""
    resource_policy: PolicyDocument | None = None
    """Policy on the table and its indexes, as a policy document of IAM, such as for other accounts. Default: none."""
    import_source: ImportSource | None = None
    """Files in S3 that a new table begins with: `{bucket, key_prefix, bucket_owner, input_format,
    input_compression_type, csv: {delimiter, headers}}`. Added to, changed on or taken from a table that is there, it
    replaces the table. Default: none."""
    replicas: dict[Region, Replica] = Field(default_factory=dict, examples=[{"eu-west-1": {}, "us-east-1": {}}])
    """Region to replica, the stack's own `region` among them: makes it a global table. A replica is `{}`, or what
    differs in its Region from what the table says. Default: none."""
    multi_region_consistency: MultiRegionConsistency | None = None
    """`EVENTUAL` or `STRONG`, with `replicas`; `STRONG` takes three Regions, or two and a witness. Default:
    `EVENTUAL`."""
    witness_region: Annotated[Region | None, Field(examples=["eu-central-1"])] = None
    """Region that holds no table and helps two `STRONG` replicas to agree. Default: none."""
    tags: Tags = Field(default_factory=dict, examples=[{"team": "shop"}])
    """Tags of the table and its alarms; they win over the stack's. Default: none."""
    policies: Policies = Policies()
    """Managed policies; `false`: none of the built-in ones. Default: all."""
    alarms: Alarms = Alarms()
    """Alarms; `false`: none. Default: all."""
    properties: FreeMapping = Field(default_factory=dict)
    """CloudFormation properties merged into the table's resource as they are, for what the format has no key for yet.
    Default: none."""

    @field_validator("time_to_live", mode="before")
    @classmethod
    def _off_without_attribute(cls, written: object) -> object:
        # Without an attribute there is nothing that CloudFormation would want named.
        if isinstance(written, Mapping) and written == {"enabled": "false"}:
            return None if all(isinstance(text, Text) and text.plain for text in written.values()) else written
        return written

    @field_validator("stream", mode="after")
    @classmethod
    def _off_is_none(cls, stream: Stream | None) -> Stream | None:
        return stream if stream and stream.enabled else None

    @property
    def provisioned(self) -> bool:
        """Whether the billing mode is `PROVISIONED`."""
        return self.billing_mode == "PROVISIONED"

    @property
    def strong(self) -> bool:
        """Whether reads in every Region can see every change; a table in one Region alone is not meant."""
        return bool(self.replicas) and self.multi_region_consistency == "STRONG"

    @property
    def index_names(self) -> list[str]:
        """The names of the indexes of every kind."""
        return [*self.global_secondary_indexes, *self.local_secondary_indexes, *self.vector_indexes]

    @property
    def protected(self) -> bool:
        """Deletion protection as written, else on unless the table goes with its stack."""
        if self.deletion_protection is None:
            return self.deletion_policy != "Delete"
        return self.deletion_protection

    @property
    def update_replace_policy(self) -> str:
        """UpdateReplacePolicy; CloudFormation has no RetainExceptOnCreate for it."""
        return UPDATE_REPLACE_POLICIES[self.deletion_policy]

    @property
    def streams_to_readers(self) -> bool:
        """Whether the policy for readers of the stream is made."""
        wanted = self.policies.stream_read.enabled
        return self.stream is not None if wanted is None else wanted

    def allows_partiql(self, region: str | None) -> bool:
        """Whether a policy of the table allows PartiQL statements in a Region; None is one that nothing tells."""
        policies = self.policies
        built_in = (policies.read, policies.write, policies.read_write) if policies.enabled else ()
        allowing = [policy.regions for policy in built_in if policy.enabled and policy.partiql]
        allowing += [
            policy.regions
            for policy in policies.custom.values()
            if policy.partiql or any("PartiQL" in action for action in policy.actions or ())
        ]
        return any(regions is None or region is None or region in regions for regions in allowing)

    def limit(self, direction: Direction, *, index: GlobalSecondaryIndex | None = None) -> int | None:
        """The units a second that reads or writes of the table, or of an index, are held to; None without a limit."""
        if scaling := self.scaling(direction, index=index):
            return scaling.most
        if self.provisioned:
            return getattr(self.capacity_of(index), direction, None)
        maximum = (index or self).on_demand_throughput
        return getattr(maximum, f"max_{direction}", None)

    def provider(self, index: GlobalSecondaryIndex | None) -> Table | GlobalSecondaryIndex:
        """Who says what an index is provisioned with: the table, unless the index says anything of it."""
        return index if index and (index.capacity or index.autoscaling) else self

    def scaling(self, direction: Direction, *, index: GlobalSecondaryIndex | None = None) -> Scaling | None:
        """How the capacity of the table, or of an index, follows its use; None where it stays as it is."""
        autoscaling = self.provider(index).autoscaling if self.provisioned else None
        return getattr(autoscaling, direction, None)

    def capacity_of(self, index: GlobalSecondaryIndex | None = None) -> Capacity | None:
        """What the table, or an index, begins with: the capacity written, else the lower bounds of autoscaling."""
        body = self.provider(index)
        if body.autoscaling is None:
            return body.capacity
        read, write = body.autoscaling.read, body.autoscaling.write
        written = body.capacity or Capacity()
        return Capacity.model_construct(
            read=written.read or (read.min_capacity if read else None),
            write=written.write or (write.min_capacity if write else None),
        )


def used_attributes(table: Table) -> Iterator[tuple[Attribute, tuple[str | int, ...]]]:
    """Every attribute of the keys and search schemas of a table in the order of the format, each with its path."""
    for key in ("partition_key", "sort_key"):
        if (attribute := getattr(table, key)) is not None:
            yield attribute, (key,)
    for name, local in table.local_secondary_indexes.items():
        yield local.sort_key, ("local_secondary_indexes", name, "sort_key")
    for name, index in table.global_secondary_indexes.items():
        for key in ("partition_key", "sort_key"):
            for place, attribute in enumerate(getattr(index, key)):
                yield attribute, ("global_secondary_indexes", name, key, place)
    for name, vectors in table.vector_indexes.items():
        for attribute, where in vectors.search_schema.attributes if vectors.search_schema else ():
            yield attribute, ("vector_indexes", name, "search_schema", *where)


def attribute_types(table: Table) -> dict[str, str]:
    """The type of every attribute of the keys and search schemas, which one use gives to all."""
    types: dict[str, str | None] = {}
    for attribute, _ in used_attributes(table):
        types[attribute.name] = types.get(attribute.name) or attribute.type
    return {name: written or "S" for name, written in types.items()}
