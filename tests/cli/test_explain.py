"""`dynaspec explain`: every code has a text, and every example does what it says."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from importlib import import_module
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

import generator
from generator import cache
from generator.aws.rule import HOLES
from generator.aws.sources import GUIDES, addresses_of
from generator.aws.updates import RULES
from generator.cli.choosing import chosen
from generator.cli.comparing import compare
from generator.cli.explain import SOURCE, explanation, of_change
from generator.errors import Problem
from generator.kinds import KINDS
from generator.pipeline import Settings, Source, compile_spec
from generator.template.cfn_lint import load_rules
from tests.cli.conftest import Dynaspec, on_terminal
from tests.sessions import LIVE, SESSION, typed

# What only a mistake of ours brings about.
WITHOUT_EXAMPLE = {"DS559"}
# What cannot be without another finding: what a comment is to ignore, and names that one long name makes.
BESIDE = {"DS117": ("DS266",), "DS118": ("DS112",), "DS312": ("DS313",)}
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

    assert (source := SOURCE.search(text))
    assert source[0].endswith(".")
    if SESSION.search(text):
        return
    if code in WITHOUT_EXAMPLE:
        assert not examples
        return
    wrong, right = examples
    assert {problem.code for problem in problems(wrong)} == {code, *BESIDE.get(code, ())}
    assert problems(right) == []


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


def flat(text: str) -> str:
    """A text without the ends of its lines."""
    return " ".join(text.split())


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
def test_a_deploy_of_the_second_example_has_the_change_and_those_that_follow_in_turn_do_not(code: str) -> None:
    deployed, wrong, *steps = SPECS.findall(of_change(code))

    assert code in changes(deployed, wrong)
    assert steps
    for before, after in pairwise([deployed, *steps]):
        assert code not in changes(before, after)


def test_there_is_no_text_without_a_code() -> None:
    assert {file.name for file in FOLDER.iterdir() if file.is_file()} == {f"{code}.md" for code in KINDS}
    assert {file.name for file in (FOLDER / "changes").iterdir()} == {f"{code}.md" for code in RULES}


@pytest.mark.parametrize("code", RULES)
def test_no_hole_of_a_rule_is_left_open(dynaspec: Dynaspec, code: str) -> None:
    _, out, _ = dynaspec("explain", code)

    assert not [hole for hole in HOLES if f"{{{hole}}}" in out]
    assert all(f"{hole.upper()} stands for {HOLES[hole]}" in flat(out) for hole in HOLES if hole.upper() in out.split())


def test_the_guides_that_sources_name_are_spelt_out_with_their_addresses(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "DS605")

    assert (
        "Source: CloudFormation Template Reference, DeletionPolicy attribute; Amazon DynamoDB Developer\n"
        "Guide, Using deletion protection.\n"
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html\n"
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html"
        "#WorkingWithTables.Basics.DeletionProtection\n"
    ) in out
    assert not [code for code, rule in RULES.items() if re.search(r"\b(DG|TR|UG)\b", rule.source)]


# What needs no address, since it is one or is ours.
OWN = re.compile(r"https:|documentation of dynaspec|dynaspec (diff|render)|rule of cfn-lint")


def test_every_source_leads_to_its_page_and_not_to_the_root_of_its_guide() -> None:
    sources = {code: found[0] for code in TEXTS if (found := SOURCE.search(TEXTS[code]))}
    # The specification is one page.
    roots = {guide.root for name, guide in GUIDES.items() if name != "YAML 1.2.2"}
    named = {code: {*addresses_of(source)} for code, source in sources.items()}

    assert {*sources} == {*TEXTS}
    assert [code for code, pages in named.items() if pages & roots] == []
    assert [code for code in sources if not named[code] and not OWN.search(sources[code])] == []
    assert {guide.root + page for guide in GUIDES.values() for page in guide.pages.values()} <= set().union(
        *named.values()
    )


@pytest.mark.parametrize(
    ("source", "pages"),
    [
        ("IAM API Reference, GetRole and GetUser.", ["API_GetRole.html", "API_GetUser.html"]),
        ("IAM User Guide, IAM and AWS STS quotas", ["reference_iam-quotas.html"]),
        ("CloudFormation User Guide, Import AWS resources into a CloudFormation stack", ["import-resources.html"]),
        ("Amazon DynamoDB Developer Guide, a page that nobody\nknows", [""]),
    ],
)
def test_a_source_leads_to_the_pages_that_it_names_of_a_guide(source: str, pages: list[str]) -> None:
    (guide,) = (guide for name, guide in GUIDES.items() if name in source)

    assert addresses_of(source) == [guide.root + page for page in pages]


def test_a_rule_of_cfn_lint_without_a_source_has_no_line_for_it(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "I3042")

    assert out.startswith("I3042 (cfn-lint): ")
    assert "Source" not in out


def test_of_a_rule_of_cfn_lint_is_said_what_can_be_done_about_it_and_where_its_page_is(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "e3001")

    assert out.startswith("E3001 (cfn-lint): Basic CloudFormation Resource Check\n\nMaking sure the basic ")
    assert "    # dynaspec: ignore[E3001] the Region has it since May\n    lint: {ignore: [E3001]}\n" in out
    assert out.endswith("\nhttps://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#E3001\n")


def test_several_codes_are_explained_one_after_the_other(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "ds242", "DS621", "DS242")

    heads = [line for line in out.splitlines() if re.match(r"DS[0-9]{3} \(", line)]
    assert heads == [
        "DS242 (error): time to live on a key that is not a number",
        "DS621 (several deploys): more than one index is created or deleted",
    ]


@pytest.mark.parametrize(
    "written",
    [
        ("DS242,ds621",),
        ("DS242, DS621,",),
        ("error[DS242]", "several deploys[DS621]: more than one index is created or deleted"),
        ("ignore[DS242,DS621]",),
    ],
)
def test_codes_may_have_commas_between_and_around_them_what_a_report_has(
    dynaspec: Dynaspec, written: tuple[str, ...]
) -> None:
    assert dynaspec("explain", *written) == dynaspec("explain", "DS242", "DS621")


@pytest.mark.parametrize("written", ["", ",", "[]"])
def test_an_argument_without_a_code_is_refused(dynaspec: Dynaspec, written: str) -> None:
    code, out, err = dynaspec("explain", written)

    assert (code, out) == (2, "")
    assert err.startswith(f"error[DS525]: there is no code '{written}'\n")


def test_all_codes_that_are_none_are_told_and_nothing_is_explained(dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("explain", "DS242", "DS999", "E9999")

    assert (code, out) == (2, "")
    assert re.findall("there is no code '(.*)'", err) == ["DS999", "E9999"]


def test_the_beginning_of_codes_lists_them_and_all_explains_them(dynaspec: Dynaspec) -> None:
    assert dynaspec("explain", "ds30").out == (
        "code   severity  title\n"
        "DS301  error     two things with one logical ID\n"
        "DS302  error     two indexes with one name in logical IDs\n"
        "DS303  error     an index name that leaves nothing for logical IDs\n"
    )
    one_by_one = [dynaspec("explain", code).out for code in ("DS301", "DS302", "DS303")]
    assert dynaspec("explain", "--all", "DS30").out == "\n\n".join(one_by_one)


def test_programs_get_codes_with_their_texts_in_markdown_and_their_sources(dynaspec: Dynaspec) -> None:
    (explained,) = json.loads(dynaspec("explain", "DS621", "--format", "json").out)["codes"]
    listed = json.loads(dynaspec("explain", "--format", "json").out)

    guide = "https://docs.aws.amazon.com/amazondynamodb/latest"
    assert explained.pop("text").startswith(
        "One update creates or deletes one index, counted against what is deployed."
    )
    assert explained == {
        "code": "DS621",
        "severity": "several deploys",
        "title": "more than one index is created or deleted",
        "sources": [f"{guide}/APIReference/API_UpdateTable.html", f"{guide}/developerguide/GSI.OnlineOps.html"],
    }
    assert listed["format"] == 1
    assert [each["code"] for each in listed["codes"]] == sorted([*KINDS, *RULES])
    assert {*listed["codes"][0]} == {"code", "severity", "title"}


def test_off_a_terminal_paragraphs_are_in_lines_of_one_width(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "--all")

    assert [line for line in out.splitlines() if len(line) > 120 and line[:4] not in ("    ", "http")] == []


def test_a_code_is_explained_with_its_source_and_examples(dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("explain", "ds242")

    assert (code, err) == (0, "")
    assert out.startswith("DS242 (error): time to live on a key that is not a number\n\nTime to live reads a number")
    assert "Source: Amazon DynamoDB Developer Guide, Using time to live.\n" in out
    assert "    version: 1\n    tables:\n      Orders:\n" in out


def test_a_change_is_explained_in_the_words_of_aws(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain", "DS621")

    assert code == 0
    assert out.startswith("DS621 (several deploys): more than one index is created or deleted\n")
    assert 'AWS answers: "Cannot perform more than one GSI creation or deletion in a single update"' in flat(out)


def test_what_replaces_a_table_is_explained_with_the_way_by_hand(dynaspec: Dynaspec) -> None:
    _, out, _ = dynaspec("explain", "DS614")

    assert "deletion protection decide whether the old one is deleted, a table with its items, or left behind" in flat(
        out
    )
    assert "\n\nBy hand, of a table:\n\n1. put RESOURCE back as it is deployed, and write the changed table" in out
    assert "\n\nRESOURCE stands for the logical ID of the resource.\n\nSource: " in out


def test_of_what_takes_several_deploys_is_said_that_plan_writes_them(dynaspec: Dynaspec) -> None:
    assert "; dynaspec plan writes these deploys." in flat(dynaspec("explain", "DS633").out)


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
        ("ds265x", "did you mean DS265 (alarms that notify nobody)?"),
        ("DS-265", "did you mean DS265 (alarms that notify nobody)?"),
        ("265", "did you mean DS265 (alarms that notify nobody)?"),
        ("pitr", "did you mean DS649 (point-in-time recovery is turned off)?"),
        ("timezone-zone", "did you mean DS257 (not a time zone, or one that does nothing)?"),
        ("E30", "dynaspec explain lists all of ours"),
        ("DS9", "dynaspec explain lists all of ours"),
    ],
)
def test_a_mistyped_code_gets_those_that_were_meant(dynaspec: Dynaspec, written: str, hint: str) -> None:
    code, _, err = dynaspec("explain", written)

    assert (code, err) == (2, f"error[DS525]: there is no code '{written}'\n  = help: {hint}\n\n1 error\n")


def test_without_a_code_all_are_listed(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == sorted([*KINDS, *RULES])


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("    stream: NEW\n    hash_key: id\n    table_name: ab\n", "DS112 DS101 DS108"),
        ("    stream: NEW\n    hash_key: id\n    table_name: ab\n    deletion_protection: 1\n", "CODE"),
    ],
)
def test_on_a_terminal_is_said_once_how_to_have_what_was_found_explained(
    project: Path, dynaspec: Dynaspec, lines: str, named: str
) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + lines)

    shown = on_terminal(80, "check", code=1, NO_COLOR="1")
    assert [line for line in shown if "more:" in line] == [f"more: dynaspec explain {named}"]
    assert "more:" not in dynaspec("check").err
