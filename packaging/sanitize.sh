#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Address and undefined-behaviour sanitizers over the core's tests that need no LibTorch and over the window's, offscreen;
# the thread sanitizer over the tests of threads; and every reader of foreign bytes fuzzed for 20 seconds
# (STUDIO_FUZZ_SECONDS), always with the same inputs in the same order, as far as the time goes: it guards. To search,
# give STUDIO_FUZZ_SEED=0 (a random one, which starts where the search before ended) and more time.
# With --all: also the engine's tests, and the window's with the real engine on a display.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
install_packages "${packages_build[@]}" "${packages_window[@]}" "${packages_tests[@]}" "${packages_sanitize[@]}"

build asan base_tests fuzz_replays fuzz_targets
(cd "$root" && ctest --preset asan -L '^(base|fuzz)$')
build asan ui_tests
(cd "$root" && ctest --preset asan-ui -L '^ui$')
if [ "${1:-}" = --all ]; then
    build asan core_tests tst_app_end_to_end tst_app_studio_end
    (cd "$root" && ctest --preset asan -L '^core$' -LE '^base$')
    (cd "$root" && ctest --preset asan-ui -L '^window$')
fi
build tsan-core threads_tests
(cd "$root" && ctest --preset tsan-core)

# Inputs made of what was compared before, or chosen by how rare a path is, are others in every process.
seed=(-seed="${STUDIO_FUZZ_SEED:-1}")
[ "${STUDIO_FUZZ_SEED:-1}" = 0 ] || seed+=(-use_cmp=0 -entropic=0)
found="$root/build/found"
fuzz_one() {
    local target=$1 name=${1##*/fuzz_}
    [ "${STUDIO_FUZZ_SEED:-1}" = 0 ] || rm -rf "${found:?}/$name"
    mkdir -p "$found/$name"
    say "Fuzzing $name"
    if ! "$target" "${seed[@]}" -max_total_time="${STUDIO_FUZZ_SECONDS:-20}" -rss_limit_mb=1024 \
        -timeout=60 -verbosity=0 -artifact_prefix="$found/$name-" \
        "$found/$name" "$root/tests/fuzz/corpus/$name" >"$found/$name.log" 2>&1; then
        tail -n 40 "$found/$name.log" >&2
        say "The input that was found lies in $found"
        return 1
    fi
}
# One on each of two cores.
targets=("$root"/build/asan/bin/fuzz_*)
for ((at = 0; at < ${#targets[@]}; at += 2)); do
    fuzz_one "${targets[at]}" &
    [ $((at + 1)) -eq ${#targets[@]} ] || fuzz_one "${targets[at + 1]}"
    wait $!
done
