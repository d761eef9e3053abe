"""Text and tags of a spec to what CloudFormation takes: plain text, Ref, GetAtt or Sub."""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import GetAtt, ImportValue, Ref, Sub, Tags

from generator.spec.model.references import ImportedValue, Reference, parts

__all__ = ["resolved", "tagged"]


def resolved(text: str) -> str | Ref | GetAtt | Sub | ImportValue:
    """Text in which `${Name}` and `${Name.Attribute}` are known at the deploy and `${!Name}` stands for `${Name}`, or
    another stack's export.

    An IAM policy variable is text to CloudFormation.
    """
    if isinstance(text, ImportedValue):
        return ImportValue(resolved(str(text)))
    if "${" not in text:
        return text
    found = [
        part._replace(literal=part.literal or part.policy_variable) if isinstance(part, Reference) else part
        for part in parts(text)
    ]
    references = [part for part in found if isinstance(part, Reference) and not part.literal]
    if not references:
        return "".join(f"${{{part.name}}}" if isinstance(part, Reference) else part for part in found)
    if len(found) == 1:
        name, _, attribute = references[0].name.partition(".")
        return GetAtt(name, attribute) if attribute else Ref(name)
    return Sub("".join(in_sub(part) if isinstance(part, Reference) else part for part in found))


def in_sub(reference: Reference) -> str:
    """The reference as Fn::Sub takes it."""
    return f"${{{'!' if reference.literal else ''}{reference.name}}}"


def tagged(written: Mapping[str, str]) -> Tags | None:
    """Tags in the order written; None when there are none."""
    if not written:
        return None
    tags = Tags()
    # Given to the constructor they would be sorted.
    tags.tags = [{"Key": key, "Value": resolved(value)} for key, value in written.items()]
    return tags
