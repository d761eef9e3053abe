"""Puts what the stand-in adds into ministack: handlers into its registries, and functions in the place of its own."""

from __future__ import annotations

import functools
from typing import Any

from ministack import app
from ministack.core import iam_actions, router
from ministack.services import cloudwatch
from ministack.services import dynamodb as service
from ministack.services.cloudformation import changesets, provisioners

from tests.standin import alarms, dynamodb, global_tables, resources, scaling, tables


@functools.cache
def install() -> None:
    """Add everything, once in a process."""
    provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"] = {
        "create": tables.create,
        "update": tables.update,
        "update_with_logical_id": True,
        "delete": tables.delete,
        "import": provisioners._ddb_import,
    }
    provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"] = {
        "create": global_tables.create,
        "update": global_tables.update,
        "update_with_logical_id": True,
        "delete": global_tables.delete,
        "import": provisioners._ddb_import,
    }
    # A global table is looked for in the Region of the stack, by its name, as a table is.
    changesets._IMPORT_LOOKUPS["AWS::DynamoDB::GlobalTable"] = changesets._IMPORT_LOOKUPS["AWS::DynamoDB::Table"]
    provisioners._RESOURCE_HANDLERS["AWS::ApplicationAutoScaling::ScalableTarget"] = {
        "create": scaling.create_target,
        "update": scaling.update_target,
        "delete": scaling.delete_target,
    }
    provisioners._RESOURCE_HANDLERS["AWS::ApplicationAutoScaling::ScalingPolicy"] = {
        "create": scaling.create_policy,
        "update": scaling.put_policy,
        "delete": scaling.delete_policy,
    }
    router.SERVICE_PATTERNS[scaling.SERVICE] = {"target_prefixes": [scaling.TARGET_PREFIX]}
    app.SERVICE_HANDLERS[scaling.SERVICE] = scaling.handle
    service._create_table = dynamodb.creating(service._create_table)
    service._update_table = dynamodb.updating(service._update_table)
    service._describe_table = dynamodb.telling_replicas(service._describe_table)
    service._update_continuous_backups = dynamodb.keeping_days(service._update_continuous_backups)
    service._describe_continuous_backups = dynamodb.telling_days(service._describe_continuous_backups)
    service._update_contributor_insights = dynamodb.keeping_mode(service._update_contributor_insights)
    service._describe_contributor_insights = dynamodb.telling_mode(service._describe_contributor_insights)
    provisioners._cw_metric_alarm_record = alarms.record
    cloudwatch._evaluate_alarm = alarms.evaluate
    iam_actions.extract_resource_arn = resources.knowing_more(iam_actions.extract_resource_arn)
    metrics_and_alarms = app.SERVICE_HANDLERS["monitoring"]

    async def up_to_date(*request: Any) -> Any:
        alarms.evaluate_all()
        return await metrics_and_alarms(*request)

    app.SERVICE_HANDLERS["monitoring"] = up_to_date
