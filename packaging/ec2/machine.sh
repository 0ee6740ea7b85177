# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of setup.sh that concern the machine itself: user, packages, driver. Sourced, not run.
# shellcheck shell=bash disable=SC2034,SC2154 # names of setup.sh and of each other

os_value() { sed -n "s/^$1=//p" "$R/etc/os-release" | tr -d '"'; }
boot_id() { cat "$R/proc/sys/kernel/random/boot_id"; }
has_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
can_install() { apt-cache policy "$1" 2>/dev/null | grep -qE 'Candidate: [^(]'; }

step_machine() {
    local system
    system="$(os_value ID) $(os_value VERSION_ID)"
    case $system in
        "debian 12" | "ubuntu 22.04" | "ubuntu 24.04") ;;
        *) fail 78 "This is $system. setup.sh knows Debian 12, Ubuntu 22.04 and Ubuntu 24.04." ;;
    esac
    local name
    if [ -z "${job[JOB_USER]}" ]; then
        for name in "${SUDO_USER:-}" ubuntu admin debian; do
            [ -z "$name" ] || [ "$name" = root ] || ! id -u "$name" >/dev/null 2>&1 || { job[JOB_USER]=$name && break; }
        done
    fi
    user=${job[JOB_USER]}
    [ -n "$user" ] || fail 78 "Whose services are these to be? Name a user by JOB_USER in $config."
    id -u "$user" >/dev/null 2>&1 || fail 78 "There is no user \"$user\" (JOB_USER in $config)"
    [ "$(id -u "$user")" != 0 ] || fail 78 "JOB_USER is root. Name a user who is not (JOB_USER in $config)."
    answer ok "$system, services of the user $user"
}

# The unit that starts setup.sh at every boot: it goes on after a reboot, and mounts an instance store that is new.
step_boot() {
    local file=$R/etc/systemd/system/resnet-studio-setup.service
    changed=
    put_file "$file" 644 "$(fill_unit resnet-studio-setup.service)"
    [ -z "$changed" ] || act systemctl daemon-reload
    systemctl is-enabled --quiet resnet-studio-setup.service 2>/dev/null || act systemctl enable --quiet resnet-studio-setup.service
    answer ok "setup.sh runs at every boot"
}

step_packages() {
    local missing=() name wanted=(e2fsprogs xfsprogs util-linux kmod python3 ca-certificates curl unzip git sudo)
    for name in "${wanted[@]}"; do
        has_package "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] || act install_packages "${missing[@]}"
    answer ok "${#wanted[@]} packages are there"
}

has_card() {
    local device
    for device in "$R"/sys/bus/pci/devices/*; do
        [ "$(cat "$device/vendor" 2>/dev/null)" = 0x10de ] && [[ $(cat "$device/class") == 0x03* ]] && return 0
    done
    return 1
}
driver_now() { timeout 60 nvidia-smi --query-gpu=driver_version,name --format=csv,noheader 2>/dev/null | head -n 1; }

# The distribution's packages, into driver_packages. Ubuntu has modules that are built and signed for Amazon's kernel.
choose_driver() {
    local kernel flavour
    kernel=$(uname -r) flavour=${kernel##*-}
    if [ "$(os_value ID)" = ubuntu ]; then
        if [ "$flavour" = aws ] && can_install linux-modules-nvidia-580-server-open-aws; then
            driver_packages=(linux-modules-nvidia-580-server-open-aws nvidia-headless-no-dkms-580-server-open)
        else
            driver_packages=("linux-headers-$kernel" nvidia-headless-580-server-open)
        fi
        driver_packages+=(nvidia-utils-580-server)
        return
    fi
    [[ $kernel == *-cloud-amd64 ]] && flavour=cloud-amd64
    driver_packages=("linux-headers-$flavour" nvidia-driver nvidia-smi)
    if can_install "linux-headers-$kernel"; then
        driver_packages+=("linux-headers-$kernel")
    fi
    can_install nvidia-driver || put_file "$R/etc/apt/sources.list.d/resnet-studio-non-free.list" 644 \
        "deb https://deb.debian.org/debian bookworm contrib non-free non-free-firmware"
}

step_driver() {
    local driver before
    [ "${job[DEVICE]}" != cpu ] || { answer ok "not needed for DEVICE=cpu" && return; }
    if driver=$(driver_now) && [ -n "$driver" ]; then
        answer ok "NVIDIA driver $driver"
        return
    fi
    has_card || fail 78 "This machine has no NVIDIA card. Take g4dn.xlarge or larger, or write DEVICE=cpu into $config."
    if ! modinfo nvidia >/dev/null 2>&1; then
        choose_driver
        act install_packages "${driver_packages[@]}"
    fi
    [ -n "$dry_run" ] || modprobe nvidia 2>/dev/null || true
    if driver=$(driver_now) && [ -n "$driver" ]; then
        answer ok "NVIDIA driver $driver"
        return
    fi
    before=$(noted driver | sed -n 's/^reboot //p')
    [ -z "$before" ] || [ "$before" = "$(boot_id)" ] ||
        fail 1 "The NVIDIA driver is installed, and does not load after a reboot. See: sudo modprobe nvidia; sudo dkms status; sudo dmesg | grep -i nvidia"
    [ -z "$dry_run" ] || { answer ok "installed, and loaded by a reboot" && return; }
    note driver "reboot $(boot_id)"
    if [ -n "$unattended" ]; then
        say "driver: installed. Rebooting; setup.sh goes on by itself after it."
        systemctl reboot
        exit 0
    fi
    say "driver: installed; it is loaded by a reboot. sudo systemctl reboot (setup.sh goes on by itself after it)"
    exit 75
}
