# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of setup.sh that concern disks: the EBS volume for runs, and the instance store for what can be fetched
# again. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154 # names of setup.sh and of each other

# Disks, one a line: NAME BYTES SERIAL MODEL.
disks() {
    lsblk -dbnPo NAME,SIZE,SERIAL,TYPE,MODEL | sed -n \
        's/^NAME="\([^"]*\)" SIZE="\([0-9]*\)" SERIAL="\([^"]*\)" TYPE="disk" MODEL="\([^"]*\)".*/\1 \2 \3- \4/p' |
        sed 's/^\([^ ]* [^ ]*\) \([^ ]*\)- /\1 \2 /; s/^\([^ ]* [^ ]*\)  /\1 - /'
}
# Where anything on that disk, or made of it, is mounted; nothing if it is not in use.
mounts_of() { lsblk -nro MOUNTPOINT "$1" 2>/dev/null | grep . || true; }
gigabytes() { echo "$((${1:-0} / 1000000000)) GB"; }

# Whether it can be read and begins with nothing at all, as a new volume does: blkid knows no raw data, and calls what it
# cannot read empty.
begins_with_zeros() {
    local first
    first=$(head -c 1048576 "$1" 2>/dev/null | tr '\0' 0 | sha256sum)
    [ "$first" = "$(head -c 1048576 /dev/zero | tr '\0' 0 | sha256sum)" ]
}

# content_of DEVICE: the type of its file system, "partitions", "empty", or "unclear". Only "empty" may ever be formatted.
content_of() {
    local found code=0 parts
    found=$(blkid -p -o export "$1" 2>/dev/null) || code=$?
    parts=$(lsblk -nro NAME "$1" | wc -l)
    if grep -q '^PTTYPE=' <<<"$found" || [ "$parts" -gt 1 ]; then
        echo partitions
    elif grep -q '^TYPE=' <<<"$found"; then
        sed -n 's/^TYPE=//p' <<<"$found"
    elif [ $code = 2 ] && [ -z "$found" ] && [ "$parts" = 1 ] && begins_with_zeros "$1"; then
        echo empty
    else
        echo unclear
    fi
}

# The disks that could be the data volume: on EBS, with nothing of them in use.
free_volumes() {
    local name bytes serial model
    disks | while read -r name bytes serial model; do
        [[ $model == *"Elastic Block Store"* ]] || continue
        [ -z "$(mounts_of "$R/dev/$name")" ] || continue
        echo "$name $bytes $serial"
    done
}

# The device of VOLUME, into device; empty: there is none, and none was asked for by name.
choose_volume() {
    local wanted=${job[VOLUME]} found=() line bytes
    if [ "$wanted" = auto ]; then # the one that was mounted before, and no other
        wanted=$(sed -n "s|^\(UUID=[^ ]*\) $volume_mount .*|\1|p" "$R/etc/fstab")
        wanted=${wanted:-auto}
    fi
    case $wanted in
        UUID=* | LABEL=*)
            device=$(blkid -l -o device -t "$wanted") || fail 75 "The data volume ($wanted) is not attached. Attach it in the console, then run setup.sh again."
            return ;;
    esac
    mapfile -t found < <(free_volumes)
    case $wanted in
        vol-*) mapfile -t found < <(free_volumes | grep -E " ${wanted/-/}$") ;;
        *G | *T)
            bytes=$((${wanted%?} << 30))
            [ "${wanted: -1}" = G ] || bytes=$((bytes << 10))
            mapfile -t found < <(free_volumes | grep -E " $bytes [^ ]+$") ;;
    esac
    device=
    if [ ${#found[@]} -gt 1 ]; then
        line=$(blkid -l -o device -t LABEL=resnet-studio) || fail 78 "There are several volumes: ${found[*]/%/;} Name one by VOLUME=vol-... in $config."
        device=$line
    elif [ ${#found[@]} = 1 ]; then
        device=$R/dev/${found[0]%% *}
    elif [ "$wanted" != auto ]; then
        fail 75 "The data volume (VOLUME=$wanted) is not attached. Attach it in the console, then run setup.sh again."
    fi
}

# may_format DEVICE: only with the word of whoever owns it.
may_format() {
    local answer
    [ "${job[FORMAT_EMPTY]}" != yes ] || return 0
    [ -n "$format" ] || fail 78 "$1 is empty. If it may be formatted: setup.sh --format (or FORMAT_EMPTY=yes in $config)"
    [ -z "$yes$dry_run" ] || return 0
    [ -t 0 ] || fail 64 "Nobody can be asked whether $1 may be formatted. Add --yes if it may."
    read -r -p "Format $1 ($(lsblk -dnro SIZE,SERIAL "$1"))? Type its name: " answer
    [ "$answer" = "$1" ] || fail 64 "Nothing was formatted."
}

# What mkfs was stopped in looks like a file system or like nothing; it is known to be ours by the note.
make_file_system() {
    local serial content
    content=$(content_of "$1") serial=$(lsblk -dnro SERIAL "$1")
    if [ "$content" = empty ] || { [ -n "$serial" ] && [ "$(noted formatting)" = "$serial" ]; }; then
        may_format "$1"
        [ -n "$dry_run" ] || note formatting "$serial"
        act mkfs.ext4 -q -F -L resnet-studio "$1"
        [ -n "$dry_run" ] || note formatting ""
        return
    fi
    case $content in
        ext[234] | xfs | btrfs) ;;
        partitions) fail 78 "$1 has partitions. Name the one to use by VOLUME=UUID=... in $config (sudo blkid lists them)." ;;
        *) fail 78 "$1 holds something that is not understood ($content). It is left alone. Name another by VOLUME in $config." ;;
    esac
}

