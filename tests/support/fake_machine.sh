#!/bin/bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Stands in for the commands by which packaging/ec2 looks at a machine and changes it; one file under many names. The
# machine is the folder STUDIO_ROOT: fake/disks (NAME BYTES SERIAL MODEL), fake/fs/NAME (what is on a disk),
# fake/mounts (SOURCE TARGET), fake/installed, fake/loaded. What changes it is written into fake/calls; at change number
# KILL_AT the whole process group dies first.
set -u
fake=$STUDIO_ROOT/fake
name=${0##*/}
last=${*: -1}

change() {
    echo "$name $*" >>"$fake/calls"
    [ "$(wc -l <"$fake/calls")" != "${KILL_AT:-0}" ] || kill -9 0
}
disk() { basename "${1:-none}"; }
on_disk() { cat "$fake/fs/$(disk "$1")" 2>/dev/null; }
mounted() { awk -v t="$1" '$2 == t {print $1; found = 1} END {exit !found}' "$fake/mounts" 2>/dev/null; }
# The mount that holds a path: the longest target that begins it.
holder() {
    awk -v p="$1" 'index(p "/", $2 "/") == 1 && length($2) > best {best = length($2); at = $1} END {print at}' "$fake/mounts"
}
model_of() { awk -v n="$(disk "$1")" '$1 == n {for (i = 4; i <= NF; i++) printf "%s ", $i}' "$fake/disks"; }

case $name in
    uname) echo 6.8.0-1021-aws ;;
    id) case $* in
            -u) echo 0 ;;
            "-u root") echo 0 ;;
            "-u tester") echo 1000 ;;
            *) exit 1 ;;
        esac ;;
    getent) echo "tester:x:1000:1000::$STUDIO_ROOT/home:/bin/bash" ;;
    runuser) shift 3 && exec "$@" ;;
    chown | modprobe) ;;
    dpkg-query) grep -qx "$last" "$fake/installed" && printf installed ;;
    apt-cache) [ "$1" != policy ] || echo "  Candidate: 1.0" ;;
    apt-get)
        [ "$1" != update ] && change "$*" || exit 0
        for word; do
            case $word in -* | install) ;; *) echo "$word" >>"$fake/installed" ;; esac
        done ;;
    modinfo) grep -qE '^(nvidia-driver|nvidia-headless.*)$' "$fake/installed" ;;
    nvidia-smi) [ -e "$fake/loaded" ] && echo "580.95.05, Tesla T4" ;;
    lsblk)
        device=$(disk "$last")
        case $* in
            -dbnPo*) while read -r disk bytes serial model; do
                    echo "NAME=\"$disk\" SIZE=\"$bytes\" SERIAL=\"$serial\" TYPE=\"disk\" MODEL=\"$model\""
                done <"$fake/disks" ;;
            "-nro MOUNTPOINT "*) mount_of=$(awk -v n="$device" '{sub(".*/", "", $1)} $1 == n {print $2}' "$fake/mounts")
                echo "$mount_of" ;;
            "-nsro MODEL "*) model_of "$last" ;;
            "-nro NAME "*) echo "$device"
                [ "$(on_disk "$last")" != partitions ] || echo "${device}p1" ;;
            "-dnro SERIAL "*) awk -v n="$device" '$1 == n {print $3}' "$fake/disks" ;;
        esac ;;
    blkid)
        case $* in
            "-p -o export "*)
                case $(on_disk "$last") in
                    '') exit 2 ;;
                    partitions) echo PTTYPE=gpt ;;
                    *) echo "TYPE=$(on_disk "$last")" ;;
                esac ;;
            *" -t UUID=uuid-"*)
                device=${last#UUID=uuid-}
                grep -q "^$device " "$fake/disks" || exit 2
                echo "$STUDIO_ROOT/dev/$device" ;;
            *UUID*) echo "uuid-$(disk "$last")" ;;
            *TYPE*) on_disk "$last" ;;
            *) exit 2 ;;
        esac ;;
    mkfs.ext4)
        change "$*"
        [ -z "$(on_disk "$last")" ] || echo "$last was overwritten" >>"$fake/lost"
        echo ext4 >"$fake/fs/$(disk "$last")" ;;
    findmnt)
        if [ "$3" = -M ]; then
            source=$(mounted "$last") || exit 1
        else
            source=$(holder "$last")
        fi
        case $2 in
            UUID) echo "uuid-$(disk "$source")" ;;
            FSTYPE) if [ "$source" = memory ]; then echo tmpfs; else echo ext4; fi ;;
            *) echo "$source" ;;
        esac ;;
    mount)
        change "$*"
        if [ $# = 1 ]; then
            source=$STUDIO_ROOT/dev/$(sed -n "s|^UUID=uuid-\([^ ]*\) $1 .*|\1|p" "$STUDIO_ROOT/etc/fstab")
        else
            source=$1
        fi
        echo "$source $last" >>"$fake/mounts" ;;
    loginctl)
        [ "$1" = enable-linger ] || { cat "$fake/linger" 2>/dev/null; exit 0; }
        change "$*"
        echo yes >"$fake/linger" ;;
    systemctl)
        case $1 in
            is-enabled) [ -e "$fake/enabled" ] ;;
            --user) [ "$2" != is-failed ] || { [ -e "$fake/failed/$last" ]; exit; }
                [ "$2" != show ] || { cat "$fake/restarts" 2>/dev/null || echo 0; exit 0; }
                change "$*" ;;
            *) change "$*"
                [ "$1" != enable ] || touch "$fake/enabled" ;;
        esac ;;
    sudo) echo "sudo $*" >>"$fake/calls" ;;
esac
