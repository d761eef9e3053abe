"""References: every `${Name}` refers to something, and every parameter is referred to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from generator.errors import Path, Problem, Related
from generator.spec.likeness import did_you_mean
from generator.spec.model.names import IMPORT_VALUE
from generator.spec.model.references import ENVIRONMENT, PSEUDO_PARAMETERS, SPEC, Reference, is_unclosed, parts
from generator.spec.model.settings import STACK_TOPIC
from generator.spec.model.unknown import sure
from generator.spec.parse import Parsed
from generator.spec.referred import referring

__all__ = ["NOT_TEXT", "declared", "instead_of", "is_verbatim", "refer_to_something", "resources", "unclosed", "used"]

# Pseudo parameters that are no text: one takes a property away, the other is a list.
NOT_TEXT = frozenset({"AWS::NoValue", "AWS::NotificationARNs"})
# A policy that stands in its table's own resource cannot refer to it: CloudFormation would find a circle.
ITSELF: Final = 'write "*", which is what the policy is attached to; a part of the table cannot refer to the table'
# The variables of a serverless.yml: "Variables" in the documentation of the Serverless Framework.
SERVERLESS: Final = ("self", "opt", "env", "param", "sls", "file", "cf", "s3", "ssm", "git")
RESOURCE_POLICY: Final = ("resource_policy",)


def declared(parsed: Parsed) -> Collection[str]:
    """The names of the parameters, those of a wrong shape among them."""
    return parsed.spec.parameters if parsed.spec else ()


def _made(parsed: Parsed) -> list[str]:
    """What the stack itself makes under a name that texts may refer to."""
    return [STACK_TOPIC] if parsed.has_topic else []


def resources(parsed: Parsed) -> Collection[str]:
    """The logical IDs of the spec's own resources, those of a wrong shape among them."""
    return parsed.spec.resources if parsed.spec else ()


def _names(parsed: Parsed) -> Iterator[str]:
    """What texts may refer to."""
    yield from declared(parsed)
    yield from _made(parsed)
    yield from resources(parsed)


def _tables(parsed: Parsed) -> Iterator[str]:
    yield from parsed.spec.tables if parsed.spec else ()


def is_verbatim(path: Path) -> bool:
    """Whether what stands at a path, or below it, is CloudFormation."""
    in_resource = path[:1] == ("resources",) and len(path) > 2 and path[2] != "Type"
    return in_resource or (path[:1] == ("tables",) and path[2:3] == ("properties",))


def refer_to_something(parsed: Parsed) -> Iterator[Problem]:
    """A reference names a declared parameter, a pseudo parameter whose value is a text, or a resource of the spec."""
    already = {problem.position for problem in parsed.problems}
    for path, text in referring(parsed.tree, ()):
        if text.position in already:
            continue
        if is_unclosed(text):
            hint = "close it with }, or write ${!...} for the characters themselves"
            yield Problem("DS113", f"'{text}' has a reference that is not closed", hint, path)
        for part in parts(text) if not is_verbatim(path) else ():
            if isinstance(part, Reference) and not part.literal and not (part.policy_variable and _for_iam(path)):
                yield from sure(_reference_problems(part.name, parsed, path))


def _for_iam(path: Path) -> bool:
    return (path[2:4] == ("policies", "custom") and path[5:6] == ("leading_keys",)) or _in_resource_policy(path)


def _in_resource_policy(path: Path) -> bool:
    body = path[4:] if path[2:3] == ("replicas",) else path[2:]
    return RESOURCE_POLICY in (body[:1], body[:2][1:] if body[:1] == ("stream",) else ())


def _reference_problems(name: str, parsed: Parsed, path: Path) -> Iterator[Problem]:
    if name in _made(parsed):
        return
    known, first = [*sure(_names(parsed))], name.partition(".")[0]
    # What is not known of the spec has no name with other characters.
    if (name in known or name.isalnum()) and name in declared(parsed):
        parameter = parsed.spec.parameters.get(name) if parsed.spec else None
        if parameter and parameter.is_list:
            related = (Related(f"its type is {parameter.type}", ("parameters", name, "type")),)
            hint = "declare it as a String, and one parameter for each value"
            yield Problem("DS272", f"'{name}' is a list, and one text is wanted", hint, path, related=related)
    elif first.isalnum() and first in resources(parsed):
        # Source: "Fn::ImportValue" in the CloudFormation Template Reference.
        if path[-1] == IMPORT_VALUE:
            message = f"'{name}' is of a resource, and the name of an export cannot depend on one"
            yield Problem("DS206", message, "refer to parameters only", path)
    elif name == ENVIRONMENT:
        yield Problem("DS113", f"'{name}' has no value: this spec has no environments", "", path)
    elif name not in PSEUDO_PARAMETERS:
        itself = _in_resource_policy(path) and first == path[1]
        of_table = first in sure(_tables(parsed))
        elsewhere = "only resources and properties can refer to tables" if of_table else instead_of(name, known)
        hint = ITSELF if itself else elsewhere
        yield Problem("DS113", f"'{name}' is not a parameter of this spec", hint, path)


def instead_of(name: str, declared: list[str]) -> str:
    """A hint what to write for a name that nothing has, when `declared` are those that there are."""
    known = [*declared, *PSEUDO_PARAMETERS, SPEC, ENVIRONMENT]
    if name.strip() in known:
        return f"write ${{{name.strip()}}}"
    if name in NOT_TEXT:
        return "it cannot stand in text"
    if name.startswith("var."):
        return f"write ${{{name[4:]}}}, and declare it under parameters"
    if name.partition(":")[0] in SERVERLESS:
        return "use a parameter, or write what differs under environments: this is of a serverless.yml"
    if Reference(name, literal=False).policy_variable:
        return "IAM policy variables stand in leading_keys and policy documents; write ${!...} for the characters"
    if "." in name:
        known_id = did_you_mean(name.partition(".")[0], declared)
        return known_id or "only of what stands in resources can attributes be referred to; use a parameter"
    declare = f"declare it: parameters: {{{name}: {{type: String}}}}" if name.isalnum() else "write a parameter's name"
    return did_you_mean(name, known) or declare


def unclosed(parsed: Parsed) -> Iterator[str]:
    """The texts that have a reference that is not closed."""
    return (text for _, text in referring(parsed.tree, ()) if is_unclosed(text))


def used(parsed: Parsed) -> Iterator[str]:
    """The names that texts refer to."""
    for _, text in referring(parsed.tree, ()):
        yield from (part.name for part in parts(text) if isinstance(part, Reference) and not part.literal)
