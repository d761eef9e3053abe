"""What a template takes to deploy."""

from __future__ import annotations

import pytest

from generator.template.deploy import bucket_problem, deploy_command

POLICY = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {}}
NAMED = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "orders-read"}}
TABLE = {"Type": "AWS::DynamoDB::Table", "Properties": {}}


@pytest.mark.parametrize(
    ("file", "template", "expected"),
    [
        ("templates/orders.yaml", {"Resources": {"A": TABLE}}, "templates/orders.yaml --stack-name orders"),
        (
            "templates/eu/my orders.yaml",
            {"Resources": {"A": TABLE}},
            "'templates/eu/my orders.yaml' --stack-name my-orders",
        ),
        ("templates/2024.yaml", {"Resources": {"A": TABLE}}, "templates/2024.yaml --stack-name stack-2024"),
    ],
)
def test_the_stack_is_named_after_the_file(file: str, template: dict[str, object], expected: str) -> None:
    assert deploy_command(template, file=file) == (
        f"aws cloudformation deploy --template-file {expected} --no-fail-on-empty-changeset"
    )


def test_capabilities_and_parameters_without_a_default() -> None:
    parameters = {"Topic": {"Type": "String"}, "Stage": {"Type": "String", "Default": "dev"}}
    template = {"Parameters": parameters, "Resources": {"A": TABLE, "B": POLICY}}
    tail = "--no-fail-on-empty-changeset --capabilities CAPABILITY_IAM --parameter-overrides Topic=..."
    assert deploy_command(template, file="a.yaml").endswith(tail)

    named = deploy_command({"Resources": {"A": NAMED, "B": POLICY}}, file="a.yaml")
    assert named.endswith("--capabilities CAPABILITY_NAMED_IAM")

    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "reader"}}
    assert deploy_command({"Resources": {"A": role}}, file="a.yaml").endswith("--capabilities CAPABILITY_NAMED_IAM")
    inline = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "reader"}}
    assert deploy_command({"Resources": {"A": inline}}, file="a.yaml").endswith("--capabilities CAPABILITY_IAM")


@pytest.mark.parametrize(
    ("size", "found"), [(51_200, []), (51_201, ["DS317"]), (1_048_576, ["DS317"]), (1_048_577, [])]
)
def test_a_bucket_is_for_what_is_too_large_without_and_not_with_it(size: int, found: list[str]) -> None:
    assert [problem.code for problem in bucket_problem(size, command="deploy")] == found
