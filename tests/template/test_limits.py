"""Templates that are more than CloudFormation, CloudWatch or IAM take."""

from __future__ import annotations

from typing import Any

from generator.errors import Problem, Related
from generator.spec.parse import parse
from generator.spec.source import read
from generator.template.assemble import Assembled, assemble
from generator.template.limits import check


def assembled(text: str) -> Assembled:
    """What the spec of the text comes to."""
    spec = parse(read(f"version: 1\n{text}".encode(), "specs/orders.yaml")).spec
    assert spec
    return assemble(spec)


def problems(text: str) -> list[Problem]:
    """What is too much in the template of the text."""
    return list(check(assembled(text)))


def with_statement(arn_part: str, *, table_name: str = "") -> Assembled:
    """A template with a policy whose one statement names the table and a text."""
    found = assembled(f"tables: {{Orders: {{partition_key: id, alarms: false, {table_name}}}}}")
    policy = found.template["Resources"]["OrdersPolicyWrite"]["Properties"]["PolicyDocument"]
    policy["Statement"] = [{"Resource": [{"Fn::GetAtt": ["Orders", "Arn"]}, arn_part]}]
    return found


def many(count: int, body: str) -> str:
    """As many tables, all alike."""
    return "tables: {" + ", ".join(f"T{number}: {{partition_key: id, {body}}}" for number in range(count)) + "}"


def test_an_ordinary_template_is_within_all_limits() -> None:
    assert not problems(many(10, "global_secondary_indexes: {by-status: {partition_key: a}}, stream: KEYS_ONLY"))


def test_resources() -> None:
    # A table, three policies, two throttle alarms, one on errors: 71 tables are 497 resources, 72 are 504.
    assert [problem.message for problem in problems(many(71, "policies: {fixed_names: false}"))] == [
        "497 resources, and a template may hold 500",
        "355 outputs are more than the 200 that a template may hold",
    ]
    assert problems(many(72, "policies: {fixed_names: false}"))[0] == Problem(
        "DS311",
        "504 resources are more than the 500 that a template may hold",
        "move about half of the 72 tables to a second spec",
        ("tables",),
        at_key=True,
        related=(Related("a table that is deployed must be retained, and imported into its new stack"),),
    )


def test_outputs() -> None:
    # The name and the ARN of each.
    assert [problem.code for problem in problems(many(100, "policies: false, alarms: false"))] == ["DS279"]
    (problem,) = problems(many(101, "policies: false, alarms: false"))
    assert problem.message == "202 outputs are more than the 200 that a template may hold"


def test_a_dashboard() -> None:
    # Of an on-demand table 2 lines of consumption, 2 of throttles, 10 of latency and 12 of errors: 96 have 2,496.
    def found(count: int, body: str) -> list[str]:
        text = many(count, f"policies: false, alarms: false, {body}")
        return [problem.message for problem in problems(f"dashboard: true\n{text}") if problem.code == "DS287"]

    assert not found(96, "stream: false")
    assert found(97, "stream: false") == ["a dashboard of 2,522 metrics, which may have 2,500"]
    # A table has 5 graphs, each of its indexes 3: 65.
    indexes = ", ".join(f"index{number}: {{partition_key: k}}" for number in range(20))
    assert not found(7, f"global_secondary_indexes: {{{indexes}}}")
    assert found(8, f"global_secondary_indexes: {{{indexes}}}") == ["a dashboard of 520 widgets, which may have 500"]


def test_an_alarm_name() -> None:
    # "/Orders/" and "/write-throttles" are 24 characters.
    def indexed(length: int, more: str = "") -> str:
        index = f"{'i' * length}: {{partition_key: a{more}}}"
        return f"tables: {{Orders: {{partition_key: id, global_secondary_indexes: {{{index}}}}}}}"

    assert not problems(indexed(103))
    assert problems(indexed(104)) == [
        Problem(
            "DS313",
            f"'{'i' * 104}' makes an alarm name of 128 characters behind the stack's name, more than 127",
            "write a shorter logical_id on the index",
            ("tables", "Orders", "global_secondary_indexes", "i" * 104),
            at_key=True,
        )
    ]
    assert not problems(indexed(104, ", logical_id: Short"))


