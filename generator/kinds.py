"""The kinds of problem: how bad each is, and its title in the list of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["KINDS", "Kind", "Severity", "can_be_ignored", "codes_meant", "is_code", "severity_of"]

Severity = Literal["error", "warning", "info"]


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
    "DS104": Kind("error", "a value of the wrong shape"),
    "DS105": Kind("error", "not a number where one is wanted"),
    "DS106": Kind("error", "not true or false where one is wanted"),
    "DS107": Kind("error", "a number out of bounds"),
    "DS108": Kind("error", "text of the wrong length"),
    "DS109": Kind("error", "text with characters that are not allowed"),
    "DS110": Kind("error", "too many or too few entries"),
    "DS111": Kind("error", "null where there is nothing to take away"),
    "DS112": Kind("error", "not one of the values that the key takes"),
    "DS113": Kind("error", "a reference to something that is not declared"),
    "DS114": Kind("error", "a reference where only literal text may stand"),
    "DS115": Kind("error", "a key that may not stand in defaults, or in an environment"),
    "DS116": Kind("error", "an environment that the project file does not declare"),
    "DS117": Kind("error", "an ignore comment that is not whole"),
    "DS118": Kind("error", "an ignore comment for an error"),
    "DS119": Kind("warning", "an ignore comment with nothing to ignore"),
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
    "DS210": Kind("warning", "a type in the name of an attribute"),
    "DS211": Kind("error", "two indexes of one name"),
    "DS212": Kind("error", "an attribute projected twice"),
    "DS213": Kind("error", "too many projected attributes in all"),
    "DS214": Kind("error", "a mapping that says nothing"),
    "DS215": Kind("error", "a policy statement that is not whole, or names what is no principal"),
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
    "DS252": Kind("error", "not a Kinesis stream of the table's Region"),
    "DS253": Kind("warning", "a key that goes with the stack, of a table that stays"),
    "DS257": Kind("error", "not a time zone, or one that does nothing"),
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
    "DS270": Kind("warning", "a table name that another spec gives too"),
    "DS271": Kind("warning", "a parameter that nothing refers to"),
    "DS272": Kind("error", "a list where one text is wanted"),
    "DS273": Kind("error", "a parameter that contradicts itself"),
    "DS274": Kind("error", "a prefix that Parameter Store does not take"),
    "DS275": Kind("error", "a name of an SSM parameter that is too long"),
    "DS276": Kind("error", "a name of an export that is too long"),
    "DS277": Kind("warning", "nothing to publish"),
    "DS278": Kind("warning", "how long items live where the name of an attribute stands"),
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
    "DS402": Kind("error", "a file cannot be written"),
    "DS403": Kind("error", "a file that is not ours stands where a template should"),
    "DS404": Kind("error", "a file would stand outside of the folder it is for"),
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
    "DS523": Kind("error", "a code that cannot be ignored"),
    "DS524": Kind("error", "a report that cannot be written"),
    "DS525": Kind("error", "a code that is not there"),
    # Pages
    "DS541": Kind("error", "a page is missing"),
    "DS542": Kind("error", "a page is stale"),
    "DS543": Kind("error", "a page was edited by hand"),
    "DS544": Kind("error", "a page is left over"),
    # What exists already
    "DS550": Kind("error", "a file that cannot be imported"),
    "DS551": Kind("error", "a file without tables"),
    "DS552": Kind("error", "a value that only the deploy knows"),
    "DS553": Kind("warning", "conditions that were decided"),
    "DS554": Kind("warning", "a parameter that was written out"),
    "DS555": Kind("warning", "something that a spec cannot say"),
    "DS556": Kind("warning", "an output that was left out"),
    "DS557": Kind("error", "an attribute of two types"),
    "DS558": Kind("warning", "autoscaling under other logical IDs"),
    "DS559": Kind("error", "an import that would not leave a table as it is"),
    "DS560": Kind("error", "a spec that is there already"),
    "DS561": Kind("error", "not a value of a parameter"),
    "DS562": Kind("info", "a Region that was taken"),
    "DS563": Kind("error", "a table without a literal name"),
    "DS564": Kind("error", "a value that is not what belongs there"),
    "DS565": Kind("info", "a key whose owner is unknown"),
    "DS566": Kind("info", "an alarm under another logical ID"),
    "DS567": Kind("warning", "a live table that a stack has"),
    "DS568": Kind("info", "safe defaults that are added"),
    "DS569": Kind("error", "a live table that cannot be read"),
    "DS570": Kind("warning", "a replica that little is known of"),
    "DS571": Kind("error", "a Region that AWS does not have"),
    "DS572": Kind("error", "no template to import tables with"),
    "DS573": Kind("warning", "something that comes out differently"),
    "DS574": Kind("warning", "a live table that is being changed"),
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
    "DS691": Kind("error", "a change that no steps can make with the items kept"),
    "DS692": Kind("error", "a step that cfn-lint does not accept"),
    # What a live stack is like
    "DS701": Kind("error", "a table that the stack does not have"),
    "DS702": Kind("warning", "a part of the diagnosis that AWS refuses"),
    "DS703": Kind("error", "a role or user that is not there"),
    "DS704": Kind("warning", "a part of the diagnosis that AWS throttled"),
    "DS705": Kind("info", "a stack without traffic"),
    "DS706": Kind("info", "a stack that no template of the project is for"),
    "DS707": Kind("info", "a stack without tables"),
    "DS710": Kind("warning", "an alarm that is on"),
    "DS711": Kind("warning", "most of a limit that is used"),
    "DS712": Kind("warning", "requests that were throttled"),
    "DS713": Kind("warning", "something that is not active"),
    "DS714": Kind("warning", "a setting that was changed behind the template's back"),
    "DS715": Kind("warning", "a template that is not what is deployed"),
    "DS716": Kind("warning", "a role or user that may do nothing with a table"),
    "DS717": Kind("warning", "a stack that waits for somebody"),
    "DS718": Kind("warning", "a template that its spec would make otherwise now"),
}


def severity_of(code: str) -> Severity:
    """How bad it is: of our codes as `KINDS` says, of cfn-lint's by the first letter of the ID."""
    if code in KINDS:
        return KINDS[code].severity
    return CFN_LINT_SEVERITIES.get(code[:1], "error")


def is_code(code: str) -> bool:
    """Whether it is one of our codes, or has the form of a rule of cfn-lint."""
    return code in KINDS or bool(re.fullmatch("[EWI][0-9]{4}", code))


def can_be_ignored(code: str) -> bool:
    """Whether a finding may stay: our warnings and infos and what cfn-lint says, for our errors are to be mended."""
    return code not in KINDS or KINDS[code].severity != "error"


def codes_meant(written: str, known: Iterable[str] = KINDS) -> list[str]:
    """The codes of ours that have the digits of one that is not known, or begin with them; cfn-lint's are not ours."""
    digits = "" if re.match("[EWI][0-9]", written.upper()) else re.sub("[^0-9]", "", written)
    whole = f"DS{digits[:3]}"
    codes = [*known]
    return [whole] if whole in codes else [code for code in codes if digits and code.startswith(whole)]
