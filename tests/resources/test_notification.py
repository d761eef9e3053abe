"""The topic that alarms notify, who is subscribed to it, and who may publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Template = Callable[[str], dict[str, Any]]


def test_a_topic_with_its_subscriptions_and_policy(template: Template) -> None:
    built = template("""
        parameters: {Mail: {type: String}, KeyId: {type: String}}
        tags: {team: shop, cost: ""}
        notification_topic:
          subscriptions:
            OnCall: {protocol: email, endpoint: "${Mail}"}
            Queue: {protocol: sqs, endpoint: "arn:aws:sqs:${AWS::Region}:123456789012:alarms"}
          kms_key: "${KeyId}"
        account_alarms: true
    """)["Resources"]
    topic = {name: each for name, each in built.items() if not name.startswith("StackAlarm")}
    assert topic == {
        "StackTopic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "KmsMasterKeyId": {"Ref": "KeyId"},
                "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "cost", "Value": ""}],
            },
        },
        # As "Amazon SNS example cases" in the SNS Developer Guide has it, for the alarms of this stack alone.
        "StackTopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "AlarmsPublish",
                            "Effect": "Allow",
                            "Principal": {"Service": "cloudwatch.amazonaws.com"},
                            "Action": "sns:Publish",
                            "Resource": {"Ref": "StackTopic"},
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                                "ArnLike": {
                                    "aws:SourceArn": {
                                        "Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}"
                                        ":alarm:${AWS::StackName}/*"
                                    }
                                },
                            },
                        }
                    ],
                },
                "Topics": [{"Ref": "StackTopic"}],
            },
        },
        "StackTopicSubscriptionOnCall": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "TopicArn": {"Ref": "StackTopic"},
                "Protocol": "email",
                "Endpoint": {"Ref": "Mail"},
            },
        },
        "StackTopicSubscriptionQueue": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "TopicArn": {"Ref": "StackTopic"},
                "Protocol": "sqs",
                "Endpoint": {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:123456789012:alarms"},
            },
        },
    }


def test_the_policy_covers_the_name_of_every_alarm(template: Template) -> None:
    built = template("""
        notification_topic: {subscriptions: {OnCall: {protocol: sms, endpoint: "+12065550100"}}}
        account_alarms: true
        tables: {Orders: {partition_key: id, global_secondary_indexes: {by-status: {partition_key: status}}}}
    """)["Resources"]
    names = [each["Properties"]["AlarmName"]["Fn::Sub"] for each in built.values() if "Alarm" in each["Type"]]
    assert len(names) == 10
    assert all(name.startswith("${AWS::StackName}/") for name in names)
