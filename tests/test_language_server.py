"""What an editor shows of a spec, asked of the YAML language server that most editors have (Node is needed)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parent.parent
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
            item = {"completionItem": {"snippetSupport": True}}
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


@pytest.mark.skipif(shutil.which("npm") is None, reason="the language server runs on Node")
def test_an_editor_completes_explains_and_underlines(tmp_path: Path) -> None:
    server = Path(sys.prefix) / "language-server"
    if not (server / "node_modules" / "yaml-language-server").exists():
        npm = ["npm", "install", "--silent", "--no-save", "--prefix", str(server), SERVER]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    for name in ("dynaspec.schema.json", "dynaspec.project.schema.json"):
        shutil.copy(ROOT / name, tmp_path)

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
            ("stream", ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "false", "null"]),
            ("global_secondary_indexes", ["null"]),
        ):
            written = open_file(shown, tmp_path / f"{key}.yaml", SPEC.split("    stream")[0] + f"    {key}: \n")
            assert offered(shown, written, line=6, column=len(key) + 7) == values
        switched = open_file(shown, tmp_path / "off.yaml", SPEC.split("    stream")[0] + "    stream: false\n")
        explained = shown.ask("textDocument/hover", textDocument=switched, position={"line": 5, "character": 14})
        assert explained["contents"]["value"].startswith("Change stream: a stream view type (`KEYS_ONLY`, ")

        project = open_file(shown, tmp_path / "dynaspec.yaml", PROJECT)
        assert underlined(shown, project) == {4: "Property runbook is not allowed."}
        assert {"runbook_url", "defaults", "environments"} <= set(offered(shown, project, line=5, column=1))
