#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of the README and the guide again: screenshots.sh [FOLDER] [SIZE [SCALE]]. The real studio on a
# screen that nobody sees, with the sample pictures that it draws itself, two short runs of before and one that trains.
# FOLDER is docs/pictures unless given, SIZE 1440x900, SCALE 1 (1.5: as on a desktop at 150 %). Some minutes.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

out=$(realpath -m "${1:-$root/docs/pictures}")
size=${2:-1440x900}
scale=${3:-1}
install_packages "${packages_build[@]}" "${packages_window[@]}" xvfb xauth xdotool imagemagick
build release resnet-studio resnet-train
bin=$root/$(build_folder release)/bin

work=$(mktemp -d)
studio=
screen=
cleanup() {
    [ -z "$studio" ] || kill -9 "$studio" 2>/dev/null || true
    [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Nothing of the person's own settings, runs and recent files comes into the pictures.
export HOME=$work/home XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache \
    XDG_STATE_HOME=$work/state XDG_RUNTIME_DIR=$work/runtime RESNET_STUDIO_RUNS=$work/home/runs LC_ALL=C.UTF-8 TZ=UTC
mkdir -p "$HOME/runs" "$XDG_CONFIG_HOME/resnet-studio" "$XDG_RUNTIME_DIR" "$out"
chmod 700 "$XDG_RUNTIME_DIR"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

mkfifo "$work/number" # the server chooses a display that is free, and tells which
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$work/number" 2>/dev/null &
screen=$!
read -r number <"$work/number"
export DISPLAY=:$number QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=$scale

sample=$HOME/shapes
runs=$RESNET_STUDIO_RUNS
say "Drawing the sample and training two runs of before"
"$bin/resnet-train" sample-data "$sample" >/dev/null
for rate in 0.05 0.2; do
    "$bin/resnet-train" train --data "$sample" --preset quick-look --set epochs=8 --set "learning_rate=$rate" \
        --run "$runs/shapes-rate-$rate" >/dev/null
done

# Waits for a condition, a minute at most.
await() {
    local tries
    for ((tries = 0; tries < 300; ++tries)); do
        "$@" && return 0
        sleep 0.2
    done
    fail 1 "Waited in vain: $*"
}
window() { xdotool search --onlyvisible --class resnet-studio >"$work/windows" 2>/dev/null && [ -s "$work/windows" ]; }
# Whether the run of the window has ended so many epochs.
epochs_done() {
    local run
    for run in "$runs"/r20-*; do
        [ "$("$bin/resnet-train" log "$run" 2>/dev/null | grep -c 'Checkpoint saved')" -ge "$1" ] && return 0
    done
    return 1
}
open_studio() {
    "$bin/resnet-studio" --theme "$theme" "$@" 2>"$work/log" &
    studio=$!
    await window
    id=$(head -1 "$work/windows")
    xdotool windowmove "$id" 0 0 windowsize "$id" "${size%x*}" "${size#*x}"
}
leave() { # saves its run
    kill -TERM "$studio"
    wait "$studio" || true
    studio=
}
key() {
    xdotool windowfocus --sync "$id" key --clearmodifiers "$1"
    sleep 1.5 # what it brings up is read and drawn
}
shot() {
    import -window root "$work/shot.png"
    convert "$work/shot.png" -strip +dither -colors 255 -define png:compression-level=9 "PNG8:$out/$1-$theme.png"
}

for theme in light dark; do
    say "Taking the pictures, $theme"
    rm -rf "$runs"/r20-*
    printf '[General]\ntheme=%s\nrunPlace=1\n' "$theme" >"$XDG_CONFIG_HOME/resnet-studio/resnet-studio.conf"
    open_studio --start "$sample"
    await epochs_done 4
    key ctrl+4 && shot train
    key ctrl+1 && shot start
    key ctrl+2 && shot data
    key ctrl+3 && shot recipe
    key ctrl+5 && shot runs
    leave
    mapfile -t pictures < <(find "$sample/val" -type f | sort | sed -n '7~50p')
    open_studio "${pictures[@]}"
    sleep 8 # the weights are read, and each picture is classified
    shot classify
    leave
done
say "Written to $out"
