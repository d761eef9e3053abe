"""A role's or user's policies and those of the stack to what it has of ours, and what it misses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnosis.facts import Facts, Principal
from generator.diagnosis.finding import Access, Finding

__all__ = ["access", "findings"]

ALLOWED = "allowed"
DENIED = "explicitDeny"
WHY_NOT = (
    "look for a Deny in its other policies, its permissions boundary and the organization's policies, and for "
    "conditions in its own"
)


def access(principal: Principal, facts: Facts) -> Access:
    """What it has of the stack's policies, and what it misses."""
    attached = {
        logical_id: principal.attached[arn] for logical_id, arn in facts.policies.items() if arn in principal.attached
    }
    return Access(
        principal.kind,
        principal.name,
        attached,
        tuple(each for each in facts.policies if each not in attached),
        principal.inline,
        principal.decisions,
    )


def findings(found: Access) -> Iterator[Finding]:
    """That it has none of the stack's policies and no access either, or has one and may do nothing all the same."""
    subject = f"{found.kind} {found.name}"
    may = any(decision == ALLOWED for each in (found.decisions or {}).values() for decision in each.values())
    if found.missing and not found.attached and not may:
        hint = f"attach the one that allows what it does: {', '.join(found.missing)}"
        yield Finding("DS716", subject, "none of the stack's policies is attached to it", hint)
    for table, decisions in (found.decisions or {}).items():
        ours = [each for each in found.attached if each.startswith(f"{table}Policy")]
        if ours and decisions and ALLOWED not in decisions.values():
            denied = " by an explicit Deny" if DENIED in decisions.values() else ""
            message = f"it has {', '.join(ours)}, and may do nothing with {table} all the same{denied}"
            yield Finding("DS716", subject, message, WHY_NOT)
