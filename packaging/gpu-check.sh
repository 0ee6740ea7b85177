#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks and measures a portable build (packaging/portable.sh) on a machine with an NVIDIA card, in less than nine minutes:
#   packaging/gpu-check.sh [--dry-run] [--seconds N] [--parts NAME,...] [--batch N] [PORTABLE_DIR] [OUT_DIR]
# It needs python3, with PyTorch for LibTorch and as the one to compare with; no Qt, no OpenCV, no network: it draws its
# own pictures. A part that fails is recorded and the others run. OUT_DIR gets result.json, table.txt and logs.tar.gz.
# --dry-run does the same with tiny sizes on the CPU and skips, with a word, what needs a card.
# Ends with 0 where all passed that can run, 1 where something did not, 64 for usage.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${STUDIO_PYTHON:-python3}
command -v "$python" >/dev/null || { echo "gpu-check.sh needs python3 (or STUDIO_PYTHON)" >&2 && exit 64; }
# STUDIO_PYTHON: the programs look for LibTorch in the same Python.
export STUDIO_PYTHON=$python PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
exec "$python" "$root/tests/bench/gpu_check.py" "$@"
