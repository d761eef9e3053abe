"""What a spec names to logical IDs, alarm names and policy names, as the format's page "What is emitted" lists them.

Alarm and policy names are text for Fn::Sub, in which the stack's name and Region are not known yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from generator.errors import Problem, Related
from generator.spec.model.alarms import Direction
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.policies import BUILT_IN
from generator.spec.model.settings import STACK_TOPIC, Kind
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.unknown import known_names, sure

__all__ = [
    "ACCOUNT_PAGE",
    "STACK_DASHBOARD",
    "STACK_NAME",
    "STACK_TOPIC",
    "STACK_TOPIC_POLICY",
    "account_alarm_id",
    "account_alarm_name",
    "alarm_id",
    "alarm_label",
    "alarm_name",
    "dashboard_name",
    "export_name",
    "index_label",
    "index_part",
    "metric_id",
    "parameter_id",
    "parameter_name",
    "policy_arn_label",
    "policy_arn_output",
    "policy_id",
    "policy_name",
    "problems",
    "runbook_anchor",
    "runbook_folder",
    "runbook_page",
    "scalable_target_id",
    "stream_arn_output",
    "subscription_id",
    "table_arn_output",
    "table_name_output",
    "target_tracking_id",
]

# What alarm and policy names begin with.
STACK_NAME: Final = "${AWS::StackName}"
STACK_TOPIC_POLICY: Final = f"{STACK_TOPIC}Policy"
STACK_DASHBOARD: Final = "StackDashboard"
# The page of the account's alarms; no logical ID of a table has a hyphen.
ACCOUNT_PAGE: Final = "account-alarms"
NOT_ALPHANUMERIC: Final = re.compile("[^A-Za-z0-9]+")
NEW_WORD: Final = re.compile("(?<=[a-z])(?=[A-Z])")


def index_part(name: str) -> str:
    """An index's name, or another, as a part of logical IDs: `by-status` is `ByStatus`, `GSI1` stays."""
    return "".join(part[:1].upper() + part[1:] for part in NOT_ALPHANUMERIC.split(name))


def index_label(name: str, index: GlobalSecondaryIndex) -> str:
    """An index's name in alarm names."""
    return index.logical_id or name


def policy_id(table_id: str, policy: str) -> str:
    """The logical ID of a policy, built in or custom: `OrdersPolicyReadWrite`, `OrdersPolicyTenantRead`."""
    return f"{table_id}Policy{BUILT_IN.get(policy, policy)}"


def policy_name(table_id: str, policy: str) -> str:
    """The fixed name of a policy; policies are global to an account, so it holds the Region."""
    return f"{STACK_NAME}-${{AWS::Region}}-{table_id}-{policy.replace('_', '-')}"


def metric_id(operation: str) -> str:
    """What an operation's metric is called in an expression: `get_item`."""
    return NEW_WORD.sub("_", operation).lower()


def alarm_label(kind: Kind, *, direction: Direction | None = None, operation: str = "", region: str = "") -> str:
    """What an alarm is called on its table: `read-capacity`, `latency-get-item`, `replication-latency-us-west-2`."""
    parts = [direction or "", kind.replace("_", "-"), metric_id(operation).replace("_", "-"), region]
    return "-".join(filter(None, parts))


def alarm_id(table_id: str, label: str, *, name: str = "", index: GlobalSecondaryIndex | None = None) -> str:
    """The logical ID of an alarm of a table, or of its index `name`: `OrdersIndexByStatusAlarmReadCapacity`."""
    return f"{owner_id(table_id, name, index)}Alarm{index_part(label)}"


def scalable_target_id(table_id: str, direction: Direction, *, name: str, index: GlobalSecondaryIndex | None) -> str:
    """The logical ID of what is scaled: `OrdersScalableTargetRead`, `OrdersIndexByStatusScalableTargetRead`."""
    return f"{owner_id(table_id, name, index)}ScalableTarget{direction.capitalize()}"


def target_tracking_id(table_id: str, direction: Direction, *, name: str, index: GlobalSecondaryIndex | None) -> str:
    """The logical ID of the policy that scales it: `OrdersTargetTrackingRead`."""
    return f"{owner_id(table_id, name, index)}TargetTracking{direction.capitalize()}"


