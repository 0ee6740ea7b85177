# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of setup.sh that concern programs: resnet-train with its LibTorch, the remote desktop. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154 # names of setup.sh and of each other

driver_major() {
    local driver
    driver=$(driver_now) || true
    driver=${driver%%.*}
    echo "${driver:-0}"
}

# fetch ADDRESS SUM FILE: only with that sum. An s3:// address is signed with the role of this instance; keys go to curl
# by its standard input, where no list of processes shows them.
fetch() {
    local part=$3.part
    mkdir -p "$(dirname "$3")"
    if ! sha256sum --status -c - <<<"$2  $3" 2>/dev/null; then
        case $1 in
            s3://*) s3_login "$1" | curl -fsSL --retry 5 --connect-timeout 30 --speed-limit 1 --speed-time 60 -K - -o "$part" ;;
            *) curl -fsSL --retry 5 --connect-timeout 30 --speed-limit 1 --speed-time 60 -o "$part" "$1" ;;
        esac || fail 75 "Fetching ${1%%\?*} failed (see above). The same command tries again."
        sha256sum --status -c - <<<"$2  $part" ||
            fail 65 "${1%%\?*} is not the file it should be: its sum is $(sha256sum "$part" | cut -d ' ' -f 1), it should be $2"
        mv "$part" "$3"
    fi
}

