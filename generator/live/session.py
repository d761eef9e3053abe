"""Credentials and a Region to clients of AWS, and what AWS refuses to problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from generator.errors import Problem, UsageError

__all__ = ["LOG_IN", "UNKNOWN_CALLER", "Session", "asked", "opened", "said"]

Answer = TypeVar("Answer")

# boto3 User Guide, "Retries": adaptive slows down by itself when AWS throttles.
RETRIES: Final = {"mode": "adaptive", "total_max_attempts": 6}
# What AWS' APIs call a refusal of too many requests; botocore's own list, `botocore.retries.standard`.
THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
# No permission mends these; IAM User Guide, "Troubleshoot temporary security credentials", and "Common Error Types" in
# the references of the APIs.
UNKNOWN_CALLER: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
LOG_IN: Final = "the credentials are expired or wrong: log in again, and see aws sts get-caller-identity"


@dataclass(frozen=True, slots=True)
class Session:
    """The clients of one Region, made when they are needed, and in `failed` the parts that could not be read."""

    client: Callable[[str], Any]
    region: str
    failed: list[Problem] = field(default_factory=list)

    def tried(self, what: str, ask: Callable[[], Answer]) -> Answer | None:
        """What AWS answers; None when it refuses, which costs only this part of the whole."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask()
        except ClientError as error:
            self.failed.append(unread(what, error.response.get("Error", {})))
        except BotoCoreError as error:
            hint = "the rest is told without it"
            self.failed.append(Problem("DS702", f"{what} cannot be read: {said(str(error))}", hint))
        return None


def opened(region: str | None, profile: str | None = None, *, wanted_by: str) -> Session:
    """Clients with the environment's credentials, or a profile's; UsageError without boto3, and without a Region."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        hint = "pip install 'dynaspec[live]'"
        raise UsageError([Problem("DS686", f"{wanted_by} needs boto3, which is not installed", hint)]) from None
    with asked():
        session = boto3.Session(region_name=region, profile_name=profile)
        clients: dict[str, Any] = {}

        def client(service: str) -> Any:
            if service not in clients:
                clients[service] = session.client(service, config=Config(retries=RETRIES))
            return clients[service]

        return Session(client, str(client("cloudformation").meta.region_name))


@contextmanager
def asked(refused: Callable[[dict[str, str]], Problem] | None = None) -> Iterator[None]:
    """Turns what AWS refuses into UsageError: `refused` makes the problem of an answer."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        if told.get("Code") in UNKNOWN_CALLER:
            message = f"AWS refused: {told['Code']}: {said(told.get('Message', ''))}"
            raise UsageError([Problem("DS687", message, LOG_IN)]) from None
        if refused is None:
            raise
        raise UsageError([refused(told)]) from None
    except (BotoCoreError, ValueError) as error:
        hint = "see the credentials and the Region with aws sts get-caller-identity and aws configure list"
        raise UsageError([Problem("DS687", f"cannot ask AWS: {said(str(error))}", hint)]) from None


def unread(what: str, error: dict[str, str]) -> Problem:
    """The problem of a part that AWS refused."""
    code, message = error.get("Code", "no code"), said(error.get("Message", ""))
    if code in THROTTLED:
        attempts = RETRIES["total_max_attempts"]
        message = f"{what} cannot be read: AWS throttled all of {attempts} attempts ({code})"
        return Problem("DS704", message, "run it again in a minute; the rest is told without it")
    hint = "dynaspec diagnose --policy prints what it may have to be allowed; the rest is told without it"
    hint = LOG_IN if code in UNKNOWN_CALLER else hint
    return Problem("DS702", f"{what} cannot be read: {code}: {message}", hint)


def said(text: str) -> str:
    """What AWS says, in one line without a full stop."""
    return " ".join(text.split()).rstrip(".")
