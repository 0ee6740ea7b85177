#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts the program of its own name in bin/ with the LibTorch of this machine: the folder that RESNET_STUDIO_LIBTORCH
# names (the one that holds libtorch_cpu.so), one on LD_LIBRARY_PATH, the package torch of python3 (or of STUDIO_PYTHON),
# or what setup-libtorch.sh fetched. Its version must be the one that the program was built with.
set -eu
self=$(readlink -f "${BASH_SOURCE[0]}")
here=${self%/*}
name=${self##*/}
wanted=$(sed -n 's/^libtorch //p' "$here/VERSION")

fail() {
    printf '%s: %s\n' "$name" "$*" >&2
    exit 78
}
# The version of the LibTorch in that lib folder; nothing if there is none.
version_of() {
    [ -f "$1/libtorch_cpu.so" ] || return 0
    sed -n 's/^set(PACKAGE_VERSION "\([0-9.]*\).*/\1/p' "$1/../share/cmake/Torch/TorchConfigVersion.cmake" 2>/dev/null | head -n 1
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
found= others=
for folder in "${candidates[@]}"; do
    version=$(version_of "$folder")
    if [ "$version" = "$wanted" ]; then
        found=$folder
        break
    fi
    [ -z "$version" ] || others="$others LibTorch $version is in $folder, and this program was built for another one."
done
[ -n "$found" ] || fail "No LibTorch $wanted is found.$others Install it (pip install torch==$wanted), or name the" \
    "folder of its libtorch_cpu.so by RESNET_STUDIO_LIBTORCH."
path=$found
for folder in "$found"/../../nvidia/*/lib; do
    [ ! -d "$folder" ] || path=$path:$folder
done
export LD_LIBRARY_PATH=$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
exec "$here/bin/$name" "$@"
