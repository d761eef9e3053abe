"""Stacks to their pages: one for each table, one for the alarms of the account, and one that lists them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from generator.pages import diagram, facts, runbook
from generator.pages.markdown import code, fenced, plain, table
from generator.pages.stack import Alarm, Stack, View, account_alarms, views
from generator.resources import names

__all__ = ["INDEX", "Page", "index", "pages"]

INDEX = "README.md"


class Page(NamedTuple):
    """A page: its file below the folder of all pages, the spec's file that it comes from, and its Markdown."""

    path: str
    source: str
    text: str


def pages(stack: Stack) -> Iterator[Page]:
    """The pages of a stack."""
    for view in views(stack):
        yield Page(view.page, stack.source, joined(of_table(view)))
    if alarms := account_alarms(stack):
        yield Page(f"{stack.folder}/{names.ACCOUNT_PAGE}.md", stack.source, joined(of_account(stack, alarms)))


def index(stacks: Sequence[Stack], *, source: str) -> Page:
    """The page that lists every page; `source` is the folder of the specs."""
    rows = []
    for stack in stacks:
        where = [code(stack.name), stack.environment, code(stack.source)]
        for view in views(stack):
            counts = [str(len(view.written.index_names)), str(len(view.alarms))]
            name = code(view.written.table_name) if view.written.table_name else "by CloudFormation"
            rows.append([link(view.table_id, view.page), name, *where, mode(view), *counts])
        if alarms := account_alarms(stack):
            page = f"{stack.folder}/{names.ACCOUNT_PAGE}.md"
            rows.append([link("alarms of the account", page), "", *where, "", "", str(len(alarms))])
    head = ["table", "name", "stack", "environment", "spec", "billing", "indexes", "alarms"]
    text = joined(
        iter(
            [
                "# Tables",
                "Each page says what a table is, and what to do when one of its alarms goes off.",
                table(head, rows),
            ]
        )
    )
    return Page(INDEX, source, text)


def mode(view: View) -> str:
    """How the table is billed."""
    return "provisioned" if view.table.provisioned else "on demand"


def link(text: str, page: str) -> str:
    """A link to a page of the same folder."""
    return f"[{plain(text)}]({quote(page)})"


def joined(parts: Iterator[str]) -> str:
    """The text of a page, a blank line between its parts."""
    return "\n\n".join(part for part in parts if part) + "\n"


def heading(stack: Stack) -> str:
    """Where a page's subject comes from."""
    known = [f"stack {code(stack.name)}", f"spec {code(stack.source)}"]
    known += [f"environment {code(stack.environment)}"] if stack.environment else []
    known += [f"Region {code(stack.spec.region)}"] if stack.spec.region else []
    return ", ".join(known) + "."


def of_table(view: View) -> Iterator[str]:
    """The parts of a table's page."""
    stack = view.stack
    name = f"Table {code(view.written.table_name)}" if view.written.table_name else "A table that CloudFormation names"
    yield f"# {view.table_id}"
    yield plain(stack.spec.description or "") + ("." if stack.spec.description else "")
    yield f"{name}, {mode(view)}; {heading(stack)}"
    if view.written.existing:
        yield (
            "The table is made elsewhere. What stands here of it is what the spec takes for true; the stack has its "
            "policies and alarms."
        )
    if view.alarms:
        yield "An alarm is on? Its section is in the [runbook](#runbook)."
    yield fenced("mermaid", diagram.drawn(view))
    yield "## Keys and indexes"
    yield facts.keys(view)
    yield "## Capacity and scaling"
    yield facts.throughput(view)
    yield facts.schedules(view)
    yield "## Settings"
    yield facts.settings(view)
    if view.written.replicas:
        yield "## Replicas"
        yield (
            f"The rest of this page is about {code(str(view.region))}; with another Region in `--region` the commands "
            "of the runbook are about the replica there."
        )
        yield facts.replicas(view)
    yield "## Policies"
    yield facts.policies(view) or "None."
    yield "## Alarms"
    yield facts.alarms(view) or "None."
    yield "## Outputs"
    yield facts.outputs(view)
    yield from deployed(stack)
    yield "## Runbook"
    yield "Every block stands alone: paste it into bash or zsh with credentials of the account" + (
        "." if view.region else ", and with the stack's Region in `AWS_DEFAULT_REGION`."
    )
    found = runbook.situations(view)
    yield "\n".join(f"- [{each.title}](#{each.anchors[0]})" for each in found)
    yield from runbook.sections(found)


def deployed(stack: Stack) -> Iterator[str]:
    """How the stack is deployed."""
    yield "## Deploy"
    yield "What a change of the spec would do, the template, and the deploy:"
    specs = f"dynaspec diff {stack.source}\ndynaspec render {stack.source}"
    yield fenced("sh", f"{specs}\n{stack.deploy}")


def of_account(stack: Stack, alarms: Sequence[Alarm]) -> Iterator[str]:
    """The parts of the page of what a stack watches once for its account and Region."""
    yield "# Alarms of the account"
    yield f"Once for the account and Region; {heading(stack)}"
    rows = [[f"[{code(each.name)}](#{each.anchor})", plain(each.exceeds), each.datapoints] for each in alarms]
    yield table(["alarm", "goes off above", "datapoints"], rows)
    yield from deployed(stack)
    yield "## Runbook"
    for each in alarms:
        yield f'<a id="{each.anchor}"></a>\n\n### {each.anchor.replace("-", " ").capitalize()}'
        yield f"**Meaning and first steps.** {plain(each.description)}"
