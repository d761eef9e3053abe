"""Keys, projections, throughput and secondary indexes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.aws import limits
from generator.spec.model.alarms import IndexAlarms
from generator.spec.model.base import AsInteger, Body, Boolean, Shorthand, Whole
from generator.spec.model.choices import AttributeType, ContributorInsightsMode, ProjectionType
from generator.spec.model.forms import Distinct
from generator.spec.model.names import AttributeName, LogicalId, NotOff
from generator.spec.model.scaling import Autoscaling

__all__ = [
    "Attribute",
    "Capacity",
    "ContributorInsights",
    "GlobalSecondaryIndex",
    "LocalSecondaryIndex",
    "OnDemandThroughput",
    "Projection",
    "Units",
    "WarmThroughput",
]

Units = Annotated[int, Field(ge=1), AsInteger]


class Attribute(Body):
    """An attribute that a key is made of."""

    noun: ClassVar[str] = "an attribute"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="name")
    whole: ClassVar[bool] = True

    name: Annotated[AttributeName, NotOff(), Field(examples=["id"])]
    """Name of the attribute."""
    type: AttributeType | None = None
    """`S`, `N` or `B`. Default: the type that another key of the table gives the attribute, else `S`."""


class Capacity(Body):
    """Provisioned throughput, in units a second."""

    noun: ClassVar[str] = "capacity"

    read: Annotated[Units | None, Field(examples=[5])] = None
    """Read capacity units: one strongly consistent read of 4 KB a second each. Default with autoscaling of reads: its
    `min_capacity`."""
    write: Annotated[Units | None, Field(examples=[5])] = None
    """Write capacity units: one write of 1 KB a second each. Default with autoscaling of writes: its `min_capacity`."""


class OnDemandThroughput(Body):
    """The most that an on-demand table or index may consume, in request units a second."""

    noun: ClassVar[str] = "on-demand throughput"
    some_of: ClassVar[tuple[str, ...]] = ("max_read", "max_write")

    max_read: Annotated[Units | None, Field(examples=[1000])] = None
    """Read request units a second above which reads are throttled. Default: no maximum."""
    max_write: Annotated[Units | None, Field(examples=[1000])] = None
    """Write request units a second above which writes are throttled. Default: no maximum."""


class WarmThroughput(Body):
    """What a table or index can serve at once, in units a second; it cannot be lowered again."""

    noun: ClassVar[str] = "warm throughput"
    some_of: ClassVar[tuple[str, ...]] = ("read", "write")

    read: Annotated[Units | None, Field(examples=[12000])] = None
    """Read units a second. New on-demand tables begin with 12,000."""
    write: Annotated[Units | None, Field(examples=[4000])] = None
    """Write units a second. New on-demand tables begin with 4,000."""


class ContributorInsights(Body):
    """CloudWatch Contributor Insights: which keys are accessed and throttled most. Billed per event."""

    noun: ClassVar[str] = "contributor insights"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="mode", boolean=True, hidden=frozenset({"enabled", "mode"}))

    enabled: Boolean = True
    """Whether it is on."""
    mode: Annotated[ContributorInsightsMode | None, Field(examples=["ACCESSED_AND_THROTTLED_KEYS"])] = None
    """What is recorded. Default: `ACCESSED_AND_THROTTLED_KEYS`."""


class Projection(Body):
    """The attributes that an index holds beside the keys."""

    noun: ClassVar[str] = "a projection"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="type", hidden=frozenset({"type"}))
    whole: ClassVar[bool] = True
    some_of: ClassVar[tuple[str, ...]] = ("type", "include")

    type: Annotated[ProjectionType | None, Field(examples=["ALL"])] = None
    """`ALL` or `KEYS_ONLY`."""
    include: Annotated[
        (
            Annotated[
                list[AttributeName], Field(min_length=1, max_length=limits.ATTRIBUTES_PROJECTED_PER_INDEX), Distinct()
            ]
            | None
        ),
        Field(examples=[["total"]]),
    ] = None
    """Attributes beside the keys that the index holds, at most 20."""


class GlobalSecondaryIndex(Body):
    """A global secondary index: the table's items under another key."""

    noun: ClassVar[str] = "a global secondary index"

    partition_key: Annotated[
        list[Attribute],
        Field(min_length=1, max_length=limits.INDEX_KEY_ATTRIBUTES, examples=["status"]),
        Whole(),
    ]
    """Partition key: an attribute, or a list of up to four."""
    sort_key: Annotated[
        list[Attribute], Field(min_length=1, max_length=limits.INDEX_KEY_ATTRIBUTES, examples=["placed_at"]), Whole()
    ] = Field(default_factory=list)
    """Sort key: an attribute, or a list of up to four. Default: none."""
    projection: Projection = Projection(type="ALL")
    """What the index holds beside the keys: `ALL`, `KEYS_ONLY`, or `{include: [attribute, ...]}`. Default:
    `ALL`."""
    capacity: Capacity | None = None
    """Provisioned capacity of the index. Default with `PROVISIONED`: the table's, unless `autoscaling` is written."""
    autoscaling: Autoscaling | None = None
    """Autoscaling of the index. Default with `PROVISIONED`: the table's, unless `capacity` is written."""
    on_demand_throughput: OnDemandThroughput | None = None
    """Maximum throughput of the index, with `PAY_PER_REQUEST`. Default: no maximum."""
    warm_throughput: WarmThroughput | None = None
    """Throughput that the index can serve at once. Default: what DynamoDB gives."""
    contributor_insights: ContributorInsights | None = None
    """`true`, `false` or a mode. Default: `false`, not emitted."""
    alarms: IndexAlarms = IndexAlarms()
    """Alarms of the index, `capacity` and `throttles`, where they differ from the table's; `false`: none."""
    logical_id: LogicalId | None = None
    """Stands for the index's name in logical IDs and alarm names."""


class LocalSecondaryIndex(Body):
    """A local secondary index: the items of one partition in another order. It can only be made with its table."""

    noun: ClassVar[str] = "a local secondary index"

    sort_key: Annotated[Attribute, Field(examples=["total"])]
    """Sort key of the index; its partition key is the table's."""
    projection: Projection = Projection(type="ALL")
    """What the index holds beside the keys: `ALL`, `KEYS_ONLY`, or `{include: [attribute, ...]}`. Default:
    `ALL`."""
