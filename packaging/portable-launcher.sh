#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts the program of its own name in bin/ with the LibTorch of this machine: the folder that RESNET_STUDIO_LIBTORCH
# names (the one that holds libtorch_cpu.so), one on LD_LIBRARY_PATH, the package torch of python3 (or of STUDIO_PYTHON),
# or what setup-libtorch.sh fetched. Its version must be the one that the program was built with.
# Where there is a plug-in for cards, one that the plug-in cannot use is taken only if there is no other.
set -eu
self=$(readlink -f "${BASH_SOURCE[0]}")
here=${self%/*}
name=${self##*/}
wanted=$(sed -n 's/^libtorch //p' "$here/VERSION")
cuda=$(sed -n 's/^set cu\([0-9]*\)[0-9]$/\1/p' "$here/VERSION")

say() { printf '%s: %s\n' "$name" "$*" >&2; }
fail() {
    say "$@"
    exit 78
}
# The version of the LibTorch in that lib folder; nothing if there is none.
version_of() {
    [ -f "$1/libtorch_cpu.so" ] || return 0
    sed -n 's/^set(PACKAGE_VERSION "\([0-9.]*\).*/\1/p' "$1/../share/cmake/Torch/TorchConfigVersion.cmake" 2>/dev/null | head -n 1
}
# Why the plug-in cannot use the LibTorch in that lib folder; nothing if it can, or there is no plug-in. Where CUDA's
# libraries are the system's, its version is not known.
why_no_cards() {
    [ -f "$here/bin/libstudio_cuda.so" ] || return 0
    if [ ! -f "$1/libtorch_cuda.so" ]; then
        echo "is without CUDA"
        return 0
    fi
    local library major other=
    for library in "$1"/libcudart*.so.[0-9]* "$1"/../../nvidia/*/lib/libcudart.so.[0-9]*; do
        [ -e "$library" ] || continue
        major=${library##*.so.}
        [ "${major%%.*}" != "$cuda" ] || return 0
        other=${major%%.*}
    done
    [ -z "$cuda" ] || [ -z "$other" ] || echo "is of CUDA $other, and this program of CUDA $cuda"
}
of_python() {
    "${STUDIO_PYTHON:-python3}" -c 'import importlib.util
spec = importlib.util.find_spec("torch")
print(spec.submodule_search_locations[0] + "/lib" if spec and spec.submodule_search_locations else "")' 2>/dev/null
}

if [ -n "${RESNET_STUDIO_LIBTORCH:-}" ]; then
    [ -f "$RESNET_STUDIO_LIBTORCH/libtorch_cpu.so" ] ||
        fail "There is no libtorch_cpu.so in $RESNET_STUDIO_LIBTORCH (RESNET_STUDIO_LIBTORCH)."
    candidates=("$RESNET_STUDIO_LIBTORCH")
else
    IFS=: read -r -a candidates <<<"${LD_LIBRARY_PATH:-}"
    candidates+=("$(of_python || true)"
        "${XDG_CACHE_HOME:-${HOME:-}/.cache}/resnet-studio/libtorch/$wanted"-*/libtorch/torch/lib)
fi
found= others= without_cards= why=
for folder in "${candidates[@]}"; do
    version=$(version_of "$folder")
    if [ "$version" != "$wanted" ]; then
        [ -z "$version" ] || others="$others LibTorch $version is in $folder, and this program was built for another one."
        continue
    fi
    lack=$(why_no_cards "$folder")
    if [ -z "$lack" ]; then
        found=$folder
        break
    fi
    [ -n "$without_cards" ] || { without_cards=$folder && why=$lack; }
done
if [ -z "$found" ] && [ -n "$without_cards" ]; then
    found=$without_cards
    say "Cards cannot be used: the LibTorch in $found $why. Install one with CUDA${cuda:+ $cuda}, or name the" \
        "folder of its libtorch_cpu.so by RESNET_STUDIO_LIBTORCH."
fi
[ -n "$found" ] || fail "No LibTorch $wanted is found.$others Install it (python3 -m venv ENV && . ENV/bin/activate && pip install torch==$wanted), or name the" \
    "folder of its libtorch_cpu.so by RESNET_STUDIO_LIBTORCH."
path=$found
for folder in "$found"/../../nvidia/*/lib; do
    [ ! -d "$folder" ] || path=$path:$folder
done
export LD_LIBRARY_PATH=$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
exec "$here/bin/$name" "$@"
