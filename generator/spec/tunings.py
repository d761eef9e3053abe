"""What CloudWatch, and the metric of each kind of alarm, takes of a tuning, in JSON Schema."""

from __future__ import annotations

from typing import Final, get_args

from generator.aws.metrics import PERCENTILE, Metric
from generator.spec.conditions import Schema, all_of, at, each
from generator.spec.model.alarms import DirectedTuning
from generator.spec.model.base import Body
from generator.spec.model.settings import ALL_OF_IT, AS_GIVEN, Kind, watched
from generator.spec.shape import places

__all__ = ["of_alarms"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


def of_alarms(model: type[Body]) -> Schema:
    """What holds of the alarms of a table or of the account, or of an index, where they are on."""
    known = places(model)
    kinds = {kind: known[kind].model is DirectedTuning for kind in KINDS if kind in known}
    return all_of(*(at(kind, _of_kind(kind, directed=directed)) for kind, directed in kinds.items()))


def _of_kind(kind: Kind, *, directed: bool) -> Schema:
    tuning = _tuning(kind)
    if kind == "latency":
        return each(tuning)
    if not directed:
        return tuning
    both = {"type": "object", "required": ["read", "write"]}
    # What reads and writes both say for themselves, nothing asks of what is said for both.
    return {"if": both, "else": tuning, **at("read|write", tuning)}


def _tuning(kind: Kind) -> Schema:
    metric = watched(kind)
    threshold = _threshold(kind, metric)
    short = {**threshold, **_given()} if kind in AS_GIVEN else threshold
    return all_of(
        short,
        at("threshold", threshold) if threshold else {},
        at("period", {"multipleOf": metric.published_seconds}),
        at("statistic", _statistic(metric)),
    )


def _given() -> Schema:
    message = "Write the number above which the alarm goes off."
    return {"required": ["threshold"], "if": {"const": True}, "then": {"type": "number", "errorMessage": message}}


def _threshold(kind: Kind, metric: Metric) -> Schema:
    if kind == "capacity":
        return {"maximum": ALL_OF_IT}
    return {} if metric.most is None else {"exclusiveMaximum": metric.most}


def _statistic(metric: Metric) -> Schema:
    words = [*metric.statistics, *([PERCENTILE.pattern] if metric.percentiles else [])]
    known = [*metric.statistics, *(["a percentile such as p99"] if metric.percentiles else [])]
    return {
        "type": ["string", "null"],
        "errorMessage": f"Write {' or '.join(known)}: others say nothing of {metric.name}.",
        "pattern": f"^({'|'.join(words)})$",
        "patternErrorMessage": f"Write {' or '.join(known)}: others say nothing of {metric.name}.",
    }
