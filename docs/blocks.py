"""The blocks of the README and the site that are printed from the code: `make readme` writes, `make test` compares."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.aws.updates import RULES
from generator.cli import main
from generator.cli.explain import all_codes, of_change, titled
from generator.kinds import KINDS
from generator.spec.model.alarms import AccountAlarms, Alarms, DirectedTuning
from generator.spec.model.base import Body
from generator.spec.model.documents import PolicyDocument, PolicyStatement, Principals
from generator.spec.model.import_source import Csv, ImportSource
from generator.spec.model.indexes import GlobalSecondaryIndex, LocalSecondaryIndex
from generator.spec.model.notification import NotificationTopic, Subscription
from generator.spec.model.policies import CustomPolicy, Policies, Policy
from generator.spec.model.project_file import ProjectFile
from generator.spec.model.publish import Publish
from generator.spec.model.replicas import Replica, ReplicaIndex
from generator.spec.model.scaling import Scaling, Schedule
from generator.spec.model.settings import AS_GIVEN, DEFAULTS
from generator.spec.model.stack import Parameter, Spec
from generator.spec.model.table import Table
from generator.spec.model.texts import texts_of
from generator.spec.model.vector_indexes import SearchSchema, VectorIndex
from generator.spec.model.verbatim import VerbatimResource

__all__ = [
    "alarm_defaults",
    "begun",
    "command_help",
    "diagram",
    "diff_of_edits",
    "file",
    "findings",
    "keys",
    "part",
    "plan_of_edits",
    "resources",
    "rules",
    "run",
    "section",
    "session",
    "targets",
]

ROOT = Path(__file__).parent.parent
BODIES: dict[str, type[Body]] = {
    "spec": Spec,
    "parameter": Parameter,
    "table": Table,
    "global secondary index": GlobalSecondaryIndex,
    "local secondary index": LocalSecondaryIndex,
    "autoscaling": Scaling,
    "schedule": Schedule,
    "replica": Replica,
    "index of a replica": ReplicaIndex,
    "vector index": VectorIndex,
    "search schema": SearchSchema,
    "import source": ImportSource,
    "csv": Csv,
    "policy document": PolicyDocument,
    "statement": PolicyStatement,
    "principal": Principals,
    "policies": Policies,
    "policy": Policy,
    "custom policy": CustomPolicy,
    "alarms": Alarms,
    "alarm": DirectedTuning,
    "account alarms": AccountAlarms,
    "notification topic": NotificationTopic,
    "subscription": Subscription,
    "resource": VerbatimResource,
    "publish": Publish,
    "project": ProjectFile,
}


def code(language: str, text: str) -> str:
    """A fenced block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def file(language: str, path: str) -> str:
    """A whole file."""
    return code(language, (ROOT / path).read_text(encoding="utf-8"))


