"""What can be wrong: positions, problems, the kinds of problem, and one exception family.

    GeneratorError(problems)     what the user can mend in a spec
    `- UsageError(problems)      the job could not be done: a bad file, folder, option or project file

Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

__all__ = [
    "KINDS",
    "GeneratorError",
    "Kind",
    "Path",
    "Position",
    "Problem",
    "Related",
    "Severity",
    "UsageError",
    "dotted",
    "in_order",
    "lines_of",
]

Severity = Literal["error", "warning", "info"]

Path = tuple[str | int, ...]
"""Where a value stands in a spec: ``("tables", "Orders", "policies", "custom", 0)``."""


class Position(NamedTuple):
    """A stretch of a file; lines and columns count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place that has to do with a problem, and what it has to do with it."""

    message: str
    path: Path = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    `code` is a key of `KINDS` or the ID of a cfn-lint rule. `message` says what is wrong, `label` (shown
    after the carets) what was expected, `hint` what to write instead: lower case without a full stop. A check
    gives `path` only; the position is found from it once, at the nearest written parent. `at_key` asks for
    the key at `path` instead of its value. `environments` are those of the spec that have it, empty when all do.
    """

    code: str
    message: str
    hint: str = ""
    path: Path = ()
    position: Position | None = None
    related: tuple[Related, ...] = ()
    at_key: bool = False
    label: str = ""
    environments: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How bad it is: of our codes as `KINDS` says, of cfn-lint's by the first letter of the ID."""
        if self.code in KINDS:
            return KINDS[self.code].severity
        return CFN_LINT_SEVERITIES.get(self.code[:1], "error")

    def at(self, position: Position | None) -> Problem:
        """The same problem with a position."""
        return replace(self, position=position)


