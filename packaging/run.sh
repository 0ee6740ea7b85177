#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the studio and opens it on the sample project, training. Without a display the same project is trained headless.
# Where an NVIDIA driver is loaded it is built against a LibTorch with CUDA, which is fetched the first time (2.5 GB, 4.3 GB
# unpacked), in a build folder of its own. The first argument may say which: --cpu takes apt's LibTorch all the same, --cuda
# the one with CUDA also where no driver is seen (of CUDA 13.0 then, for drivers from 580). Ubuntu has no LibTorch of its
# own: there it is always the one with CUDA.
# Other arguments go to the program: resnet-studio with a display, resnet-train without one.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
called_from=$PWD

asked=
case ${1:-} in
    --cpu | --cuda) asked=$1 && shift ;;
esac
# Asks for the driver's LibTorch. What stops it is told, and so is the way that needs none.
choose_libtorch() {
    local set_name=auto
    if [ "$asked" != --cpu ] && has_driver; then
        say "An NVIDIA driver is loaded: building for its cards (--cpu builds without them)"
    elif [ "$asked" != --cuda ]; then
        if has_apt_libtorch; then return 0; fi
        set_name=cu130
        say "This system has no LibTorch in apt: taking PyTorch's (2.5 GB), which computes on the CPU as well"
    elif ! sees_card; then
        set_name=cu130
        say "No NVIDIA driver is seen here: building for CUDA 13.0, which needs driver 580 or newer (--cuda)"
    fi
    require_cmake || exit
    use_libtorch --set "$set_name" || {
        local code=$?
        if has_apt_libtorch; then
            say "There is no LibTorch for the NVIDIA card (see above). packaging/run.sh --cpu builds without one."
        fi
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
    prefer_libtorch
    exec "$root/$(build_folder release)/bin/resnet-studio" "$@"
fi

install_packages "${packages_build[@]}"
choose_libtorch
build headless resnet-train
build_cuda headless studio_cuda
cd "$called_from"
train="$root/$(build_folder headless)/bin/resnet-train"
prefer_libtorch
[ $# -eq 0 ] || exec "$train" "$@"
say "No display: training the sample project headless (for the window, set DISPLAY)"
sample="${XDG_DATA_HOME:-$HOME/.local/share}/resnet-studio/sample-data"
trap 'exit 130' INT TERM # the program leaves with 0 when it is asked to stop
"$train" sample-data "$sample" >/dev/null
exec "$train" train --data "$sample" --preset quick-look
