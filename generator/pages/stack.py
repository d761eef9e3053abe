"""A built spec to what its pages tell of: the stack, its tables, and their alarms as the template has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.errors import Path
from generator.resources import names
from generator.resources.targets import Target, targets
from generator.spec.model.regional import in_region
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table

__all__ = ["Alarm", "Stack", "View", "account_alarms", "said", "views"]

ALARM: Final = "AWS::CloudWatch::Alarm"
QUERIED: Final = re.compile(r'SELECT (\w+)\("(\w+)"\)')


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack: its name and the folder of its pages (`prod/orders`), the spec's file, and the command that deploys it.

    `origins` leads from the logical IDs of the template to what made them in the spec.
    """

    name: str
    folder: str
    source: str
    environment: str
    deploy: str
    spec: Spec
    template: Mapping[str, Any]
    origins: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of the template, its place in the spec, and where its section begins on the page."""

    logical_id: str
    path: Path
    anchor: str
    name: str
    properties: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """The key of the spec that makes it: `capacity`, `replication_latency`."""
        return str(self.path[self.path.index("alarms") + 1]) if "alarms" in self.path else str(self.path[1])

    @property
    def index(self) -> str:
        """The index that it watches, empty when that is the table."""
        return str(self.path[3]) if self.path[2:3] == ("global_secondary_indexes",) else ""

    @property
    def exceeds(self) -> str:
        """What it goes off above: `80 % of 50 provisioned read capacity units`, `0 ReadThrottleEvents (Sum)`."""
        threshold = f"{self.properties['Threshold']:,}"
        if "MetricName" in self.properties:
            statistic = self.properties.get("Statistic") or self.properties["ExtendedStatistic"]
            return f"{threshold} {self.properties['MetricName']} ({statistic})"
        result = next(each for each in self.properties["Metrics"] if each.get("ReturnData"))
        if found := QUERIED.match(said(result["Expression"])):
            return f"{threshold} {found[2]} ({found[1].capitalize()})"
        return f"{threshold} {result['Label'] if result['Label'].startswith('%') else result['Label'].lower()}"

    @property
    def datapoints(self) -> str:
        """How many datapoints of how many seconds must be above."""
        metrics = self.properties.get("Metrics", ())
        periods = [each.get("Period") or each.get("MetricStat", {}).get("Period") for each in metrics]
        period = self.properties.get("Period") or next(filter(None, periods))
        return f"{self.properties['DatapointsToAlarm']} of {self.properties['EvaluationPeriods']}, {period} s each"

    @property
    def description(self) -> str:
        """What happened and what to do first, without the address of this very section."""
        text = said(self.properties["AlarmDescription"])
        return text.rpartition(" ")[0] if text.endswith(f".md#{self.anchor}") else text


@dataclass(frozen=True, slots=True)
class View:
    """A table as it is in the stack's Region, with what the spec says of it for all Regions."""

    stack: Stack
    table_id: str
    written: Table
    alarms: tuple[Alarm, ...]

    @property
    def region(self) -> str | None:
        """The stack's Region, where the spec names it."""
        return self.stack.spec.region

    @property
    def table(self) -> Table:
        """The table in the stack's Region."""
        return in_region(self.written, self.region)

    @property
    def name(self) -> str:
        """The table's name where the spec knows it, else empty."""
        name = self.written.table_name or ""
        return "" if "${" in name else name

    @property
    def targets(self) -> tuple[Target, ...]:
        """The table and its global secondary indexes, as alarms see them."""
        topic = self.stack.spec.notification_topic is not None
        return tuple(targets(self.table_id, self.written, topic=topic, region=self.region))

    @property
    def page(self) -> str:
        """The page's file below the folder of all pages."""
        return f"{self.stack.folder}/{self.table_id}.md"

    def resources(self, resource_type: str) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
        """The resources of a type that the table has in the template: logical ID, place in the spec, properties."""
        for logical_id, resource in self.stack.template["Resources"].items():
            path = self.stack.origins.get(logical_id, ())
            if resource["Type"] == resource_type and path[:2] == ("tables", self.table_id):
                yield logical_id, path, resource.get("Properties", {})


def views(stack: Stack) -> list[View]:
    """The tables of the stack in the order written."""
    alarms: dict[Path, list[Alarm]] = {}
    for each in of_template(stack):
        alarms.setdefault(each.path[:2], []).append(each)
    return [
        View(stack, table_id, table, tuple(alarms.get(("tables", table_id), ())))
        for table_id, table in stack.spec.tables.items()
    ]


def account_alarms(stack: Stack) -> list[Alarm]:
    """The alarms of the stack that are of no table."""
    return [each for each in of_template(stack) if each.path[0] == "account_alarms"]


def of_template(stack: Stack) -> Iterator[Alarm]:
    """Every alarm that the spec's own keys make."""
    for logical_id, resource in stack.template["Resources"].items():
        path = stack.origins.get(logical_id, ())
        if resource["Type"] == ALARM and path and path[0] != "resources":
            properties = resource["Properties"]
            name = said(properties["AlarmName"]).replace(names.STACK_NAME, stack.name)
            label = name.rpartition("/")[2]
            index = str(path[3]) if path[2:3] == ("global_secondary_indexes",) else ""
            body = stack.spec.tables[str(path[1])].global_secondary_indexes[index] if index else None
            yield Alarm(logical_id, path, names.runbook_anchor(label, name=index, index=body), name, properties)


def said(value: Any) -> str:
    """A value of the template as text in which `${Name}` is known at the deploy."""
    if isinstance(value, Mapping):
        ((function, argument),) = value.items()
        if function == "Ref":
            return f"${{{argument}}}"
        if function == "Fn::GetAtt":
            return f"${{{'.'.join(argument)}}}"
        return said(argument)
    return str(value)
