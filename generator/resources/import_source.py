"""An import source of the model to CloudFormation."""

from __future__ import annotations

from typing import Any

from troposphere import dynamodb

from generator.resources.text import resolved
from generator.spec.model.import_source import Csv, ImportSource

__all__ = ["import_source"]


def import_source(written: ImportSource) -> dynamodb.ImportSourceSpecification:
    """The files in S3 that a new table begins with."""
    options: dict[str, Any] = {}
    if written.csv:
        options["InputFormatOptions"] = dynamodb.InputFormatOptions(Csv=csv(written.csv))
    if written.input_compression_type:
        options["InputCompressionType"] = written.input_compression_type
    return dynamodb.ImportSourceSpecification(
        S3BucketSource=bucket(written), InputFormat=written.input_format, **options
    )


def bucket(written: ImportSource) -> dynamodb.S3BucketSource:
    """The bucket, and the files in it."""
    parts = {"S3KeyPrefix": written.key_prefix, "S3BucketOwner": written.bucket_owner}
    given = {key: resolved(value) for key, value in parts.items() if value is not None}
    return dynamodb.S3BucketSource(S3Bucket=resolved(written.bucket), **given)


def csv(written: Csv) -> dynamodb.Csv:
    """How the files are read."""
    options = {"Delimiter": written.delimiter, "HeaderList": written.headers}
    return dynamodb.Csv(**{key: value for key, value in options.items() if value is not None})
