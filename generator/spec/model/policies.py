"""The managed policies of a table, and what each of them grants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from generator.aws import actions
from generator.aws.actions import ACTIONS
from generator.spec.model.base import Body, Boolean, Literally, Pattern, Shorthand, String
from generator.spec.model.choices import PolicyAccess, PolicyAction, Region
from generator.spec.model.forms import Distinct, Form
from generator.spec.model.names import AttributeName, IndexName

__all__ = [
    "BUILT_IN",
    "CustomPolicy",
    "Grant",
    "Policies",
    "Policy",
    "StreamPolicy",
    "custom_grant",
    "grant",
    "holds_to_attributes",
    "holds_to_leading_keys",
]

# The built-in policies, each with its name in logical IDs, which no custom policy may have.
BUILT_IN: Final[dict[str, str]] = {
    "read": "Read",
    "write": "Write",
    "read_write": "ReadWrite",
    "stream_read": "StreamRead",
}
CustomName = Annotated[
    Literally,
    Pattern("[A-Z][A-Za-z0-9]*", "a letter A-Z, then letters and digits", (1, 128), "the name of a custom policy"),
]
# A partition key of a String or Binary has at most 2,048 bytes.
LeadingKey = Annotated[
    String,
    Pattern(r"[^\x00-\x1f\x7f]+", "no control characters", (1, 2048), "a leading key", unit="bytes"),
    Form(r"(?!\*+$)[^\x00-\x1f\x7f]{1,2048}", "a leading key that leaves keys out", "tenant-*", words=False),
]
Regions = Annotated[list[Region], Field(min_length=1), Distinct()]
ActionName = Annotated[PolicyAction, AfterValidator(lambda name: name.removeprefix("dynamodb:"))]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a policy allows: actions by name, and what holds them to a part of the table.

    `indexes` names those that the policy covers, None stands for all there are. With `on_table` false, what takes an
    index is allowed on indexes alone. `full_scan` says whether a PartiQL statement may read the whole table. `regions`
    are those of a global table that are covered, None stands for all.
    """

    actions: frozenset[str]
    indexes: tuple[str, ...] | None = None
    on_table: bool = True
    full_scan: bool = True
    leading_keys: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    regions: tuple[str, ...] | None = None

    @property
    def reaches_items(self) -> bool:
        """Whether items are read, checked or written."""
        return any(ACTIONS[name].kind in ("read", "check", "write") for name in self.actions)

    @property
    def reaches_indexes(self) -> bool:
        """Whether something is allowed that can be done to an index."""
        return any("index" in ACTIONS[name].on for name in self.actions)


def grant(access: str, policy: Policy | StreamPolicy, *, vectors: bool) -> Grant:
    """What a built-in policy allows on a table, with or without vector indexes."""
    regions = tuple(policy.regions) if policy.regions else None
    if isinstance(policy, StreamPolicy):
        return Grant(frozenset(actions.ACCESS[access]), regions=regions)
    granted = _of_access(access, partiql=policy.partiql, scan=policy.scan, vectors=vectors)
    return Grant(granted, full_scan=policy.scan, regions=regions)


def custom_grant(policy: CustomPolicy, *, vectors: bool) -> Grant:
    """What a custom policy allows on a table, with or without vector indexes; of an access, leading keys and attributes
    leave what they can hold to them.
    """
    access = policy.access
    granted = frozenset(policy.actions or ())
    if access:
        searched = vectors and not policy.leading_keys
        granted = _of_access(access, partiql=policy.partiql, scan=policy.scans, vectors=searched)
    if access and policy.attributes:
        granted = frozenset(name for name in granted if holds_to_attributes(name))
    # Leading keys of an index are its own, so that only an index that is meant is covered.
    indexes = () if policy.leading_keys and not policy.indexes else policy.indexes
    return Grant(
        granted,
        indexes=None if indexes is None else tuple(indexes),
        on_table=not policy.indexes or access in ("read", "read_write"),
        full_scan=policy.scans,
        leading_keys=tuple(policy.leading_keys or ()),
        attributes=tuple(policy.attributes or ()),
        regions=tuple(policy.regions) if policy.regions else None,
    )


def holds_to_leading_keys(name: str) -> bool:
    """Whether an action reads and writes no item but those of the leading keys."""
    action = ACTIONS[name]
    return action.kind == "describe" or actions.LEADING_KEYS in action.keys


def holds_to_attributes(name: str) -> bool:
    """Whether an action reads and writes no attribute but those that a policy names."""
    action = ACTIONS[name]
    if action.kind == "read":
        return actions.ATTRIBUTES in action.keys and actions.SELECT in action.keys
    return action.kind == "describe" or name in actions.LIMITED_WRITES


