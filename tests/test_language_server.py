"""What an editor shows of a spec, asked of the YAML language server that most editors have (Node is needed)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from generator.pipeline import Settings, Source, compile_spec, problems_of

ROOT = Path(__file__).parent.parent
HEAD = "# yaml-language-server: $schema=dynaspec.schema.json\n"
SERVER = "yaml-language-server@1.19.2"
SPEC = """\
# yaml-language-server: $schema=dynaspec.schema.json
version: 1
tables:
  Orders:
    partition_key: customer_id
    stream: NEW
    billing_mod: PROVISIONED
    point_in_time_recovery: {{recovery_period_in_days: 7}}
    table_class:{space}
{space}{space}{space}{space}
""".format(space=" ")
PROJECT = """\
# yaml-language-server: $schema=dynaspec.project.schema.json
regions: [eu-west-1]
specs: tables
runbook: https://example.com
"""


class Editor:
    """One end of the language server protocol, version 3.17."""

    def __init__(self, send: IO[bytes], receive: IO[bytes]) -> None:
        self._send, self._receive, self._last = send, receive, 0

    def tell(self, method: str, **params: Any) -> None:
        """Sends a notification."""
        self._write({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request and gives its result."""
        self._last += 1
        self._write({"id": self._last, "method": method, "params": params})
        number = self._last
        return self._until(lambda message: message.get("id") == number and "method" not in message)["result"]

    def told(self, method: str, uri: str) -> Any:
        """The next notification of this method about a document."""
        return self._until(lambda told: told.get("method") == method and told["params"]["uri"] == uri)["params"]

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._send.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._send.flush()

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            length = 0
            while line := self._receive.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            assert length, "the server ended"
            message: dict[str, Any] = json.loads(self._receive.read(length))
            if wanted(message):
                return message
            if "id" in message and "method" in message:
                # It asks for settings, of which an editor has none.
                items = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
                self._write({"id": message["id"], "result": [None] * len(items) or None})


