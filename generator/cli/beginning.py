"""The files that a project begins with."""

from __future__ import annotations

from typing import Final

__all__ = ["CI", "FIRST_SPEC", "HOOK", "HOOKS", "MORE_HOOKS", "PROJECT", "breaks"]

PROJECT: Final = """\
# yaml-language-server: $schema={schema}
# What all specs of this project share. Everything here is optional.

# The versions of dynaspec that may render the project.
required_version: ">={version},<{next}"

# The Regions that cfn-lint checks the templates for.
regions: [us-east-1]

# Tags on every resource that takes tags, of every spec:
# tags: {{team: checkout}}

# A table body under every table of every spec:
# defaults: {{encryption: AWS_MANAGED}}

# A template for each, templates/staging/orders.yaml and so on, and what is different there:
# environments:
#   staging: {{all_tables: {{deletion_policy: Delete}}}}
#   production: {{}}
"""


def breaks(version: str) -> str:
    """The next version that may break what this one keeps: https://semver.org, 4 and 8."""
    major, minor = (int(each) for each in version.split(".")[:2])
    return f"{major + 1}" if major else f"0.{minor + 1}"


FIRST_SPEC: Final = """\
# yaml-language-server: $schema={schema}
# One file is one CloudFormation stack; this one renders to templates/orders.yaml.
version: 1
description: Orders placed in the web shop

tables:
  # The logical ID. Policies, alarms and outputs are named from it: OrdersPolicyRead, OrdersTableArn.
  Orders:
    # A name is a String; {{name: placed_at, type: N}} is a Number.
    partition_key: customer_id
    sort_key: {{name: placed_at, type: N}}

    # Requests are billed as they come. For planned capacity instead:
    # billing_mode: PROVISIONED
    # capacity: {{read: 50, write: 20}}

    global_secondary_indexes:
      by-status:
        partition_key: status
        sort_key: placed_at
        # The keys and these attributes; without a projection, all attributes.
        projection: {{include: [total, currency]}}

    # The attribute that says when an item expires, in seconds since 1970.
    time_to_live: expires_at

    # Alarms on throttles and errors come with every table. Name whom they notify, such as
    # alarm_actions: ["arn:aws:sns:us-east-1:123456789012:on-call"]; with [], nobody on purpose.
    alarms:
      alarm_actions: []

    # Not written and yet there: point-in-time recovery, deletion protection, and a table that outlives its stack.
    # dynaspec show Orders lists every value and where it comes from.
"""

HOOK: Final = """\
  - repo: local
    hooks:
      - id: dynaspec-render
        name: {name}
        language: python
        additional_dependencies: ["dynaspec=={version}"]
        entry: {entry}
        pass_filenames: false
        always_run: true
"""

HOOKS: Final = f"""\
# Runs before each commit: pip install pre-commit && pre-commit install
repos:
{HOOK}"""

MORE_HOOKS: Final = f"""\
# {{file}} exists and is kept. For the hook, put this under its repos:
{HOOK}"""

CI: Final = """\
# Fails when a spec has an error, or when a template is not what its spec renders to.
name: {name}
on: [push, pull_request]
permissions: {{contents: read}}
jobs:
  templates:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {{persist-credentials: false}}
      - uses: actions/setup-python@v5
        with: {{python-version: "3.12"}}
      - run: pip install dynaspec=={version}
      - run: {command}
"""
