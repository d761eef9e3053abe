"""What people do by hand where no deploy and no steps can change a table with its items kept."""

from __future__ import annotations

from typing import Final

__all__ = ["RECIPES"]

# Sources: DynamoDB Developer Guide, "Best practices for designing and using partition keys"; CloudFormation User Guide,
# "Update behaviors of stack resources", "Stack refactoring" and "Resource import". "Change data capture for DynamoDB
# Streams" in the Developer Guide: the changes of an item come in their order, for 24 hours, and none where an update
# changes nothing. So one writer has all of it; two would lose attributes, or bring back what is deleted meanwhile.
ANOTHER_TABLE: Final = (
    "put {resource} back as it is deployed, and write the changed table beside it, under another logical ID and name",
    "give {resource} a stream of NEW_AND_OLD_IMAGES, dynaspec render, and deploy: the new table is empty",
    "have a function, and nothing else, write each change of the stream there: its whole new image, or a delete",
    "Scan {resource}, and UpdateItem each with a new attribute if attribute_exists(key): the stream brings it",
    "when the function has caught up, compare all items, in both directions; what differs, again a minute later",
    "switch the readers; stop the writers, wait until the function has caught up, start them on the new table alone",
    "take the function away, make a backup of {resource}, and take it out of the spec",
)
# TR, AWS::DynamoDB::GlobalTable, "Convert"; CloudFormation API Reference, CreateChangeSet, ResourcesToImport.
OTHER_TYPE: Final = (
    "deploy deletion_policy: Retain on {resource}, together with a change of a property, such as a tag",
    "take {resource} out of the spec, with what refers to it, and deploy: the table stays, out of the stack",
    "add the replicas: aws dynamodb update-table --replica-updates, one Region at a time, each until it is ACTIVE",
    "put {resource} back as it shall be, with DeletionPolicy Retain, and change nothing else",
    "aws cloudformation create-change-set --change-set-type IMPORT, with its type, logical ID and TableName",
    "execute the change set, then deploy the rest of the spec",
)
SAME_TABLE: Final = (
    "keep {resource} as the logical ID in the spec; or, to rename it in the stack without touching the table,",
    "aws cloudformation create-stack-refactor with the old and the new logical ID, then execute-stack-refactor",
)
# DynamoDB API Reference, UpdateTable: an update that creates an index defines its attributes.
OTHER_ATTRIBUTE: Final = (
    "leave the attribute and its indexes in {resource} as they are deployed, and add an index with a new attribute",
    "have the writers write both attributes, and give the new one to the items that are there",
    "deploy; when the new index is ACTIVE switch its readers, then take the old index out of the spec",
    "or, where queries can wait: take the indexes with the attribute out of the spec, and run dynaspec plan",
    "when they are gone put them back with the new type, and run it again",
)
# By the rule that a change falls under, or for the type of what only indexes have; `{resource}` is the logical ID.
RECIPES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("DS611", "DS612", "DS613", "DS614", "DS615", "DS616", "DS617"), ANOTHER_TABLE),
    "indexes": OTHER_ATTRIBUTE,
    "DS619": OTHER_TYPE,
    **dict.fromkeys(("DS664", "DS665"), SAME_TABLE),
    **dict.fromkeys(
        ("DS661", "DS663"),
        (
            "to keep the table: deploy deletion_policy: Retain first, then take {resource} out of the spec",
            "to lose it with its items: make a backup, then dynaspec plan --give-up {resource}",
        ),
    ),
}
