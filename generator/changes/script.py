"""The steps of a plan to the shell script that deploys them in order, waits, and continues where it stopped."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from generator.changes.steps import Step
from generator.template.deploy import capability
from generator.template.render import HEADER, digest, stamp

__all__ = ["SCRIPT", "file_of", "script"]

SCRIPT: Final = "deploy.sh"
NOT_IN_FILES: Final = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME: Final = 60
DIGEST: Final = re.compile(r"^# Digest: sha256:([0-9a-f]{64})$", re.MULTILINE)

# What is deployed is told by the digest in the header of its template, whoever deployed it and from where.
PRELUDE: Final = """
# usage: sh deploy.sh STACK [OPTIONS of aws cloudformation deploy, such as --s3-bucket or --parameter-overrides]
# Run it again after a failure: it asks the stack how far it is and goes on from there.
# It stops before it takes away what may still be read; DYNASPEC_UNTIL=4 has it go on, and stop after step 4.
set -eu
[ $# -gt 0 ] || { echo "usage: sh $0 STACK [OPTIONS of aws cloudformation deploy]" >&2; exit 2; }
stack=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
pause=${DYNASPEC_PAUSE_SECONDS:-15}

again=
for word in "$0" "$stack" "$@"; do
    case $word in
        '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$(printf '%s\n' "$word" | sed "s/'/'\\\\\\\\''/g")'" ;;
    esac
    again="$again $word"
done

doubt() {
    echo "stopped: $*" >&2
    exit 1
}

settled() {
    while :; do
        state=$(aws cloudformation describe-stacks --stack-name "$stack" \\
            --query 'Stacks[0].StackStatus' --output text)
        case $state in
            *FAILED | ROLLBACK_COMPLETE | DELETE_COMPLETE | REVIEW_IN_PROGRESS)
                doubt "the stack $stack is in $state and takes no update" ;;
            *_IN_PROGRESS) sleep "$pause" ;;
            *) return 0 ;;
        esac
    done
}

deployed() {
    body=$(aws cloudformation get-template --stack-name "$stack" --template-stage Original \\
        --query TemplateBody --output json)
    printf '%s\\n' "$body" | grep -o 'sha256:[0-9a-f]\\{64\\}' | head -n 1
}

table_of() {
    aws cloudformation describe-stack-resource --stack-name "$stack" --logical-resource-id "$1" \\
        --query StackResourceDetail.PhysicalResourceId --output text
}

active() {
    name=$(table_of "$1")
    while :; do
        states=$(aws dynamodb describe-table --table-name "$name" --output text --query 'Table.[TableStatus,
            GlobalSecondaryIndexes[].IndexStatus, VectorIndexes[].IndexStatus, Replicas[].ReplicaStatus][][]')
        waiting=
        for state in $states; do
            case $state in
                ACTIVE | None) ;;
                CREATING | UPDATING | DELETING) waiting=$state ;;
                *) doubt "$name is in $state" ;;
            esac
        done
        [ -n "$waiting" ] || return 0
        echo "  waiting: $name is $waiting"
        sleep "$pause"
    done
}

off() {
    name=$(table_of "$1")
    while :; do
        state=$(aws dynamodb describe-time-to-live --table-name "$name" \\
            --query TimeToLiveDescription.TimeToLiveStatus --output text)
        case $state in
            DISABLED) return 0 ;;
            DISABLING) sleep "$pause" ;;
            *) doubt "time to live of $name is $state, and should be off by now" ;;
        esac
    done
}

after() {
    [ "$at" -ge "$1" ] || [ "$1" -gt "${DYNASPEC_UNTIL:-$1}" ] || {
        echo "waiting $2 seconds"
        sleep "${DYNASPEC_WAIT_SECONDS:-$2}"
    }
}

# before NUMBER LAST WHAT: what a step takes away may still be read, and only who runs this can know.
before() {
    [ "$at" -lt "$1" ] || return 0
    [ -z "${DYNASPEC_UNTIL:-}" ] || return 0
    echo "stopped before step $1, which is to $3"
    echo "  why: what reads it fails from then on; move the readers to what the steps before have made first"
    echo "  to go on then: DYNASPEC_UNTIL=$2 sh$again"
    exit 0
}

