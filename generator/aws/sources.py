"""The pages that sources name, with their addresses.

An address stands here when a stored copy of the page has it, or botocore, cfn-lint, AWS' own published sources of its
guides or well-known projects cite it; what is named otherwise leads to its guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

__all__ = ["GUIDES", "Guide", "addresses_of", "spelt_out"]

DOCS: Final = "https://docs.aws.amazon.com"


class Guide(NamedTuple):
    """The root of a guide's pages, and by what sources call them, its pages."""

    root: str
    pages: Mapping[str, str]


def operations(*names: str) -> dict[str, str]:
    """The pages of an API reference: one an operation or a type of data."""
    return {name: f"API_{name}.html" for name in names}


def resource(kind: str, *properties: str) -> dict[str, str]:
    """The pages of a type of resource in the template reference, and of types of its properties."""
    name = kind.removeprefix("AWS::").replace("::", "-").lower()
    pages = {f"{kind} {each}": f"aws-properties-{name}-{each.lower()}.html" for each in properties}
    return {kind: f"aws-resource-{name}.html", **pages}


# By a part of the name that no other guide has.
GUIDES: Final[dict[str, Guide]] = {
    "Application Auto Scaling API Reference": Guide(
        f"{DOCS}/autoscaling/application/APIReference/",
        operations("DeregisterScalableTarget", "RegisterScalableTarget", "ScheduledAction"),
    ),
    "AWS Prescriptive Guidance": Guide(
        f"{DOCS}/prescriptive-guidance/latest/", {"Global tables FAQ": "dynamodb-global-tables/faq.html"}
    ),
    "Application Auto Scaling User Guide": Guide(
        f"{DOCS}/autoscaling/application/userguide/",
        {
            "Amazon DynamoDB and Application Auto Scaling": "services-that-can-integrate-dynamodb.html",
            "Scheduled scaling": "application-auto-scaling-scheduled-scaling.html",
        },
    ),
    "AWS CLI Command Reference": Guide(
        f"{DOCS}/cli/latest/reference/", {"cloudformation deploy": "cloudformation/deploy.html"}
    ),
    "AWS Global Infrastructure": Guide(
        f"{DOCS}/global-infrastructure/latest/regions/", {"AWS Regions": "aws-regions.html"}
    ),
    "CloudFormation API Reference": Guide(
        f"{DOCS}/AWSCloudFormation/latest/APIReference/",
        operations("CreateChangeSet", "GetTemplate", "ListStackResources", "Parameter", "ResourceChange"),
    ),
    "CloudFormation CLI User Guide": Guide(
        f"{DOCS}/cloudformation-cli/latest/userguide/", {"Resource type schema": "resource-type-schema.html"}
    ),
    "CloudFormation Template Reference": Guide(
        f"{DOCS}/AWSCloudFormation/latest/TemplateReference/",
        {
            **resource("AWS::CloudWatch::Alarm"),
            **resource(
                "AWS::DynamoDB::GlobalTable",
                "CapacityAutoScalingSettings",
                "ReplicaSpecification",
                "SSESpecification",
                "StreamSpecification",
                "WriteProvisionedThroughputSettings",
            ),
            **resource(
                "AWS::DynamoDB::Table", "AttributeDefinition", "Csv", "KeySchema", "Projection", "ProvisionedThroughput"
            ),
            **resource("AWS::KMS::Key"),
            "DeletionPolicy attribute": "aws-attribute-deletionpolicy.html",
            "Resource custom naming": "aws-properties-name.html",
            "Resource tagging": "aws-properties-resource-tags.html",
            "UpdateReplacePolicy attribute": "aws-attribute-updatereplacepolicy.html",
        },
    ),
    "CloudFormation User Guide": Guide(
        f"{DOCS}/AWSCloudFormation/latest/UserGuide/",
        {
            "Conditions": "conditions-section-structure.html",
            "Continue rolling back an update": "using-cfn-updating-stacks-continueupdaterollback.html",
            "Detect unmanaged configuration changes with drift detection": "using-cfn-stack-drift.html",
            "Fn::ImportValue": "intrinsic-function-reference-importvalue.html",
            "Fn::Sub": "intrinsic-function-reference-sub.html",
            "Get exported outputs from a deployed stack": "using-cfn-stack-exports.html",
            "Import AWS resources into a CloudFormation stack": "import-resources.html",
            "Intrinsic function reference": "intrinsic-function-reference.html",
            "Managing AWS resources as a single unit with CloudFormation stacks": "stacks.html",
            "Outputs": "outputs-section-structure.html",
            "Parameters": "parameters-section-structure.html",
            "Quotas": "cloudformation-limits.html",
            "Resources": "resources-section-structure.html",
            "Stack refactoring": "stack-refactoring.html",
            "Stack status codes": "view-stack-events.html#cfn-console-view-stack-data-resources-status-codes",
            "Template anatomy": "template-anatomy.html",
            "Template formats": "template-formats.html",
            "Update a stack": "using-cfn-updating-stacks.html",
            "Update behaviors of stack resources": "using-cfn-updating-stacks-update-behaviors.html",
        },
    ),
    "CloudWatch API Reference": Guide(
        f"{DOCS}/AmazonCloudWatch/latest/APIReference/", operations("DescribeAlarms", "PutMetricAlarm")
    ),
    "CloudWatch User Guide": Guide(
        f"{DOCS}/AmazonCloudWatch/latest/monitoring/",
        {"Quotas": "cloudwatch_limits.html", "Using Amazon CloudWatch alarms": "AlarmThatSendsEmail.html"},
    ),
    "DynamoDB API Reference": Guide(
        f"{DOCS}/amazondynamodb/latest/APIReference/",
        operations(
            "ArchivalSummary",
            "AttributeDefinition",
            "GlobalSecondaryIndexDescription",
            "PointInTimeRecoverySpecification",
            "ReplicaDescription",
            "TableDescription",
            "UpdateTable",
            "UpdateTimeToLive",
        ),
    ),
    "DynamoDB Developer Guide": Guide(
        f"{DOCS}/amazondynamodb/latest/developerguide/",
        {
            "API operations supported by resource-based policies": "rbac-iam-actions.html",
            "Blocking public access with resource-based policies": "rbac-bpa-rbp.html",
            "Burst and adaptive capacity": "burst-adaptive-capacity.html",
            "Change data capture for DynamoDB Streams": "Streams.html",
            "Considerations when choosing a table class": "WorkingWithTables.tableclasses.html",
            "Considerations when switching capacity modes": "bp-switching-capacity-modes.html",
            "Creating and searching vector indexes": "VectorSearchWorkingWith.html",
            "Diagnosing throttling": "throttling-diagnosing-workflow.html",
            "DynamoDB encryption at rest": "EncryptionAtRest.html",
            "DynamoDB encryption at rest: usage notes": "encryption.usagenotes.html",
            "DynamoDB metrics and dimensions": "metrics-dimensions.html",
            "Global tables": "GlobalTables.html",
            "Import from Amazon S3": "S3DataImport.HowItWorks.html",
            "Local secondary indexes": "LSI.html",
            "Managing global secondary indexes": "GSI.OnlineOps.html",
            "Managing throughput capacity automatically with DynamoDB auto scaling": "AutoScaling.html",
            "Multi-Region strong consistency": (
                "V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.consistency-modes"
            ),
            "NoSQL design": "bp-general-nosql-design.html",
            "On-demand capacity mode": "on-demand-capacity-mode.html",
            "Point-in-time recovery": "PointInTimeRecovery_Howitworks.html",
            "Quotas in Amazon DynamoDB": "ServiceQuotas.html",
            "Resource-based policies": "access-control-resource-based.html",
            "Resource-based policy considerations": "rbac-considerations.html",
            "Supported data types and naming rules": "HowItWorks.NamingRulesDataTypes.html",
            "Tagging restrictions": "TaggingRestrictions.html",
            "Understanding DynamoDB warm throughput": "warm-throughput.html",
            "Using IAM policy conditions for fine-grained access control": "specifying-conditions.html",
            "Using Kinesis Data Streams to capture changes to DynamoDB": "kds.html",
            "Using deletion protection": ("WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection"),
            "Using time to live": "TTL.html",
        },
    ),
    "IAM API Reference": Guide(
        f"{DOCS}/IAM/latest/APIReference/", operations("GetRole", "GetUser", "SimulatePrincipalPolicy")
    ),
    "IAM User Guide": Guide(
        f"{DOCS}/IAM/latest/UserGuide/",
        {
            "IAM JSON policy elements": "reference_policies_elements.html",
            "IAM and AWS STS quotas": "reference_iam-quotas.html",
            "Policy evaluation logic": "reference_policies_evaluation-logic.html",
            "String condition operators": ("reference_policies_elements_condition_operators.html#Conditions_String"),
        },
    ),
    "KMS API Reference": Guide(f"{DOCS}/kms/latest/APIReference/", operations("ScheduleKeyDeletion")),
    "SNS API Reference": Guide(f"{DOCS}/sns/latest/api/", operations("Subscribe")),
    "SNS Developer Guide": Guide(
        f"{DOCS}/sns/latest/dg/",
        {"Encryption at rest": "sns-server-side-encryption.html", "Fanout": "sns-common-scenarios.html"},
    ),
    "Service Authorization Reference": Guide(
        f"{DOCS}/service-authorization/latest/reference/",
        # Cited under these names; a copy of the reference for China has the first as list_dynamodb.html too.
        {
            "AWS Application Auto Scaling": "list_awsapplicationautoscaling.html",
            "AWS Key Management Service": "list_awskeymanagementservice.html",
            "Amazon DynamoDB": "list_amazondynamodb.html",
        },
    ),
    "Systems Manager API Reference": Guide(f"{DOCS}/systems-manager/latest/APIReference/", operations("PutParameter")),
    "YAML 1.2.2": Guide(
        "https://yaml.org/spec/1.2.2/",
        {
            "section 3.2.1.3": "#3213-node-comparison",
            "section 5.2": "#52-character-encodings",
            "section 10.3.2": "#1032-tag-resolution",
        },
    ),
    "aws/aws-cdk issue": Guide("https://github.com/aws/aws-cdk/issues/", {"25655": "25655"}),
    "aws/aws-sam-cli issue": Guide("https://github.com/aws/aws-sam-cli/issues/", {"6786": "6786"}),
    "boto3 documentation": Guide(
        "https://boto3.amazonaws.com/v1/documentation/api/latest/guide/",
        {"Quickstart": "quickstart.html#installation", "Retries": "retries.html"},
    ),
    "Docker documentation": Guide("https://docs.docker.com/", {"Bind mounts": "engine/storage/bind-mounts/"}),
}
# What the rules of changes write for the three that most of them have.
SHORT: Final = {
    "DG": "Amazon DynamoDB Developer Guide",
    "TR": "CloudFormation Template Reference",
    "UG": "CloudFormation User Guide",
}
ABBREVIATION: Final = re.compile(rf"\b({'|'.join(SHORT)}),")


def spelt_out(source: str) -> str:
    """A source with the names of guides for their abbreviations."""
    return ABBREVIATION.sub(lambda found: f"{SHORT[found[1]]},", source)


def addresses_of(source: str) -> list[str]:
    """Where the pages are that a source names, in its order; of a page that is not known, where its guide is."""
    works = " ".join(source.split()).split(";")
    return list(dict.fromkeys(address for work in works for address in addresses_in(work)))


def addresses_in(work: str) -> Iterator[str]:
    """Where the pages are that a source names of one guide."""
    for name, guide in GUIDES.items():
        if name.casefold() in work.casefold():
            found = pages_in(re.sub(re.escape(name), "", work, flags=re.IGNORECASE), guide.pages)
            yield from [guide.root + page for page in found] or [guide.root]


def pages_in(words: str, pages: Mapping[str, str]) -> list[str]:
    """The pages that are named, in order: of titles at one place the longest alone."""
    longest_first = "|".join(re.escape(title) for title in sorted(pages, key=len, reverse=True))
    by_title = {title.casefold(): page for title, page in pages.items()}
    return [by_title[found.casefold()] for found in re.findall(rf"\b(?:{longest_first})\b", words, re.IGNORECASE)]
