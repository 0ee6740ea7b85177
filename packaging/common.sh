# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the scripts beside it: what is needed from apt, and how it is built. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DEBIAN_FRONTEND=noninteractive

packages_build=(g++ cmake ninja-build ccache pkg-config git ca-certificates
    libtorch-dev libopencv-dev libjpeg62-turbo-dev libpng-dev libtiff-dev libwebp-dev libsqlite3-dev libssl-dev
    zlib1g-dev libutf8proc-dev libarchive-dev libcurl4-openssl-dev nlohmann-json3-dev libcli11-dev libspdlog-dev)
packages_window=(qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-l10n-tools libqcustomplot-dev qt6-qpa-plugins
    fonts-roboto-unhinted fonts-noto-core fonts-dejavu-core)
packages_wayland=(qt6-wayland)
packages_tests=(python3-torch python3-torchvision binutils file libfaketime strace xvfb curl unzip)
packages_sanitize=(clang libclang-rt-dev)

say() { printf '== %s\n' "$*" >&2; }

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
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET TARGET...: configures once, then builds what has changed.
build() {
    local preset=$1
    shift
    # Paths relative to the checkout, so that a fresh clone elsewhere finds what an earlier one compiled.
    export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
    cd "$root" || return 1
    if [ ! -f "build/$preset/build.ninja" ]; then
        say "Configuring (preset $preset)"
        cmake --preset "$preset" >&2 || return 1
    fi
    say "Building $* (some minutes the first time, seconds when nothing changed)"
    cmake --build "build/$preset" --target "$@" >&2
}
