"""What the keys beside the tables ask of each other, in JSON Schema, as far as no other layer may say the rest."""

from __future__ import annotations

from typing import Final

from generator.spec.completeness import complete
from generator.spec.conditions import Schema, all_of, at, each, refused, says, when
from generator.spec.model.alarms import AccountAlarms
from generator.spec.model.base import in_editors
from generator.spec.model.notification import ENDPOINTS, Endpoint
from generator.spec.model.stack import CONSTRAINTS, Spec
from generator.spec.tunings import of_alarms

__all__ = ["stack_rules"]

# Rules of their own.
TABLES: Final = "tables"


def stack_rules() -> dict[str, Schema]:
    """What holds of a spec, by the key that another layer may say more of."""
    rules = {key: holds for key, holds in complete(Spec).items() if key not in ("", TABLES, "defaults")}
    rules[TABLES] = _something_to_make()
    rules["region"] = _region()
    rules["account_alarms"] = at("account_alarms", of_alarms(AccountAlarms))
    for key, holds in (("notification_topic", _endpoints()), ("parameters", _constraints())):
        rules[key] = all_of(rules[key], at(key, holds))
    return rules


def _something_to_make() -> Schema:
    alarms = says("account_alarms", {"not": {"enum": [False, None]}})
    some = all_of({"required": [TABLES]}, at(TABLES, {"minProperties": 1}))
    return {"if": {"not": alarms}, "then": some}


def _region() -> Schema:
    """Replicas ask for the Region that the stack lives in."""
    replicated = {"not": at(TABLES, each(at("replicas", {"maxProperties": 0})))}
    return when(replicated, {"required": ["region"]})


def _endpoints() -> Schema:
    fitting = [when(says("protocol", {"const": name}), at("endpoint", _form(end))) for name, end in ENDPOINTS.items()]
    return at("subscriptions", each(all_of(*fitting)))


def _form(endpoint: Endpoint) -> Schema:
    message = f"Not {endpoint.noun}: write such as {endpoint.example}."
    return in_editors({}, endpoint.expression.pattern, message)


def _constraints() -> Schema:
    """Bounds of lengths are for text, of values for numbers."""
    other = {
        type_: refused("|".join(keys), f"It is for the type {type_}: leave it out.")
        for type_, keys in CONSTRAINTS.items()
    }
    return each(all_of(*(when(says("type", {"not": {"const": type_}}), holds) for type_, holds in other.items())))
