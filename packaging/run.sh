#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the studio and opens it on the sample project, training. Without a display the same project is trained headless.
# Arguments go to the program: resnet-studio with a display, resnet-train without one.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
called_from=$PWD

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    install_packages "${packages_build[@]}" "${packages_window[@]}"
    [ -n "${DISPLAY:-}" ] || install_packages "${packages_wayland[@]}"
    build release resnet-studio resnet-train
    cd "$called_from"
    [ $# -gt 0 ] || set -- --sample --start
    exec "$root/build/release/bin/resnet-studio" "$@"
fi

install_packages "${packages_build[@]}"
build headless resnet-train
cd "$called_from"
train="$root/build/headless/bin/resnet-train"
[ $# -eq 0 ] || exec "$train" "$@"
say "No display: training the sample project headless (for the window, set DISPLAY)"
sample="${XDG_DATA_HOME:-$HOME/.local/share}/resnet-studio/sample-data"
trap 'exit 130' INT TERM # the program leaves with 0 when it is asked to stop
"$train" sample-data "$sample" >/dev/null
exec "$train" train --data "$sample" --preset quick-look
