"""The Regions that AWS has, with their names.

Source: "AWS Regions" in the AWS Global Infrastructure guide, limited to those for which cfn-lint 1.58 bundles schemas.
"""

from __future__ import annotations

from typing import Final

__all__ = ["PARTITIONS", "REGIONS", "STRONG_REGION_SETS", "WITHOUT_VECTOR_INDEXES", "partition"]

# The first part of an ARN; source: the list of partitions in botocore's endpoints.
PARTITIONS: Final = ("aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov")
# The Regions of a partition begin alike; all others are those of `aws`. Source: the same list, `regionRegex`.
PARTITIONS_BY_PREFIX: Final = {
    "cn-": "aws-cn",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
}
# The Regions that can hold a strongly consistent table together, a witness included.
# Source: DynamoDB API Reference, CreateGlobalTableWitnessGroupMemberAction.
STRONG_REGION_SETS: Final = (
    ("us-east-1", "us-east-2", "us-west-2"),
    ("eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"),
    ("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
)

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


def partition(region: str) -> str:
    """The partition that a Region is in: `aws`, `aws-cn`."""
    found = (name for prefix, name in PARTITIONS_BY_PREFIX.items() if region.startswith(prefix))
    return next(found, "aws")
