"""The shell functions that deploy the steps of a plan, and ask the stack how far it is."""

from __future__ import annotations

from typing import Final

__all__ = ["AT", "IMPORT", "PRELUDE", "UNKNOWN"]

# What is deployed is told by the digest in the header of its template, whoever deployed it and from where.
PRELUDE: Final = """
# usage: sh deploy.sh STACK [OPTIONS of aws cloudformation deploy, such as --s3-bucket or --parameter-overrides]
# Run it again after a failure: it asks the stack how far it is and goes on from there.
# It stops before it takes away what may still be read; DYNASPEC_UNTIL=UP_TO has it go on, and stop after step UP_TO.
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
        echo "waiting ${DYNASPEC_WAIT_SECONDS:-$2} seconds"
        sleep "${DYNASPEC_WAIT_SECONDS:-$2}"
    }
}

# before NUMBER LAST WHAT WHY: what a step takes away may still be wanted, and only who runs this can know.
before() {
    [ "$at" -lt "$1" ] || return 0
    [ -z "${DYNASPEC_UNTIL:-}" ] || return 0
    echo "stopped before step $1, which is to $3"
    echo "  why: $4"
    echo "  to go on then: DYNASPEC_UNTIL=$2 sh$again"
    exit 0
}

# due NUMBER FILE: whether a step is still to be made, which ends here when it is after the last one wanted.
due() {
    [ "$at" -lt "$1" ] || return 1
    [ "$1" -le "${DYNASPEC_UNTIL:-$1}" ] || {
        echo "stopped before step $1, as DYNASPEC_UNTIL says"
        exit 0
    }
    echo "step $1: $2"
}

step() {
    number=$1 file=$2 digest=$3
    shift 3
    due "$number" "$file" || return 0
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
    due "$number" "$file" || return 0
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
