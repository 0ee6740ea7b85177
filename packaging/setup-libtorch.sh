#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetches a LibTorch that computes on NVIDIA cards, with the CUDA libraries that it needs (and for CUDA 13 the compiler),
# from the Python package index, and unpacks it into one folder. Nothing else is touched. Broken off, the same command
# goes on. The last line that it prints, on stdout, is what CMake is given.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    cat <<'END'
setup-libtorch.sh [--set cu130|cu126|auto] [--dir DIR] [--list] [--build]
  --set   cu130: torch 2.11.0 with CUDA 13.0, for drivers from 580; cu126: torch 2.7.1 with CUDA 12.6, for drivers from
          525.60.13 and cards before Blackwell: it holds no compiler, so CMake also needs a CUDA 12 toolkit with nvcc,
          which is looked for in CUDA_PATH, CUDA_HOME, the PATH and /usr/local; auto (the default): the one that this
          machine's driver can run
  --dir   where to (default: ~/.cache/resnet-studio/libtorch/VERSION)
  --list  print what would be fetched, and do nothing
  --build fetch nothing where no compiler for the set is found: it is to build with
Where curl or unzip is missing it is installed from apt, as root or by sudo.
PIP_INDEX_URL names another package index than https://pypi.org/simple. Files are taken only with the sums in
packaging/libtorch-SET.txt. Exit codes: 0 done, 1 failed, 64 usage, 65 a file is not the one it should be, 75 try again,
78 no compiler (--build).
END
}
bytes() { numfmt --to=si --round=nearest --format='%.1f' --suffix=B "$1"; }

# A child is waited for in the background, so that a stop ends it at once.
stopped() {
    trap '' INT TERM HUP
    # shellcheck disable=SC2046 # one word a job
    kill $(jobs -p) 2>/dev/null || true
    wait
    say "Stopped. What was fetched is kept: the same command goes on."
    exit 130
}
run_child() {
    "$@" <&0 8>&- & # by itself it would have no input
    wait $!
}

driver_version() {
    local text=
    [ ! -r /proc/driver/nvidia/version ] || read -r text </proc/driver/nvidia/version || true
    if [ -z "$text" ] && command -v nvidia-smi >/dev/null; then
        text=$(timeout 20 nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null) || text=
    fi
    grep -oE '[0-9]+\.[0-9.]+' <<<"$text" | head -n 1
}

# The compute capability of a card that CUDA 12.6 has no kernels for (Blackwell, 10.0, and newer); nothing where none is.
newer_card() {
    command -v nvidia-smi >/dev/null || return 0
    timeout 20 nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null |
        grep -xE '[1-9][0-9]\.[0-9]' | head -n 1 || true
}

# The set that the driver can run (as core/device/card_ability.cpp has it).
set_of_driver() {
    local version major minor chip
    version=$(driver_version) || fail 1 "No NVIDIA driver is found. Install one from 580 on, or name a set by --set."
    require_card
    IFS=. read -r major minor _ <<<"$version"
    if [ "$major" -ge 580 ]; then
        echo cu130
    elif [ "$major" -gt 525 ] || { [ "$major" -eq 525 ] && [ "$((10#${minor:-0}))" -ge 60 ]; }; then
        chip=$(newer_card)
        [ -z "$chip" ] || fail 1 "The NVIDIA driver $version is too old for a card with compute capability $chip." \
            "Install driver 580 or newer; for other cards of this machine, --set cu126."
        echo cu126
    else
        fail 1 "The NVIDIA driver $version is too old. Install driver 525.60.13 or newer."
    fi
}

# Its cards, by the oldest of them that is new enough: a machine may have one for its screen beside it.
require_card() {
    local chips
    command -v nvidia-smi >/dev/null || return 0
    chips=$(timeout 20 nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | grep -xE '[0-9]+\.[0-9]') || return 0
    awk '$1 >= 7.5 { found = 1 } END { exit !found }' <<<"$chips" ||
        fail 1 "No card here is new enough: compute capability ${chips//$'\n'/, }, and 7.5 or newer (Turing) is needed."
}

# toolkit_of MAJOR: the folder of a CUDA toolkit of that version that has nvcc; nothing where there is none.
# STUDIO_TOOLKITS is for tests.
toolkit_of() {
    local folder on_path
    on_path=$(command -v nvcc || true)
    for folder in "${CUDA_PATH:-}" "${CUDA_HOME:-}" "${on_path%/bin/nvcc}" \
        "${STUDIO_TOOLKITS:-/usr/local}/cuda-$1".* "${STUDIO_TOOLKITS:-/usr/local}"/cuda{-"$1",}; do
        if [ -n "$folder" ] && [ -x "$folder/bin/nvcc" ] &&
            "$folder/bin/nvcc" --version 2>/dev/null </dev/null | grep -q "release $1\."; then
            echo "$folder"
            return 0
        fi
    done
}

# need_room BYTES
need_room() {
    local free
    free=$(df --output=avail -B1 "$dir" | tail -n 1)
    say "It needs $(bytes "$1") in $dir; $(bytes "$free") are free"
    [ "$free" -ge "$1" ] || fail 75 "There is no room for it. Free $(bytes $(($1 - free))), or name another folder by --dir."
}