def test_a_logical_id() -> None:
    # "TableName" is 9 characters.
    assert not problems(f"tables: {{{'T' * 246}: {{partition_key: id, policies: false, alarms: false}}}}")
    (problem,) = problems(f"tables: {{{'T' * 247}: {{partition_key: id, policies: false, alarms: false}}}}")
    assert problem.code == "DS312"
    assert problem.message == f"'{'T' * 247}' makes a logical ID of 256 characters, more than 255"
    assert problem.hint == "choose a shorter logical ID"
    assert problem.path == ("tables", "T" * 247)


def test_an_alarm_description() -> None:
    def severe(length: int) -> list[Problem]:
        alarm = f"{{read: {{severity: {'s' * length}}}, write: false}}"
        return problems(
            f"tables: {{Orders: {{partition_key: id, alarms: {{system_errors: false, throttles: {alarm}}}}}}}"
        )

    # ": " and "Reads of table Orders were throttled in 5 of 10 minutes. First see whether ... to see which." are 250.
    assert not severe(774)
    assert severe(775) == [
        Problem(
            "DS314",
            "an alarm's description has 1025 characters, more than 1024",
            "write a shorter severity",
            ("tables", "Orders", "alarms", "throttles", "read", "severity"),
        )
    ]


def test_a_severity_of_many_alarms_is_one_problem() -> None:
    alarms = f"{{throttles: {{severity: {'s' * 1024}}}}}"
    index = "{by-status: {partition_key: a}}"
    (problem,) = problems(
        f"tables: {{Orders: {{partition_key: id, global_secondary_indexes: {index}, alarms: {alarms}}}}}"
    )
    # The writes to the table have the longest: behind the severity 339 characters.
    assert problem.message == "an alarm's description has 1363 characters, more than 1024"
    assert problem.path == ("tables", "Orders", "alarms", "throttles", "read", "severity")


def test_a_fixed_policy_name() -> None:
    def fixed(length: int) -> list[Problem]:
        body = "partition_key: id, alarms: false, policies: {fixed_names: true}"
        return problems(f"tables: {{{'T' * length}: {{{body}}}}}")

    # "-", the 15 characters of us-isof-south-1, "-" and "-read-write" are 28.
    assert not fixed(99)
    (problem,) = fixed(100)
    assert (problem.code, problem.path) == ("DS315", ("tables", "T" * 100))
    assert problem.message.endswith("makes a policy name of 128 characters behind the stack's name, more than 127")


def test_a_custom_policy_with_a_long_name() -> None:
    def custom(length: int, more: str = "") -> list[Problem]:
        policies = f"{{custom: {{{'P' * length}: {{access: query}}}}{more}}}"
        return problems(f"tables: {{{'T' * 122}: {{partition_key: id, alarms: false, policies: {policies}}}}}")

    # The output: 122 of the table, "Policy", the name and "Arn" are 255.
    assert not custom(124)
    (problem,) = custom(125)
    path = ("tables", "T" * 122, "policies", "custom", "P" * 125)
    assert (problem.code, problem.path) == ("DS312", path)
    assert problem.message == f"'{'P' * 125}' makes a logical ID of 256 characters, more than 255"
    assert problem.hint == "choose a shorter name, or a shorter logical ID for the table"
    fixed = custom(20, ", fixed_names: true")
    assert [(each.code, each.path[2:]) for each in fixed] == [
        ("DS315", ()),
        ("DS315", ("policies", "custom", "P" * 20)),
    ]


def test_a_policy_counts_without_white_space_and_with_the_longest_names() -> None:
    # {"Version":"2012-10-17","Statement":[{"Resource":["","..."]}]} is 59 characters without the dots and the ARN;
    # arn:aws-us-gov:dynamodb:us-isof-south-1:000000000000:table/ is 59, and orders 6 more, a generated name 255.
    def found(text: str, table_name: str = "") -> list[str]:
        return [problem.message for problem in check(with_statement(text, table_name=table_name))]

    blanks = " " * 50
    assert not found(blanks + "x" * 6020, "table_name: orders")
    assert found(blanks + "x" * 6021, "table_name: orders") == [
        "the policy may have 6,145 characters beside white space, more than 6,144"
    ]
    assert not found("x" * 5771)
    assert found("x" * 5772) == ["the policy may have 6,145 characters beside white space, more than 6,144"]


def test_an_export_name() -> None:
    # "-" and "TableName" are 10 characters.
    def exported(length: int) -> list[Problem]:
        body = "partition_key: id, alarms: false, policies: false"
        return problems(f"publish: {{export: true}}\ntables: {{{'T' * length}: {{{body}}}}}")

    assert not exported(117)
    (problem,) = exported(118)
    assert (problem.code, problem.path) == ("DS276", ("tables", "T" * 118))
    assert (
        problem.message
        == f"'{'T' * 118}' makes an export name of 128 characters behind the stack's name, more than 127"
    )


def test_a_name_of_a_parameter() -> None:
    # arn:aws-us-gov:ssm:us-isof-south-1:000000000000:parameter is 57 characters, /Orders/table-name 18.
    def published(length: int) -> list[Problem]:
        body = "partition_key: id, alarms: false, policies: false"
        return problems(f"publish: {{ssm: /{'p' * (length - 1)}}}\ntables: {{Orders: {{{body}}}}}")

    assert not published(936)
    assert published(937) == [
        Problem(
            "DS275",
            "the longest ARN of a parameter may have 1,012 characters, more than 1,011",
            "write a shorter prefix",
            ("publish", "ssm"),
        )
    ]


def test_parameters_count_too() -> None:
    found = assembled("tables: {Orders: {partition_key: id}}")
    parameters: dict[str, Any] = {f"P{number}": {"Type": "String"} for number in range(201)}
    (problem,) = check(Assembled({**found.template, "Parameters": parameters}, found.origins))
    assert problem.message == "201 parameters are more than the 200 that a template may hold"
    assert problem.path == ("parameters",)


def test_names_of_outputs_about_a_table_that_is_made_elsewhere() -> None:
    name = "T" * 250
    body = "existing: true, table_name: orders, partition_key: id, alarms: false, policies: false"
    (problem,) = problems(f"tables: {{{name}: {{{body}}}, Orders: {{partition_key: id}}}}")
    # 250 letters and TableName.
    assert (problem.code, problem.path) == ("DS312", ("tables", name))
    assert problem.message.endswith("makes a logical ID of 259 characters, more than 255")


def test_what_a_spec_writes_itself_is_not_measured_as_ours() -> None:
    assert not problems("""
tables: {Orders: {partition_key: id, alarms: false}}
resources:
  Alarm: {Type: AWS::CloudWatch::Alarm}
  Policy: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: orders}}
  Dashboard: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: "{}"}}
""")


def test_a_policy_for_more_regions_counts_a_name_in_each() -> None:
    def found(regions: int, table_name: str = "") -> list[Problem]:
        names = ["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "us-east-1"][
            :regions
        ]
        replicas = ", ".join(f"{name}: {{}}" for name in names)
        body = f"{table_name} partition_key: id, stream: KEYS_ONLY, alarms: false, replicas: {{{replicas}}}"
        return problems(f"region: eu-west-1\ntables: {{Orders: {{{body}}}}}")

    # ReadWrite names the table in three statements: a generated name of 255 characters makes up to 314 a time.
    assert not found(7, "table_name: orders,")
    assert not found(5)
    (problem,) = found(7)
    assert (problem.code, problem.path) == ("DS316", ("tables", "Orders", "policies", "read_write"))
    assert problem.hint == "cover fewer Regions with regions, or shorten the names in it"


def test_the_policy_of_a_replica_is_measured() -> None:
    def found(parts: str) -> list[str]:
        statement = f"{{Effect: Deny, Principal: '*', Action: '*', Resource: '{'x' * 21_000}'}}"
        policy = f"resource_policy: {{Version: 2012-10-17, Statement: {statement}}}"
        replicas = f"{{eu-west-1: {{}}, us-west-2: {{{parts % policy}}}}}"
        body = f"partition_key: id, stream: KEYS_ONLY, alarms: false, replicas: {replicas}"
        return [
            ".".join(map(str, each.path[2:])) for each in problems(f"region: eu-west-1\ntables: {{Orders: {{{body}}}}}")
        ]

    assert found("%s") == ["replicas.us-west-2.resource_policy"]
    assert found("stream: {%s}") == ["replicas.us-west-2.stream.resource_policy"]
