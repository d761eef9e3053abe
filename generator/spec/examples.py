"""What to type for a key: an example of its value in YAML, out of the model's own examples."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.errors import Path
from generator.spec.model.base import Body
from generator.spec.shape import model_at, places

__all__ = ["example", "example_at", "example_of", "flow", "keys_to_write"]

# What YAML takes for something else than text, within braces.
NEEDS_QUOTES: Final = re.compile(
    r"^$|^[-?:,\[\]{}#&*!|>'\"%@`\s]|[,\[\]{}\n]|:\s|\s#|:$|\s$|^(true|false|null|~|[\d.-]+)$"
)


def example(model: type[Body], key: str) -> Any:
    """A value for a key of a `model`, as JSON has it; None where there is no example."""
    field = model.model_fields.get(key)
    if field is None or field.examples:
        return field.examples[0] if field and field.examples else None
    place = places(model)[key]
    return example_of(place.model) if place.model and place.kind == "body" else None


def example_of(model: type[Body]) -> Any:
    """A value that stands for a `model`, the short one where there is one; None where there is no example."""
    short = model.shorthand
    if short and (word := example(model, short.text or short.number)) is not None:
        return word
    if short and short.boolean:
        return True
    keys = keys_to_write(model)
    required = [key for key in keys if model.model_fields[key].is_required()]
    # All that must be there, else as much as shows what may.
    shown = required or [key for key in keys if model.model_fields[key].examples][:2]
    found = {key: value for key in shown if (value := example(model, key)) is not None}
    return found or None


def example_at(model: type[Body], loc: Path) -> Any:
    """An example of what stands at a place in a `model`, an entry of names among them; None where there is none."""
    owner, key = model_at(model, loc[:-1]), str(loc[-1])
    if len(loc) > 1 and owner is model_at(model, loc):
        shown = example(model_at(model, loc[:-2]), str(loc[-2]))
        return next(iter(shown.values())) if isinstance(shown, dict) else None
    return example(owner, key)


def keys_to_write(model: type[Body]) -> list[str]:
    """The keys of a `model` that can be written."""
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    return [name for name in model.model_fields if name not in hidden]


def flow(value: Any) -> str:
    """A value as JSON has it, in YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{flow(str(key))}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if not isinstance(value, str) or not NEEDS_QUOTES.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
