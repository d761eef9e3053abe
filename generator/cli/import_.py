"""`dynaspec import`: a spec for tables that exist already."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import finding_options, options
from generator.cli.completing import files
from generator.cli.filing import keep_apart
from generator.cli.printing import columns_of, print_text
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, keep, report, say, show
from generator.errors import GeneratorError, Problem, UsageError

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.importing import Imported, Place
    from generator.cli.reading import Read
    from generator.spec.project import Project

__all__ = ["command"]

STANDARD: Final = "-"
# What messages call a spec that is printed.
PRINTED: Final = "<stdout>"
# That alarms notify nobody is so of every table which had none; render says it in its turn.
UNHEARD: Final = "DS265"
# What a spec cannot say counts; what it is warned of as any spec is, and what is merely told, does not.
COUNTED: Final = frozenset({"DS553", "DS554", "DS555", "DS556", "DS558", "DS570", "DS573", "DS574"})


@click.command("import", cls=Command, epilog="Example: dynaspec import template.yaml -o specs/")
@click.argument("file", metavar="[FILE]", type=options.FilePath(), required=False)
@click.option(
    "--table",
    "tables",
    metavar="NAME",
    type=options.NON_EMPTY,
    multiple=True,
    help="Read this live table; may be given again.",
)
@click.option("--all", "every", is_flag=True, help="Read all tables of the account in the Region.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR|-",
    type=options.NON_EMPTY,
    shell_complete=files,
    default=STANDARD,
    show_default=True,
    help="Where the spec goes, of live tables into a folder one for each; a file that is there is never overwritten.",
)
@options.region
@options.profile
@click.option(
    "--parameter", "parameters", metavar="NAME=VALUE", multiple=True, help="Value of a parameter of the template."
)
@click.option(
    "--resources-to-import",
    "to_import",
    metavar="FILE|DIR",
    type=options.FilePath(),
    help="Write what a change set of type IMPORT needs; the commands go to standard error, or for each spec into a "
    "script in DIR.",
)
@click.option("--policy", is_flag=True, help="Ask nothing; print the IAM policy that --table or --all needs.")
@finding_options.findings
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    file: Path | None,
    tables: tuple[str, ...],
    every: bool,
    output: str,
    region: str | None,
    profile: str | None,
    parameters: tuple[str, ...],
    to_import: Path | None,
    policy: bool,
) -> int:
    """Write a spec for tables that exist already.

    FILE (- for standard input) is a CloudFormation template, hand-written or made by CDK, Serverless or SAM; what aws
    dynamodb describe-table prints; a NoSQL Workbench model; or what terraform show -json prints: which, is seen from
    its content. --table and --all ask AWS instead (they need dynaspec[live] and credentials) and change nothing. The
    spec is rendered and compared with its source. What it cannot say is listed, and a comment in it; the exit code is
    1 then, and 2 when a table could not be read.
    """
    from generator.cli.reading import check_region, given, one_source, read_file, read_live
    from generator.spec.project import find_project

    if output == STANDARD or policy:
        keep_apart(settings)
    check_region(region)
    if policy:
        return _print_policy(region, tables)
    one_source(file, tables, every=every, profile=profile)
    project = find_project(settings.config)
    if file is not None:
        found: Iterable[Read] = [read_file(file, given(parameters), region)]
    else:
        into_folder = output != STANDARD and _folder(Path(output))
        # Each is written when it is read, so that a run that is broken off can be taken up again.
        found = read_live(tables, region, profile, apart=into_folder, settings=settings)
    if to_import and to_import.suffix:
        found = _one(list(found), to_import)
    importing = _Importing(project, output, to_import, settings)
    codes = [importing.imported(each) for each in found]
    importing.tell()
    return max(codes, default=DONE)


def _print_policy(region: str | None, tables: tuple[str, ...]) -> int:
    from generator.aws.regions import partition
    from generator.cli.printing import print_json
    from generator.live.estate import policy

    print_json(policy(partition(region) if region else "aws", tables))
    return DONE


def _one(found: list[Read], to_import: Path) -> list[Read]:
    """The sources, of which no more than one is whole."""
    if sum(not each.problems for each in found) > 1:
        hint = "name a folder for them, such as imports/"
        message = f"--resources-to-import {to_import.as_posix()} is for one spec, and here are several"
        raise UsageError([Problem("DS510", message, hint)])
    return found


def _counts(problem: Problem) -> bool:
    return problem.severity == "error" or problem.code in COUNTED


def _nowhere(problem: Problem) -> Problem:
    return problem.at(None) if problem.position and problem.position.file == PRINTED else problem


def _folder(path: Path) -> bool:
    return path.suffix not in (".yaml", ".yml") or path.is_dir()


class _Importing:
    """What was imported one after another, and what there is to say in the end."""

    def __init__(self, project: Project, output: str, to_import: Path | None, settings: options.Settings) -> None:
        self.project = project
        self.output = output
        self.to_import = to_import
        self.settings = settings
        self.comparisons: list[Comparison] = []
        self.texts: dict[str, str] = {}
        self.notes: list[str] = []
        self.steps: list[str] = []

    def imported(self, source: Read) -> int:
        """Writes the spec of a source; the exit code that it comes to."""
        try:
            return self.one(source)
        except GeneratorError as error:
            report(error.problems, {}, self.settings)
            return NOT_DONE

    def one(self, source: Read) -> int:
        from generator.cli.choosing import is_wanted
        from generator.cli.importing import imported
        from generator.cli.placing_imports import place_of
        from generator.findings import lint_all
        from generator.importers.recognising import draft
        from generator.pipeline import Settings as ProjectSettings
        from generator.template.lint import Linters
        from generator.template.stamp import stamp

        if source.problems:
            raise UsageError(source.problems)
        regions = self.project.regions
        made = draft(source.data, source.shown, given=source.given, region=source.region, usual=self.usual_region)
        target = self.target(source.stem)
        place = place_of(target, source.shown, self.project)
        ours = stamp(source.data.decode("utf-8", "replace")) is not None
        found = imported(made, place, ProjectSettings("yaml", regions, self.project.shared), ours=ours)
        region = source.region or made.spec.get("region") or made.region
        self.write(found, target, place, source._replace(region=region))
        linted = lint_all([found.compiled], linters=Linters(self.project.ignore, 1))[0].problems
        problems = [*found.problems, *linted[len(found.compiled.problems) :]]
        ignore = (UNHEARD, *self.project.ignore, *self.settings.ignore)
        problems = [each for each in problems if is_wanted(each.code, select=self.settings.select, ignore=ignore)]
        if self.to_import and found.compiled.built is None:
            hint = "mend what is told of the spec, render it, then see dynaspec explain DS572"
            problems = [*problems, Problem("DS572", "no template comes of the spec yet to import with", hint)]
        self.report(problems, found, source)
        self.comparisons += [found.comparison] if found.comparison else []
        return NO if any(_counts(each) for each in problems) else DONE

    def report(self, problems: Sequence[Problem], found: Imported, source: Read) -> None:
        """Shows problems at the lines of the spec, and keeps them at lines of files: a spec that is printed is none."""
        from generator.importers.places import placing

        shown = found.compiled.source.shown
        self.texts[shown] = found.text
        placed = placing(source.data, source.shown, unwritten=PRINTED) if source.is_file else _nowhere
        for each in problems:
            keep([placed(each)], self.settings, fails=_counts(each))
            self.settings.found.decided[each] = _counts(each)
        show(problems, {shown: found.text}, self.settings)

    @property
    def usual_region(self) -> str:
        """Where a stack may be when nobody says so: as the project says, else the environment."""
        in_environment = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return (None if self.project.file else in_environment) or self.project.regions[0]

    def target(self, stem: str) -> Path | None:
        """The file of a spec; None for standard output."""
        if self.output == STANDARD:
            return None
        path = Path(self.output)
        return path / f"{stem}.yaml" if _folder(path) else path

    def write(self, found: Imported, target: Path | None, place: Place, source: Read) -> None:
        """Writes the spec and what a change set needs, all or nothing."""
        from generator.cli.placing_imports import change_set, check_apart, write_new

        files, steps = change_set(found, self.to_import, source, place=place, project=self.project)
        if files:
            check_apart(target, files)
        there = write_new({**({target: found.text} if target else {}), **files})
        if target is None:
            print_text(found.text)
        elif target in there:
            self.notes.append(f"kept {target.as_posix()}, which says the same")
        else:
            self.notes.append(f"wrote {target.as_posix()}")
        self.steps += steps

    def tell(self) -> None:
        """Says what a deploy would change, and what was written."""
        from generator.cli.placing_imports import rendering
        from generator.reports import changes

        color = self.settings.color if self.settings.color is not None else sys.stderr.isatty()
        if self.comparisons:
            text = changes.render(self.comparisons, self.texts, color=color, width=columns_of(sys.stderr))
            say(text.rstrip("\n"), self.settings, as_it_is=True)
        for each in self.notes:
            say(each, self.settings)
        if self.steps:
            output = None if self.output == STANDARD else Path(self.output)
            click.echo(f"{rendering(output, self.project, self.settings)}, and then:", err=True)
        for each in self.steps:
            click.echo(each, err=True)
