#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows that the tests of the CUDA kernels notice what they should: spoils the kernels in one place at a time, in a copy,
# and runs the tests on the CPU until one fails. No toolkit, no GPU. Places are the lines marked MUTATE (delete = the
# line is left out, true/false = its condition is that) and the table below. Prints what was noticed by which test, and
# ends with 1 if anything was not. First argument: only places whose file or description it matches (a regular
# expression).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

place="$root/build/mutations"
kernels=core/device/cuda/kernels
read -ra qt <<<"$(pkg-config --cflags --libs Qt6Test | sed "s/-I/-isystem /g")"
moc=$(pkg-config --variable=libexecdir Qt6Core)/moc
# What each kind of build can see: results; steps beyond memory; races, a missing fence among them.
declare -A flags=([plain]="-O1" [asan]="-O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined" [tsan]="-O1 -fsanitize=thread")
declare -A tests=([plain]="cuda_batch_norm_edges cuda_prepare cuda_max_pool cuda_batch_norm"
    [asan]="cuda_batch_norm_edges cuda_prepare cuda_max_pool cuda_batch_norm"
    [tsan]="cuda_threads")
export TSAN_OPTIONS="ignore_noninstrumented_modules=1:halt_on_error=1"

# FILE @ TEXT @ REPLACEMENT @ DESCRIPTION
table=(
    "reduce.cuh@&scratch.tickets[blockIdx.y], gridDim.x - 1)@&scratch.tickets[blockIdx.y], gridDim.x)@tickets that do not begin again"
    "reduce.cuh@== gridDim.x - 1;@== 0;@the first block finishes"
    "reduce.cuh@block < gridDim.x;@block + 1 < gridDim.x;@a block is left out"
    "reduce.cuh@block += blockDim.y@block += 2 * blockDim.y@blocks between are left out"
    "reduce.cuh@half > 0; half /= 2@half > 1; half /= 2@a level is left out"
    "reduce.cuh@threadIdx.y >= half@threadIdx.y > half@a row does not give"
    "reduce.cuh@partials + blockIdx.x * words@partials@all blocks write to one place"
    "batch_norm_statistics.cuh@apart * apart * a.count * share@0@means that lie apart add no variance"
    "batch_norm_statistics.cuh@both.mean[i] = a.mean[i] + apart * share@both.mean[i] = a.mean[i] + apart * 0.5f@counts do not weigh"
    "batch_norm_statistics.cuh@(count - 1.0f)@count@running variance by n"
    "batch_norm_statistics.cuh@value[i] - first[i];@value[i];@sums that are not shifted"
    "batch_norm_statistics.cuh@rest < 0 ? 0.0f : rest@rest > 0 ? rest : 0.0f@NaN taken for 0"
    "batch_norm_apply.cuh@!(sum <= 0)@sum > 0@NaN does not pass the ReLU"
    "batch_norm_apply.cuh@!(sum <= 0)@!(sum < 0)@0 passes the ReLU"
    "batch_norm_apply.cuh@last = pass.size.pixels - 1@last = pass.size.pixels@every pixel is the next one"
    "batch_norm_gradient.cuh@last = pass.size.pixels - 1@last = pass.size.pixels@every pixel is the next one"
    "batch_norm_gradient.cuh@dy[i] - level[i] - @dy[i] - @no mean of dy"
    "batch_norm_gradient.cuh@x[i] - normalised.mean[i], mine.centred@x[i], mine.centred@sums that are not centred"
    "batch_norm_gradient.cuh@rounded<T>(dy[i] + second[i])@dy[i]@a gradient's second part is forgotten"
    "batch_norm_gradient.cuh@rounded<T>(dy[i] + second[i])@dy[i] + second[i]@a sum that is not what is stored"
    "batch_norm_backward.cu@masked.dy = pass.dz@masked.dy = pass.dy@the gradient behind the mask is not used"
    "max_pool.cuh@value[i] != value[i]@false@NaN does not win"
    "max_pool.cuh@value[i] > best[i]@value[i] >= best[i]@of equal values the last one wins"
    "max_pool.cuh@2 * spot.row - 1@2 * spot.row@a window that begins a row later"
    "max_pool.cuh@spot.row - 2 * row + 1@spot.row - 2 * row@a gradient for another pixel of the window"
    "max_pool.cuh@row < high && @@a window below the last one"
    "element.cuh@pixel < end; pixel += stride@pixel <= end; pixel += stride@a pixel beyond the end"
    "element.cuh@(ahead - 1) * stride < end@(ahead - 1) * stride <= end@a pixel beyond the end, of several at once"
    "element.cuh@pixel += ahead * stride@pixel += (ahead + 1) * stride@pixels between several at once are left out"
    "element.cuh@i < count ? from[i] : 0.0f@from[i]@statistics of channels that do not exist are read"
    "batch_norm_check.h@size.channels % kPack == 0@true@vectors where channels do not divide"
    "batch_norm_check.h@% 16 != 0@% 16 > 16@vectors at any address"
    "prepare.cuh@i < pixels; i += stride@i <= pixels; i += stride@a pixel beyond the picture"
    "prepare.cuh@in.size - 1 - column@in.size - column@a flip that is off by one"
    "prepare.cu@input.anyColour && input.anyContrast@false@no grey means"
)

compile() { # KIND FILE...: objects of the copy
    local kind=$1 file
    shift
    for file in "$@"; do
        # shellcheck disable=SC2086
        (cd "$place/tree" && g++ -std=c++20 -g1 -fPIC ${flags[$kind]} -I. "${qt[@]}" -I"$place" -x c++ -c "$file" \
            -o "$place/$kind/$(basename "$file").o") || return 1
    done
}

