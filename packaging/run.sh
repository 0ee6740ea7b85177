#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the studio and opens it on the sample project, training. Without a display the same project is trained headless.
# Where an NVIDIA driver is loaded it is built against a LibTorch with CUDA, which is fetched the first time (2.5 GB, 4.3 GB
# unpacked), in a build folder of its own; --cpu as the first argument takes apt's LibTorch all the same.
# Other arguments go to the program: resnet-studio with a display, resnet-train without one.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
called_from=$PWD

cpu=
[ "${1:-}" != --cpu ] || { cpu=1 && shift; }
# Asks for the driver's LibTorch. What stops it is told, and so is the way that needs none.
choose_libtorch() {
    [ -z "$cpu" ] && has_driver || return 0
    say "An NVIDIA driver is loaded: building for its cards (--cpu builds without them)"
    use_libtorch --set auto || {
        local code=$?
        say "There is no LibTorch for the NVIDIA card (see above). packaging/run.sh --cpu builds without one."
        exit $code
    }
}

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    install_packages "${packages_build[@]}" "${packages_window[@]}"
    [ -n "${DISPLAY:-}" ] || install_packages "${packages_wayland[@]}"
    choose_libtorch
    build release resnet-studio resnet-train
    build_cuda release studio_cuda
    cd "$called_from"
    [ $# -gt 0 ] || set -- --sample --start
    exec "$root/$(build_folder release)/bin/resnet-studio" "$@"
fi

install_packages "${packages_build[@]}"
choose_libtorch
build headless resnet-train
build_cuda headless studio_cuda
cd "$called_from"
train="$root/$(build_folder headless)/bin/resnet-train"
[ $# -eq 0 ] || exec "$train" "$@"
say "No display: training the sample project headless (for the window, set DISPLAY)"
sample="${XDG_DATA_HOME:-$HOME/.local/share}/resnet-studio/sample-data"
trap 'exit 130' INT TERM # the program leaves with 0 when it is asked to stop
"$train" sample-data "$sample" >/dev/null
exec "$train" train --data "$sample" --preset quick-look
