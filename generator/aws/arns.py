"""What the ARNs and the other names of resources look like that a table, its alarms and its key refer to."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ALARM_TARGET", "AWS_MANAGED_ALIAS", "KINESIS_STREAM", "KMS_KEY", "SNS_ALIAS"]

# KMS API Reference, "KeyId"; multi-Region keys begin with mrk-.
KMS_KEY: Final = re.compile(
    r"(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:)?(key/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
    r"|(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:)?alias/[A-Za-z0-9/_-]+"
)
AWS_MANAGED_ALIAS: Final = "alias/aws/"
SNS_ALIAS: Final = "alias/aws/sns"
# Kinesis Data Streams API Reference, StreamARN; for "*" anything may stand.
KINESIS_STREAM: Final = re.compile(
    r"arn:[a-z*-]+:(kinesis|\*):[a-z0-9*-]+:(\d{12}|[\d*]+):(stream/[a-zA-Z0-9_.*-]+|\*.*)"
)
# CloudWatch API Reference, PutMetricAlarm, AlarmActions. Those of EC2 itself need its own metrics.
# Response plans are of no Region.
ALARM_TARGET: Final = re.compile(
    r"arn:[a-z-]+:(sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?|lambda:[a-z0-9-]+:\d{12}:function:\S+"
    r"|ssm:[a-z0-9-]+:\d{12}:opsitem:\S+|ssm-incidents:[a-z0-9-]*:\d{12}:response-plan/\S+"
    r"|aiops:[a-z0-9-]+:\d{12}:investigation-group/\S+|autoscaling:[a-z0-9-]+:\d{12}:scalingPolicy:\S+)"
)