def _of_access(access: str, *, partiql: bool, scan: bool, vectors: bool) -> frozenset[str]:
    named: Iterable[str] = (
        *actions.ACCESS[access],
        *(actions.PARTIQL[access] if partiql else ()),
        *(actions.VECTORS[access] if vectors else ()),
    )
    return frozenset(name for name in named if scan or name != actions.SCAN)


class Policy(Body):
    """A built-in policy."""

    noun: ClassVar[str] = "a policy"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean = True
    """Whether the policy is made."""
    scan: Boolean = True
    """Whether it allows Scan, which reads the whole table; `false` denies a PartiQL SELECT that does so, too.
    Default: `true`."""
    partiql: Boolean = False
    """Whether it allows PartiQL statements: SELECT for readers, INSERT, UPDATE and DELETE for writers.
    Default: `false`."""
    regions: Regions | None = None
    """Regions of a global table that it covers. Default: all that have a replica."""


class StreamPolicy(Body):
    """The policy for readers of the stream."""

    noun: ClassVar[str] = "a policy"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean | None = None
    """Whether the policy is made. Default: exactly when there is a stream."""
    regions: Regions | None = None
    """Regions of a global table that it covers. Default: all that have a replica."""


class CustomPolicy(Body):
    """A policy for a part of the table, or for some actions only."""

    noun: ClassVar[str] = "a custom policy"
    either: ClassVar[tuple[tuple[str, str], ...]] = (("access", "actions"),)

    access: Annotated[PolicyAccess | None, Field(examples=["read"])] = None
    """`read`, `write`, `read_write`, `query` (Query only) or `stream_read`; this or `actions`."""
    actions: Annotated[
        Annotated[list[ActionName], Field(min_length=1), Distinct()] | None, Field(examples=[["GetItem"]])
    ] = None
    """Actions by name, each of which is placed on the resource type that it takes; this or `access`."""
    indexes: Annotated[
        Annotated[list[IndexName], Field(min_length=1), Distinct()] | None, Field(examples=[["by-status"]])
    ] = None
    """Indexes that the policy covers; `query`, and of `actions` Query, Scan and PartiQLSelect, then reach these and not
    the table's own key. Default: all, with `leading_keys` none."""
    leading_keys: Annotated[
        Annotated[list[LeadingKey], Field(min_length=1), Distinct()] | None,
        Field(examples=[["${aws:PrincipalTag/tenant}"]]),
    ] = None
    """Partition key values of the items that may be reached; of an index those of its own partition key. `*` and `?`
    match as in a pattern, parameters (`${Name}`) are resolved at the deploy, and IAM policy variables
    (`${aws:PrincipalTag/tenant}`) at each request."""
    attributes: Annotated[
        Annotated[list[AttributeName], Field(min_length=1), Distinct()] | None, Field(examples=[["id", "total"]])
    ] = None
    """The only attributes that may be read or written; the keys of the table and of every index in the policy are among
    them. Readers must then name the attributes that they want, and writers can only update items."""
    scan: Boolean | None = None
    """Whether it allows Scan, which reads the whole table. Default: `true`; with `leading_keys` or `query` `false`."""
    partiql: Boolean = False
    """Whether it allows PartiQL statements; `actions` name theirs instead."""
    regions: Regions | None = None
    """Regions of a global table that it covers. Default: all that have a replica."""

    @property
    def scans(self) -> bool:
        """Whether the whole table may be read in one go."""
        if self.scan is None:
            return not self.leading_keys and self.access != "query"
        return self.scan


class Policies(Body):
    """Managed policies that roles of the table's clients attach."""

    noun: ClassVar[str] = "policies"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean = True
    """Whether any built-in policy is made."""
    read: Policy = Policy()
    """Get, batch get, query and scan items of the table and its indexes. Default: `true`."""
    write: Policy = Policy()
    """Put, update, delete and batch write items. Default: `true`."""
    read_write: Policy = Policy()
    """Both of these. Default: `true`."""
    stream_read: StreamPolicy = StreamPolicy()
    """Read the table's stream. Default: exactly when there is a stream."""
    custom: dict[CustomName, CustomPolicy] = Field(
        default_factory=dict, examples=[{"TotalsRead": {"access": "read", "attributes": ["id", "total"]}}]
    )
    """Policies of your own by name, such as `TenantRead`."""
    fixed_names: Boolean = False
    """Names such as `${AWS::StackName}-${AWS::Region}-Orders-read` instead of generated ones; the deploy then needs
    `CAPABILITY_NAMED_IAM`. Default: `false`."""
