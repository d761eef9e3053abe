"""Each command of the README and the site, pasted into a shell, succeeds against what the specs there deploy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.cli.main import run
from tests.deploy.conftest import VALUES, Account

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
SPEC = re.compile(r"^```yaml\n(version: 1\n.*?)^```$", re.MULTILINE | re.DOTALL)
# What is printed from the code is compared by cog; what it prints may be commands too.
PRINTED = re.compile(r"<!-- \[\[\[cog.*?\[\[\[end\]\]\] -->", re.DOTALL)
COMMANDS = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["sts:AssumeRole", "sts:TagSession"]},
}
RECIPES = {
    "first-alarm": "tickets",
    "two-environments": "baskets",
    "tenants": "documents",
    "backup-and-restore": "invoices",
}


# What the pages ask of it, where it is not installed: the documents of files or of standard input, in a list or added.
JQ = f"""\
#!{sys.executable}
import fileinput, json, sys
slurp, what, *names = sys.argv[1:]
assert slurp == "-s" and what in (".", "add")
text, documents = "".join(fileinput.input(names)).lstrip(), []
while text:
    document, end = json.JSONDecoder().raw_decode(text)
    documents.append(document)
    text = text[end:].lstrip()
merged = {{key: value for document in documents for key, value in document.items()}} if what == "add" else documents
print(json.dumps(merged))
"""


def commands(page: Path) -> str:
    """The commands that somebody wrote on a page, as a script."""
    lines = "".join(COMMANDS.findall(PRINTED.sub("", page.read_text(encoding="utf-8"))))
    return re.sub(r"^\$ ", "", lines, flags=re.MULTILINE)


def paste(script: str, account: Account, folder: Path) -> None:
    """Run commands, which must succeed."""
    # The AWS CLI names change sets by the second, and a deploy to the stand-in takes less.
    time.sleep(1)
    shell = ["bash", "-euo", "pipefail", "-c", script]
    ended = subprocess.run(
        shell, cwd=folder, env=account.environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr


def deploy(spec: str, stack: str, account: Account, folder: Path) -> None:
    """Render a spec in a folder, and deploy its template where it is one for all environments."""
    (folder / "specs").mkdir()
    (folder / "specs" / f"{stack}.yaml").write_text(spec, encoding="utf-8")
    assert run(["-q", "-C", str(folder), "render"]) == 0
    parameters = {"AlarmTopicArn": VALUES["AlarmTopicArn"]} if "AlarmTopicArn" in spec else {}
    for template in (folder / "templates").glob("*.yaml"):
        assert account.deploy(template, stack=stack, **parameters) == ""


@pytest.mark.parametrize("page", RECIPES)
def test_the_commands_of_a_recipe(page: str, account: Account, tmp_path: Path) -> None:
    path = SITE / "recipes" / f"{page}.md"
    (spec,) = SPEC.findall(path.read_text(encoding="utf-8"))
    deploy(spec, RECIPES[page], account, tmp_path)
    account.client("iam").create_role(RoleName="documents", AssumeRolePolicyDocument=json.dumps(TRUST))

    paste(commands(path), account, tmp_path)


def test_no_recipe_has_commands_that_are_not_run() -> None:
    assert {path.stem for path in (SITE / "recipes").glob("*.md") if commands(path)} == set(RECIPES)


@pytest.mark.parametrize("page", ["changing", "ci", "editor", "importing"])
def test_the_commands_about_orders(page: str, account: Account, tmp_path: Path) -> None:
    script = commands(SITE / f"{page}.md")
    if not shutil.which("jq"):
        (tmp_path / "jq").write_text(JQ)
        (tmp_path / "jq").chmod(0o755)
        script = 'PATH="$PWD:$PATH"\n' + script
    deploy((ROOT / "specs" / "orders.yaml").read_text(encoding="utf-8"), "orders", account, tmp_path)
    if page == "importing":
        (tmp_path / "specs" / "orders.yaml").unlink()
        made = account.client("dynamodb").create_table(
            TableName="customers",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        described = {"Table": made["TableDescription"]}
        (tmp_path / "customers.json").write_text(json.dumps(described, default=str), encoding="utf-8")
        script = script.replace("111122223333", described["Table"]["TableArn"].split(":")[4])

    paste(script, account, tmp_path)


def test_the_readme_deploys_as_the_site_does() -> None:
    assert commands(SITE / "changing.md") in commands(ROOT / "README.md")


def test_a_stack_written_by_hand_goes_on_under_its_spec(account: Account, tmp_path: Path) -> None:
    template = Path(shutil.copy(SITE / "migrating" / "tickets.yaml", tmp_path))
    assert account.deploy(template, stack="tickets", TopicArn=VALUES["AlarmTopicArn"]) == ""
    table = account.client("dynamodb").describe_table(TableName="tickets")["Table"]
    run(["-q", "-C", str(tmp_path), "import", "tickets.yaml", "-o", "specs"])
    assert run(["-q", "-C", str(tmp_path), "render"]) == 0

    paste(commands(SITE / "migrating" / "cloudformation.md"), account, tmp_path)

    after = account.client("dynamodb").describe_table(TableName="tickets")["Table"]
    assert after["TableId"] == table["TableId"]
    assert after["DeletionProtectionEnabled"]
