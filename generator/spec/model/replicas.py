"""A replica: what a global table is in one of its Regions, where that differs from what the table says."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.spec.model.base import Body, Boolean
from generator.spec.model.choices import TableClass
from generator.spec.model.documents import PolicyDocument
from generator.spec.model.features import KinesisStream, KmsKey, PointInTimeRecovery
from generator.spec.model.indexes import ContributorInsights, Units
from generator.spec.model.names import IndexName, Tags
from generator.spec.model.scaling import Scaling

__all__ = ["Replica", "ReplicaIndex", "ReplicaStream"]


class ReplicaCapacity(Body):
    """Provisioned throughput of reads; that of writes is the same in every Region."""

    noun: ClassVar[str] = "capacity of a replica"

    read: Annotated[Units, Field(examples=[5])]
    """Read capacity units a second."""


class ReplicaAutoscaling(Body):
    """Autoscaling of reads; that of writes is the same in every Region."""

    noun: ClassVar[str] = "autoscaling of a replica"

    read: Annotated[Scaling, Field(examples=[{"min_capacity": 5, "max_capacity": 100}])]
    """Autoscaling of reads, without schedules."""


class ReplicaOnDemandThroughput(Body):
    """The most that may be read on demand; that of writes is the same in every Region."""

    noun: ClassVar[str] = "on-demand throughput of a replica"

    max_read: Annotated[Units, Field(examples=[1000])]
    """Read request units a second above which reads are throttled."""


class ReplicaEncryption(Body):
    """The customer key of a replica; whose key it is else, the table says."""

    noun: ClassVar[str] = "encryption of a replica"
    whole: ClassVar[bool] = True

    kms_key: Annotated[KmsKey, Field(examples=["alias/orders"])]
    """Customer key in the replica's Region: key ARN, key ID, alias (`alias/name`) or alias ARN."""


class ReplicaStream(Body):
    """The change stream of a replica, where it differs."""

    noun: ClassVar[str] = "the stream of a replica"
    resource_policy: PolicyDocument | None = None
    """Policy on the replica's stream. Default: none."""
    tags: Tags = Field(default_factory=dict, examples=[{"team": "shop"}])
    """Tags of the replica's stream; they win over those of the table's `stream`."""


class ReplicaIndex(Body):
    """A global secondary index in the replica's Region, where it differs."""

    noun: ClassVar[str] = "an index of a replica"

    capacity: ReplicaCapacity | None = None
    """Provisioned read capacity: `{read}`. Default: the index's own, or the replica's where the index writes neither
    `capacity` nor `autoscaling`."""
    autoscaling: ReplicaAutoscaling | None = None
    """Autoscaling of reads: `{read}`. Default: as for `capacity`, unless that is written."""
    on_demand_throughput: ReplicaOnDemandThroughput | None = None
    """Maximum of reads: `{max_read}`. Default: the index's."""
    contributor_insights: ContributorInsights | None = None
    """`true`, `false` or a mode. Default: the index's."""


class Replica(Body):
    """What a global table is in one of its Regions, where it differs from what the table says."""

    noun: ClassVar[str] = "a replica"
    capacity: ReplicaCapacity | None = None
    """Provisioned read capacity: `{read}`. Default: the table's."""
    autoscaling: ReplicaAutoscaling | None = None
    """Autoscaling of reads: `{read}`. Default: the table's, unless `capacity` is written."""
    on_demand_throughput: ReplicaOnDemandThroughput | None = None
    """Maximum of reads: `{max_read}`. Default: the table's."""
    global_secondary_indexes: dict[IndexName, ReplicaIndex] = Field(
        default_factory=dict, examples=[{"by-status": {"contributor_insights": True}}]
    )
    """Indexes by name, where they differ: `{capacity, autoscaling, on_demand_throughput, contributor_insights}`."""
    stream: ReplicaStream | None = None
    """Change stream, where it differs: `{resource_policy, tags}`."""
    kinesis_stream: KinesisStream | None = None
    """Kinesis data stream in the replica's Region that changes go to: its ARN, or `{arn, precision}`. Default: none."""
    point_in_time_recovery: PointInTimeRecovery | None = None
    """`true`, `false` or `{recovery_period_in_days: 1-35}`. Default: the table's."""
    encryption: ReplicaEncryption | None = None
    """`{kms_key: ...}`, a customer key in the replica's Region; all replicas have one, or none has. Default:
    the table's `encryption`."""
    table_class: TableClass | None = None
    """`STANDARD` or `STANDARD_INFREQUENT_ACCESS`. Default: the table's."""
    deletion_protection: Boolean | None = None
    """Whether DynamoDB refuses to delete the replica. Default: the table's."""
    contributor_insights: ContributorInsights | None = None
    """`true`, `false` or a mode. Default: the table's."""
    resource_policy: PolicyDocument | None = None
    """Policy on the replica and its indexes, as a policy document of IAM. Default: none."""
    tags: Tags = Field(default_factory=dict, examples=[{"team": "shop"}])
    """Tags of the replica; they win over the table's and the stack's. Default: none."""
