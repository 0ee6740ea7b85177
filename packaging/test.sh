#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds everything and runs the tests. Arguments go to ctest, for example: packaging/test.sh -R core.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
install_packages "${packages_build[@]}" "${packages_window[@]}" "${packages_tests[@]}"
build release all
cd "$root"
exec ctest --preset release "$@"
