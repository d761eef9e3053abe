"""The Regions that AWS has, with their names.

Source: "AWS Regions" in the AWS Global Infrastructure guide, limited to those for which cfn-lint 1.58 bundles schemas.
"""

from __future__ import annotations

from typing import Final

__all__ = ["PARTITIONS", "REGIONS", "WITHOUT_VECTOR_INDEXES"]

# The first part of an ARN; source: the list of partitions in botocore's endpoints.
PARTITIONS: Final = ("aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov")

REGIONS: Final[dict[str, str]] = {
    "af-south-1": "Africa (Cape Town)",
    "ap-east-1": "Asia Pacific (Hong Kong)",
    "ap-east-2": "Asia Pacific (Taipei)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-northeast-2": "Asia Pacific (Seoul)",
    "ap-northeast-3": "Asia Pacific (Osaka)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-south-2": "Asia Pacific (Hyderabad)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "ap-southeast-3": "Asia Pacific (Jakarta)",
    "ap-southeast-4": "Asia Pacific (Melbourne)",
    "ap-southeast-5": "Asia Pacific (Malaysia)",
    "ap-southeast-6": "Asia Pacific (New Zealand)",
    "ap-southeast-7": "Asia Pacific (Thailand)",
    "ca-central-1": "Canada (Central)",
    "ca-west-1": "Canada West (Calgary)",
    "cn-north-1": "China (Beijing)",
    "cn-northwest-1": "China (Ningxia)",
    "eu-central-1": "Europe (Frankfurt)",
    "eu-central-2": "Europe (Zurich)",
    "eu-isoe-west-1": "EU ISOE West",
    "eu-north-1": "Europe (Stockholm)",
    "eu-south-1": "Europe (Milan)",
    "eu-south-2": "Europe (Spain)",
    "eu-west-1": "Europe (Ireland)",
    "eu-west-2": "Europe (London)",
    "eu-west-3": "Europe (Paris)",
    "eusc-de-east-1": "AWS European Sovereign Cloud (Germany)",
    "il-central-1": "Israel (Tel Aviv)",
    "me-central-1": "Middle East (UAE)",
    "me-south-1": "Middle East (Bahrain)",
    "mx-central-1": "Mexico (Central)",
    "sa-east-1": "South America (Sao Paulo)",
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-gov-east-1": "AWS GovCloud (US-East)",
    "us-gov-west-1": "AWS GovCloud (US-West)",
    "us-iso-east-1": "US ISO East",
    "us-iso-west-1": "US ISO West",
    "us-isob-east-1": "US ISOB East",
    "us-isob-west-1": "US ISOB West",
    "us-isof-east-1": "US ISOF East",
    "us-isof-south-1": "US ISOF South",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
}

# "Requirements and limitations" of vector search in the DynamoDB Developer Guide names the commercial Regions, GovCloud
# and China; the schemas that cfn-lint 1.58 bundles have vector indexes everywhere.
WITHOUT_VECTOR_INDEXES: Final = frozenset(name for name in REGIONS if name.startswith(("us-iso", "eu-iso", "eusc-")))