sources_of() { # FILE: what must be compiled when it has changed
    case $1 in
    prepare.* | colour.cuh) echo prepare.cu ;;
    max_pool.*) echo max_pool.cu ;;
    batch_norm_statistics.cuh) echo batch_norm_forward.cu ;;
    batch_norm_gradient.cuh) echo batch_norm_backward.cu ;;
    batch_norm_check.h) echo batch_norm_forward.cu batch_norm_backward.cu max_pool.cu ;;
    batch_norm_*) echo batch_norm_forward.cu batch_norm_backward.cu ;;
    *) echo batch_norm_forward.cu batch_norm_backward.cu prepare.cu max_pool.cu ;;
    esac
}

tests_of() { # KIND FILE: the tests of that kind that the file matters to
    local name
    for name in ${tests[$1]}; do
        case $2:$name in
        batch_norm_*:cuda_prepare | batch_norm_[!c]*:cuda_max_pool | max_pool.*:cuda_[!m]*) ;;
        prepare.*:cuda_[!p]* | colour.cuh:cuda_[!p]*) ;;
        *) echo "$name" ;;
        esac
    done
}

notices() { # KIND FILE: name of the test that fails when FILE has changed, nothing if none does
    local kind=$1 name failed source
    for source in $(sources_of "$2"); do
        compile "$kind" "$kernels/$source" 2>/dev/null || { echo "(does not compile)"; return; }
    done
    for name in $(tests_of "$kind" "$2"); do
        # shellcheck disable=SC2086
        g++ ${flags[$kind]} "$place/$kind/tst_$name.cpp.o" "$place/$kind"/{batch_norm_forward.cu,batch_norm_backward.cu,prepare.cu,max_pool.cu}.o \
            "$place/$kind"/{kernel_runner,pixel_ops}.cpp.o -o "$place/test" "${qt[@]}" -pthread
        # By the time that it computes: the machine may have more to do.
        if ! (ulimit -t 120 && exec timeout 900 "$place/test" -nocrashhandler) >"$place/log" 2>&1; then
            failed=$(sed -nE '/^FAIL!/{s/^FAIL! *: ([A-Za-z]+::[A-Za-z0-9]+).*/\1/p;q}' "$place/log")
            [ -n "$failed" ] || failed="$name: $(grep -m1 -oE 'data race|[a-z-]+-overflow|a barrier that not all|misaligned address|runtime error|SEGV|received signal' "$place/log" || echo ended early)"
            echo "$failed ($kind)"
            return
        fi
    done
}

judge() { # FILE LINE DESCRIPTION: the copy is spoiled already
    local kind found=""
    for kind in plain tsan asan; do
        found=$(notices $kind "$1")
        [ -z "$found" ] || break
    done
    printf '%-28s %-62s %s\n' "$1:$2" "$3" "${found:-NOT NOTICED}"
    [ -n "$found" ] || missed=$((missed + 1))
    cp "$root/$kernels/$1" "$place/tree/$kernels/$1"
    for kind in plain asan tsan; do
        cp "$place/$kind"/clean/*.o "$place/$kind"
    done
}

for row in "${table[@]}"; do
    IFS=@ read -r file text _ <<<"$row"
    grep -qF -- "$text" "$root/$kernels/$file" || { say "$file has no line with: $text"; exit 1; }
done
rm -rf "$place"
mkdir -p "$place"/tree/tests/core "$place"/{plain,asan,tsan}/clean
(cd "$root" && cp -r --parents core/device tests/support tests/core/device "$place/tree")
for kind in plain asan tsan; do
    for name in ${tests[$kind]}; do
        "$moc" "$root/tests/core/device/tst_$name.cpp" -o "$place/tst_$name.moc"
        compile $kind "tests/core/device/tst_$name.cpp"
    done
    compile $kind tests/support/kernel_runner.cpp core/device/pixel_ops.cpp
    found=$(notices $kind all)
    [ -z "$found" ] || { say "Unspoiled, $found fails"; exit 1; }
    cp "$place/$kind"/*.cu.o "$place/$kind/clean"
done

missed=0
while IFS=: read -r file line text; do
    how=$(sed -E 's/.*MUTATE ([a-z]+):.*/\1/' <<<"$text")
    what="$how: ${text##*"MUTATE $how: "}"
    [[ "$file $what" =~ ${1:-.} ]] || continue
    case $how in
    delete) sed -i "${line}s/.*/;/" "$place/tree/$kernels/$file" ;;
    *) sed -i -E "${line}s/if \(.*\)( \{)? \/\//if ($how)\1 \/\//" "$place/tree/$kernels/$file" ;;
    esac
    cmp -s "$root/$kernels/$file" "$place/tree/$kernels/$file" && { say "$file:$line was not spoiled"; exit 1; }
    judge "$file" "$line" "$what"
done < <(cd "$root/$kernels" && grep -n 'MUTATE' -- *.cuh)
for row in "${table[@]}"; do
    IFS=@ read -r file text with what <<<"$row"
    [[ "$file $what" =~ ${1:-.} ]] || continue
    line=$(grep -nF -m1 -- "$text" "$root/$kernels/$file" | cut -d: -f1)
    TEXT=$text WITH=$with LINE=$line perl -pi -e 's/\Q$ENV{TEXT}\E/$ENV{WITH}/ if $. == $ENV{LINE}' "$place/tree/$kernels/$file"
    judge "$file" "$line" "$what"
done
say "$missed not noticed"
[ "$missed" -eq 0 ]
