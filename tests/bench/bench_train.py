# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peer parity of training: ours (resnet-train) and the PyTorch + torchvision loop, same pictures, recipe, epochs, threads.

The pictures are $STUDIO_PHOTOS (a folder with train and val), or the sample pictures where that is not set.
Runs alternate between the two, so that a busy machine is as unkind to one as to the other."""
import json
import os
import pathlib
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile

EPOCHS = int(os.environ.get("STUDIO_BENCH_EPOCHS", "8"))
SEEDS = int(os.environ.get("STUDIO_BENCH_SEEDS", "3"))
THREADS = os.cpu_count()


def ours(program, data, seed, folder):
    run = str(pathlib.Path(folder) / f"run-{seed}")
    process = subprocess.Popen(
        [program, "train", "--data", data, "--preset", "quick-look", "--run", run, "--threads", str(THREADS),
         "--set", f"epochs={EPOCHS}", "--set", f"seed={seed}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"resnet-train failed with status {status}")
    rows = sqlite3.connect(run + "/run.db").execute("SELECT val_top1, seconds FROM epochs ORDER BY epoch").fetchall()
    return {"top1": [r[0] for r in rows], "seconds": [r[1] for r in rows], "peak_mib": usage.ru_maxrss / 1024}


def recipe_of(program, data, folder):
    """The preset's figures, so that the peer never drifts from it."""
    run = str(pathlib.Path(folder) / "recipe")
    subprocess.run([program, "train", "--data", data, "--preset", "quick-look", "--run", run, "--set", "epochs=1"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return json.loads((pathlib.Path(run) / "recipe.json").read_text())


def peer(data, seed, r, workers, epochs=EPOCHS):
    out = subprocess.run(
        ["/usr/bin/python3", str(pathlib.Path(__file__).with_name("peer_train.py")), data, "--epochs", str(epochs), "--seed", str(seed),
         "--threads", str(THREADS), "--workers", str(workers), "--batch", str(r["batch_size"]), "--rate", str(r["learning_rate"]), "--decay", str(r["weight_decay"]),
         "--warmup", str(r["warmup_epochs"]), "--scale", str(r["crop_scale_min"])],
        capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit("the peer failed: " + out.stderr[-2000:])
    return json.loads(out.stdout)


def settled(result):
    """Top-1 over the last quarter of the epochs: the last one alone moves by some points from run to run."""
    return statistics.mean(result["top1"][-max(1, EPOCHS // 4):])


def line(name, our, their, unit):
    print(f"{name} ours={our:.2f} peer={their:.2f} ratio={our / their:.3f} unit={unit}")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        data = os.environ.get("STUDIO_PHOTOS")
        if not data:
            data = folder + "/sample"
            subprocess.run([program, "sample-data", data], check=True, stdout=subprocess.DEVNULL)
            print("STUDIO_PHOTOS is not set: using the sample pictures", file=sys.stderr)
        recipe = recipe_of(program, data, folder)
        # The peer's loader gets the better of a process beside and no process beside, tried for one epoch each.
        workers = min((0, 1), key=lambda count: peer(data, 0, recipe, count, 1)["seconds"][0])
        print(f"the peer loads with {workers} worker processes", file=sys.stderr)
        mine, theirs = [], []
        for seed in range(SEEDS):
            mine.append(ours(program, data, seed, folder))
            theirs.append(peer(data, seed, recipe, workers))
            print(f"seed {seed}: ours {settled(mine[-1]):.3f}, peer {settled(theirs[-1]):.3f}", file=sys.stderr)
    mean = lambda runs: 100 * statistics.mean(settled(r) for r in runs)
    epoch = lambda runs: statistics.median(s for r in runs for s in r["seconds"])
    line("train.top1", mean(mine), mean(theirs), "percent")
    line("train.epoch", epoch(mine), epoch(theirs), "seconds")
    line("train.peak_memory", statistics.median(r["peak_mib"] for r in mine), statistics.median(r["peak_mib"] for r in theirs), "MiB")


main()
