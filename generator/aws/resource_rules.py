"""What an update does to whole resources: makes, removes, replaces or renames them.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["CREATED", "REPLACED", "WHOLE"]

TABLE_PAGE: Final = "TR, AWS::DynamoDB::Table"
COPY: Final = (
    "make a new table under another logical ID and name, copy the items, switch the readers, then remove this one"
)
KEEP: Final = "take the change back, or " + COPY
EMPTY: Final = "CloudFormation makes a new, empty table, and copies no items"

CREATED: Final = {
    "DS601": Rule(
        "a resource is created",
        "created",
        "It is in no deployed template yet: the deploy makes it, and leaves what is there alone.",
        "UG, Update a stack",
    ),
    "DS602": Rule(
        "a resource is removed",
        "removed",
        "It is in the deployed template and not in this one: the update deletes it, unless its DeletionPolicy keeps "
        "it. It is no table, and no items go with it.",
        "TR, DeletionPolicy attribute",
        "see first that nothing uses it any more",
    ),
    "DS603": Rule(
        "a property changes in place",
        "in place",
        "The resource stays, with what it holds, and takes the new value.",
        "UG, Update behaviors of stack resources",
    ),
    "DS604": Rule(
        "a setting of an index changes in place",
        "in place",
        "Capacity, on-demand maximum, warm throughput and contributor insights are what an index may change. It stays "
        "filled as it is.",
        TABLE_PAGE,
    ),
    "DS605": Rule(
        "a protected table is created with its stack",
        "created",
        "When the create rolls back, deletion protection keeps the table from being deleted: the stack may end in "
        "ROLLBACK_FAILED with the table there. No source settles it for DynamoDB.",
        "TR, DeletionPolicy attribute; DG, Using deletion protection",
        "after a failed first deploy: protection off, delete the stack, deploy again; or keep the table and adopt it",
    ),
    "DS606": Rule(
        "a protected table is added to a stack",
        "created",
        "When the update rolls back, deletion protection keeps the new table from being deleted: the stack may end in "
        "UPDATE_ROLLBACK_FAILED. No source settles it for DynamoDB.",
        "UG, Continue rolling back an update; DG, Using deletion protection",
        "after a failed update: protection of {name} off, then aws cloudformation continue-update-rollback",
    ),
    "DS607": Rule(
        "a table with a fixed name is created",
        "created",
        "When a table of that name exists already the create fails, the deploy is rolled back, and that table stays as "
        "it is. A table with DeletionPolicy Retain or RetainExceptOnCreate and a name without functions can be adopted "
        "instead.",
        "CloudFormation API Reference, CreateChangeSet",
        "if {name} exists: aws cloudformation create-change-set --import-existing-resources",
    ),
    "DS697": Rule(
        "a table that is there is imported",
        "created",
        "It comes into the stack as it is, with its items: the change set makes and changes nothing.",
        "UG, Import AWS resources into a CloudFormation stack",
    ),
}

REPLACED: Final = {
    "DS611": Rule(
        "the key schema of a table changes",
        "replaced",
        f"DynamoDB has no change of a table's key: {EMPTY}.",
        f"{TABLE_PAGE}, KeySchema: Update requires: Replacement",
        KEEP,
        replaces=True,
    ),
    "DS612": Rule(
        "the type of a key attribute changes",
        "replaced",
        f"A key attribute keeps its type: {EMPTY}.",
        f"{TABLE_PAGE}, AttributeDefinitions: Replacement if you edit an existing AttributeDefinition",
        KEEP,
        replaces=True,
    ),
    "DS613": Rule(
        "a local index is added, removed or changed",
        "replaced",
        # The template reference has an update without interruption; UpdateTable has no change of a local index.
        f"Local indexes are made with their table: {EMPTY}. No source settles whether it refuses instead.",
        f"{TABLE_PAGE}, LocalSecondaryIndexes; DG, Local secondary indexes",
        "use a global index instead, or " + COPY,
        replaces=True,
    ),
    "DS614": Rule(
        "the name of a table changes, comes or goes",
        "replaced",
        f"A table keeps its name for life: {EMPTY}.",
        f"{TABLE_PAGE}, TableName: Update requires: Replacement",
        KEEP,
        replaces=True,
    ),
    "DS615": Rule(
        "a resource with a fixed name would be replaced",
        "refused",
        "That takes a new one, which is made before the old one goes, and both cannot have one name: the deploy is "
        "rolled back, and the old one stays as it is.",
        "TR, Resource custom naming",
        "take the change back; under another name CloudFormation makes a new one, a table without the items of this",
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename {name} and update the stack again.",
        replaces=True,
    ),
    "DS616": Rule(
        "the import source of a table is added, changed or removed",
        "replaced",
        "An import fills a table when it is made and at no other time: CloudFormation makes a new table, and copies no "
        "items of this one.",
        "TR, AWS::DynamoDB::Table, ImportSourceSpecification: Update requires: Replacement",
        "leave import_source as it was deployed",
        replaces=True,
    ),
    "DS617": Rule(
        "a property that only a create can set changes",
        "replaced",
        "CloudFormation makes a new resource, and copies nothing that the old one holds.",
        "CloudFormation CLI User Guide, Resource type schema, createOnlyProperties",
        "leave {property} as it was deployed",
        replaces=True,
    ),
    "DS694": Rule(
        "a resource follows one that is replaced",
        "replaced",
        "It refers to a resource that is replaced where only a create can set the value: it is made anew as well.",
        "CloudFormation CLI User Guide, Resource type schema, createOnlyProperties; UG, Update behaviors of stack "
        "resources",
        "see the change of what {property} refers to",
        replaces=True,
    ),
    "DS618": Rule(
        "a property changes that some updates replace the resource for",
        "unknown",
        "The schema says that the change may need another resource, and not when. If it does, CloudFormation copies "
        "nothing that the old one holds.",
        "CloudFormation CLI User Guide, Resource type schema, conditionalCreateOnlyProperties",
        "ask a change set before the deploy: aws cloudformation create-change-set",
        replaces=True,
    ),
    "DS619": Rule(
        "a table becomes a global table, or the other way round, under its logical ID",
        "replaced",
        "The reference warns that this may delete the table; CloudFormation mostly refuses a change of type with "
        "'Update of resource type is not permitted'.",
        "TR, AWS::DynamoDB::GlobalTable",
        "set DeletionPolicy Retain and deploy; remove the table and deploy; import it as the other type. dynaspec plan "
        "writes these steps for an on-demand table with a table_name that becomes global and whose stream no other "
        "resource reads",
        replaces=True,
    ),
    "DS620": Rule(
        "the type of a resource changes under its logical ID",
        "refused",
        "A logical ID keeps its type: the deploy is rolled back, and the old resource stays.",
        "aws/aws-sam-cli issue 6786, which quotes CloudFormation",
        "give the new resource another logical ID",
        "Update of resource type is not permitted. The new template modifies resource type of the following "
        "resources: [{resource}]",
    ),
}

WHOLE: Final = {
    "DS661": Rule(
        "a table is deleted with its items",
        "deleted",
        "It is not in the template any more, and its DeletionPolicy does not keep it. Of a table with point-in-time "
        "recovery DynamoDB keeps a system backup for 35 days.",
        "TR, DeletionPolicy attribute; DG, Point-in-time recovery",
        "deploy deletion_policy: Retain first to keep it, or make a backup on demand",
        replaces=True,
    ),
    "DS658": Rule(
        "what keeps a table goes",
        "risky",
        "Without DeletionPolicy or UpdateReplacePolicy Retain the next deploy that removes or replaces the table "
        "deletes it with its items.",
        "TR, DeletionPolicy attribute; TR, UpdateReplacePolicy attribute",
        "leave deletion_policy as it was deployed, unless this is the way to a wanted delete",
    ),
    "DS698": Rule(
        "a condition decides whether a table is there",
        "unknown",
        "Where it does not hold the table is removed: deleted with its items, or left behind by its DeletionPolicy. "
        "What it comes to is not in the templates.",
        "UG, Conditions; TR, DeletionPolicy attribute",
        "deploy DeletionPolicy: Retain first, and ask a change set: aws cloudformation create-change-set",
        replaces=True,
    ),
    "DS662": Rule(
        "a table leaves the stack and stays",
        "risky",
        "Its DeletionPolicy keeps it: it goes on being billed, and no stack looks after it.",
        "TR, DeletionPolicy attribute",
        "delete it by hand, or adopt it: aws cloudformation create-change-set --import-existing-resources",
    ),
    "DS663": Rule(
        "a protected table is removed",
        "refused",
        "DynamoDB refuses the delete; the table stays, and no stack looks after it any more.",
        "DG, Using deletion protection",
        "deploy deletion_policy: Retain first to keep it, or deletion_protection: false to lose it",
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    ),
    "DS664": Rule(
        "the logical ID of a table with a fixed name changes",
        "refused",
        "Under the new logical ID CloudFormation creates a table, and one of that name exists: the deploy is rolled "
        "back, and the table stays as it is.",
        "TR, Resource custom naming; CloudFormation User Guide, Stack refactoring",
        "keep the logical ID, or rename it with aws cloudformation create-stack-refactor",
        "Resource of type '{type}' with identifier '{name}' already exists.",
        replaces=True,
    ),
    "DS665": Rule(
        "the logical ID of a table changes",
        "replaced",
        "Under the new logical ID CloudFormation creates a new, empty table with a name of its own, and "
        "copies no items.",
        "UG, Update behaviors of stack resources",
        "keep the logical ID, or rename it with aws cloudformation create-stack-refactor",
        replaces=True,
    ),
    "DS666": Rule(
        "the logical ID of a resource with a fixed name changes",
        "refused",
        "Under the new logical ID CloudFormation creates it, and one of that name exists: the deploy is rolled back, "
        "and the old one stays as it is.",
        "TR, Resource custom naming",
        "keep the logical ID, or give it another name",
        replaces=True,
    ),
    "DS667": Rule(
        "a KMS key that encrypts a table is removed",
        "risky",
        "Removed from its stack, a key cannot be used from then on and is deleted after 7 to 30 days. A table "
        "encrypted with it becomes unreadable, and is archived after seven days; so do its backups, for good when the "
        "key is gone. A new key in the template does not bring it back.",
        "TR, AWS::KMS::Key, PendingWindowInDays; KMS API Reference, ScheduleKeyDeletion; DynamoDB API Reference, "
        "ArchivalSummary; DG, DynamoDB encryption at rest: usage notes",
        "deploy DeletionPolicy: Retain on {resource} first; after the deploy, within the days: "
        "aws kms cancel-key-deletion",
    ),
}
