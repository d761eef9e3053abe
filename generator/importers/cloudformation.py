"""A CloudFormation template, hand-written or made by a tool, to a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE, LOOP, MACRO, TABLE, TABLES
from generator.changes import serverless
from generator.changes.template import of_values
from generator.errors import Problem, UsageError
from generator.importers.deciding import Deploy, is_stored, remarks, settled
from generator.importers.draft import Draft, Plain, Remarks, mapping, sequence, within
from generator.importers.mistaken import PROCESSED, without_tables
from generator.importers.scaling import TYPES, scalings
from generator.importers.tables import table
from generator.importers.text import verbatim

__all__ = ["draft", "with_parameters"]

# What the CDK puts into every template for itself: AWS CDK Developer Guide, "Version reporting" and "Bootstrapping".
CDK_METADATA: Final = "AWS::CDK::Metadata"
CDK_RULES: Final = {"CheckBootstrapVersion"}
SERVERLESS: Final = "AWS::Serverless::"
ATTRIBUTES: Final = (
    "DependsOn", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy", "Metadata",
)  # fmt: skip
PARAMETER: Final = (
    "Type", "Description", "Default", "AllowedValues", "AllowedPattern", "ConstraintDescription", "MinLength",
    "MaxLength", "MinValue", "MaxValue", "NoEcho",
)  # fmt: skip
INDEXES: Final = {
    "GlobalSecondaryIndexes": "global_secondary_indexes",
    "LocalSecondaryIndexes": "local_secondary_indexes",
    "VectorIndexes": "vector_indexes",
}
NUMBERS: Final = frozenset({"MinLength", "MaxLength", "MinValue", "MaxValue"})
REFERENCE: Final = re.compile(r"\$\{([A-Za-z0-9]+)\}")
REGION: Final = {"Ref": "AWS::Region"}


def draft(loaded: Plain, file: str, *, given: Mapping[str, str], region: str | None, usual: str) -> Draft:
    """The spec for a template whose plain values are `loaded`; `region` is where its stack is, `usual` where it may be
    when nobody says so. UsageError with every problem when a spec cannot be made of it.
    """
    resources = mapping(loaded.get("Resources"), "Resources")
    found: Remarks = []
    deploy = Deploy(loaded, given, region or region_of(resources, usual), is_taken=region is None)
    kept = decided(deploy, resources, found)
    if deploy.problems:
        raise UsageError(list(dict.fromkeys(deploy.problems)))
    source = of_values({**loaded, "Resources": kept}, file)
    names = [name for name, each in source.resources.items() if each.type in TABLES]
    if not names:
        raise UsageError(
            [Problem("DS551", f"{file} has no table", left_by(deploy, resources) or without_tables(resources))]
        )
    spec: Plain = {"version": 1}
    if isinstance(description := loaded.get("Description"), str) and description.strip():
        spec["description"] = " ".join(description.split())
    if any(source.resources[name].type == GLOBAL_TABLE for name in names):
        spec["region"] = deploy.region
        if region is None and REGION in references(resources):
            hint = "say where its stack is with --region"
            found.append(Problem("DS562", f"the stack is taken to be in {deploy.region}", hint, ("region",)))
            deploy.is_taken = False  # It is told.
    scaled: set[str] = set()
    tables: Plain = {}
    for name in names:
        with within(name, deploy.problems):
            of_table, taken = scalings(source, name)
            scaled |= taken
            tables[name] = as_written(table(name, source.resources[name], of_table, found), kept[name])
    if deploy.problems:
        raise UsageError(deploy.problems)
    spec["parameters"] = {}
    spec["tables"] = tables
    others = {name: each for name, each in kept.items() if name not in scaled and each["Type"] not in TABLES}
    further = {name: resource(each, {*others, *names}) for name, each in others.items()}
    spec["resources"] = further
    found += [*remarks(deploy), *left_out(loaded)]
    return Draft(spec, source, found, further, dict(parameters(deploy)))


def as_written(body: Plain, raw: Plain) -> Plain:
    """The table with the attributes that its indexes hold in the order written: another may be another index."""
    for kind, ours in INDEXES.items():
        for each in sequence(raw["Properties"].get(kind), kind):
            index = body.get(ours, {}).get(str(each.get("IndexName")), {})
            names = mapping(each.get("Projection"), "a Projection").get("NonKeyAttributes")
            if isinstance(index.get("projection"), dict) and isinstance(names, list):
                index["projection"] = {"include": names}
    return body


def left_by(deploy: Deploy, resources: Plain) -> str:
    """What to do where conditions leave out all tables that there are; nothing where they do not."""
    tables = [each for each in resources.values() if isinstance(each, dict) and each.get("Type") in TABLES]
    if not any("Condition" in each for each in tables):
        return ""
    states = ", ".join(f"{name} is {str(held).lower()}" for name, held in deploy.decided.items())
    where = f" in {deploy.region}" if deploy.is_in_region else ""
    return (
        f"its conditions leave them out: {states}{where}; import another case with --parameter NAME=VALUE or --region"
    )


def region_of(resources: Plain, usual: str) -> str:
    """The Region that a stack must be in for its global tables: the usual one if they have a replica there."""
    regions: list[str] = []
    for body in resources.values():
        if isinstance(body, dict) and body.get("Type") == GLOBAL_TABLE:
            replicas = mapping(body.get("Properties"), "Properties").get("Replicas")
            for each in replicas if isinstance(replicas, list) else ():
                written = each.get("Region") if isinstance(each, dict) else None
                regions += [written] if isinstance(written, str) else [usual]
    return usual if usual in regions or not regions else regions[0]


def references(value: Any) -> Iterator[Any]:
    """Every mapping within a value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from references(each)


