# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight's promise against what a run then took: three recipes, each measured first and then trained to its end.

The pictures are $STUDIO_PHOTOS (a folder with train and val), or the sample pictures where that is not set.
Usage: bench_preflight.py RESNET_TRAIN"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

RECIPES = [
    ("quick-look, 12 epochs", ["--preset", "quick-look", "--set", "epochs=12"]),
    ("quick-look at 64 px, batch 32, 4 epochs",
     ["--preset", "quick-look", "--set", "image_size=64", "--set", "batch_size=32", "--set", "epochs=4"]),
    ("small-images at 48 px, 2 epochs",
     ["--preset", "small-images", "--set", "image_size=48", "--set", "epochs=2", "--set", "warmup_epochs=0.2"]),
]


def folder_bytes(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def measure(program, data, recipe, run):
    out = subprocess.run([program, "preflight", "--data", data, *recipe, "--run", run, "--json"],
                         capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit("preflight failed: " + out.stderr)
    return json.loads(out.stdout)


def train(program, data, recipe, run):
    begin = time.monotonic()
    subprocess.run([program, "train", "--data", data, *recipe, "--run", run, "--no-notices"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    whole = time.monotonic() - begin
    out = subprocess.run([program, "runs", str(pathlib.Path(run).parent), "--json"], capture_output=True, text=True,
                         check=True)
    return whole, next(r["active_seconds"] for r in json.loads(out.stdout) if r["folder"] == run)


def main(program):
    rows = [("recipe", "limit", "img/s", "promised s", "trained s", "ratio", "with start s", "promised MB", "wrote MB")]
    with tempfile.TemporaryDirectory() as folder:
        data = os.environ.get("STUDIO_PHOTOS")
        if not data:
            data = folder + "/sample"
            subprocess.run([program, "sample-data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           check=True)
        for number, (name, recipe) in enumerate(RECIPES):
            run = f"{folder}/runs/run-{number}"
            told = measure(program, data, recipe, run)
            whole, active = train(program, data, recipe, run)
            rows.append((name, told["limit"], f"{told['images_per_second']['training']:.0f}", f"{told['seconds']:.1f}",
                         f"{active:.1f}", f"{active / told['seconds']:.2f}", f"{whole:.1f}",
                         f"{told['disk']['run_bytes'] / 1e6:.1f}", f"{folder_bytes(run) / 1e6:.1f}"))
            print(rows[-1], file=sys.stderr, flush=True)
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main(sys.argv[1])
