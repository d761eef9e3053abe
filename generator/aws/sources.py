"""The guides that sources name, with their addresses."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["GUIDES", "addresses_of", "spelt_out"]

DOCS: Final = "https://docs.aws.amazon.com"
# By a part of the name that no other guide has, the root of its pages.
GUIDES: Final[dict[str, str]] = {
    "Application Auto Scaling API Reference": f"{DOCS}/autoscaling/application/APIReference/",
    "Application Auto Scaling User Guide": f"{DOCS}/autoscaling/application/userguide/",
    "CloudFormation API Reference": f"{DOCS}/AWSCloudFormation/latest/APIReference/",
    "CloudFormation Template Reference": f"{DOCS}/AWSCloudFormation/latest/TemplateReference/",
    "CloudFormation User Guide": f"{DOCS}/AWSCloudFormation/latest/UserGuide/",
    "CloudWatch API Reference": f"{DOCS}/AmazonCloudWatch/latest/APIReference/",
    "CloudWatch User Guide": f"{DOCS}/AmazonCloudWatch/latest/monitoring/",
    "DynamoDB API Reference": f"{DOCS}/amazondynamodb/latest/APIReference/",
    "DynamoDB Developer Guide": f"{DOCS}/amazondynamodb/latest/developerguide/",
    "IAM API Reference": f"{DOCS}/IAM/latest/APIReference/",
    "IAM User Guide": f"{DOCS}/IAM/latest/UserGuide/",
    "KMS API Reference": f"{DOCS}/kms/latest/APIReference/",
    "SNS API Reference": f"{DOCS}/sns/latest/api/",
    "SNS Developer Guide": f"{DOCS}/sns/latest/dg/",
    "Service Authorization Reference": f"{DOCS}/service-authorization/latest/reference/",
    "Systems Manager API Reference": f"{DOCS}/systems-manager/latest/APIReference/",
    "YAML 1.2.2": "https://yaml.org/spec/1.2.2/",
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
    """Where the guides are that a source names, in its order."""
    words = " ".join(source.casefold().split())
    named = {name: words.find(name.casefold()) for name in GUIDES}
    return [GUIDES[name] for name in sorted(named, key=named.__getitem__) if named[name] >= 0]