def decided(deploy: Deploy, resources: Plain, found: Remarks) -> Plain:
    """The resources that there are once conditions are decided; what needs a transform is a remark."""
    kept: Plain = {}
    shared = serverless.of_globals(deploy.template)
    for name, body in resources.items():
        if name == MACRO or name.startswith(f"{LOOP}::"):
            hint = f"import what becomes of it: {PROCESSED}"
            found.append(Problem("DS555", f"{name!a} is left out: it needs a transform", hint))
            continue
        if not isinstance(body, dict) or not isinstance(kind := body.get("Type"), str):
            kept[name] = body
            continue
        if kind == CDK_METADATA:
            continue
        condition = body.get("Condition")
        if isinstance(condition, str) and not held(deploy, condition):
            hint = "import the case that has it, with --parameter NAME=VALUE or --region"
            found.append(Problem("DS555", f"{name!a} is left out: the condition {condition} is false", hint))
            continue
        body = {key: each for key, each in body.items() if key != "Condition"}
        if kind == serverless.SIMPLE:
            body, kind = simple(body, shared), TABLE
        elif kind.startswith(SERVERLESS):
            hint = "leave it in a template of its own, which SAM deploys; the table's outputs tell it name and ARN"
            found.append(Problem("DS555", f"{name!a} is left out: {kind} needs a transform", hint))
            continue
        kept[name] = settled(deploy, body, what=name, literally=kind in TABLES | TYPES)
    return kept


def held(deploy: Deploy, condition: str) -> bool:
    """Whether the resources under a condition are there."""
    return bool(settled(deploy, {"Fn::If": [condition, "true", ""]}, what="a condition"))


def simple(body: Plain, shared: Plain) -> Plain:
    """A SimpleTable as the table that SAM makes of it."""
    written = mapping(body.get("Properties"), "Properties")
    for name in ("PrimaryKey", "Tags"):
        mapping(written.get(name), name)
    made: Plain = serverless.table(body, shared)
    return made


def resource(body: Plain, known: set[str]) -> Plain:
    """A resource that is no table, as a spec has it."""
    made: Plain = {"Type": body["Type"]}
    if properties := body.get("Properties"):
        made["Properties"] = verbatim(properties)
    for name in ATTRIBUTES:
        value = body.get(name)
        if name == "DependsOn":
            named = value if isinstance(value, list) else [value]
            value = [each for each in named if isinstance(each, str) and each in known]
        if value not in (None, {}, []):
            made[name] = value if name == "DependsOn" else verbatim(value)
    return made


def parameters(deploy: Deploy) -> Iterator[tuple[str, Plain]]:
    """The parameters in the words of a spec; a value that was given is its default."""
    for name, written in deploy.section("Parameters").items():
        body = mapping(written, f"the parameter {name!a}")
        if name in deploy.given and not is_stored(body) and str(body.get("NoEcho")).lower() != "true":
            # Conditions are decided by it: with another default, one case would be deployed under another's names.
            body = {**body, "Default": deploy.given[name]}
        yield name, {snake(key): of_parameter(key, body[key]) for key in PARAMETER if body.get(key) is not None}


def with_parameters(made: Draft) -> Plain:
    """The draft's spec with the parameters that it refers to."""
    used = set(mentioned({**made.spec, "parameters": {}}))
    return {**made.spec, "parameters": {name: each for name, each in made.parameters.items() if name in used}}


def of_parameter(key: str, value: Any) -> Any:
    """What a parameter says of itself."""
    if key in NUMBERS and str(value).lstrip("-").isdigit():
        return int(value)
    return value == "true" if key == "NoEcho" else value


def mentioned(value: Any) -> Iterator[str]:
    """The names that texts and functions refer to."""
    if isinstance(value, str):
        yield from REFERENCE.findall(value)
    elif isinstance(value, dict):
        if isinstance(name := value.get("Ref"), str):
            yield name
        for each in value.values():
            yield from mentioned(each)
    elif isinstance(value, list):
        for each in value:
            yield from mentioned(each)


def snake(name: str) -> str:
    """CloudFormation's name for something in the words of a spec."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def left_out(loaded: Plain) -> Iterator[Problem]:
    """What a template has and a spec has not: outputs of one's own, rules, transforms."""
    for name, body in mapping(loaded.get("Outputs"), "Outputs").items():
        export = mapping(body, f"the output {name!a}").get("Export")
        hint = "a spec has outputs for name, ARN, stream and policies of each table; use those"
        if export:
            hint = "whoever imports its export must do without it first, or with one that publish: {export: true} makes"
        yield Problem("DS556", f"the output {name!a} is left out", hint, ("outputs", name))
    for name in serverless.of_globals(loaded).keys() - {serverless.SHARED}:
        hint = f"SAM takes {serverless.SHARED} there, and nothing else: write it at each table"
        yield Problem("DS555", f"{name} of SimpleTable in Globals is left out", hint)
    for name in ("Transform", "Rules", "Hooks"):
        written = loaded.get(name)
        if written and not (isinstance(written, dict) and written.keys() == CDK_RULES):
            yield Problem("DS555", f"{name} is left out", "a spec has none; keep what needs it in another template")
