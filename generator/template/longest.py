"""A part of a template to the longest text that its functions may make of it at a deploy."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.aws import limits
from generator.aws.properties import GLOBAL_TABLE, TABLE
from generator.aws.regions import PARTITIONS, REGIONS

__all__ = ["LONGEST", "deployed", "longest_text"]

LONGEST: Final = {
    "AWS::AccountId": "0" * 12,
    "AWS::Partition": max(PARTITIONS, key=len),
    "AWS::Region": max(REGIONS, key=len),
}
IN_SUB: Final = re.compile(r"\$\{([^{}]*)\}")


def deployed(value: Any, template: dict[str, Any]) -> Any:
    """A part of the template with its functions as the longest text that they may stand for at the deploy.

    A Region, account and partition count as the longest of their kind; a table's ARN as that with its name, or with 255
    characters when the name is not known. What a parameter will hold is not known: it counts as it is written.
    """
    if isinstance(value, list):
        return [deployed(each, template) for each in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return longest_text(f"${{{value['Ref']}}}", template)
    if "Fn::GetAtt" in value:
        return longest_text(f"${{{'.'.join(value['Fn::GetAtt'])}}}", template)
    if "Fn::Sub" in value:
        return longest_text(value["Fn::Sub"], template)
    return {key: deployed(each, template) for key, each in value.items()}


def longest_text(text: str, template: dict[str, Any]) -> str:
    """The text of a Sub with the longest that its references may stand for."""

    def longest(match: re.Match[str]) -> str:
        name = match.group(1)
        table_id, _, attribute = name.partition(".")
        made = template["Resources"].get(table_id, {})
        if made.get("Type") in (TABLE, GLOBAL_TABLE):
            table_name = made["Properties"].get("TableName")
            if attribute == "Arn":
                return longest_arn(table_name)
            if not attribute:
                return longest_name(table_name)
        return LONGEST.get(name, f"${{{name.removeprefix('!')}}}")

    return IN_SUB.sub(longest, text)


def longest_name(table_name: Any) -> str:
    """The name of a table, as long as it may be."""
    return table_name if isinstance(table_name, str) else "x" * limits.TABLE_NAME_CHARACTERS[1]


def longest_arn(table_name: Any) -> str:
    """The ARN of a table, as long as it may be."""
    name = longest_name(table_name)
    return ":".join(
        [
            "arn",
            LONGEST["AWS::Partition"],
            "dynamodb",
            LONGEST["AWS::Region"],
            LONGEST["AWS::AccountId"],
            f"table/{name}",
        ]
    )
