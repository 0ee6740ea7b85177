#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Turns a fresh Debian or Ubuntu GPU instance of EC2 into one that trains: driver, volume, program, services. Each step
# looks first at what is there; stopped anywhere, the same command goes on. See README.md beside it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../common.sh"
. "$here/config.sh"
. "$here/machine.sh"
. "$here/volume.sh"
. "$here/program.sh"

usage() {
    cat <<'END'
sudo packaging/ec2/setup.sh [--config FILE] [--desktop] [--format [--yes]] [--unattended] [--dry-run | --status]
  --config      what is to be done (default: /etc/resnet-studio/job.env; job.env beside this script explains the keys)
  --desktop     with Amazon's remote desktop, as DESKTOP=yes
  --format      the data volume may be formatted if it is empty; asks, unless --yes is there too
  --unattended  reboot by itself where the driver needs it
  --dry-run     say what would be done, change nothing
  --status      say how far it is and how the services are, change nothing
Exit codes: 0 done, 1 failed, 64 usage, 65 a file is not the one it should be, 75 try again (after a reboot, when the
volume is attached, when the network answers), 78 something must be decided first (the message says what).
END
}

steps=(machine boot packages driver volume scratch places program desktop services start)
step=config dry_run='' format='' yes='' unattended='' wants_desktop='' status=''
config=$R/etc/resnet-studio/job.env state=$state_folder/setup.state user='' scratch='' program='' changed='' places=()

while [ $# -gt 0 ]; do
    case $1 in
        --config) [ $# -gt 1 ] || fail 64 "--config needs a value"
            config=$(realpath -m "$2") && shift 2 ;;
        --desktop) wants_desktop=1 && shift ;;
        --format) format=1 && shift ;;
        --yes) yes=1 && shift ;;
        --unattended) unattended=1 && shift ;;
        --dry-run) dry_run=1 && shift ;;
        --status) status=1 && shift ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && exit 64 ;;
    esac
done

# act WORD...: does it, or says that it would.
act() {
    if [ -n "$dry_run" ]; then
        say "would run: $*"
    else
        "$@"
    fi
}
as_user() { runuser -u "$user" -- env "HOME=$(getent passwd "$user" | cut -d : -f 6)" "XDG_RUNTIME_DIR=/run/user/$(id -u "$user")" "$@"; }

# put_file PATH MODE TEXT: old or new and never half; sets changed where it was another.
put_file() {
    [ "$3" != "$(cat "$1" 2>/dev/null)" ] || return 0
    changed=1
    [ -z "$dry_run" ] || { say "would write: $1" && return 0; }
    mkdir -p "$(dirname "$1")"
    rm -f "$1.new"
    printf '%s\n' "$3" >"$1.new"
    chmod "$2" "$1.new"
    sync "$1.new"
    mv "$1.new" "$1"
}

# The state file holds KEY=VALUE lines: one a step, and what must be known after a reboot.
noted() { sed -n "s/^$1=//p" "$state" 2>/dev/null; }
note() {
    put_file "$state" 644 "$(grep -v "^$1=" "$state" 2>/dev/null || true
        [ -z "$2" ] || echo "$1=$2")"
}
# answer STATE TEXT: the one line of a step.
answer() {
    [ -z "$dry_run" ] || { say "$step: it would then be: $2" && return; }
    say "$step: $2"
    note "$step" "$1 $(date -u +%FT%TZ) $2"
}

# fill_unit NAME: with this folder and what was found out.
fill_unit() { sed "s|@HERE@|$here|g; s|@SCRIPT_CONFIG@|$config|g; s|@VOLUME@|$volume_mount|g" "$here/units/$1"; }

step_services() {
    local unit
    changed=
    for unit in "$here"/units/resnet-job-*.service; do
        unit=${unit##*/}
        put_file "$R/etc/systemd/user/$unit" 644 "$(fill_unit "$unit")"
    done
    put_file "$state_folder/places" 644 "$(printf '%s\n' "config=$config" "user=$user" "${places[@]}")"
    if [ "${job[STOP_AT_END]}" = yes ]; then # this one command, and nothing else
        put_file "$R/etc/sudoers.d/resnet-studio-stop" 440 "$user ALL=(root) NOPASSWD: /usr/sbin/shutdown -P +5"
    else
        [ ! -e "$R/etc/sudoers.d/resnet-studio-stop" ] || act rm -f "$R/etc/sudoers.d/resnet-studio-stop"
    fi
    [ "$(loginctl show-user "$user" -p Linger --value 2>/dev/null)" = yes ] || act loginctl enable-linger "$user"
    act systemctl start "user@$(id -u "$user").service"
    [ -z "$changed" ] || act as_user systemctl --user daemon-reload
    answer ok "resnet-job-data, -pack, -train, -backup, -end are services of $user"
}

step_start() {
    [ "${job[KIND]}" != none ] || { answer ok "nothing to train: fill in $config and run setup.sh again" && return; }
    act as_user systemctl --user start --no-block resnet-job-end.service
    answer ok "started; see: packaging/ec2/setup.sh --status, journalctl --user -u 'resnet-job-*' -f"
}

show_status() {
    local name
    for name in "${steps[@]}"; do
        say "$name: $(noted "$name" | grep . || echo "not reached yet")"
    done
    user=$(place_of user)
    [ -n "$user" ] || return 0
    as_user systemctl --user --no-pager --plain --all list-units 'resnet-job-*' || true
}

if [ -n "$status" ]; then
    show_status
    exit 0
fi
[ -n "$R$dry_run" ] || [ "$(id -u)" = 0 ] || fail 64 "This needs root: sudo packaging/ec2/setup.sh"
[[ $here$config =~ ^[A-Za-z0-9_./-]+$ ]] || fail 64 "The folder of the project has characters in its name that a service cannot take: $here"
if [ -r "$config" ]; then
    read_config "$config"
else
    [ "$config" = "$R/etc/resnet-studio/job.env" ] || fail 78 "There is no $config"
    put_file "$config" 644 "$(cat "$here/job.env")"
    say "config: there was no $config; one that trains nothing was put there"
fi
[ -z "$wants_desktop" ] || job[DESKTOP]=yes
if [ -z "$dry_run" ]; then
    mkdir -p "$state_folder"
    exec 7>"$state_folder/setup.lock"
    flock -n 7 || fail 75 "Another setup.sh is at work. See: journalctl -u resnet-studio-setup -f"
fi
ended() {
    local code=$?
    [ $code != 0 ] || return 0
    say "$step: ended with $code. Once that is cured, the same command goes on."
    [ -n "$dry_run" ] || note failed "$step, $code"
}
trap ended EXIT
for step in "${steps[@]}"; do
    "step_$step"
done
[ -z "$dry_run" ] || { say "dry run: nothing was changed" && exit 0; }
note failed ""
say "ready"
