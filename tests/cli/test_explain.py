"""`dynaspec explain`: every code has a text, and every example does what it says."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

import generator
from generator import cache
from generator.aws.rule import HOLES
from generator.aws.updates import RULES
from generator.cli.choosing import chosen
from generator.cli.comparing import compare
from generator.cli.explain import explanation, of_change
from generator.errors import Problem
from generator.kinds import KINDS
from generator.pipeline import Settings, Source, compile_spec
from generator.template.cfn_lint import load_rules
from tests.cli.conftest import Dynaspec
from tests.sessions import LIVE, SESSION, typed

# What only a mistake of ours brings about.
WITHOUT_EXAMPLE = {"DS559"}
SPECS = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXTS = {**{code: explanation(code) for code in KINDS}, **{code: of_change(code) for code in RULES}}
SESSIONS = sorted(code for code, text in TEXTS.items() if SESSION.search(text) and code not in LIVE)
# What a session says of a change where it has neither the code nor the title: `plan` gives a step a title of its own.
SAID = {"DS697": "import Orders as a global table"}
# git commits as someone, whatever the machine's settings are.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def as_no_root(patch: pytest.MonkeyPatch) -> None:
    """Has the right to write to a folder count, as it does for anyone but root."""
    opened, unlinked = Path.open, Path.unlink

    def refuse(path: Path) -> None:
        if not path.parent.stat().st_mode & stat.S_IWUSR:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def open_or_refuse(path: Path, mode: str = "r", **options: Any) -> Any:
        if "x" in mode:
            refuse(path)
        return opened(path, mode, **options)

    def unlink_or_refuse(path: Path, **options: Any) -> None:
        if os.path.lexists(path):
            refuse(path)
        unlinked(path, **options)

    patch.setattr(Path, "open", open_or_refuse)
    patch.setattr(Path, "unlink", unlink_or_refuse)


def without_memory(patch: pytest.MonkeyPatch) -> None:
    """Has the system end each process that is started, as it does for want of memory."""
    start = BaseProcess.start

    def start_and_end(process: BaseProcess) -> None:
        start(process)
        process.kill()

    patch.setattr(BaseProcess, "start", start_and_end)


def with_an_older_cfn_lint(patch: pytest.MonkeyPatch) -> None:
    """Takes a Region from those that cfn-lint has."""
    load_rules()
    known = import_module("cfnlint.helpers").REGIONS
    patch.setattr("cfnlint.helpers.REGIONS", [region for region in known if region != "ap-southeast-6"])


def with_the_cache_of_another_version(_: pytest.MonkeyPatch) -> None:
    """Writes the mark of a cache as another version does."""
    folder = Path(cache.FOLDER)
    folder.mkdir()
    (folder / cache.TAG).write_text(cache.TAG_TEXT.replace("# layout 1", "# layout 0"))


def at_version_0_9(patch: pytest.MonkeyPatch) -> None:
    """Has this be the version that the session is of."""
    patch.setattr(generator, "__version__", "0.9.0")


# What no command brings about, or not as root.
SET_UPS = {
    "DS402": as_no_root,
    "DS405": as_no_root,
    "DS451": without_memory,
    "DS452": with_an_older_cfn_lint,
    "DS455": with_the_cache_of_another_version,
    "DS505": at_version_0_9,
}


def problems(spec: str) -> list[Problem]:
    source = Source(spec.encode(), "specs/orders.yaml", "orders", "specs/orders.yaml", "templates")
    return [
        problem for each in chosen(compile_spec(source, Settings()), select=(), ignore=()) for problem in each.problems
    ]


@pytest.mark.parametrize("code", KINDS)
def test_the_first_example_has_the_code_and_the_second_is_mended(code: str) -> None:
    text = explanation(code)
    examples = SPECS.findall(text)

    assert re.search(r"^Source: \S.*\.$", text, re.MULTILINE)
    if SESSION.search(text):
        return
    if code in WITHOUT_EXAMPLE:
        assert not examples
        return
    wrong, right = examples
    assert code in {problem.code for problem in problems(wrong)}
    mended = problems(right)
    assert code not in {problem.code for problem in mended}
    assert not [problem for problem in mended if problem.severity == "error"]


@pytest.mark.parametrize("code", SESSIONS)
def test_the_first_session_runs_into_the_code_and_the_second_does_not(
    code: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They begin in a project with a spec of a table, and the second goes on where the first ends.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    if code in SET_UPS:
        SET_UPS[code](monkeypatch)
    told = {code, RULES[code].title, SAID.get(code, code)} if code in RULES else {code}

    wrong, right = ([*typed(session, {**os.environ, **GIT, "PATH": path})] for session in SESSION.findall(TEXTS[code]))

    assert [(each.command, each.printed) for each in (*wrong, *right)] == [
        (each.command, each.shown) for each in (*wrong, *right)
    ]
    assert any(words in each.printed for each in wrong for words in told)
    assert not any(words in right[-1].printed for words in told)
    assert right[-1].code == 0


FOLDER = Path(generator.__file__).parent / "explanations"
CHANGES = sorted({*RULES} - {*SESSIONS})


def changes(deployed: str, spec: str) -> set[str]:
    """The codes of what a deploy of a spec does to another that is deployed."""
    (before,), (after,) = (
        compile_spec(Source(text.encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates"), Settings())
        for text in (deployed, spec)
    )
    assert not any(problem.severity == "error" for problem in (*before.problems, *after.problems))
    return {each.code for each in compare(after, str(before.text).encode(), "orders", "HEAD", "HEAD:orders").changes}


@pytest.mark.parametrize("code", CHANGES)
def test_a_deploy_of_the_second_example_has_the_change_and_of_the_third_not(code: str) -> None:
    deployed, wrong, right = SPECS.findall(of_change(code))

    assert code in changes(deployed, wrong)
    assert code not in changes(deployed, right)


def test_there_is_no_text_without_a_code() -> None:
    assert {file.name for file in FOLDER.iterdir() if file.is_file()} == {f"{code}.md" for code in KINDS}
    assert {file.name for file in (FOLDER / "changes").iterdir()} == {f"{code}.md" for code in RULES}


@pytest.mark.parametrize("code", RULES)
def test_no_hole_of_a_rule_is_left_open(dynaspec: Dynaspec, code: str) -> None:
    _, out, _ = dynaspec("explain", code)

    assert not [hole for hole in HOLES if f"{{{hole}}}" in out]
    assert all(f"{hole.upper()} stands for {HOLES[hole]}" in out for hole in HOLES if hole.upper() in out.split())


def test_the_guides_that_sources_name_are_spelt_out_with_their_addresses(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "DS605")

    assert (
        "Source: CloudFormation User Guide, DeletionPolicy attribute; Amazon DynamoDB Developer Guide, Using deletion "
        "protection.\n"
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/\n"
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/\n"
    ) in out
    assert not [code for code, rule in RULES.items() if re.search(r"\b(DG|TR|UG)\b", rule.source)]


def test_a_rule_of_cfn_lint_without_a_source_has_no_line_for_it(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "I3042")

    assert out.startswith("I3042 (cfn-lint): ")
    assert "Source" not in out


def test_a_code_is_explained_with_its_source_and_examples(dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("explain", "ds242")

    assert (code, err) == (0, "")
    assert out.startswith("DS242 (error): time to live on a key that is not a number\n\nTime to live reads a number")
    assert "Source: Amazon DynamoDB Developer Guide, Time to Live.\n" in out
    assert "    version: 1\n    tables:\n      Orders:\n" in out


def test_a_change_is_explained_in_the_words_of_aws(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain", "DS621")

    assert code == 0
    assert out.startswith("DS621 (several deploys): more than one index is created or deleted\n")
    assert 'AWS answers: "Cannot perform more than one GSI creation or deletion in a single update"' in out


def test_what_replaces_a_table_is_explained_with_the_way_by_hand(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "DS614")

    assert "deletion protection decide whether the old one is deleted, a table with its items, or left behind" in out
    assert "\n\nBy hand, of a table:\n\n1. put RESOURCE back as it is deployed, and write the changed table" in out
    assert "\n\nRESOURCE stands for the logical ID of the resource.\n\nSource: " in out


def test_of_what_takes_several_deploys_is_said_that_plan_writes_them(dynaspec: Dynaspec) -> None:
    assert "; dynaspec plan writes these deploys." in dynaspec("explain", "DS633").out


def test_there_is_something_to_do_about_every_change_that_may_harm() -> None:
    harmless = ("created", "in place", "removed")
    assert [code for code, rule in RULES.items() if rule.impact not in harmless and not rule.advice] == []


def test_a_rule_of_cfn_lint_is_explained_in_its_own_words(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain", "E3012")

    assert code == 0
    assert out.startswith("E3012 (cfn-lint): Check resource properties values\n")


def test_of_an_unknown_code_is_said_how_to_list_all(dynaspec: Dynaspec) -> None:
    code, _, err = dynaspec("explain", "DS999")

    assert code == 2
    assert err.startswith("error[DS525]: there is no code 'DS999'\n  = help: dynaspec explain lists all of ours")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("DS30", "did you mean DS301, DS302 or DS303?"),
        ("ds265x", "did you mean DS265 (alarms that notify nobody)?"),
        ("DS-265", "did you mean DS265 (alarms that notify nobody)?"),
        ("265", "did you mean DS265 (alarms that notify nobody)?"),
        ("pitr", "did you mean DS649 (point-in-time recovery is turned off)?"),
        ("timezone-zone", "did you mean DS257 (not a time zone, or one that does nothing)?"),
        ("E30", "dynaspec explain lists all of ours"),
        ("DS", "dynaspec explain lists all of ours"),
    ],
)
def test_a_mistyped_code_gets_those_that_were_meant(dynaspec: Dynaspec, written: str, hint: str) -> None:
    code, _, err = dynaspec("explain", written)

    assert (code, err) == (2, f"error[DS525]: there is no code '{written}'\n  = help: {hint}\n\n1 error\n")


def test_without_a_code_all_are_listed(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == sorted([*KINDS, *RULES])
