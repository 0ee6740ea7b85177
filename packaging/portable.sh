#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the command line against a CUDA LibTorch and puts it, with the few libraries that it needs, into one folder that
# can be carried to a machine that has PyTorch of the same version and nothing else of ours. LibTorch itself is not in it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
    cat <<'END'
portable.sh [--set cu130|cu126] [--dir DIR] OUTDIR
  --set  the LibTorch to build against (default: cu130, which is torch 2.11.0 with CUDA 13.0); setup-libtorch.sh gets it
  --dir  where that LibTorch is, or goes to (as for setup-libtorch.sh)
OUTDIR gets: resnet-train (and studio_cuda_tests, where this build has them), which look for the machine's LibTorch; bin/
with the programs and libstudio_cuda.so, bin/lib/ with libraries, and VERSION. An older one in its place is replaced.
Not in it: glibc, libstdc++ and libgcc_s, which the machine must have (VERSION says from which versions on), LibTorch, the
driver. Exit codes: 0 done, 1 failed, 64 usage; those of setup-libtorch.sh.
END
}

most_packed=40000000
set_name=cu130 setup_words=() out=
while [ $# -gt 0 ]; do
    case $1 in
        --set | --dir) [ $# -gt 1 ] || fail 64 "$1 needs a value" ;;&
        --set) set_name=$2 && shift 2 ;;
        --dir) setup_words+=(--dir "$2") && shift 2 ;;
        -h | --help) usage && exit 0 ;;
        -*) usage >&2 && exit 64 ;;
        *) [ -z "$out" ] || { usage >&2 && exit 64; } && out=$(realpath -m "$1") && shift ;;
    esac
done
[ -n "$out" ] || { usage >&2 && exit 64; }
# What is replaced is deleted: nothing but an older one.
if [ -e "$out" ]; then
    others=$(find "$out" -mindepth 1 -maxdepth 1 ! -name bin ! -name VERSION ! -name resnet-train ! -name studio_cuda_tests \
        -print -quit)
    if [ ! -d "$out" ] || [ -n "$others" ] || { [ -n "$(ls -A "$out")" ] && ! grep -qs '^libtorch ' "$out/VERSION"; }; then
        fail 64 "$out holds something else${others:+ ($others)}. Name an empty or a new folder."
    fi
fi

install_packages "${packages_build[@]}" "${packages_portable[@]}"
use_libtorch --set "$set_name" "${setup_words[@]}"
build portable resnet-train
folder=$root/$(build_folder portable)
libtorch=$libtorch_folder/torch/lib

build_cuda portable studio_cuda
build_cuda portable studio_cuda_tests

mkdir -p "$(dirname "$out")"
new=$(mktemp -d "$out.new.XXXXXX")
chmod 755 "$new"
trap 'rm -rf "$new"' EXIT
cmake --install "$folder" --prefix "$new" --component portable --strip >/dev/null
mkdir -p "$new/bin/lib"

# What glibc, the compiler's runtime and LibTorch bring is the machine's; the rest is carried along.
theirs='^(ld-linux.*|linux-vdso.*|lib(c|m|dl|rt|pthread|resolv|util|nsl|anl|stdc\+\+|gcc_s)|libcuda)\.so(\..*)?$'
for file in "$new"/bin/*; do
    [ -f "$file" ] || continue
    LD_LIBRARY_PATH=$libtorch:$(printf '%s:' "$libtorch_folder"/nvidia/*/lib) ldd "$file"
done | sed -nE 's/^\s*(\S+) => (.*) \(0x[0-9a-f]+\)$/\1 \2/p; s/^\s*(\S+) => not found$/\1 not found/p' | sort -u >"$new/needed"
while read -r name path; do
    if [[ $name =~ $theirs || $path == "$libtorch_folder"/* || $path == "$new"/* || $name != lib* ]]; then
        continue
    fi
    [ -f "$path" ] || fail 1 "$name is needed, and is not on this machine: it cannot be carried along."
    cp -L "$path" "$new/bin/lib/$name"
done <"$new/needed"
rm "$new/needed"

cp "$root/packaging/portable-launcher.sh" "$new/resnet-train"
[ ! -f "$new/bin/studio_cuda_tests" ] || cp "$root/packaging/portable-launcher.sh" "$new/studio_cuda_tests"

# newest_of PREFIX: the newest symbol version of that name that any file here asks for.
newest_of() {
    find "$new/bin" -type f -exec objdump -T {} + 2>/dev/null | grep -oE "\b$1_[0-9][0-9.]*" | sort -uV | tail -n 1
}
has() { if [ -f "$new/bin/$1" ]; then echo yes; else echo no; fi; }
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$root" status --porcelain --untracked-files=no 2>/dev/null)" ] || commit="$commit, changed"
glibc=$(newest_of GLIBC) libstdcxx=$(newest_of GLIBCXX)
version=$(sed -n 's/.*kVersion.*"\(.*\)".*/\1/p' "$folder/generated/studio_version.h")
{
    echo "version $version"
    echo "commit $commit"
    echo "libtorch $(cat "$folder/libtorch-version.txt")"
    echo "set $set_name"
    echo "glibc ${glibc#GLIBC_}"
    echo "libstdc++ $libstdcxx"
    echo "cuda_plugin $(has libstudio_cuda.so)"
    echo "cuda_tests $(has studio_cuda_tests)"
} >"$new/VERSION"

# It must start as it will there: with the machine's LibTorch and its own libraries.
RESNET_STUDIO_LIBTORCH=$libtorch "$new/resnet-train" --version >/dev/null ||
    fail 1 "The program that was built does not start. What it said stands above."
unpacked=$(du -sb "$new" | cut -f 1)
packed=$(tar -C "$new" -c . | gzip -6 | wc -c)
if [ "$packed" -gt $most_packed ]; then
    du -ab "$new" | sort -rn | head -n 8 >&2
    fail 1 "It takes $packed bytes packed, more than $most_packed. Its largest files stand above."
fi
rm -rf "$out"
mv "$new" "$out"
trap - EXIT
say "$out: $((unpacked / 1000000)) MB ($((packed / 1000000)) MB packed), $(find "$out/bin/lib" -type f | wc -l) libraries"
say "It needs glibc ${glibc#GLIBC_} or newer, a libstdc++ with $libstdcxx, and LibTorch $(sed -n 's/^libtorch //p' "$out/VERSION")"
[ "$(sed -n 's/^cuda_plugin //p' "$out/VERSION")" = yes ] ||
    say "There is no plug-in for CUDA in this build: it computes on the CPU alone."
[ "$(sed -n 's/^cuda_tests //p' "$out/VERSION")" = yes ] || say "There are no tests for CUDA in this build."
echo "$out"