metadata() { curl -fsS --retry 3 --max-time 20 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"; }

# What curl must be told to fetch s3://BUCKET/KEY, in its own configuration syntax.
s3_login() {
    local token role keys region bucket
    token=$(curl -fsS --retry 3 --max-time 20 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token) ||
        fail 75 "The instance's metadata do not answer"
    role=$(metadata iam/security-credentials/ | head -n 1) || fail 78 "The instance has no role. Attach one that may read $1."
    keys=$(metadata "iam/security-credentials/$role" | tr ',{}' '\n')
    region=${job[REGION]:-$(metadata placement/region)}
    bucket=${1#s3://} bucket=${bucket%%/*}
    value() { sed -n "s/^ *\"$1\" *: *\"\(.*\)\" *$/\1/p" <<<"$keys"; }
    printf '%s = "%s"\n' url "https://$bucket.s3.$region.amazonaws.com/${1#s3://*/}" aws-sigv4 "aws:amz:$region:s3" \
        user "$(value AccessKeyId):$(value SecretAccessKey)" header "x-amz-security-token: $(value Token)" \
        header "x-amz-content-sha256: UNSIGNED-PAYLOAD"
}

# A folder that portable.sh made: whether it can run here, and the LibTorch that it needs.
use_portable() {
    local glibc set
    [[ -f $1/VERSION && -x $1/resnet-train ]] || fail 78 "$1 is no folder that packaging/portable.sh made"
    glibc=$(sed -n 's/^glibc //p' "$1/VERSION") set=$(sed -n 's/^set //p' "$1/VERSION")
    [ "$(printf '%s\n' "$glibc" "$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2)" | sort -V | head -n 1)" = "$glibc" ] ||
        fail 78 "The program in $1 needs glibc $glibc, which is newer than this system's. Take a newer system, or build it on an older one."
    [ "$set" != cu130 ] || [ "${job[DEVICE]}" = cpu ] || [ "$(driver_major)" -ge 580 ] ||
        fail 78 "The program in $1 needs an NVIDIA driver from 580 on. Build it by packaging/portable.sh --set cu126 FOLDER."
    act as_user "$root/packaging/setup-libtorch.sh" --set "$set" >/dev/null
    program=$1/resnet-train
}

build_here() {
    local folder=headless-cuda toolkit=/usr/local/cuda-12.6 words=()
    [ "${job[DEVICE]}" != cpu ] || { folder=headless && words=(--cpu); }
    program=$root/build/$folder/bin/resnet-train
    [ ! -x "$program" ] || return 0
    [ "$(os_value ID) $(os_value VERSION_ID)" != "ubuntu 22.04" ] ||
        fail 78 "The tools of Ubuntu 22.04 are too old to build this program. Take Ubuntu 24.04 or Debian 12, or a portable program (PROGRAM in $config)."
    [ "${job[DEVICE]}" = cpu ] || [ -n "$dry_run" ] || [ "$(driver_major)" -ge 580 ] || [ -x "$R$toolkit/bin/nvcc" ] ||
        fail 78 "With an NVIDIA driver before 580, building needs $toolkit/bin/nvcc. Take Ubuntu 24.04, or a program of packaging/portable.sh --set cu126 FOLDER (PROGRAM in $config)."
    as_user test -w "$root" || fail 78 "$user cannot write into $root, where the program is built: sudo chown -R $user: $root"
    act install_packages "${packages_build[@]}"
    act as_user env -u DISPLAY -u WAYLAND_DISPLAY "CUDA_PATH=$toolkit" "PATH=$PATH:$toolkit/bin" \
        "$root/packaging/run.sh" "${words[@]}" --version
}

step_program() {
    local folder=${job[PROGRAM]} archive=$R/opt/resnet-studio-portable/program.tar.gz
    case $folder in
        build) build_here ;;
        /*) use_portable "$R$folder" ;;
        *)
            folder=$R/opt/resnet-studio-portable/${job[PROGRAM_SHA256]:0:16}
            if [ ! -d "$folder" ]; then
                [[ ${job[PROGRAM]} == https:* || ${job[PROGRAM]#s3:} != *[+=@]* ]] || fail 78 "The key of PROGRAM may hold letters, digits and . _ / - alone"
                [[ ${job[PROGRAM]} == https:* || $(os_value VERSION_ID) != 22.04 ]] ||
                    fail 78 "The curl of Ubuntu 22.04 cannot sign for S3 with a role. Give PROGRAM as a presigned https:// address."
                act fetch "${job[PROGRAM]}" "${job[PROGRAM_SHA256]}" "$archive"
                act rm -rf "$folder.new"
                act mkdir -p "$folder.new"
                act tar -xzf "$archive" -C "$folder.new" --no-same-owner
                act mv "$folder.new" "$folder"
            fi
            program=$folder/resnet-train
            [[ -n $dry_run && ! -d $folder ]] || use_portable "$folder" ;;
    esac
    [ -z "$dry_run" ] || { answer ok "$program" && return; }
    local version
    version=$(as_user "$program" --version) || fail 1 "$program does not start (see above)"
    places+=("program=$program")
    answer ok "$version ($program)"
}

# Amazon's remote desktop. Its packages are not in a distribution: their address and sum come from job.env.
step_desktop() {
    local archive=$R/opt/resnet-studio-dcv/dcv.tgz folder=$R/opt/resnet-studio-dcv/unpacked packages
    [ "${job[DESKTOP]}" = yes ] || { answer ok "not asked for (DESKTOP=yes or --desktop)" && return; }
    if ! has_package nice-dcv-server; then
        [ "$(os_value ID)" = ubuntu ] || fail 78 "Amazon DCV has no packages for Debian. For a desktop, take an Ubuntu image."
        [ -n "${job[DCV_URL]}" ] ||
            fail 78 "Fill in DCV_URL and DCV_SHA256 in $config: the archive for this Ubuntu and its sum, from https://www.amazondcv.com"
        act install_packages xfce4 xfce4-terminal dbus-x11 "${packages_window[@]}"
        act fetch "${job[DCV_URL]}" "${job[DCV_SHA256]}" "$archive"
        act rm -rf "$folder"
        act mkdir -p "$folder"
        act tar -xzf "$archive" -C "$folder" --strip-components=1 --no-same-owner
        mapfile -t packages < <(find "$folder" -name 'nice-dcv-server_*.deb' -o -name 'nice-xdcv_*.deb' -o -name 'nice-dcv-web-viewer_*.deb' 2>/dev/null)
        [ -n "$dry_run" ] || [ ${#packages[@]} = 3 ] || fail 65 "The archive of DCV_URL does not hold the server, the web viewer and xdcv"
        act apt-get install -y -qq --no-install-recommends "${packages[@]}"
    fi
    act systemctl enable --now --quiet dcvserver
    if [ -n "$dry_run" ] || ! dcv list-sessions 2>/dev/null | grep -q "'resnet'"; then
        act dcv create-session --type virtual --owner "$user" --name resnet resnet
    fi
    answer ok "https://ADDRESS-OF-THIS-INSTANCE:8443/#resnet as $user (set a password once: sudo passwd $user)"
}
