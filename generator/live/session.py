"""Credentials and a Region to clients of AWS, and what AWS refuses to problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from generator.errors import Problem, UsageError

__all__ = ["Session", "asked", "opened", "said"]

# boto3 User Guide, "Retries": adaptive slows down by itself when AWS throttles.
RETRIES: Final = {"mode": "adaptive", "total_max_attempts": 6}


@dataclass(frozen=True, slots=True)
class Session:
    """The clients of one Region, made when they are needed."""

    client: Callable[[str], Any]
    region: str


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
        if refused is None:
            raise
        raise UsageError([refused(error.response.get("Error", {}))]) from None
    except (BotoCoreError, ValueError) as error:
        hint = "see the credentials and the Region with aws sts get-caller-identity and aws configure list"
        raise UsageError([Problem("DS687", f"cannot ask AWS: {said(str(error))}", hint)]) from None


def said(text: str) -> str:
    """What AWS says, in one line without a full stop."""
    return " ".join(text.split()).rstrip(".")
