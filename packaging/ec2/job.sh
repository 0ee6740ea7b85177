#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# One step of the job in job.env, as the services resnet-job-STEP run it, and then the start of the next. A step that is
# done has nothing to do; one that was stopped goes on. Exit codes are resnet-train's: only 75 and a crash are retried.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
. "$here/config.sh"

steps=(data pack train backup end)
usage() { echo "job.sh data|pack|train|backup|end, job.sh notice resnet-job-STEP (systemctl --user start resnet-job-STEP runs a step)"; }

# prove_volume: "nofail" lets the machine start without its volume; a run must not begin anew on the root volume then.
prove_volume() {
    [ -z "$volume_uuid" ] || [ "$(findmnt -nro UUID -M "$volume_mount")" = "$volume_uuid" ] ||
        fail 75 "The data volume is not mounted on $volume_mount. Attach it, then: sudo mount $volume_mount"
    refuse_lost_place "$runs"
}

# done_with VERB WORD...: whether the verb says that all is there. It ends with 0, too, when it was asked to stop.
done_with() {
    local answer code=0
    answer=$("$program" "$@" --json) || code=$?
    [ $code = 0 ] || exit $code
    say "$answer"
    grep -qE '"complete": ?true' <<<"$answer" || stopped
}
stopped() {
    say "Stopped on request. systemctl --user start resnet-job-$step goes on."
    exit 130
}

step_data() {
    local words=() mark=$data/.resnet-job-data wanted="${job[KIND]} ${job[SOURCE]}" source
    case ${job[KIND]} in
        none) fail 78 "There is nothing to do: KIND=none in $config" ;;
        ready) [ -d "$data" ] || fail 78 "There is no folder $data (SOURCE in $config)"
            return ;;
    esac
    if [ "$(cat "$mark" 2>/dev/null)" = "$wanted" ]; then # archives may be gone since: the verb would fetch them again
        say "The pictures are in $data"
        return
    fi
    read -r -a source <<<"${job[SOURCE]}"
    if [ "${job[KIND]}" = classes ]; then
        [ -z "${job[SOURCE_SHA256]}" ] || words+=(--sha256 "${job[SOURCE_SHA256]}")
        done_with get "${source[0]}" "$data" --yes "${words[@]}"
    else
        [[ ${job[SOURCE]} =~ (^| )/ ]] || words+=(--delete-archives) # fetched ones: the bucket keeps them
        done_with prepare "${source[@]}" "$data" "${words[@]}"
    fi
    echo "$wanted" >"$mark"
}

step_pack() {
    [ "${job[PACK]}" != off ] || { say "No pack is wanted (PACK=off)" && return; }
    done_with pack "$data" --preset "${job[PACK]}"
}

run_state() {
    "$program" runs "$runs" --json | python3 -c 'import json, sys
print(next((run["state"] for run in json.load(sys.stdin) if run["folder"] == sys.argv[1]), "missing"))' "$run"
}

# Whether the service manager started this step again by itself: a person was told then why it had failed.
is_started_again() { [ "$(systemctl --user show --property NRestarts --value "resnet-job-$step")" -gt 0 ] 2>/dev/null; }

# The supervisor ends a training that hangs, which a service of this kind could not see. It is told of a stop once, by this
# script: a second word would end the training before it is saved.
train_supervised() {
    local child code=0
    RESNET_STUDIO_RESTARTED_BY=systemd "$program" supervise -- train "$@" &
    child=$!
    trap 'kill -TERM "$child" 2>/dev/null || true' TERM INT HUP
    wait "$child" || code=$?
    while kill -0 "$child" 2>/dev/null; do # the wait was ended by a signal
        code=0
        wait "$child" || code=$?
    done
    trap - TERM INT HUP
    [ $code = 0 ] || exit $code
}

step_train() {
    local words=(--data "$data" --preset "${job[PRESET]}" --run "$run" --resume auto --device "${job[DEVICE]}") setting
    for setting in ${job[SETTINGS]}; do
        words+=(--set "$setting")
    done
    if [ "${job[SPOT_WATCH]}" = yes ]; then
        words+=(--spot-watch)
        [ -z "${job[BACKUP]}" ] || words+=(--backup "${job[BACKUP]}" --backup-interrupted)
    fi
    prove_volume
    train_supervised "${words[@]}"
    [ "$(run_state)" = finished ] || stopped
}

step_backup() {
    [ -n "${job[BACKUP]}" ] || { say "No backup is wanted (BACKUP is empty)" && return; }
    prove_volume
    done_with backup "$run" "${job[BACKUP]}" --notices
}

# Once a run: whoever starts the instance again wants to look at it.
step_end() {
    local mark=$runs/.stopped-after-${job[RUN]}
    [ "${job[STOP_AT_END]}" = yes ] || { say "The instance stays on (STOP_AT_END=no)" && return; }
    if [ -e "$mark" ]; then
        say "The instance was stopped after this run once; it stays on"
        return
    fi
    [ "$(run_state)" = finished ] || fail 78 "The run has not finished: the instance stays on"
    say "All is done: the instance stops in 5 minutes. To keep it: sudo shutdown -c"
    sudo -n /usr/sbin/shutdown -P +5
    touch "$mark"
}

use_region() { [ -z "${job[REGION]}" ] || export AWS_REGION=${job[REGION]}; }

# notice UNIT: of a step that systemd starts no more, by the channels of "resnet-train notify" of this user. A step that
# only waited for one that failed is not in the failed state itself, though its notice is asked for. It is told what is
# wrong with job.env, too: the run is not named then.
notice() {
    local words=(--unit "$1.service")
    systemctl --user is-failed --quiet "$1.service" || exit 0
    case $1 in
        resnet-job-train | resnet-job-backup) ;; # they have told why, where they came so far
        *) words+=(--untold) ;;
    esac
    if [ -r "$config" ] && (read_config "$config") 2>/dev/null; then
        read_config "$config"
        use_region # for a channel's program
        words+=("$runs/${job[RUN]}")
    fi
    exec "$program" notify given-up "${words[@]}"
}

step=${1:-}
[[ $# = 1 && " ${steps[*]} " == *" $step "* ]] || [[ $# = 2 && $step = notice ]] || { usage >&2 && exit 64; }
config=$(place_of config) program=$(place_of program) runs=$(place_of runs) data=$(place_of data)
volume_uuid=$(place_of volume_uuid)
[[ -n $config && -n $program ]] || fail 78 "This machine is not set up: sudo packaging/ec2/setup.sh"
export RESNET_STUDIO_RUNS=$runs
[ "$step" != notice ] || notice "$2"
read_config "$config"
run=$runs/${job[RUN]}
use_region
if is_started_again; then
    export RESNET_STUDIO_STARTED_AGAIN=1 # the same is told once, until the run gets further
fi
"step_$step"
for i in "${!steps[@]}"; do
    if [ "${steps[i]}" = "$step" ] && [ $((i + 1)) -lt ${#steps[@]} ]; then
        systemctl --user start --no-block "resnet-job-${steps[i + 1]}.service"
    fi
done