step() {
    number=$1 file=$2 digest=$3
    shift 3
    [ "$at" -lt "$number" ] || return 0
    [ "$number" -le "${DYNASPEC_UNTIL:-$number}" ] || {
        echo "stopped before step $number, as DYNASPEC_UNTIL says"
        exit 0
    }
    echo "step $number: $file"
    settled
    aws cloudformation deploy --template-file "$here/$file" --stack-name "$stack" --no-fail-on-empty-changeset "$@"
    [ "$(deployed)" = "$digest" ] || doubt "the stack $stack does not have the template of step $number"
}
"""
# A table that is not in the stack is taken in by a change set of its own type, which `deploy` does not make.
IMPORT: Final = """
adopt() {
    number=$1 file=$2 digest=$3 table=$4 name=$5 capability=$6
    shift 6
    [ "$at" -lt "$number" ] || return 0
    [ "$number" -le "${DYNASPEC_UNTIL:-$number}" ] || {
        echo "stopped before step $number, as DYNASPEC_UNTIL says"
        exit 0
    }
    echo "step $number: $file"
    settled
    aws dynamodb describe-table --table-name "$name" --query Table.TableStatus --output text >/dev/null ||
        doubt "there is no table $name to import"
    set=dynaspec-import-$(date +%s)
    aws cloudformation create-change-set --stack-name "$stack" --change-set-name "$set" --change-set-type IMPORT \\
        --template-body "file://$here/$file" --capabilities "$capability" --resources-to-import \\
        "ResourceType=AWS::DynamoDB::GlobalTable,LogicalResourceId=$table,ResourceIdentifier={TableName=$name}" \\
        "$@" >/dev/null
    aws cloudformation wait change-set-create-complete --stack-name "$stack" --change-set-name "$set" || {
        aws cloudformation describe-change-set --stack-name "$stack" --change-set-name "$set" \\
            --query StatusReason --output text >&2
        doubt "the change set $set cannot import $name"
    }
    changes=$(aws cloudformation describe-change-set --stack-name "$stack" --change-set-name "$set" --output text \\
        --query 'Changes[].ResourceChange.join(`:`, [Action, LogicalResourceId])')
    [ "$changes" = "Import:$table" ] || doubt "the change set $set does more than import $table: $changes"
    aws cloudformation execute-change-set --stack-name "$stack" --change-set-name "$set"
    settled
    [ "$(deployed)" = "$digest" ] ||
        doubt "$stack did not import $name: aws cloudformation describe-stack-events says why"
}
"""
AT: Final = """
settled
found=$(deployed)
case $found in
{known}
    *) doubt "$stack has another template than the one that this plan begins with; make the plan anew" ;;
esac
"""
UNKNOWN: Final = """
# What the plan begins with says no digest: whoever runs this must know that the stack has it.
settled
found=$(deployed)
case $found in
{known}
    *)
        [ "${{DYNASPEC_START:-}}" = confirmed ] ||
            doubt "cannot tell whether $stack has what this plan begins with; DYNASPEC_START=confirmed says so"
        at=0 ;;
esac
"""


def file_of(number: int, step: Step) -> str:
    """The file of a step's template: `02-create-by-state.yaml`."""
    return f"{number:02}-{NOT_IN_FILES.sub('-', step.slug)[:LONGEST_NAME]}.yaml"


def script(steps: Sequence[Step], *, start: bytes, source: str, region: str | None) -> str:
    """The script that takes a stack from `start`, the deployed template, through the steps."""
    body = PRELUDE + (IMPORT if any(each.imports for each in steps) else "")
    if region:
        body += f"\nexport AWS_REGION={region} AWS_DEFAULT_REGION={region}\n"
    known = dict(beginnings(steps, start))
    cases = "\n".join(f"    sha256:{found}) at={number} ;;" for found, number in known.items())
    body += (AT if 0 in known.values() else UNKNOWN).format(known=cases)
    for number, each in enumerate(steps, 1):
        body += "\n" + "".join(f"{line}\n" for line in lines(number, each, last=len(steps)))
    body += "\necho done\n"
    return HEADER.format(source=source, digest=digest(body)) + body


def beginnings(steps: Sequence[Step], start: bytes) -> Iterator[tuple[str, int]]:
    """How many steps are done, by the digest of the template that is deployed then."""
    text = start.decode("utf-8", "replace")
    found = stamp(text)
    if found and not found.edited:
        yield re.findall(r"sha256:([0-9a-f]{64})", text)[0], 0
    for number, each in enumerate(steps, 1):
        yield digest_of(each.text), number


def lines(number: int, step: Step, *, last: int) -> Iterator[str]:
    """The lines of a step."""
    yield f"# {number}: {step.title}"
    if step.stops:
        yield f"before {number} {last} {shlex.quote(step.title)}"
    if step.pause_seconds:
        yield f"after {number} {step.pause_seconds}"
    for table in step.off:
        yield f'[ "$at" -ge {number} ] || [ "${{DYNASPEC_UNTIL:-{number}}}" -lt {number} ] || off {table}'
    yield adoption(number, step) if step.imports else deploy(number, step)
    for table in step.tables:
        yield f'[ "$at" -gt {number} ] || active {table}'


def deploy(number: int, step: Step) -> str:
    """The line that deploys a step."""
    acknowledged = capability(step.template)
    words = ["step", str(number), shlex.quote(file_of(number, step)), f"sha256:{digest_of(step.text)}"]
    words += ["--capabilities", acknowledged] if acknowledged else []
    return " ".join([*words, '"$@"'])


def adoption(number: int, step: Step) -> str:
    """The line that imports the table of a step; every parameter of the stack keeps its value."""
    name = step.template["Resources"][step.imports]["Properties"]["TableName"]
    words = ["adopt", str(number), file_of(number, step), f"sha256:{digest_of(step.text)}", step.imports, name]
    # Acknowledging what is not there does no harm.
    words.append(capability(step.template) or "CAPABILITY_IAM")
    parameters = [f"ParameterKey={each},UsePreviousValue=true" for each in step.template.get("Parameters", {})]
    words += ["--parameters", *parameters] if parameters else []
    return " ".join(map(shlex.quote, words))


def digest_of(text: str) -> str:
    """The digest in the header of a step's template."""
    found = DIGEST.search(text)
    assert found is not None
    return found[1]
