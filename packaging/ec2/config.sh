# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by setup.sh and job.sh: reads job.env and what setup.sh found out. Sourced after common.sh, not run.
# shellcheck shell=bash disable=SC2034

# STUDIO_ROOT is for tests: a folder in the place of the root of this machine.
R=${STUDIO_ROOT:-}
state_folder=$R/var/lib/resnet-studio
volume_mount=$R/srv/resnet-studio

# Every key, what it is when it is not told, and the form that its whole value must have.
declare -A job=(
    [JOB_USER]='' [VOLUME]=auto [FORMAT_EMPTY]=no [DATA_PLACE]=volume [PROGRAM]=build [PROGRAM_SHA256]=''
    [DESKTOP]=no [DCV_URL]='' [DCV_SHA256]='' [KIND]=none [SOURCE]='' [SOURCE_SHA256]='' [REGION]=''
    [PACK]=max500-q90 [PRESET]=imagenet-classic [SETTINGS]='' [RUN]=run [DEVICE]=auto
    [SPOT_WATCH]=no [BACKUP]='' [STOP_AT_END]=no)
# An address or an absolute path, of characters that mean nothing to a shell.
place_form='(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9._/+=@-]*|https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._/+=@?&%~-]*|/[A-Za-z0-9._/+=@-]+)'
declare -A job_forms=(
    [JOB_USER]='([a-z_][a-z0-9_-]{0,31})?' [VOLUME]='auto|none|vol-[0-9a-f]{8,17}|UUID=[A-Za-z0-9-]+|LABEL=[A-Za-z0-9_.-]+|[1-9][0-9]{0,4}[GT]'
    [FORMAT_EMPTY]='no|yes' [DATA_PLACE]='volume|scratch' [PROGRAM]="build|$place_form" [PROGRAM_SHA256]='([0-9a-f]{64})?'
    [DESKTOP]='no|yes' [DCV_URL]='(https://[A-Za-z0-9.-]+/[A-Za-z0-9._/-]+)?' [DCV_SHA256]='([0-9a-f]{64})?'
    [KIND]='none|imagenet|classes|ready' [SOURCE]="($place_form( $place_form){0,2})?" [SOURCE_SHA256]='([0-9a-f]{64})?'
    [REGION]='([a-z]{2}(-[a-z]+)+-[0-9])?' [PACK]='off|[a-z0-9-]+' [PRESET]='[a-z0-9-]+'
    [SETTINGS]='([a-z_0-9]+=[A-Za-z0-9._+-]+( [a-z_0-9]+=[A-Za-z0-9._+-]+)*)?' [RUN]='[A-Za-z0-9][A-Za-z0-9._-]{0,63}'
    [DEVICE]='auto|cpu|cuda(:[0-9]+)?' [SPOT_WATCH]='no|yes' [BACKUP]="($place_form)?" [STOP_AT_END]='no|yes')

# read_config FILE: into job. It is read, never executed: a value is taken as it stands, without its quotes.
read_config() {
    local line key value number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        line=${line%$'\r'}
        [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
        [[ $line =~ ^([A-Za-z_0-9]+)=(.*)$ ]] || fail 78 "$1, line $number, is not KEY=value"
        key=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
        [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]] && value=${BASH_REMATCH[1]}
        case $key in
            *SECRET* | *PASSWORD* | *TOKEN* | AWS_ACCESS_KEY*)
                fail 78 "$1, line $number: no secrets belong here. Give the instance a role that may use the bucket." ;;
        esac
        [ -n "${job_forms[$key]:-}" ] || fail 78 "$1, line $number: there is no key \"$key\""
        [[ $value =~ ^(${job_forms[$key]})$ ]] || fail 78 "$1, line $number: this is no value for $key"
        [[ $value =~ (^|/)\.\.(/| |$) ]] && fail 78 "$1, line $number: .. cannot be in $key"
        job[$key]=$value
    done <"$1"
    check_config "$1"
}

# What cannot be seen from one key alone.
check_config() {
    local count=0 word
    # shellcheck disable=SC2034 # only counted
    for word in ${job[SOURCE]}; do
        count=$((count + 1))
    done
    case ${job[KIND]}:$count in
        none:* | imagenet:[1-3] | classes:1) ;;
        ready:1) [ "${job[SOURCE]#/}" != "${job[SOURCE]}" ] || fail 78 "$1: with KIND=ready, SOURCE is a folder of this machine" ;;
        *) fail 78 "$1: KIND=${job[KIND]} does not go with $count addresses in SOURCE" ;;
    esac
    [[ ${job[DCV_URL]:+x} == "${job[DCV_SHA256]:+x}" ]] || fail 78 "$1: DCV_URL and DCV_SHA256 go together"
    case ${job[PROGRAM]} in
        build | /*) ;;
        *) [ -n "${job[PROGRAM_SHA256]}" ] || fail 78 "$1: a PROGRAM that is fetched needs PROGRAM_SHA256" ;;
    esac
    case ${job[BACKUP]} in
        https:*) fail 78 "$1: BACKUP is s3://BUCKET/PREFIX or a folder" ;;
    esac
}

# place_of NAME: what setup.sh found out for the services (program, runs, data, volume_uuid); nothing if it did not.
place_of() { sed -n "s/^$1=//p" "$state_folder/places" 2>/dev/null | tail -n 1; }

# Whether any disk that this device is made of is an instance store, through partitions, LVM and RAID.
is_instance_store() { grep -q 'Instance Storage' <<<"$(lsblk -nsro MODEL "$1" 2>/dev/null)"; }

# refuse_lost_place FOLDER: a run there would be gone when the instance is stopped.
refuse_lost_place() {
    local device kind
    device=$(findmnt -nro SOURCE -T "$1") kind=$(findmnt -nro FSTYPE -T "$1")
    case $kind in
        tmpfs | ramfs) fail 78 "$1 is in memory. A run folder belongs on an EBS volume." ;;
    esac
    ! is_instance_store "$device" ||
        fail 78 "$1 is on the instance store, which is erased when the instance is stopped. A run folder belongs on an EBS volume."
}