def part(language: str, path: str, first: str) -> str:
    """A file from its line `first` on."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return code(language, text[text.index(f"{first}\n") :])


def resources(path: str, *logical_ids: str) -> str:
    """Some resources of a template, as they stand in it."""
    text = (ROOT / path).read_text(encoding="utf-8")
    parts = [re.search(rf"^  {name}:\n(    .*\n)+", text, re.MULTILINE) for name in logical_ids]
    return code("yaml", "\n".join(part.group() for part in parts if part))


def section(path: str, anchor: str) -> str:
    """A section of a page, as a quotation."""
    text = (ROOT / path).read_text(encoding="utf-8")
    below = text.partition(f'<a id="{anchor}"></a>')[2].partition("<a id=")[0].strip().replace("### ", "**", 1)
    title, _, rest = below.partition("\n")
    return "\n" + "".join(f"> {line}".rstrip() + "\n" for line in f"{title}**\n{rest}".splitlines()) + "\n"


def diagram(path: str) -> str:
    """The diagram of a spec, as GitHub draws it."""
    printed = run("graph", path).partition("\n")[2].partition("\n")[2]
    return code("mermaid", printed.removesuffix("```\n"))


def table(*rows: tuple[object, ...]) -> str:
    """A table whose first row is its head."""
    head, *rest = rows
    lines = [head, ("---",) * len(head), *rest]
    return "\n" + "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines) + "\n"


def keys(*bodies: str) -> str:
    """The keys of bodies of the format with what they mean."""
    return "".join(table((name, ""), *_keys(BODIES[name])) for name in bodies)


def _keys(body: type[Body]) -> Iterator[tuple[str, str]]:
    hidden = body.shorthand.hidden if body.shorthand else frozenset()
    for key, field in body.model_fields.items():
        if key not in hidden:
            required = " **Required.**" if field.is_required() else ""
            yield f"`{key}`", " ".join(texts_of(body).get(key, "").split()) + required


def alarm_defaults() -> str:
    """The built-in setting of each kind of alarm."""
    rows = (
        (
            f"`{kind}`",
            "as given" if kind in AS_GIVEN else setting.threshold,
            setting.statistic,
            f"{setting.period} s",
            f"{setting.datapoints_to_alarm} of {setting.evaluation_periods}",
        )
        for kind, setting in DEFAULTS.items()
    )
    return table(("alarm", "goes off above", "statistic", "period", "datapoints"), *rows)


def run(*arguments: str, folder: str = ".") -> str:
    """A command line and what it prints."""
    printed = io.BytesIO()
    output = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        os.chdir(ROOT / folder)
        main.run(arguments)
    return code("console", f"$ dynaspec {' '.join(arguments)}\n{printed.getvalue().decode()}")


def session(*commands: str, file: str = "") -> str:
    """Command lines one after the other, in a folder with at most one file of the repository, and what each prints on a
    terminal: commands that succeed say so there, and elsewhere with -v, which tells the time of each stage, too.
    """
    with tempfile.TemporaryDirectory() as folder:
        if file:
            shutil.copy(ROOT / file, folder)
        shown = [run(*shlex.split(command), folder=folder) for command in commands]
        os.chdir(ROOT)
    said = "\n".join(shown).replace("$ dynaspec -v ", "$ dynaspec ")
    return re.sub(r"^[a-z]+: [0-9.]+ s\b.*\n", "", said, flags=re.MULTILINE)


def begun(path: str) -> str:
    """A file that `init` writes."""
    with tempfile.TemporaryDirectory() as folder:
        run("-q", "init", folder=folder)
        text = Path(folder, path).read_text(encoding="utf-8")
        os.chdir(ROOT)
    return code("yaml", text)


def diff_of_edits(name: str, *edits: tuple[str, str]) -> str:
    """What `diff` says of a spec with some text replaced, against its committed template."""
    return of_edits("diff", name, *edits)


def plan_of_edits(name: str, *edits: tuple[str, str]) -> str:
    """What `plan` says of them."""
    return of_edits("plan", name, *edits)


def of_edits(command: str, name: str, *edits: tuple[str, str]) -> str:
    """What a command says of a spec with some text replaced, against its committed template."""
    # Where there are more, a template is compared with the one spec that is named.
    spec, template = f"specs/{name}.yaml", f"templates/{name}.yaml"
    text = (ROOT / spec).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        for file, content in ((spec, text), (template, (ROOT / template).read_text(encoding="utf-8"))):
            path = Path(folder, file)
            path.parent.mkdir()
            path.write_text(content, encoding="utf-8")
        shown = run(command, spec, "--against", template, folder=folder)
        os.chdir(ROOT)
    return shown


def rules() -> str:
    """What a deploy does with each kind of change."""
    rows = ((f"[{name}](#{name.lower()})", rule.impact, rule.title) for name, rule in RULES.items())
    return table(("code", "impact", "change"), *rows) + "".join(map(rule, RULES))


def rule(name: str) -> str:
    """A section about one kind of change."""
    head, _, text = of_change(name).partition("\n\n")
    title = head.partition(": ")[2]
    return f"## {name}\n\n**{title[:1].upper()}{title[1:]}** ({RULES[name].impact}).\n\n{text}\n"


def command_help() -> str:
    """The help of `dynaspec` and of each command."""
    sections = (f"## dynaspec {name}\n\n{run(name, '--help')}" for name in main.COMMANDS)
    return "\n".join([run("--help"), *sections])


def targets() -> str:
    """The targets of the Makefile."""
    listed = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return table(("target", "does"), *((f"`make {name}`", does.replace("|", "\\|")) for name, does in listed))


def findings() -> str:
    """Every code with an anchor and a link to its page, the kinds of change among them."""
    pages = {name: f"../../../generator/explanations/{name}.md" for name in KINDS}
    pages |= {name: f"../changes.md#{name.lower()}" for name in RULES}
    rows = ((f'<a id="{name.lower()}"></a>[{name}]({pages[name]})', *titled(name)) for name in all_codes())
    return table(("code", "severity or impact", "finding or change"), *rows)
