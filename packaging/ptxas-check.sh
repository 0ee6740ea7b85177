#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles the CUDA kernels for each generation of GPUs that is supported, warnings being errors, and prints registers and
# shared memory of each. Ends with 1 where one spills registers or keeps an array in memory, takes more than 48 KB of
# shared memory, or more registers than leave a processor room for the blocks that kBlocks (element.cuh) promises: 80 for
# vectors of halves, else 128. Ends with 77, which ctest calls skipped, where there is no nvcc (STUDIO_NVCC, PATH or
# /usr/local/cuda/bin).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

nvcc=${STUDIO_NVCC:-$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)}
if [ ! -x "$nvcc" ]; then
    say "SKIPPED: no nvcc here, so the CUDA kernels were not compiled for a GPU"
    exit 77
fi
architectures=(75 80 86 89 90)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$root"
for file in core/device/cuda/kernels/*.cu; do
    for sm in "${architectures[@]}"; do
        "$nvcc" -std=c++17 -O3 -arch="sm_$sm" -Werror all-warnings -Xcompiler -Wall,-Wextra,-Wshadow -Xptxas -v,-warn-spills \
            -I. -cubin -o "$place/cubin" "$file" 2>"$place/one" || { cat "$place/one" >&2; exit 1; }
        cat "$place/one" >>"$place/all"
    done
done
c++filt <"$place/all" | sed 's/studio::cuda:://g' | awk -v architectures="${architectures[*]}" '
    /Compiling entry function/ {
        match($0, /\047[^\047]*\047/); name = substr($0, RSTART + 1, RLENGTH - 2)
        sub(/^void /, "", name); sub(/\([A-Z][A-Za-z]*\)$/, "", name)
        sub(/\(Tail\)0/, "alone", name); sub(/\(Tail\)1/, "relu", name); sub(/\(Tail\)2/, "add+relu", name)
        sub(/\(Source\)0/, "plain", name); sub(/\(Source\)1/, "masked", name); sub(/\(Source\)2/, "two masked", name)
        sub(/__nv_bfloat16/, "bf16", name); sub(/__half/, "fp16", name); sub(/float/, "fp32", name)
        match($0, /sm_[0-9]+/); sm = substr($0, RSTART + 3, RLENGTH - 3)
        if (!(name in seen)) { seen[name] = 1; order[++kernels] = name }
    }
    /bytes stack frame/ { if ($1 + $5 + $9 > 0) bad[++faults] = name " on sm_" sm ": " $0 }
    /Used [0-9]+ registers/ {
        match($0, /Used [0-9]+/); used = substr($0, RSTART + 5, RLENGTH - 5) + 0
        registers[name, sm] = used; checked++
        if (used > (name ~ /<(fp16|bf16), true/ ? 80 : 128)) bad[++faults] = name " on sm_" sm ": " used " registers"
        if (match($0, /[0-9]+ bytes smem/)) shared[name] = substr($0, RSTART, RLENGTH) + 0
        if (shared[name] > 49152) bad[++faults] = name " on sm_" sm ": " shared[name] " bytes of shared memory"
    }
    END {
        n = split(architectures, list, " ")
        printf "%-46s %8s", "registers of a thread on sm_", "shared"
        for (i = 1; i <= n; ++i) printf " %4s", list[i]
        print ""
        for (k = 1; k <= kernels; ++k) {
            printf "%-46s %8d", order[k], shared[order[k]]
            for (i = 1; i <= n; ++i) printf " %4d", registers[order[k], list[i]]
            print ""
        }
        for (i = 1; i <= faults; ++i) print "FAULT " bad[i]
        if (checked == 0 || checked != kernels * n) { print "FAULT " checked " of " kernels * n " kernels were seen"; faults++ }
        exit faults > 0
    }'
