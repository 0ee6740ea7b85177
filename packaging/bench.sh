#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs benchmarks of tests/bench and prints one line a figure: NAME ours=... peer=... ratio=... unit=...
# Usage: packaging/bench.sh [NAME]...: train, stall, curves, classify, save, index, decode, loader, pack, prepare, ranks
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
[ $# -gt 0 ] || set -- train stall curves classify save index decode loader pack prepare ranks
for name in "$@"; do
    case $name in
    train | stall | curves | classify | save | index | decode | loader | pack | prepare | ranks) ;;
    *)
        say "There is no benchmark $name: train, stall, curves, classify, save, index, decode, loader, pack, prepare, ranks"
        exit 64
        ;;
    esac
done
install_packages "${packages_build[@]}" "${packages_window[@]}" "${packages_tests[@]}"
for name in "$@"; do
    case $name in
    train)
        build release resnet-train
        /usr/bin/python3 "$root/tests/bench/bench_train.py" "$root/build/release/bin/resnet-train"
        ;;
    save | prepare | ranks)
        build release resnet-train
        /usr/bin/python3 "$root/tests/bench/bench_$name.py" "$root/build/release/bin/resnet-train"
        ;;
    stall | curves | classify | index | decode | loader | pack)
        build release "bench_$name"
        QT_QPA_PLATFORM=offscreen "$root/build/release/bin/bench_$name"
        ;;
    esac
done
