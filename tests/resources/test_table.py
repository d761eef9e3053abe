"""What a table of a spec becomes in CloudFormation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]

ORDERS = """
    parameters:
      AlarmTopicArn: {type: String}
    tags: {service: orders}
    tables:
      Orders:
        table_name: orders
        partition_key: customer_id
        sort_key: {name: placed_at, type: N}
        billing_mode: PROVISIONED
        capacity: {read: 50, write: 20}
        global_secondary_indexes:
          by-status:
            partition_key: status
            sort_key: placed_at
            projection: {include: [total, currency]}
            capacity: {read: 10, write: 10}
        stream: NEW_AND_OLD_IMAGES
        time_to_live: expires_at
        alarms:
          alarm_actions: ["${AlarmTopicArn}"]
"""


def properties(template: Template, body: str, table_id: str = "Orders") -> Any:
    """The properties of a table whose body is written in flow style."""
    built = template(f"tables: {{{table_id}: {{alarms: false, policies: false, {body}}}}}")
    return built["Resources"][table_id]["Properties"]


def test_the_table_of_the_first_example(template: Template) -> None:
    orders = template(ORDERS)["Resources"]["Orders"]
    expected = {
        "TableName": "orders",
        "KeySchema": [
            {"AttributeName": "customer_id", "KeyType": "HASH"},
            {"AttributeName": "placed_at", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "customer_id", "AttributeType": "S"},
            {"AttributeName": "placed_at", "AttributeType": "N"},
            {"AttributeName": "status", "AttributeType": "S"},
        ],
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 50, "WriteCapacityUnits": 20},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-status",
                "KeySchema": [
                    {"AttributeName": "status", "KeyType": "HASH"},
                    {"AttributeName": "placed_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total", "currency"]},
                "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10},
            }
        ],
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "DeletionProtectionEnabled": True,
        "Tags": [{"Key": "service", "Value": "orders"}],
    }
    assert orders == {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": expected,
    }
    assert list(orders["Properties"]) == list(expected)


def test_a_table_that_says_nothing_but_its_key(template: Template) -> None:
    assert properties(template, "partition_key: id") == {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "DeletionProtectionEnabled": True,
    }


def test_a_table_that_says_all_it_can(template: Template) -> None:
    orders = template("""
        parameters: {Stage: {type: String}}
        tags: {team: checkout, owner: nobody}
        tables:
          Orders:
            table_name: "orders-${Stage}"
            partition_key: id
            sort_key: at
            on_demand_throughput: {max_read: 1000}
            warm_throughput: {read: 13000, write: 5000}
            local_secondary_indexes:
              by-size: {sort_key: {name: size, type: N}, projection: KEYS_ONLY}
            stream: {view_type: KEYS_ONLY, tags: {reader: search}}
            time_to_live: {attribute: gone_at, enabled: false}
            point_in_time_recovery: {recovery_period_in_days: 7}
            encryption: AWS_MANAGED
            table_class: STANDARD_INFREQUENT_ACCESS
            contributor_insights: THROTTLED_KEYS
            tags: {zone: b, owner: "shop-${Stage}"}
            alarms: false
    """)["Resources"]["Orders"]["Properties"]
    expected = {
        "TableName": {"Fn::Sub": "orders-${Stage}"},
        "KeySchema": [
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "S"},
            {"AttributeName": "size", "AttributeType": "N"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
        "OnDemandThroughput": {"MaxReadRequestUnits": 1000},
        "WarmThroughput": {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000},
        "LocalSecondaryIndexes": [
            {
                "IndexName": "by-size",
                "KeySchema": [
                    {"AttributeName": "id", "KeyType": "HASH"},
                    {"AttributeName": "size", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "StreamSpecification": {"StreamViewType": "KEYS_ONLY", "Tags": [{"Key": "reader", "Value": "search"}]},
        "TimeToLiveSpecification": {"AttributeName": "gone_at", "Enabled": False},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "ContributorInsightsSpecification": {"Enabled": True, "Mode": "THROTTLED_KEYS"},
        "DeletionProtectionEnabled": True,
        "Tags": [
            {"Key": "team", "Value": "checkout"},
            {"Key": "owner", "Value": {"Fn::Sub": "shop-${Stage}"}},
            {"Key": "zone", "Value": "b"},
        ],
    }
    assert orders == expected
    assert list(orders) == list(expected)


@pytest.mark.parametrize(
    ("written", "policies", "protection"),
    [
        ("deletion_policy: Delete", ("Delete", "Delete"), False),
        ("deletion_policy: Retain", ("Retain", "Retain"), True),
        ("deletion_protection: false", ("RetainExceptOnCreate", "Retain"), False),
    ],
)
def test_what_becomes_of_a_table_without_its_stack(
    template: Template, written: str, policies: tuple[str, str], protection: object
) -> None:
    built = template(f"tables: {{Orders: {{alarms: false, partition_key: id, {written}}}}}")["Resources"]["Orders"]
    assert (built["DeletionPolicy"], built["UpdateReplacePolicy"]) == policies
    assert built["Properties"]["DeletionProtectionEnabled"] is protection


def test_a_recovery_period_does_not_survive_recovery_being_off(template: Template) -> None:
    built = template("""
        defaults: {point_in_time_recovery: {recovery_period_in_days: 7}}
        tables: {Orders: {partition_key: id, point_in_time_recovery: false, alarms: false}}
    """)
    recovery = built["Resources"]["Orders"]["Properties"]["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": False}


def test_contributor_insights_that_are_off_have_no_mode(template: Template) -> None:
    built = template("""
        defaults: {contributor_insights: THROTTLED_KEYS}
        tables: {Orders: {partition_key: id, contributor_insights: false, alarms: false}}
    """)
    assert built["Resources"]["Orders"]["Properties"]["ContributorInsightsSpecification"] == {"Enabled": False}


def test_a_customer_key_stands_as_written(template: Template) -> None:
    written = "partition_key: id, encryption: {kms_key: alias/orders}"
    assert properties(template, written)["SSESpecification"] == {
        "SSEEnabled": True,
        "SSEType": "KMS",
        "KMSMasterKeyId": "alias/orders",
    }


def test_a_key_of_several_attributes_keeps_their_order(template: Template) -> None:
    index = "by-owner: {partition_key: [tenant, region], sort_key: [{name: at, type: N}, id]}"
    built = properties(template, f"partition_key: id, global_secondary_indexes: {{{index}}}")
    assert built["GlobalSecondaryIndexes"] == [
        {
            "IndexName": "by-owner",
            "KeySchema": [
                {"AttributeName": "tenant", "KeyType": "HASH"},
                {"AttributeName": "region", "KeyType": "HASH"},
                {"AttributeName": "at", "KeyType": "RANGE"},
                {"AttributeName": "id", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ]
    assert built["AttributeDefinitions"] == [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "tenant", "AttributeType": "S"},
        {"AttributeName": "region", "AttributeType": "S"},
        {"AttributeName": "at", "AttributeType": "N"},
    ]


def test_a_later_key_gives_an_earlier_one_its_type(template: Template) -> None:
    index = "by-day: {partition_key: {name: day, type: N}, sort_key: id}"
    built = properties(template, f"partition_key: id, sort_key: day, global_secondary_indexes: {{{index}}}")
    assert built["AttributeDefinitions"] == [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "day", "AttributeType": "N"},
    ]


def test_an_index_has_the_capacity_of_its_table_or_its_own(template: Template) -> None:
    built = properties(
        template,
        "partition_key: id, billing_mode: PROVISIONED, capacity: {read: 5, write: 6}, global_secondary_indexes: "
        "{one: {partition_key: a}, two: {partition_key: a, sort_key: b, capacity: {read: 7, write: 8}}}",
    )
    assert [index["ProvisionedThroughput"] for index in built["GlobalSecondaryIndexes"]] == [
        {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8},
    ]


def test_an_on_demand_index_with_all_it_can_have(template: Template) -> None:
    index = (
        "one: {partition_key: a, on_demand_throughput: {max_write: 9}, warm_throughput: {read: 12001, write: 4001}, "
        "contributor_insights: true}"
    )
    built = properties(template, f"partition_key: id, global_secondary_indexes: {{{index}}}")
    assert built["GlobalSecondaryIndexes"] == [
        {
            "IndexName": "one",
            "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
            "OnDemandThroughput": {"MaxWriteRequestUnits": 9},
            "WarmThroughput": {"ReadUnitsPerSecond": 12001, "WriteUnitsPerSecond": 4001},
            "ContributorInsightsSpecification": {"Enabled": True},
        }
    ]


@pytest.mark.parametrize(
    ("written", "built"),
    [
        ("'plain'", "plain"),
        ("'${Stage}'", {"Ref": "Stage"}),
        ("'a-${AWS::Region}'", {"Fn::Sub": "a-${AWS::Region}"}),
        ("'${Stage}${Stage}'", {"Fn::Sub": "${Stage}${Stage}"}),
    ],
)
def test_references_in_text(template: Template, written: str, built: object) -> None:
    parameters = "parameters: {Stage: {type: String}}\n" if "Stage" in written else ""
    text = f"{parameters}tables: {{Orders: {{partition_key: id, alarms: false, tags: {{a: {written}}}}}}}"
    assert template(text)["Resources"]["Orders"]["Properties"]["Tags"] == [{"Key": "a", "Value": built}]


def test_a_vector_index_and_what_its_searches_are_narrowed_by(template: Template) -> None:
    products = template("""
        tables:
          Products:
            partition_key: sku
            global_secondary_indexes: {by-brand: {partition_key: brand}}
            vector_indexes:
              by-text:
                vector_attribute: embedding
                dimensions: 4096
                distance_function: EUCLIDEAN
                projection: {include: [title]}
                search_schema: {inline_filters: [{name: price, type: N}, brand], partition_key: category}
              by-image: {vector_attribute: image, dimensions: 1, distance_function: COSINE}
            alarms: false
            policies: false
    """)["Resources"]["Products"]

    # The order of properties is that of the page on AWS::DynamoDB::Table VectorIndex with the vector first.
    assert products["Properties"]["VectorIndexes"] == [
        {
            "IndexName": "by-text",
            "VectorAttribute": {"AttributeName": "embedding"},
            "Dimensions": 4096,
            "DistanceFunction": "EUCLIDEAN",
            "SearchSchema": [
                {"AttributeName": "category", "SearchSchemaElementType": "HASH"},
                {"AttributeName": "price", "SearchSchemaElementType": "INLINE_FILTER"},
                {"AttributeName": "brand", "SearchSchemaElementType": "INLINE_FILTER"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
        },
        {
            "IndexName": "by-image",
            "VectorAttribute": {"AttributeName": "image"},
            "Dimensions": 1,
            "DistanceFunction": "COSINE",
            "Projection": {"ProjectionType": "ALL"},
        },
    ]
    # Every attribute of a search schema is defined, and no vector.
    assert products["Properties"]["AttributeDefinitions"] == [
        {"AttributeName": "sku", "AttributeType": "S"},
        {"AttributeName": "brand", "AttributeType": "S"},
        {"AttributeName": "category", "AttributeType": "S"},
        {"AttributeName": "price", "AttributeType": "N"},
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{bucket: shop, input_format: ION}",
            {"S3BucketSource": {"S3Bucket": "shop"}, "InputFormat": "ION"},
        ),
        (
            """{bucket: "shop-${AWS::Region}", key_prefix: a/, bucket_owner: 012345678901, input_format: CSV,
            input_compression_type: GZIP, csv: {delimiter: "\\t", headers: [id, 0042]}}""",
            {
                "S3BucketSource": {
                    "S3Bucket": {"Fn::Sub": "shop-${AWS::Region}"},
                    "S3KeyPrefix": "a/",
                    "S3BucketOwner": "012345678901",
                },
                "InputFormat": "CSV",
                "InputFormatOptions": {"Csv": {"Delimiter": "\t", "HeaderList": ["id", "0042"]}},
                "InputCompressionType": "GZIP",
            },
        ),
    ],
)
def test_an_import_source(template: Template, written: str, expected: Any) -> None:
    built = properties(template, f"partition_key: id, import_source: {written}")

    assert built["ImportSourceSpecification"] == expected


def test_a_policy_of_a_table_resolves_parameters_and_leaves_iam_its_variables(template: Template) -> None:
    orders = template("""
        parameters: {Partner: {type: String}}
        tables:
          Orders:
            partition_key: id
            resource_policy:
              Version: 2012-10-17
              Statement:
                - Sid: Partner
                  Effect: Allow
                  Principal: "arn:${AWS::Partition}:iam::${Partner}:root"
                  Action: dynamodb:Query
                  Resource: "*"
                  Condition:
                    ForAllValues:StringEquals: {dynamodb:LeadingKeys: ["${aws:PrincipalTag/tenant}", "${Partner}"]}
                    Bool: {aws:SecureTransport: true}
                - Effect: Deny
                  NotPrincipal: {AWS: [012345678901, {import_value: admin}], Service: lambda.amazonaws.com}
                  NotAction: ["dynamodb:Get*", "dynamodb:Query"]
                  NotResource: "arn:aws:dynamodb:*:*:table/*/index/${!x}"
            alarms: false
            policies: false
    """)["Resources"]["Orders"]["Properties"]

    assert orders["ResourcePolicy"]["PolicyDocument"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Partner",
                "Effect": "Allow",
                "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${Partner}:root"}},
                "Action": "dynamodb:Query",
                "Resource": "*",
                "Condition": {
                    "ForAllValues:StringEquals": {
                        "dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}", {"Ref": "Partner"}]
                    },
                    "Bool": {"aws:SecureTransport": "true"},
                },
            },
            {
                "Effect": "Deny",
                "NotPrincipal": {
                    "AWS": ["012345678901", {"Fn::ImportValue": "admin"}],
                    "Service": "lambda.amazonaws.com",
                },
                "NotAction": ["dynamodb:Get*", "dynamodb:Query"],
                "NotResource": "arn:aws:dynamodb:*:*:table/*/index/${x}",
            },
        ],
    }
