"""A plain template to the text of its file, in YAML or JSON, with a header that tells hand edits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from generator.template.stamp import HEADER, digest
from generator.template.yaml_text import UNSAFE, UNSAFE_BEYOND_ASCII, entry, whole_numbers

__all__ = ["Form", "render"]

Form = Literal["yaml", "json"]

SECTIONS = (
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Rules",
    "Transform",
    "Resources",
    "Outputs",
)
RESOURCE_KEYS = ("Type", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy")
UNSAFE_IN_JSON = re.compile(f"[{UNSAFE_BEYOND_ASCII}]")


def render(template: Mapping[str, Any], *, source: str, form: Form) -> str:
    """The text of the file for `template`, a mapping of plain values as troposphere's `to_dict` gives it.

    `source` is the spec's path as the header names it; ValueError when it is not one printable line. The digest
    of YAML is that of every byte below the two header lines, beginning with the blank line. The digest of JSON is
    that of the whole text as it stands without the digest's 64 digits.
    """
    if not source or UNSAFE.search(source):
        raise ValueError(f"not a name for a header: {source!r}")
    sections = in_sections(template)
    if form == "json":
        return json_text(sections, source)
    body = "".join(f"\n{section}" for section in yaml_sections(sections))
    return HEADER.format(source=source, digest=digest(body)) + body


def in_sections(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template with its sections, and the keys of its resources, in the order in which people read them."""
    sections = in_order(template, SECTIONS)
    resources = sections.get("Resources")
    if isinstance(resources, dict):
        sections["Resources"] = {
            logical_id: in_order(resource, RESOURCE_KEYS) if isinstance(resource, dict) else resource
            for logical_id, resource in resources.items()
        }
    return sections


def in_order(mapping: Mapping[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    """The same mapping with the keys of `first` in front."""
    return {key: mapping[key] for key in first if key in mapping} | dict(mapping)


def json_text(sections: dict[str, Any], source: str) -> str:
    """The JSON text of a template, with its source and digest as the first of its metadata."""
    ours = {"Dynaspec": {"Source": source, "Digest": "sha256:"}}
    stamped = in_order(sections | {"Metadata": ours | sections.get("Metadata", {}) | ours}, SECTIONS)
    text = json.dumps(whole_numbers(stamped), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    text = UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    # Only ours can stand before it: the version and the description, in which a quote is escaped.
    before, mark, after = text.partition('"Digest": "sha256:')
    return before + mark + digest(text) + after


def yaml_sections(sections: dict[str, Any]) -> Iterator[str]:
    """The text of each section; resources stand apart from each other."""
    for name, section in sections.items():
        if name == "Resources" and isinstance(section, dict) and section:
            resources = (
                "\n".join(["", *entry(logical_id, resource, "  ")]) for logical_id, resource in section.items()
            )
            yield "Resources:" + "\n".join(resources) + "\n"
        else:
            yield "\n".join([*entry(name, section, ""), ""])