# file_url NAME SUM: where the index has that file. The sum that the index tells is compared before anything is fetched.
file_url() {
    local project=${1%%-*} page link
    page=$index/${project//_/-}/
    link=$(curl -fsSL --retry 3 --connect-timeout 30 --max-time 120 -H 'Accept: text/html' "$page" |
        grep -oE "href=\"[^\"]*/$1(\?[^\"#]*)?(#[^\"]*)?\"" | head -n 1) ||
        fail 75 "The package index has no $1, or does not answer (${page##*@})"
    link=${link#href=\"}
    link=${link%\"}
    link=${link//&amp;/"&"} # quoted: a bare & is what was found
    case $link in
        *"#sha256="*) [ "${link##*#sha256=}" = "$2" ] ||
            fail 65 "The package index has another $1: its sum is ${link##*#sha256=}, it should be $2" ;;
    esac
    link=${link%%#*}
    case $link in
        http://* | https://*) echo "$link" ;;
        /*) echo "$(grep -oE '^https?://[^/]+' <<<"$index")$link" ;;
        *) echo "$page$link" ;;
    esac
}

size_of() { stat -c %s "$1" 2>/dev/null || echo 0; }

# fetch NAME SIZE SUM: into downloads/NAME, which is whole and has the right sum when it has that name.
fetch() {
    local part=$dir/downloads/$1.part status=$dir/downloads/.status url before code failures=0 bar=--no-progress-meter
    [ ! -t 2 ] || bar=--progress-bar
    url=$(file_url "$1" "$3")
    while [ "$(size_of "$part")" -lt "$2" ]; do
        before=$(size_of "$part") code=0
        run_child curl -fSL $bar --connect-timeout 30 --speed-limit 1 --speed-time 60 -C - -o "$part" \
            -w '%{http_code}' "$url" >"$status" || code=$?
        if [ "$code" = 33 ] || [ "$(cat "$status")" = 416 ]; then
            : >"$part" # this server cannot go on there
        fi
        rm -f "$status"
        if [ "$(size_of "$part")" -le "$before" ]; then
            failures=$((failures + 1))
            [ $failures -lt 4 ] || fail 75 "Fetching $1 failed (curl says $code). What was fetched is kept: try again."
            sleep "$failures"
        fi
    done
    if [ "$(size_of "$part")" -gt "$2" ] || ! run_child sha256sum --status -c - <<<"$3  $part"; then
        local sum
        sum=$(sha256sum "$part")
        rm -f "$part"
        fail 65 "$1 is not the file it should be: its sum is ${sum%% *}, it should be $3. It was deleted."
    fi
    mv "$part" "$dir/downloads/$1"
}

remove_downloads() {
    [ -d "$dir/downloads" ] || return 0
    local name
    for name in "${names[@]}"; do
        rm -f "$dir/downloads/$name"
    done
    rm -f "$dir/downloads/.status"
    rmdir --ignore-fail-on-non-empty "$dir/downloads"
}

# Python's part of the packages is left out: nothing of it is used.
unpack() {
    local new=$dir/libtorch.unpacking name code
    mkdir "$new"
    for name in "${names[@]}"; do
        say "Unpacking $name"
        code=0
        run_child unzip -q -o "$dir/downloads/$name" -d "$new" </dev/null || code=$? # it would ask, and wait
        [ $code != 50 ] || fail 75 "There is no room in $dir to unpack $name. What was fetched is kept: free some and try again."
        [ $code = 0 ] ||
            fail 1 "Unpacking $name failed (unzip says $code). Delete it in $dir/downloads and try again."
    done
    find "$new" -name '*.py' -delete -o -name '*.pyi' -delete
    local library
    for library in "$new"/nvidia/*/lib/lib*.so.*; do # the packages lack the names that a linker and CMake look for
        name=${library##*/}
        [ ! -e "$library" ] || [ -e "${library%/*}/${name%%.so.*}.so" ] || ln -s "$name" "${library%/*}/${name%%.so.*}.so"
    done
    local toolkit
    for toolkit in "$new"/nvidia/cu[0-9]*/; do # where nvcc looks for what it links
        [ ! -d "$toolkit/lib" ] || [ -e "$toolkit/lib64" ] || ln -s lib "$toolkit/lib64"
    done
    mv "$new" "$dir/libtorch"
    remove_downloads
}

print_result() {
    local words=("-DCMAKE_PREFIX_PATH=$dir/libtorch/torch") toolkit
    for toolkit in "$dir"/libtorch/nvidia/cu*/bin/nvcc; do
        [ ! -x "$toolkit" ] ||
            words+=("-DCUDA_TOOLKIT_ROOT_DIR=${toolkit%/bin/nvcc}" "-DCMAKE_CUDA_COMPILER=$toolkit")
    done
    if [ ${#words[@]} -eq 1 ]; then
        toolkit=$(toolkit_of "${cuda%?}")
        if [ -n "$toolkit" ]; then
            say "The CUDA compiler is that in $toolkit"
            words+=("-DCUDA_TOOLKIT_ROOT_DIR=$toolkit" "-DCMAKE_CUDA_COMPILER=$toolkit/bin/nvcc")
        else
            say "This set holds no compiler: CMake also needs a CUDA ${cuda%?}.${cuda: -1} toolkit with nvcc. Install one" \
                "and add -DCUDA_TOOLKIT_ROOT_DIR=ITS_FOLDER."
        fi
    fi
    say "LibTorch is in $dir/libtorch. Give CMake:"
    local line
    line=$(printf '%q ' "${words[@]}") # quoted as a shell reads it
    echo "${line% }"
}

files_of() { grep -v '^#' "$1" 2>/dev/null; }

# What is finished is answered without writing: it may be another user's.
answer_if_done() {
    [ -e "$dir/libtorch" ] || return 0
    [ "$(files_of "$dir/libtorch.txt")" = "$(files_of "$pins")" ] ||
        fail 1 "$dir/libtorch is another set. Delete it, or name another folder by --dir."
    remove_downloads 2>/dev/null || true # a run may have been stopped before it did
    print_result
    exit 0
}

set_name=auto dir= list= builds=
while [ $# -gt 0 ]; do
    case $1 in
        --set | --dir) [ $# -gt 1 ] || fail 64 "$1 needs a value" ;;&
        --set) set_name=$2 && shift 2 ;;
        --dir) dir=$2 && shift 2 ;;
        --list) list=1 && shift ;;
        --build) builds=1 && shift ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && exit 64 ;;
    esac
done
[ "$set_name" != auto ] || set_name=$(set_of_driver)
pins=$root/packaging/libtorch-$set_name.txt
[ -r "$pins" ] || fail 64 "There is no set \"$set_name\": cu130, cu126 or auto"

names=() sizes=() sums=() total=0
while read -r name size sum; do
    names+=("$name") sizes+=("$size") sums+=("$sum") total=$((total + size))
done < <(files_of "$pins")
version=$(sed -n 's/^# version //p' "$pins")
unpacked=$(sed -n 's/^# unpacked //p' "$pins")
cuda=${version##*-cu}
if [ -n "$list" ]; then
    for i in "${!names[@]}"; do
        printf '%9s  %s\n' "$(bytes "${sizes[i]}")" "${names[i]}"
    done
    printf '%9s  in all; unpacked about %s\n' "$(bytes "$total")" "$(bytes "$unpacked")"
    exit 0
fi

[ "$(uname -m)" = x86_64 ] || fail 1 "These packages are for x86_64, and this machine is $(uname -m)."
if [ -n "$builds" ] && [[ " ${names[*]}" != *" nvidia_cuda_nvcc"* ]] && [ -z "$(toolkit_of "${cuda%?}")" ]; then
    fail 78 "Nothing was fetched: building for CUDA ${cuda%?}.${cuda: -1}, which this driver takes, needs a CUDA ${cuda%?} toolkit" \
        "with nvcc, and there is none in CUDA_PATH, CUDA_HOME, the PATH or /usr/local. Install one, or driver 580 or newer," \
        "which needs none."
fi

index=${PIP_INDEX_URL:-https://pypi.org/simple}
index=${index%/}
dir=$(realpath -m "${dir:-${XDG_CACHE_HOME:-$HOME/.cache}/resnet-studio/libtorch/$version}")
answer_if_done
mkdir -p "$dir"
{ exec 8>"$dir/.libtorch.lock"; } 2>/dev/null ||
    fail 1 "Nothing can be written into $dir. Ask for the right to, or name another folder by --dir."
flock -n 8 || { say "Another setup-libtorch.sh is at work in $dir: waiting for it" && flock 8; }
trap stopped INT TERM HUP
answer_if_done # by whoever was at work
rm -rf "$dir/libtorch.unpacking" # of a run that was stopped: it takes the room of this one
{ command -v curl && command -v unzip; } >/dev/null || install_packages curl unzip ca-certificates
mkdir -p "$dir/downloads"
cp "$pins" "$dir/libtorch.txt"
say "LibTorch $version: ${#names[@]} files, $(bytes "$total") to fetch, $(bytes "$unpacked") unpacked"
to_come=0 got=0
for i in "${!names[@]}"; do
    if [ "$(size_of "$dir/downloads/${names[i]}")" != "${sizes[i]}" ]; then
        to_come=$((to_come + sizes[i] - $(size_of "$dir/downloads/${names[i]}.part")))
    fi
done
need_room $((to_come + unpacked))
for i in "${!names[@]}"; do
    if [ "$(size_of "$dir/downloads/${names[i]}")" != "${sizes[i]}" ]; then
        say "[$((i + 1))/${#names[@]}] ${names[i]}, $(bytes "${sizes[i]}"); $(bytes $got) of $(bytes "$total") are here"
        fetch "${names[i]}" "${sizes[i]}" "${sums[i]}"
    fi
    got=$((got + sizes[i]))
done
unpack
print_result
