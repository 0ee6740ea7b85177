# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the scripts beside it: what is needed from apt, and how it is built. Sourced, not run.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DEBIAN_FRONTEND=noninteractive

packages_build=(g++ cmake ninja-build ccache pkg-config git ca-certificates
    libtorch-dev libgloo-dev libopencv-dev libjpeg62-turbo-dev libpng-dev libtiff-dev libwebp-dev libsqlite3-dev
    libssl-dev zlib1g-dev libutf8proc-dev libarchive-dev libcurl4-openssl-dev nlohmann-json3-dev libcli11-dev libspdlog-dev
    libsystemd-dev)
packages_if_known=()
# Ubuntu has another name for one, and no LibTorch: there it is setup-libtorch.sh's.
if grep -qs '^ID=ubuntu' /etc/os-release; then
    read -r -a packages_build <<<"${packages_build[*]/libjpeg62-turbo-dev/libjpeg-turbo8-dev}"
    read -r -a packages_build <<<"${packages_build[*]/libtorch-dev libgloo-dev/}"
    # Its headers are all that training in several processes wants beside LibTorch; not each release has them.
    packages_if_known=(libgloo-dev)
fi
packages_portable=(libtbb-dev nettle-dev liblzma-dev libzstd-dev libbz2-dev binutils)
packages_window=(qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-l10n-tools libqcustomplot-dev qt6-qpa-plugins
    fonts-roboto-unhinted fonts-noto-core fonts-dejavu-core)
packages_wayland=(qt6-wayland)
packages_tests=(lld python3-torch python3-torchvision python3-onnx python3-pandas python3-pil python3-botocore rsync binutils file libfaketime strace xvfb curl unzip
    systemd dbus dbus-daemon python3-dbusmock python3-gi)
packages_sanitize=(clang libclang-rt-dev)

say() { printf '== %s\n' "$*" >&2; }

# fail CODE SENTENCE...: ends the script.
fail() {
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# install_packages NAME...: installs what is missing, and says what.
install_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { say "Not root and no sudo. Install these yourself: ${missing[*]}"; return 1; }
        as_root=(sudo)
    fi
    say "Installing from apt: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >&2
    for name in "${packages_if_known[@]}"; do
        if apt-cache show "$name" >/dev/null 2>&1; then missing+=("$name"); fi
    done
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Whether NVIDIA's driver answers for a card.
sees_card() { timeout 20 nvidia-smi -L >/dev/null 2>&1; }

# Where an NVIDIA driver is loaded. Linux under Windows (WSL) has it in Windows, and /dev/dxg whatever the card is.
# STUDIO_DRIVER_FILE and STUDIO_DXG_FILE are for tests.
has_driver() {
    [ -r "${STUDIO_DRIVER_FILE:-/proc/driver/nvidia/version}" ] ||
        { [ -e "${STUDIO_DXG_FILE:-/dev/dxg}" ] && sees_card; }
}

# Before anything large is fetched for a build that cannot be.
require_cmake() {
    local version
    version=$(cmake --version 2>/dev/null | sed -n '1s/^cmake version //p')
    [ -z "$version" ] || [ "$(printf '%s\n' 3.25 "$version" | sort -V | head -n 1)" = 3.25 ] && return 0
    say "CMake $version is too old: 3.25 is needed (Debian 12 and Ubuntu 24.04 have it; elsewhere: pip install cmake)"
    return 1
}

# use_libtorch [OPTION]...: from here on builds are made against a LibTorch with CUDA, in folders of their own. Fetches it
# where it is not there yet; the options are setup-libtorch.sh's.
use_libtorch() {
    local line
    require_cmake || return
    line=$("$root/packaging/setup-libtorch.sh" --build "$@") || return
    eval "libtorch_words=($line)" # it is quoted as a shell reads it
    libtorch_folder=${libtorch_words[0]#-DCMAKE_PREFIX_PATH=}
    libtorch_folder=${libtorch_folder%/torch}
}
libtorch_words=() libtorch_folder=

# build_folder PRESET: below the root.
build_folder() {
    local suffix=
    [ "$1" = portable ] || [ ${#libtorch_words[@]} -eq 0 ] || suffix=-cuda
    echo "build/$1$suffix"
}

# Ubuntu packages none.
has_apt_libtorch() { [[ " ${packages_build[*]} " == *" libtorch-dev "* ]]; }

# prefer_libtorch: for programs of a build against a LibTorch with CUDA, where the caller has a search path of its own: the
# libraries on it come before those that were built against.
prefer_libtorch() {
    [ -n "${LD_LIBRARY_PATH:-}" ] && [ -n "$libtorch_folder" ] || return 0
    local folder path=$libtorch_folder/torch/lib
    for folder in "$libtorch_folder"/nvidia/*/lib; do
        [ ! -d "$folder" ] || path=$path:$folder
    done
    export LD_LIBRARY_PATH=$path:$LD_LIBRARY_PATH
}

# build PRESET TARGET...: configures once for a LibTorch, then builds what has changed. One at a time in a folder.
build() {
    local lock code=0
    mkdir -p "$root/build"
    exec {lock}>"$root/$(build_folder "$1").lock"
    flock -n "$lock" || { say "Another build is at work in $(build_folder "$1"): waiting for it" && flock "$lock"; }
    build_alone "$@" || code=$?
    exec {lock}>&-
    return $code
}

# A conda environment has compilers, libraries and .pc files of its own, which do not fit apt's.
outside_conda() {
    if [ -z "${CONDA_PREFIX:-}" ]; then
        "$@"
    else
        env -u CMAKE_PREFIX_PATH -u CC -u CXX -u CFLAGS -u CXXFLAGS -u CPPFLAGS -u LDFLAGS "$@" \
            -DCMAKE_IGNORE_PREFIX_PATH="$CONDA_PREFIX" -DPKG_CONFIG_EXECUTABLE=/usr/bin/pkg-config
    fi
}

build_alone() {
    local preset=$1 folder words fresh=()
    folder=$(build_folder "$preset")
    words="${libtorch_words[*]}"
    shift
    # Paths relative to the checkout, so that a fresh clone elsewhere finds what an earlier one compiled.
    export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
    cd "$root" || return 1
    require_cmake || return
    if [ ! -f "$folder/build.ninja" ] || [ "$words" != "$(cat "$folder/libtorch-words.txt" 2>/dev/null)" ]; then
        say "Configuring (preset $preset)"
        [ -z "$words" ] || fresh=(--fresh)
        outside_conda cmake "${fresh[@]}" --preset "$preset" -B "$folder" "${libtorch_words[@]}" >&2 || return 1
        [ -z "$words" ] || printf '%s' "$words" >"$folder/libtorch-words.txt"
    fi
    say "Building $* (some minutes the first time, seconds when nothing changed)"
    cmake --build "$folder" --target "$@" >&2
}

# build_cuda PRESET TARGET: a target that exists only where CMake found what CUDA needs. Says so where it is none.
build_cuda() {
    [ ${#libtorch_words[@]} -gt 0 ] || return 0
    local targets
    targets=$(cmake --build "$root/$(build_folder "$1")" --target help)
    if grep -q "^$2:" <<<"$targets"; then
        build "$1" "$2"
    else
        say "No CUDA compiler (nvcc) was found: what was built does not compute on the card. Install the CUDA toolkit that" \
            "the lines above name, delete $(build_folder "$1") and call this again."
    fi
}