def owner_id(table_id: str, name: str, index: GlobalSecondaryIndex | None) -> str:
    """What logical IDs of a table's, or of its index's, own resources begin with."""
    return f"{table_id}Index{index.logical_id or index_part(name)}" if index else table_id


def alarm_name(table_id: str, label: str, *, name: str = "", index: GlobalSecondaryIndex | None = None) -> str:
    """The name of an alarm of a table, or of its index `name`; no part of it holds a `/`."""
    of_index = f"/{index_label(name, index)}" if index else ""
    return f"{STACK_NAME}/{table_id}{of_index}/{label}"


def account_alarm_id(label: str) -> str:
    """The logical ID of an alarm of the account: `StackAlarmUserErrors`."""
    return f"StackAlarm{index_part(label)}"


def account_alarm_name(label: str) -> str:
    """The name of an alarm of the account, which has no table's part in it."""
    return f"{STACK_NAME}/{label}"


def subscription_id(name: str) -> str:
    """The logical ID of a subscription to the stack's topic."""
    return f"{STACK_TOPIC}Subscription{name}"


def dashboard_name() -> str:
    """The name of the stack's dashboard; dashboards are global to an account, so it holds the Region."""
    return f"{STACK_NAME}-${{AWS::Region}}"


def table_name_output(table_id: str) -> str:
    """The output that holds the table's name."""
    return f"{table_id}TableName"


def table_arn_output(table_id: str) -> str:
    """The output that holds the table's ARN."""
    return f"{table_id}TableArn"


def stream_arn_output(table_id: str) -> str:
    """The output that holds the ARN of the table's stream."""
    return f"{table_id}StreamArn"


def policy_arn_output(table_id: str, policy: str) -> str:
    """The output that holds a policy's ARN."""
    return f"{policy_id(table_id, policy)}Arn"


def export_name(output: str) -> str:
    """The name under which other stacks import an output."""
    return f"{STACK_NAME}-{output}"


def parameter_id(table_id: str, output: str) -> str:
    """The logical ID of the SSM parameter that holds what an output of the table does: `OrdersParameterTableName`."""
    return f"{table_id}Parameter{output.removeprefix(table_id)}"


def parameter_name(prefix: str, table_id: str, label: str) -> str:
    """The name of an SSM parameter of a table: `/shop/Orders/table-name`."""
    return f"{prefix}/{table_id}/{label}"


def policy_arn_label(policy: str) -> str:
    """What the ARN of a policy is called among a table's SSM parameters: `policy-read-write-arn`."""
    return f"policy-{policy.replace('_', '-')}-arn"


def runbook_folder(url: str, folder: str) -> str:
    """The address of a stack's pages, from that of all pages and the stack's folder there; empty without a `url`."""
    return f"{url.rstrip('/')}/{quote(folder)}" if url else ""


def runbook_page(runbooks: str, page: str) -> str:
    """The address of a page among its stack's, which have the address `runbooks`; empty without one."""
    return f"{runbooks}/{page}.md" if runbooks else ""


def runbook_anchor(label: str, *, name: str = "", index: GlobalSecondaryIndex | None = None) -> str:
    """Where on its page an alarm's section begins: `read-capacity`, `by-status-read-capacity`."""
    return f"{index_label(name, index)}-{label}" if index else label


def problems(spec: Spec) -> Iterator[Problem]:
    """The indexes whose names leave nothing for logical IDs, or the same as another index of their table."""
    for table_id, table in spec.tables.items():
        yield from sure(_problems_of_table(table_id, table))


def _problems_of_table(table_id: str, table: Table) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in known_names(table.global_secondary_indexes):
        path = ("tables", table_id, "global_secondary_indexes")
        part = table.global_secondary_indexes[name].logical_id or index_part(name)
        if not part:
            message = f"the index name '{name}' leaves nothing for logical IDs"
            yield Problem("DS303", message, "write a logical_id on the index", (*path, name), at_key=True)
        elif part in first:
            message = f"the indexes '{first[part]}' and '{name}' would both be '{part}' in logical IDs"
            other = Related(f"'{first[part]}' is written here", (*path, first[part]))
            hint = "write a logical_id on one of them"
            yield Problem("DS302", message, hint, (*path, name), related=(other,), at_key=True)
        else:
            first[part] = name
