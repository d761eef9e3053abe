"""What somebody wants who wrote a word in place of a body, or its keys without values: the body, as JSON has it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from generator.spec.examples import example, example_of
from generator.spec.model.alarms import Tuning
from generator.spec.model.base import NUMBER, Body
from generator.spec.model.notification import ENDPOINTS, NotificationTopic
from generator.spec.model.policies import BUILT_IN, Policies
from generator.spec.model.settings import AS_GIVEN
from generator.spec.model.stack import Parameter
from generator.spec.model.table import Table
from generator.spec.nodes import Mapping, Text
from generator.spec.shape import places

__all__ = ["body_of_word", "in_only_key", "keys_named", "stands_for", "switches", "topic_for"]

# Made unless they are turned off; the fourth is where there is a stream.
MADE_ANYWAY: Final = [name for name in BUILT_IN if name != "stream_read"]
# What an index holds is no name of its key.
PROJECTIONS: Final = ("ALL", "KEYS_ONLY", "INCLUDE")
TYPE_WORDS: Final = ("string", "number", "list", "s", "n")


def keys_named(names: list[str], model: type[Body]) -> dict[str, Any]:
    """What stands for keys of a `model` that are named without values; other built-in policies are off."""
    wanted = {name: _usual(name, model) for name in names}
    if model is Policies and not wanted.keys().isdisjoint(BUILT_IN):
        wanted |= {name: False for name in MADE_ANYWAY if name not in wanted}
    return wanted


def _usual(name: str, model: type[Body]) -> Any:
    owner = places(model)[name].model
    if owner and issubclass(owner, Tuning) and not model.model_fields[name].examples and name not in AS_GIVEN:
        return True
    known = example(model, name)
    return True if known is None else known


def body_of_word(word: Text, model: type[Body]) -> dict[str, Any] | None:
    """The `model` of which a word says what nobody else knows, such as whom to tell; None for every other."""
    if model is NotificationTopic and ENDPOINTS["email"].expression.fullmatch(word):
        return topic_for("email", str(word))
    if model is Parameter and word.casefold() not in TYPE_WORDS:
        if word.plain and NUMBER.fullmatch(word):
            return {"type": "Number", "default": float(word) if "." in word else int(word)}
        return {"type": "String", "default": str(word)}
    return None


def topic_for(protocol: str, endpoint: str) -> dict[str, Any]:
    """A notification topic to which one endpoint is subscribed."""
    return {"subscriptions": {"OnCall": {"protocol": protocol, "endpoint": endpoint}}}


def in_only_key(word: Text, shown: Any, model: type[Body]) -> dict[str, str] | None:
    """A `model` with a word in the one key that its example, which is `shown`, has; None where it may not stand there.

    Nobody names a table by its key.
    """
    if not isinstance(shown, dict) or len(shown) != 1 or model is Table or str(word) in PROJECTIONS:
        return None
    ((key, usual),) = shown.items()
    return {key: str(word)} if str(usual).isidentifier() and stands_for(word, key, model) else None


def switches(shown: Any, model: type[Body]) -> Any:
    """As much of an example as is turned on without saying more, where something is."""
    whole = example_of(model) if shown is None else shown
    on = {key: True for key, value in whole.items() if value is True} if isinstance(whole, dict) else {}
    return on or shown


def _alone(value: Text | Mapping, key: str) -> Mapping:
    mapping = Mapping(value.position, value.path)
    mapping[Text(key, value.position, value.path)] = value
    return mapping


def stands_for(text: Text, key: str, model: type[Body]) -> bool:
    """Whether a text, or what it is short for, may be the value of a key of a `model` that has nothing else."""
    place = places(model)[key] if key in model.model_fields else None
    short = place.model.shorthand if place and place.model else None
    try:
        model.model_validate(_alone(_alone(text, short.text) if short and short.text else text, key))
    except ValidationError:
        return False
    return True
