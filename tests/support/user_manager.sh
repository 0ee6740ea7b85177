#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# user_manager.sh PLACE SCRIPT: runs SCRIPT on a small machine of its own, beside a real systemd that manages the services
# of its only user. PLACE/home and PLACE/runtime outlive the machine. When SCRIPT ends, the kernel kills every process of
# the namespace with SIGKILL: that is a power cut. Exit code 77 and the reason: no such machine can be made here.
set -eu
if [ "${1:-}" != --inside ]; then
    unshare -m -p -f --mount-proc true 2>/dev/null || { echo "no namespaces can be made here" && exit 77; }
    [ -x /lib/systemd/systemd ] || { echo "systemd is not here" && exit 77; }
    exec unshare -m -p -f --mount-proc --kill-child bash "$0" --inside "$@"
fi
place=$2 script=$3
mkdir -p "$place/home" "$place/runtime" /run/systemd /var/lib/systemd
mount -t tmpfs tmpfs /run/systemd && mkdir -p /run/systemd/system
mount -t tmpfs tmpfs /var/lib/systemd && mkdir -p /var/lib/systemd/linger
touch "/var/lib/systemd/linger/$(id -un)"
chmod 700 "$place/runtime"
rm -rf "$place/runtime/systemd" # a reboot takes it; the sockets of runs are left: they may lie elsewhere
export HOME=$place/home XDG_RUNTIME_DIR=$place/runtime
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET INVOCATION_ID
/lib/systemd/systemd --user >"$place/systemd.log" 2>&1 &
for _ in $(seq 200); do
    [ ! -S "$place/runtime/systemd/private" ] || break
    sleep 0.1
done
timeout 60 systemctl --user is-system-running --wait >/dev/null || [ -S "$place/runtime/systemd/private" ] ||
    { echo "systemd does not start: $(tail -n 3 "$place/systemd.log")" && exit 77; }
timeout 60 systemd-run --user --scope --quiet true || { echo "systemd makes no scope here" && exit 77; }
set +e
bash "$script"