class GeneratorError(Exception):
    """Problems that the user can mend; `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class UsageError(GeneratorError):
    """Problems that kept the job from being done at all: exit code 2."""


class Kind(NamedTuple):
    """A kind of problem: how bad it is and its title in the list of codes."""

    severity: Severity
    title: str


# cfn-lint names its rules E, W and I with four digits.
CFN_LINT_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "info"}

KINDS: dict[str, Kind] = {
    # Reading
    "DS001": Kind("error", "the file is not UTF-8 text"),
    "DS002": Kind("error", "the file is not YAML"),
    "DS003": Kind("error", "a key is written twice"),
    "DS004": Kind("error", "a key has no value"),
    "DS005": Kind("error", "merge keys are not part of the format"),
    "DS006": Kind("error", "tags are not part of the format"),
    "DS007": Kind("error", "more than one document in a file"),
    "DS008": Kind("error", "nested too deeply"),
    "DS009": Kind("error", "the file is too large"),
    "DS010": Kind("error", "the file is empty"),
    "DS011": Kind("error", "the file does not hold a mapping"),
    "DS012": Kind("error", "aliases expand to too much, or to themselves"),
    "DS013": Kind("error", "a key is not text"),
    # The shape of a spec
    "DS101": Kind("error", "unknown key"),
    "DS102": Kind("error", "a required key is missing"),
    "DS103": Kind("error", "not supported yet"),
    "DS104": Kind("error", "a value of the wrong shape"),
    "DS105": Kind("error", "not a number where one is wanted"),
    "DS106": Kind("error", "not true or false where one is wanted"),
    "DS107": Kind("error", "a number out of bounds"),
    "DS108": Kind("error", "text of the wrong length"),
    "DS109": Kind("error", "text with characters that are not allowed"),
    "DS110": Kind("error", "too many or too few entries"),
    "DS111": Kind("error", "null where there is nothing to take away"),
    "DS112": Kind("error", "not one of the values that AWS knows"),
    "DS113": Kind("error", "a reference to something that is not declared"),
    "DS114": Kind("error", "a reference where only literal text may stand"),
    "DS115": Kind("error", "a key that may not stand in defaults, or in an environment"),
    "DS116": Kind("error", "an environment that the project file does not declare"),
    # Rules across keys
    "DS201": Kind("error", "an attribute with two types"),
    "DS202": Kind("error", "an attribute twice in one key"),
    "DS203": Kind("error", "a local index on a table without a sort key"),
    "DS204": Kind("warning", "a table among the resources"),
    "DS205": Kind("error", "a property that a key of the format makes"),
    "DS206": Kind("error", "a reference to what is not known there"),
    "DS207": Kind("error", "null within a list of CloudFormation's"),
    "DS208": Kind("error", "a key that does nothing for a table made elsewhere"),
    "DS209": Kind("error", "a stack without resources"),
    "DS211": Kind("error", "two indexes of one name"),
    "DS212": Kind("error", "an attribute projected twice"),
    "DS213": Kind("error", "too many projected attributes in all"),
    "DS214": Kind("error", "a mapping that says nothing"),
    "DS215": Kind("error", "a policy statement that is not whole"),
    "DS216": Kind("error", "an action that a resource policy cannot allow"),
    "DS217": Kind("error", "a resource that a resource policy is not attached to"),
    "DS218": Kind("error", "a resource policy that lets in everybody"),
    "DS219": Kind("error", "a resource policy that is too long"),
    "DS220": Kind("error", "a vector index on a provisioned table"),
    "DS221": Kind("error", "provisioned without capacity"),
    "DS222": Kind("error", "capacity on an on-demand table"),
    "DS223": Kind("error", "an on-demand maximum on a provisioned table"),
    "DS224": Kind("warning", "more than the default throughput quota"),
    "DS225": Kind("error", "warm throughput below what every on-demand table has"),
    "DS226": Kind("error", "autoscaling on an on-demand table"),
    "DS227": Kind("error", "a lower bound above the upper one"),
    "DS228": Kind("error", "a capacity above the maximum of autoscaling"),
    "DS229": Kind("error", "not a schedule"),
    "DS230": Kind("error", "a schedule that never runs"),
    "DS231": Kind("error", "a table that could never be deleted with its stack"),
    "DS232": Kind("error", "not a KMS key"),
    "DS233": Kind("error", "replicas without the stack's own Region"),
    "DS234": Kind("error", "Regions that cannot hold one table together"),
    "DS235": Kind("error", "something that strong consistency does not go with"),
    "DS236": Kind("error", "replicas of a table without a stream"),
    "DS237": Kind("error", "something on the table that each replica writes itself"),
    "DS238": Kind("error", "a customer key for some of the replicas"),
    "DS239": Kind("error", "provisioned replicas whose writes are not autoscaled"),
    "DS240": Kind("error", "schedules on a table with replicas"),
    "DS241": Kind("error", "a policy for readers of a stream that is not there"),
    "DS242": Kind("error", "time to live on a key that is not a number"),
    "DS243": Kind("error", "a replica of an index that is not there"),
    "DS244": Kind("error", "a policy for a Region without a replica"),
    "DS245": Kind("error", "a key for global tables on a table without replicas"),
    "DS246": Kind("error", "a witness that there cannot be"),
    "DS247": Kind("error", "a vector index that contradicts itself, another or the keys"),
    "DS248": Kind("error", "vector indexes in a Region without them"),
    "DS249": Kind("error", "CSV options that do not fit"),
    "DS250": Kind("error", "an import into a table that cannot be imported into"),
    "DS251": Kind("error", "too many tags"),
    "DS257": Kind("error", "not a time zone"),
    "DS258": Kind("error", "not a moment in UTC"),
    "DS259": Kind("info", "a capacity below the minimum of autoscaling"),
    "DS260": Kind("info", "autoscaling without a capacity to start at"),
    "DS261": Kind("error", "a statistic that the metric does not have"),
    "DS262": Kind("error", "an alarm period that the metric does not fill"),
    "DS263": Kind("error", "more datapoints to alarm than evaluation periods"),
    "DS264": Kind("error", "an alarm that looks back too far"),
    "DS265": Kind("warning", "alarms that notify nobody"),
    "DS266": Kind("warning", "a capacity alarm without a limit to measure against"),
    "DS267": Kind("warning", "alarms of an index while the table's are off"),
    "DS268": Kind("error", "an alarm that cannot go off"),
    "DS269": Kind("error", "an alarm without a threshold"),
    "DS271": Kind("warning", "a parameter that nothing refers to"),
    "DS272": Kind("error", "a list where one text is wanted"),
    "DS273": Kind("error", "a parameter that contradicts itself"),
    "DS274": Kind("error", "a prefix that Parameter Store does not take"),
    "DS275": Kind("error", "a name of an SSM parameter that is too long"),
    "DS276": Kind("error", "a name of an export that is too long"),
    "DS277": Kind("warning", "nothing to publish"),
    "DS279": Kind("info", "close to what a template may hold"),
    "DS281": Kind("error", "two tables or environments that differ only in case"),
    "DS282": Kind("error", "two tables of one name"),
    "DS283": Kind("error", "an endpoint that its protocol does not reach"),
    "DS284": Kind("info", "a topic's key that CloudWatch must be let use"),
    "DS285": Kind("error", "a topic's key that CloudWatch cannot use"),
    "DS286": Kind("warning", "a topic that no alarm notifies"),
    "DS287": Kind("error", "more than a dashboard holds"),
    "DS288": Kind("error", "an alarm on a feature that the table does not have"),
    "DS289": Kind("info", "a subscriber whose own policy must let the topic in"),
    "DS290": Kind("error", "an action that an alarm cannot take"),
    "DS291": Kind("error", "a custom policy with neither access nor actions, or with both"),
    "DS292": Kind("error", "a custom policy with the name of a built-in one"),
    "DS293": Kind("error", "a policy for an index that is not there"),
    "DS294": Kind("error", "an action that leading keys or attributes do not limit"),
    "DS295": Kind("error", "attributes of a policy without those of the keys"),
    "DS296": Kind("error", "an option that the policy has no use for"),
    "DS297": Kind("error", "a policy for a local index alone"),
    "DS298": Kind("error", "something twice in a list of a policy"),
    "DS299": Kind("error", "leading keys that limit nothing"),
    # Building
    "DS301": Kind("error", "two things with one logical ID"),
    "DS302": Kind("error", "two indexes with one name in logical IDs"),
    "DS303": Kind("error", "an index name that leaves nothing for logical IDs"),
    "DS311": Kind("error", "more than a template may hold"),
    "DS312": Kind("error", "a logical ID that is too long"),
    "DS313": Kind("error", "an alarm name that is too long"),
    "DS314": Kind("error", "an alarm description that is too long"),
    "DS315": Kind("error", "a policy name that is too long"),
    "DS316": Kind("error", "a policy that is too long"),
    "DS317": Kind("info", "a template that is deployed through S3"),
    "DS318": Kind("error", "a template larger than CloudFormation takes"),
    # Files
    "DS401": Kind("error", "a template cannot be read"),
    "DS402": Kind("error", "a template cannot be written"),
    "DS403": Kind("error", "a file that is not ours stands where a template should"),
    "DS404": Kind("error", "a template would stand outside of the templates folder"),
    "DS405": Kind("error", "a template without a spec cannot be removed"),
    # Linting
    "DS411": Kind("error", "a template is missing"),
    "DS412": Kind("error", "a template is stale"),
    "DS413": Kind("error", "a template was edited by hand"),
    "DS414": Kind("error", "a template is left over"),
    "DS451": Kind("error", "a lint worker died"),
    "DS452": Kind("error", "a Region that cfn-lint does not know"),
    "DS453": Kind("warning", "a cache that cannot be used"),
    "DS454": Kind("warning", "something else in the cache"),
    "DS455": Kind("warning", "a cache of another version"),
    # Files and projects
    "DS501": Kind("error", "a file that cannot be read"),
    "DS502": Kind("error", "a file that is not there"),
    "DS503": Kind("error", "no specs"),
    "DS504": Kind("error", "a folder setting that does not work"),
    "DS505": Kind("error", "another version of dynaspec is wanted"),
    "DS506": Kind("error", "two specs for one template"),
    "DS507": Kind("error", "a file that is not a spec"),
    "DS508": Kind("error", "a name that a spec may not have"),
    "DS509": Kind("error", "a spec outside of the specs folder"),
    "DS510": Kind("error", "options that do not go together"),
    "DS511": Kind("error", "something that the system refused"),
    "DS512": Kind("error", "an environment that no spec has"),
    "DS521": Kind("error", "no such table"),
    "DS522": Kind("error", "more than one table of that name"),
    # What is deployed
    "DS681": Kind("error", "a deployed template that cannot be read"),
    "DS682": Kind("error", "a file that is not a template"),
    "DS683": Kind("error", "no git, or no repository"),
    "DS684": Kind("error", "a revision that is not there"),
    "DS685": Kind("error", "a revision whose files are not there"),
    "DS686": Kind("error", "boto3 is not installed"),
    "DS687": Kind("error", "AWS does not answer, or refuses"),
    "DS688": Kind("error", "a stack that is not there"),
    "DS689": Kind("error", "a stack that takes no update"),
}


def dotted(path: Path) -> str:
    """The path as people write it: ``tables.Orders.alarms.alarm_actions[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a file as a `Position` counts them, without their ends and a leading byte order mark.

    The line breaks are those of YAML 1.2.
    """
    return re.split("\r\n|[\r\n]", text.removeprefix("\ufeff"))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column; those without a position come first."""

    def place(problem: Problem) -> tuple[str, int, int, str]:
        where = problem.position
        return (where.file, where.line, where.column, problem.code) if where else ("", 0, 0, problem.code)

    return sorted(dict.fromkeys(problems), key=place)
