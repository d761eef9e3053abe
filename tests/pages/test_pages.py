"""What stands on the pages of the example specs, and where links and alarms lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from generator.cli.paging import stacks_of
from generator.pages import diagram
from generator.pages.page import pages
from generator.pages.stack import Stack, said, views
from generator.pipeline import Compiled, Settings, Source, compile_spec

ROOT = Path(__file__).parents[2]
URL = "https://example.com/runbooks/"
SPECS = sorted(path.relative_to(ROOT / "specs") for path in (ROOT / "specs").rglob("*.yaml"))
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
LINK = re.compile(r"\]\(#([^)]+)\)")


def compiled(spec: Path, *, url: str = "") -> list[Compiled]:
    name = spec.with_suffix("").as_posix()
    source = Source((ROOT / "specs" / spec).read_bytes(), spec.name, name, f"specs/{spec}", "templates")
    return compile_spec(source, Settings(runbook_url=url))


def stacks(spec: str) -> list[Stack]:
    return stacks_of(compiled(Path(f"{spec}.yaml")))


def page(spec: str, table: str) -> str:
    (text,) = [each.text for each in pages(stacks(spec)[0]) if each.path == f"{spec}/{table}.md"]
    return text


def descriptions(each: Compiled) -> Iterator[str]:
    assert each.built
    for resource in each.built.template["Resources"].values():
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "AlarmDescription" in resource["Properties"]:
            yield said(resource["Properties"]["AlarmDescription"])


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_every_alarm_leads_to_a_section_of_a_page(spec: Path) -> None:
    with_url = compiled(spec, url=URL)
    texts = {each.path: each.text for stack in stacks_of(with_url) for each in pages(stack)}
    written = {path: ANCHOR.findall(text) for path, text in texts.items()}
    # Where a section stands already, its address is not said.
    assert not any(URL in text for text in texts.values())

    for before, after in zip(compiled(spec), with_url, strict=True):
        addresses = []
        for plain, linked in zip(descriptions(before), descriptions(after), strict=True):
            assert linked.startswith(f"{plain} {URL}")
            addresses.append(linked.removeprefix(f"{plain} {URL}").partition("#"))
        for path, _, anchor in addresses:
            assert written[unquote(path)].count(anchor) == 1
        # Nothing else in the template differs.
        assert re.sub(rf" {URL}[^\s'\"]+", "", str(after.built)) == str(before.built).replace(
            str(before.built.size if before.built else 0), str(after.built.size if after.built else 0)
        )


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_every_link_on_a_page_leads_somewhere_and_nothing_is_left_open(spec: Path) -> None:
    for stack in stacks_of(compiled(spec)):
        for each in pages(stack):
            anchors = ANCHOR.findall(each.text)
            assert len(anchors) == len(set(anchors))
            slugs = [re.sub(r"[^\w\- ]", "", title).replace(" ", "-").lower() for title in HEADING.findall(each.text)]
            assert set(LINK.findall(each.text)) <= {*anchors, *slugs}
            assert "None" not in re.findall(r"\bNone\b(?! of them| is)", each.text.replace("\n\nNone.\n", ""))


def test_keys_throughput_and_settings() -> None:
    orders = page("orders", "Orders")

    assert "| table |  | `customer_id` (S) | `placed_at` (N) | all |\n" in orders
    # The type is written at the table's key only.
    assert "| global index | `by-status` | `status` (S) | `placed_at` (N) | keys, `total`, `currency` |\n" in orders
    # It says nothing of its own and has the table's.
    assert "| `by-warehouse` | 50 provisioned | 20 provisioned |  |\n" in orders
    assert "| time to live | `expires_at` |\n" in orders
    assert "\naws cloudformation deploy --template-file templates/orders.yaml --stack-name orders " in orders


def test_what_each_kind_of_table_says() -> None:
    bookings = page("bookings", "Bookings")
    # The summer sale takes the bound of 400 to 2,000.
    assert "| table | 20 to 400 at 70 %, up to 2,000 by schedule; a new table starts with 40 |" in bookings
    assert "raise `tables.Bookings.autoscaling.read.schedules.summer-sale.max_capacity` from 2,000" in bookings

    assert "Leave `tables.Bookings.capacity.read` as it was deployed" in bookings

    players = page("players", "Players")
    assert "as it was deployed: a change of it" not in players
    assert "| `us-west-2` | 300 provisioned | 20 to 200 at 70 %; a new table starts with 50 |" in players
    assert "`PlayersPolicyWrite` | Put or delete up to 25 items; " in players
    assert "; update an item. Only in eu-west-1. |" in players
    assert "More than 60,000" not in players
    assert "take more than 60,000 ms to us-west-2, ap-southeast-2." in players
    assert players.count("--region us-west-2") == 1

    catalog = page("reviews", "Catalog")
    assert "The table is made elsewhere." in catalog
    assert "point-in-time recovery" not in catalog
    assert "have its limit raised there, then write the same number in `tables.Catalog.capacity.read`" in catalog
    assert "`tables.Catalog.contributor_insights`" not in catalog

    products = page("catalog", "Products")
    assert "`description_embedding`, 1,024 dimensions, COSINE | `category` (S) | `brand` (S), `price` (N)" in products
    assert "Search a vector index. These indexes alone: by-description, by-image." in products

    carts = page("carts", "Carts")
    assert "### Kinesis lag" in carts
    assert "OutputKey=='CartsTableName'" in carts
    assert "## High read capacity usage\n" in carts


def test_of_an_index_the_quota_on_writes_is_looked_for_where_it_is_counted() -> None:
    writes = page("orders", "Orders").partition("### Write throttling of index `by-status`")[2].partition("<a id=")[0]
    assert "AccountLimitThrottleEvents" not in writes
    assert "a quota of the account is counted [on the table](#write-throttles) alone" in writes
    reads = page("orders", "Orders").partition("### Read throttling of index `by-status`")[2].partition("<a id=")[0]
    assert "`ReadAccountLimitThrottleEvents`: a quota of the account" in reads
    assert "- Quota of the account: ask for a higher one in Service Quotas." in reads


def test_a_stack_in_environments_has_pages_in_each() -> None:
    paths = [each.path for stack in stacks("shipments") for each in pages(stack)]
    assert {path.split("/")[0] for path in paths} == {"dev", "staging", "prod"}
    assert {path.split("/")[1] for path in paths} == {"shipments"}


def test_the_diagram() -> None:
    assert diagram.graph(stacks("sessions"), "mermaid") == (
        "flowchart LR\n"
        '  subgraph stack_0["stack sessions"]\n'
        '    stack_0_Sessions[("Sessions<br>session_id")]\n'
        '    stack_0_Sessions_index_0[/"by-user<br>user_id"/]\n'
        '    stack_0_Sessions_policy_0["SessionsPolicyReadWrite<br>policy"]\n'
        '    stack_0_Sessions_alarms_0{{"alarms<br>read-throttles<br>write-throttles<br>system-errors"}}\n'
        '    stack_0_Sessions_alarms_1{{"alarms<br>read-throttles<br>write-throttles"}}\n'
        "  end\n"
        "  stack_0_Sessions --> stack_0_Sessions_index_0\n"
        "  stack_0_Sessions_policy_0 --> stack_0_Sessions\n"
        "  stack_0_Sessions_alarms_0 -.-> stack_0_Sessions\n"
        "  stack_0_Sessions_alarms_1 -.-> stack_0_Sessions_index_0\n"
    )


def test_what_a_diagram_would_take_for_its_own_is_written_as_an_entity() -> None:
    assert diagram.in_mermaid('a "b" <c> #1 & d') == "a #34;b#34; #60;c#62; #35;1 #38; d"
    assert diagram.in_dot(['a "b"', "c\\d"]) == '"a \\"b\\"\\nc\\\\d"'


def test_every_table_has_a_runbook_of_what_can_be_the_matter() -> None:
    for spec in SPECS:
        for stack in stacks_of(compiled(spec)):
            texts = {each.path: each.text for each in pages(stack)}
            for view in views(stack):
                titles = set(re.findall(r"^### (.*)$", texts[view.page], re.MULTILINE))
                wanted = {"Read throttling", "Write throttling", "Incorrect IAM policy attached"}
                wanted |= {"System errors", "Latency"}
                wanted |= {"Stream issues"} if view.written.stream else set()
                for index in view.written.global_secondary_indexes:
                    wanted |= {f"Read throttling of index `{index}`", f"Write throttling of index `{index}`"}
                assert wanted <= titles
