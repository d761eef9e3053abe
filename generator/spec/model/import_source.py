"""Where a new table's first items come from: files in S3."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import Body, Literally, Pattern, String
from generator.spec.model.choices import InputCompressionType, InputFormat
from generator.spec.model.forms import Distinct

__all__ = ["Csv", "ImportSource"]

KeyPrefix = Annotated[String, Pattern(r"[^\x00-\x1f\x7f]+", "no control characters", (1, 1024), "a key prefix")]
# "General purpose bucket naming rules" in the Amazon S3 User Guide.
BUCKET = r"(?!xn--|sthree-|amzn-s3-demo-|\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]*[a-z0-9]"
BUCKET_ALLOWED = "lower-case letters, digits, '.' and '-', with a letter or digit at both ends, and no IP address"
Header = Annotated[
    Literally,
    # API_CsvOptions in the DynamoDB API Reference.
    Pattern(
        r"[\x20-\x21\x23-\x2B\x2D-\x7E]+",
        "ASCII without '\"' and ','",
        limits.IMPORT_HEADER_CHARACTERS,
        "a header",
    ),
]


class Csv(Body):
    """How files of comma-separated values are read."""

    noun: ClassVar[str] = "CSV options"
    some_of: ClassVar[tuple[str, ...]] = ("delimiter", "headers")

    delimiter: Annotated[
        (Annotated[Literally, Pattern(r"[,;:|\t ]", "one of , ; : | a tab or a space", (1, 1), "a delimiter")] | None),
        Field(examples=[";"]),
    ] = None
    """What stands between two values: `,`, `;`, `:`, `|`, a tab (`"\\t"`) or a space. Default: `,`."""
    headers: Annotated[
        Annotated[list[Header], Field(min_length=1, max_length=limits.IMPORT_HEADERS), Distinct()] | None,
        Field(examples=[["id", "total"]]),
    ] = None
    """Attribute names of the columns, for files without a header line. Default: the first line of each file."""


class ImportSource(Body):
    """Files in S3 whose items a new table begins with. Added to, changed on or taken from a table that is there, it
    makes CloudFormation replace the table by another.
    """

    noun: ClassVar[str] = "an import source"

    bucket: Annotated[
        String,
        Pattern(BUCKET, BUCKET_ALLOWED, (3, 63), "a bucket name", loosely=r"[a-z0-9.-]+"),
        Field(examples=["my-export"]),
    ]
    """Name of the bucket that holds the files."""
    key_prefix: KeyPrefix | None = None
    """What the keys of the files begin with. Default: every file of the bucket."""
    bucket_owner: Annotated[
        (Annotated[String, Pattern(r"\d{12}", "12 digits", (12, 12), "an account ID", loosely=r"\d+")] | None),
        Field(examples=["123456789012"]),
    ] = None
    """Account ID of the bucket's owner, 12 digits. Default: the stack's account."""
    input_format: Annotated[InputFormat, Field(examples=["CSV"])]
    """`CSV`, `DYNAMODB_JSON` or `ION`."""
    input_compression_type: InputCompressionType | None = None
    """`NONE`, `GZIP` or `ZSTD`. Default: `NONE`."""
    csv: Csv | None = None
    """With `CSV`: `{delimiter, headers}`. Default: commas, and a header line in each file."""
