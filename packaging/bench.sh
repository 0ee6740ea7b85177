#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs benchmarks of tests/bench and prints one line a figure: NAME ours=... peer=... ratio=... unit=...; "interop" prints
# a table of files that other programs wrote or opened, "preflight" what was promised and what runs took, "techniques" what
# each of them does to a small network (hours). With no NAME it runs all but the last two.
# Usage: packaging/bench.sh [NAME]...
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
benchmarks=(train stall curves classify save index decode loader pack prepare ranks interop)
[ $# -gt 0 ] || set -- "${benchmarks[@]}"
benchmarks+=(preflight techniques)
for name in "$@"; do
    if [[ " ${benchmarks[*]} " != *" $name "* ]]; then
        printf -v all ', %s' "${benchmarks[@]}"
        say "There is no benchmark $name: ${all:2}"
        exit 64
    fi
done
install_packages "${packages_build[@]}" "${packages_window[@]}" "${packages_tests[@]}"
for name in "$@"; do
    case $name in
    train | save | prepare | ranks | interop | preflight | techniques)
        build release resnet-train
        "${STUDIO_TEST_PYTHON:-/usr/bin/python3}" "$root/tests/bench/bench_$name.py" "$root/build/release/bin/resnet-train"
        ;;
    stall | curves | classify | index | decode | loader | pack)
        build release "bench_$name"
        QT_QPA_PLATFORM=offscreen "$root/build/release/bin/bench_$name"
        ;;
    esac
done