# By UUID, because names of disks change from boot to boot; nofail, so that the machine starts without it.
mount_always() {
    local uuid kind
    uuid=$(blkid -p -s UUID -o value "$1") kind=$(blkid -p -s TYPE -o value "$1")
    [ -n "$uuid" ] || fail 1 "$1 has no UUID. See: sudo blkid -p $1"
    put_file "$R/etc/fstab" 644 "$(grep -v " $volume_mount " "$R/etc/fstab" || true
        echo "UUID=$uuid $volume_mount $kind defaults,nofail,x-systemd.device-timeout=30s 0 2")"
    act mkdir -p "$volume_mount"
    act systemctl daemon-reload
    act mount "$volume_mount"
}

step_volume() {
    local device
    if findmnt -nro SOURCE -M "$volume_mount" >/dev/null; then
        refuse_lost_place "$volume_mount"
        answer ok "$(findmnt -nro SOURCE -M "$volume_mount") on $volume_mount"
        return
    fi
    device=
    [ "${job[VOLUME]}" = none ] || choose_volume
    if [ -z "$device" ]; then
        answer ok "none: runs go to $volume_mount on the root volume"
        return
    fi
    ! is_instance_store "$device" || fail 78 "$device is an instance store, which is erased when the instance is stopped. Name an EBS volume by VOLUME in $config."
    make_file_system "$device"
    [ -z "$dry_run" ] || { answer ok "$device on $volume_mount" && return; }
    mount_always "$device"
    answer ok "$device on $volume_mount"
}

# The instance store is empty after every stop. Only for data sets and packs; never formatted where it holds anything.
step_scratch() {
    local name bytes serial model first='' where=''
    scratch=
    while read -r name bytes serial model; do
        [[ $model == *"Instance Storage"* ]] || continue
        where=$(mounts_of "$R/dev/$name" | head -n 1)
        first="$name $bytes"
        [ -z "$where" ] || break
    done < <(disks)
    if [ -z "$first" ]; then
        [ "${job[DATA_PLACE]}" = volume ] || say "scratch: DATA_PLACE=scratch, but this instance has no instance store"
        answer ok "no instance store"
        return
    fi
    read -r name bytes <<<"$first"
    if [ "${job[DATA_PLACE]}" = volume ]; then
        answer ok "instance store of $(gigabytes "$bytes") left alone (DATA_PLACE=scratch puts the data set there)"
        return
    fi
    if [ -z "$where" ]; then
        where=$R/mnt/resnet-scratch
        case $(content_of "$R/dev/$name") in
            empty) act mkfs.ext4 -q -F -L resnet-scratch "$R/dev/$name" ;;
            ext[234] | xfs) ;;
            *) answer ok "the instance store holds something and is left alone: pictures go to the volume"
                return ;;
        esac
        act mkdir -p "$where"
        act mount "$R/dev/$name" "$where"
    fi
    scratch=$where
    answer ok "instance store of $(gigabytes "$bytes") on $where: for the data set alone, it is erased by every stop"
}

# What the services are told, and folders that belong to their user.
step_places() {
    local data=$volume_mount/data runs=$volume_mount/runs uuid=''
    [ -z "$scratch" ] || data=$scratch/resnet-data
    [ "${job[KIND]}" != ready ] || data=${job[SOURCE]}
    if findmnt -nro UUID -M "$volume_mount" >/dev/null; then
        uuid=$(findmnt -nro UUID -M "$volume_mount")
    fi
    act mkdir -p "$runs"
    [ -n "$dry_run" ] || refuse_lost_place "$runs"
    act chown "$user:" "$runs"
    if [ "${job[KIND]}" != ready ]; then
        act mkdir -p "$data"
        act chown "$user:" "$data"
    fi
    places=("runs=$runs" "data=$data" "volume_uuid=$uuid")
    answer ok "runs in $runs, pictures in $data"
}