@contextmanager
def editor(server: Path, folder: Path) -> Iterator[Editor]:
    """An editor that has opened a folder."""
    program = server / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    with subprocess.Popen(["node", program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            opened = Editor(process.stdin, process.stdout)
            item = {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}
            about = {"hover": {"contentFormat": ["markdown"]}, "completion": item}
            folders = [{"uri": folder.as_uri(), "name": "project"}]
            opened.ask(
                "initialize",
                processId=None,
                rootUri=folder.as_uri(),
                workspaceFolders=folders,
                capabilities={"textDocument": about},
            )
            opened.tell("initialized")
            yield opened
        finally:
            process.kill()


def open_file(shown: Editor, file: Path, text: str) -> dict[str, str]:
    """Opens a file of the folder and gives how requests name it."""
    file.write_text(text, encoding="utf-8")
    about = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
    shown.tell("textDocument/didOpen", textDocument=about)
    return {"uri": file.as_uri()}


def underlined(shown: Editor, file: dict[str, str]) -> dict[int, str]:
    """What is underlined in a file that was just opened, by line."""
    found = shown.told("textDocument/publishDiagnostics", file["uri"])["diagnostics"]
    return {each["range"]["start"]["line"] + 1: each["message"] for each in found}


def offered(shown: Editor, file: dict[str, str], *, line: int, column: int) -> list[str]:
    """What is offered at a place; lines and columns count from 1."""
    place = {"line": line - 1, "character": column - 1}
    found = shown.ask("textDocument/completion", textDocument=file, position=place)
    return [item["label"] for item in found["items"]]


def accepted(shown: Editor, folder: Path, text: str, label: str) -> str:
    """A spec that ends where something is offered, with that taken and its placeholders left as they are."""
    file = open_file(shown, folder / f"{len(text)}-{label}.yaml", HEAD + text)
    lines = (HEAD + text).split("\n")
    place = {"line": len(lines) - 1, "character": len(lines[-1])}
    found = shown.ask("textDocument/completion", textDocument=file, position=place)["items"]
    inserted = next(item["insertText"] for item in found if item["label"] == label)
    indented = inserted.replace("\n", "\n" + " " * (len(lines[-1]) - len(lines[-1].lstrip())))
    return text + re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}", r"\1", indented).replace("\\", "") + "\n"


@pytest.fixture(scope="module")
def server() -> Path:
    """The folder of the language server, which is installed once."""
    if shutil.which("npm") is None:
        pytest.skip("the language server runs on Node")
    found = Path(sys.prefix) / "language-server"
    if not found.exists():
        own = tempfile.mkdtemp(dir=sys.prefix)
        npm = ["npm", "install", "--silent", "--no-save", "--prefix", own, SERVER]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
        try:
            Path(own).rename(found)
        except OSError:  # another process of the tests was first
            shutil.rmtree(own)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the schemas."""
    for name in ("dynaspec.schema.json", "dynaspec.project.schema.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_what_is_offered_is_a_spec_once_it_is_taken(server: Path, folder: Path) -> None:
    table = "version: 1\ntables:\n  Orders:\n    partition_key: id\n    "
    provisioned = f"{table}billing_mode: PROVISIONED\n    capacity: {{read: 5, write: 5}}\n    "
    places = [
        ("", "a spec"),
        ("version: 1\n", "tables"),
        ("version: 1\ntables:\n  ", "a table"),
        (f"{table}global_secondary_indexes:\n      ", "a global secondary index"),
        (table, "global_secondary_indexes"),
        (table, "on_demand_throughput"),
        (table, "resource_policy"),
        (f"{table}alarms:\n      latency:\n        ", "GetItem"),
        (f"{table}policies:\n      custom:\n        ", "a custom policy"),
        (f"{table}billing_mode: ", "PAY_PER_REQUEST"),
        (f"{table}deletion_protection: ", "false"),
        (provisioned, "autoscaling"),
        (f"{table.rstrip()}\nenvironments:\n  ", "an environment"),
        (f"{table.rstrip()}\n", "notification_topic"),
        (f"{table.rstrip()}\n", "publish"),
    ]
    with editor(server, folder) as shown:
        for text, label in places:
            written = accepted(shown, folder, text, label).replace("[id, total]", "[id]")
            source = Source(written.encode(), "orders.yaml", "orders", "orders.yaml", "templates")
            found = [each for each in problems_of(compile_spec(source, Settings())) if each.severity == "error"]
            assert found == [], f"{label}: {written}"


def test_an_editor_offers_nothing_wrong(server: Path, folder: Path) -> None:
    table = f"{HEAD}version: 1\ntables:\n  Orders:\n    partition_key: id\n"
    with editor(server, folder) as shown:
        for key, words in (
            ("billing_mode", ["PAY_PER_REQUEST", "PROVISIONED"]),
            ("deletion_protection", ["true", "false"]),
            ("table_name", []),
            ("sort_key", ["placed_at"]),
            ("encryption", ["AWS_OWNED", "AWS_MANAGED"]),
        ):
            file = open_file(shown, folder / f"{key}.yaml", f"{table}    {key}: \n")
            assert offered(shown, file, line=6, column=len(key) + 7) == words
        root = open_file(shown, folder / "root.yaml", f"{HEAD}version: 1\n")
        names = offered(shown, root, line=3, column=1)
        assert names.count("tables") == 1
        assert len(names) == len(set(names))


def test_what_is_underlined_says_what_to_write(server: Path, folder: Path) -> None:
    wrong = {
        "capacity: {read: 1, write: 1}": "It is for PROVISIONED: write billing_mode: PROVISIONED, or leave it out.",
        "stream: true": "true names no view type: write NEW_AND_OLD_IMAGES or another.",
        "autoscaling: {read: {max_capacity: 5}}": 'Missing property "min_capacity".',
        "sort_key: ${Stage}": "Not an attribute name: write no control characters, 1 to 255 bytes; "
        "${...} cannot stand in it.",
        "alarms: {alarm_actions: ['arn:aws:s3:::bucket']}": "Not what an alarm can tell: write such as "
        "arn:aws:sns:eu-west-1:123456789012:on-call.",
        "policies: {stream_read: true}": "There is no stream: add stream: NEW_AND_OLD_IMAGES or another view type "
        "to the table.",
        "global_secondary_indexes: {ab: {partition_key: a}}": "Not an index name: write letters A-Z and a-z, digits, "
        "'_', '-' and '.', 3 to 255 characters; ${...} cannot stand in it.",
    }
    with editor(server, folder) as shown:
        for number, (line, message) in enumerate(wrong.items()):
            text = f"{HEAD}version: 1\ntables:\n  Orders:\n    partition_key: id\n    {line}\n"
            if "autoscaling" in line:
                text += "    billing_mode: PROVISIONED\n    capacity: {read: 1, write: 1}\n"
            file = open_file(shown, folder / f"wrong{number}.yaml", text)
            assert underlined(shown, file) == {6: message}


def test_an_editor_completes_explains_and_underlines(server: Path, folder: Path) -> None:
    tmp_path = folder
    with editor(server, tmp_path) as shown:
        spec = open_file(shown, tmp_path / "orders.yaml", SPEC)
        assert underlined(shown, spec) == {
            6: (
                "Value is not accepted. Valid values: "
                '"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", false.'
            ),
            7: "Property billing_mod is not allowed.",
        }
        explained = shown.ask("textDocument/hover", textDocument=spec, position={"line": 7, "character": 6})
        assert explained["contents"]["value"].startswith(
            "Continuous backups: `true`, `false` or `{recovery_period_in_days: 1-35}`. Default: `true`.\n\n"
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-resource-dynamodb-table.html#cfn-dynamodb-table-pointintimerecoveryspecification\n"
        )
        assert offered(shown, spec, line=9, column=18)[:2] == ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]
        assert {"sort_key", "global_secondary_indexes", "alarms"} <= set(offered(shown, spec, line=10, column=5))

        # What `check` refuses without another layer is not offered, and no mapping as a value.
        for key, values in (
            ("stream", ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "false"]),
            ("global_secondary_indexes", ["a global secondary index"]),
        ):
            written = open_file(shown, tmp_path / f"{key}.yaml", SPEC.split("    stream")[0] + f"    {key}: \n")
            assert offered(shown, written, line=6, column=len(key) + 7) == values
        switched = open_file(shown, tmp_path / "off.yaml", SPEC.split("    stream")[0] + "    stream: false\n")
        explained = shown.ask("textDocument/hover", textDocument=switched, position={"line": 5, "character": 14})
        assert explained["contents"]["value"].startswith("Change stream: a stream view type (`KEYS_ONLY`, ")

        project = open_file(shown, tmp_path / "dynaspec.yaml", PROJECT)
        assert underlined(shown, project) == {4: "Property runbook is not allowed."}
        assert {"runbook_url", "defaults", "environments"} <= set(offered(shown, project, line=5, column=1))
