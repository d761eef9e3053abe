"""Short YAML specs of DynamoDB tables into CloudFormation templates."""

from __future__ import annotations

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    # importlib.metadata takes longer to import than all that `--help` needs.
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("dynaspec")
        except PackageNotFoundError:  # a source tree that was never installed
            return "0+unknown"
    raise AttributeError(name)
