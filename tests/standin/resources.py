"""Requests to the resources that IAM is asked about, where ministack takes them for requests to no resource."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

Extract = Callable[..., str]

STREAMS: Final = "DynamoDBStreams_"
ALARMS: Final = "DescribeAlarms"
SIMULATED: Final = "PolicySourceArn"


def knowing_more(extract: Extract) -> Extract:
    """The ARN of a request's resource, for those about streams, alarms and simulated principals too."""

    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query_params: Mapping[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        target = headers.get("x-amz-target", "")
        if target.startswith(STREAMS):
            return str(json.loads(body).get("StreamArn", "*"))
        if service == "iam" and SIMULATED in query_params:
            value = query_params[SIMULATED]
            return str(value[0] if isinstance(value, list) else value)
        if service == "monitoring" and ALARMS in (path.rpartition("/")[2], target.rpartition(".")[2]):
            return f"arn:aws:cloudwatch:{region}:{account_id}:alarm:*"
        return extract(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn
