"""Policy documents: the JSON policy language of IAM in YAML, in which every scalar is text as IAM takes it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from generator.aws.resource_policies import AWS_PRINCIPAL, FEDERATED_PRINCIPAL, SERVICE_PRINCIPAL
from generator.spec.model.base import Body, Literally, Pattern, Shorthand, String, Whole
from generator.spec.model.choices import ConditionOperator, PolicyEffect, PolicyVersion
from generator.spec.model.forms import Form
from generator.spec.model.names import Importable

__all__ = ["PolicyDocument", "PolicyStatement", "Principals"]


class _OneOrMany:
    """Marks a list for which one value of it may stand."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def listed(value: object) -> object:
            return value if isinstance(value, list) else [value]

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(schema)
        return {"anyOf": [found["items"], found]}


Value = Annotated[String, Importable()]
Values = Annotated[list[Value], Field(min_length=1), _OneOrMany()]
Accounts = Annotated[
    list[
        Annotated[
            Value, Form(rf"\*|{AWS_PRINCIPAL.pattern}", "an account, a role or a user", "'123456789012'", words=False)
        ]
    ],
    Field(min_length=1),
    _OneOrMany(),
]
Services = Annotated[
    list[Annotated[Value, Form(SERVICE_PRINCIPAL.pattern, "a service", "lambda.amazonaws.com")]],
    Field(min_length=1),
    _OneOrMany(),
]
Providers = Annotated[
    list[Annotated[Value, Form(FEDERATED_PRINCIPAL.pattern, "an identity provider", "accounts.google.com")]],
    Field(min_length=1),
    _OneOrMany(),
]
ActionNames = Annotated[list[Literally], Field(min_length=1), _OneOrMany()]


class Principals(Body):
    """Whom a statement is about."""

    noun: ClassVar[str] = "a principal"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="AWS")
    whole: ClassVar[bool] = True
    some_of: ClassVar[tuple[str, ...]] = ("AWS", "Service", "Federated")

    AWS: Accounts = Field(default_factory=list, examples=["123456789012"])
    """Account IDs, ARNs of accounts, roles and users, or `*` for everybody; one or a list."""
    Service: Services = Field(default_factory=list)
    """Services of AWS, such as `lambda.amazonaws.com`."""
    Federated: Providers = Field(default_factory=list)
    """Identity providers."""

    @property
    def values(self) -> dict[str, list[str]]:
        """What is written, by the kind of principal."""
        kinds = {"AWS": self.AWS, "Service": self.Service, "Federated": self.Federated}
        return {kind: written for kind, written in kinds.items() if written}


class PolicyStatement(Body):
    """What is allowed, or denied, to whom."""

    noun: ClassVar[str] = "a statement"
    whole: ClassVar[bool] = True
    either: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    )

    Sid: Annotated[Literally, Pattern("[A-Za-z0-9]+", "letters and digits", (1, 256), "a Sid")] | None = None
    """Name of the statement."""
    Effect: Annotated[PolicyEffect, Field(examples=["Allow"])]
    """`Allow` or `Deny`."""
    Principal: Principals | None = None
    """Whom it is about: an account ID or ARN, `{AWS: [...], Service: [...]}`, or `"*"` for everybody."""
    NotPrincipal: Principals | None = None
    """Everybody but these; with `Deny` only."""
    Action: ActionNames = Field(default_factory=list, examples=["dynamodb:GetItem"])
    """Actions such as `dynamodb:GetItem`, in which `*` and `?` match; one or a list."""
    NotAction: ActionNames = Field(default_factory=list)
    """Every action but these."""
    Resource: Values = Field(default_factory=list, examples=["*"])
    """`"*"`, which is all that the policy is attached to, or ARNs of the table, its indexes or streams. A policy is a
    part of its table, so that it cannot refer to it as `${Orders.Arn}`."""
    NotResource: Values = Field(default_factory=list)
    """Everything but these."""
    Condition: dict[ConditionOperator, dict[Literally, Values]] = Field(default_factory=dict)
    """When it holds: operator to condition key to value or values."""


class PolicyDocument(Body):
    """A policy on a table or a stream. `${Name}` is resolved at the deploy, `${aws:...}` at each request."""

    noun: ClassVar[str] = "a policy document"
    whole: ClassVar[bool] = True

    Version: Annotated[PolicyVersion, Field(examples=["2012-10-17"])]
    """`2012-10-17`, without which IAM variables are plain text."""
    Id: Literally | None = None
    """Name of the document."""
    Statement: Annotated[
        list[PolicyStatement],
        Field(
            min_length=1,
            examples=[{"Effect": "Allow", "Principal": "123456789012", "Action": "dynamodb:GetItem", "Resource": "*"}],
        ),
        Whole(),
    ]
    """One statement or a list of them."""
