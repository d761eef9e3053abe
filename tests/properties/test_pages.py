"""Any spec that the format can express has pages that its alarms lead to, with commands that a shell can read."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

from hypothesis import HealthCheck, given, settings

from generator.cli.paging import stacks_of
from generator.pages.page import pages
from generator.pipeline import Settings, Source, compile_spec
from tests.properties.strategies import specs


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_every_alarm_leads_to_a_page_whose_commands_a_shell_can_read(spec: dict[str, Any]) -> None:
    source = Source(json.dumps(spec).encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates")
    result = compile_spec(source, Settings(runbook_url="https://example.com"))

    written = {page.path: page.text for stack in stacks_of(result) for page in pages(stack)}
    text = "".join(each.text or "" for each in result)
    for path, anchor in re.findall(r"https://example\.com/([\w/-]+\.md)#([\w.-]+)", text):
        assert written[path].count(f'<a id="{anchor}"></a>') == 1
    blocks = [block for page in written.values() for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    read = subprocess.run(["bash", "-n"], input="".join(blocks), capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
