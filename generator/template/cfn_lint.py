"""A template's text to what cfn-lint finds in it, with cfn-lint's own rules and schemas, in this process."""

from __future__ import annotations

import gc
import io
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.template.made_once import make_once
from generator.template.schemas_later import read_later
from generator.template.sympy_later import Touched, forget, touched, without_sympy

if TYPE_CHECKING:
    from cfnlint.config import ConfigMixIn
    from cfnlint.match import Match
    from cfnlint.rules import Rules

__all__ = [
    "DEFAULT_REGIONS",
    "FAILED",
    "Finding",
    "Linted",
    "lint_one",
    "load_rules",
    "rule_text",
    "schemas_of_cfn_lint",
]

# What cfn-lint itself takes when nobody names a Region.
DEFAULT_REGIONS = ("us-east-1",)
# The rule of cfn-lint that tells of others that failed.
FAILED: Final = "E0002"


class Linted(NamedTuple):
    """A template as it will be written, and the Regions whose schemas it must fit; none stand for us-east-1."""

    text: str
    regions: tuple[str, ...]


class Finding(NamedTuple):
    """What a rule of cfn-lint says about a template: `path` leads into the template, `line` counts from 1."""

    rule: str
    message: str
    path: tuple[str | int, ...]
    line: int


def lint_one(linted: Linted, ignore: Sequence[str]) -> list[Finding]:
    """The findings for one template, each once, by line."""
    load_rules()
    with suppress(Touched):
        found = findings_of(linted, ignore)
        if not touched():
            return found
    unload()
    return findings_of(linted, ignore)


def findings_of(linted: Linted, ignore: Sequence[str]) -> list[Finding]:
    """The findings of cfn-lint as it is loaded now; they do not count when it has touched a stand-in for sympy."""
    from cfnlint.decode import decode_str
    from cfnlint.helpers import REGIONS
    from cfnlint.runner.template import run_template_by_data

    regions = linted.regions or DEFAULT_REGIONS
    unknown = [region for region in regions if region not in REGIONS]
    if unknown:
        return [Finding("DS452", f"{region!r} is not a Region that cfn-lint knows", (), 1) for region in unknown]
    with silence():
        try:
            template, matches = decode_str(linted.text)
            if not matches:
                matches = list(run_template_by_data(template, configuration(regions, tuple(ignore)), load_rules()))
        # Rules answer for their own failures, with E0002; this is cfn-lint failing around them.
        except Exception as error:  # noqa: BLE001 (it may be anything)
            return [Finding(FAILED, f"cfn-lint failed: {error!r}", (), 1)]
    found = {finding(match) for match in matches if not match.rule.id.startswith(tuple(filter(None, ignore)))}
    return sorted(found, key=lambda each: (each.line, each.rule, [str(part) for part in each.path], each.message))


def finding(match: Match) -> Finding:
    """A match of cfn-lint's as plain values, without the positions that its text and paths carry along."""
    path = tuple(part if isinstance(part, int) else str(part) for part in getattr(match, "path", None) or ())
    return Finding(match.rule.id, str(match.message), path, match.linenumber)


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """cfn-lint's own rules, loaded once, without sympy at first; a cfn-lint that cannot do so is loaded as it is."""
    with suppress(Touched, Exception), without_sympy():
        return loaded()
    forget()
    return loaded()


def unload() -> None:
    """Has cfn-lint loaded anew, as it is, when it is needed again, and makes room for it."""
    forget()
    load_rules.cache_clear()
    configuration.cache_clear()
    gc.unfreeze()
    gc.collect()


def loaded() -> Rules:
    """cfn-lint's own rules, to be checked against the schemas that it came with.

    The collector of garbage would spend a third of this time on the modules, rules and schemas that stay for good.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with silence():
            import cfnlint.rules
            from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

            make_once()
            read_later()
            folder = Path(cfnlint.rules.__file__).parent
            schemas = schemas_of_cfn_lint()
            # Newer schemas that `cfn-lint --update-specs` left in the user's cache would be taken instead.
            if (schemas / "providers").is_dir():
                PROVIDER_SCHEMA_MANAGER.__init__(schemas / "providers", schemas / "resources")
            rules = cfnlint.rules.Rules.create_from_directory(str(folder))
        gc.freeze()
        return rules
    finally:
        if collecting:
            gc.enable()


def schemas_of_cfn_lint() -> Path:
    """The folder of the schemas that cfn-lint came with, found without the import of it."""
    found = find_spec("cfnlint")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "data" / "schemas"


@lru_cache(maxsize=64)
def configuration(regions: tuple[str, ...], ignore: tuple[str, ...]) -> ConfigMixIn:
    """cfn-lint's configuration: a file of its own is looked for unless another is named, which may be missing."""
    from cfnlint.config import ConfigMixIn

    return ConfigMixIn(["--config-file", os.devnull], regions=list(regions), ignore_checks=list(ignore))


@contextmanager
def silence() -> Iterator[None]:
    """Keeps what cfn-lint prints and logs from the streams of this process."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


def rule_text(code: str) -> str:
    """What cfn-lint says of one of its rules, and where it has that from; empty when it has no such rule."""
    rule = next((rule for rule in load_rules().values() if rule.id == code), None)
    if rule is None:
        return ""
    source = f"\n\nSource: {rule.source_url}" if rule.source_url else ""
    return f"{rule.shortdesc}\n\n{rule.description}{source}"
