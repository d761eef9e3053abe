"""The managed policies of a table."""

from __future__ import annotations

from typing import ClassVar

from generator.spec.model.base import Body, Boolean, Shorthand

__all__ = ["Policies", "Policy", "StreamPolicy"]


class Policy(Body):
    """A built-in policy."""

    noun: ClassVar[str] = "a policy"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))
    later: ClassVar[frozenset[str]] = frozenset({"partiql", "regions"})

    enabled: Boolean = True
    """Whether the policy is made."""
    scan: Boolean = True
    """Whether it allows Scan, which reads the whole table. Default: `true`."""


class StreamPolicy(Body):
    """The policy for readers of the stream."""

    noun: ClassVar[str] = "a policy"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))
    later: ClassVar[frozenset[str]] = frozenset({"regions"})

    enabled: Boolean | None = None
    """Whether the policy is made. Default: exactly when there is a stream."""


class Policies(Body):
    """Managed policies that roles of the table's clients attach."""

    noun: ClassVar[str] = "policies"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))
    later: ClassVar[frozenset[str]] = frozenset({"custom"})

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
    fixed_names: Boolean = False
    """Names such as `${AWS::StackName}-${AWS::Region}-Orders-read` instead of generated ones; the deploy then needs
    `CAPABILITY_NAMED_IAM`. Default: `false`."""
