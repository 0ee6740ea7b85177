# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each technique of a recipe does to a small network on a small set within a fixed number of epochs: validation
top-1 of the last epoch over some seeds, as a table. Nothing is compared with another program, and nothing follows for
other sets or longer runs.

bench_techniques.py RESNET-TRAIN [DATA] [--epochs N] [--seeds N] [--model NAME] [--device NAME] [--jobs N] [--only NAME]...
DATA: a folder with train and val, for example CIFAR-10 (resnet-train get cifar10); without it the drawn shapes of
resnet-train sample-data."""
import argparse
import concurrent.futures
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile

TECHNIQUES = {
    "none": [],
    "mixup 0.2": ["mixup=0.2"],
    "cutmix 1": ["cutmix=1"],
    "mixup 0.2, cutmix 1": ["mixup=0.2", "cutmix=1"],
    "random erasing 0.25": ["random_erasing=0.25"],
    "alternating flip": ["alternating_flip=true"],
    "progressive resizing 20 -> 32": ["start_image_size=20"],
    "no label smoothing": ["label_smoothing=0"],
    "average 0.99": ["ema_decay=0.99", "ema_steps=1"],
    "clipping at norm 1": ["clip_norm=1"],
    "last gamma 0": ["zero_init_gamma=true"],
    "decay of norm and bias": ["decay_norm_and_bias=true"],
    "polynomial, power 2": ["schedule=polynomial"],
    "one-cycle": ["schedule=one-cycle"],
    "flip test": ["flip_test=true"],
    "trivialaugment": ["auto_augment=trivialaugment-wide"],
    "randaugment": ["auto_augment=randaugment"],
    "blurpool": ["blurpool=true"],
}


def train(program, data, run, device, settings):
    arguments = [program, "train", "--data", str(data), "--preset", "quick-look", "--run", str(run), "--device", device]
    for setting in settings:
        arguments += ["--set", setting]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with sqlite3.connect(f"file:{run}/run.db?mode=ro", uri=True) as history:
        rows = history.execute("SELECT epoch, val_top1, train_top1, seconds - validation_seconds FROM epochs ORDER BY epoch").fetchall()
        average = history.execute("SELECT value FROM meta WHERE key=?", (f"average_{rows[-1][0]}",)).fetchone()
    top1 = float(re.split("[ ,]+", average[0])[1]) if average else rows[-1][1]  # of the averaged weights, where there are some
    return 100 * top1, 100 * rows[-1][2], sum(row[3] for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("data", nargs="?")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--model", default="resnet20")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time; their seconds then say little")
    parser.add_argument("--only", action="append", choices=TECHNIQUES)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        data = args.data
        if not data:
            data = folder + "/sample"
            subprocess.run([args.program, "sample-data", data], check=True, stdout=subprocess.DEVNULL)
        print(f"{args.model}, {args.epochs} epochs, {args.seeds} seeds, {pathlib.Path(data).name}, {args.device}")
        print("| technique | top-1 % (mean) | from | to | training top-1 % | training s |")
        print("|---|---:|---:|---:|---:|---:|", flush=True)
        names = list(dict.fromkeys(args.only or TECHNIQUES))
        runs = {(name, seed): pool.submit(train, args.program, data, pathlib.Path(folder, f"{names.index(name)}-{seed}"), args.device,
                                          [f"model={args.model}", f"epochs={args.epochs}", f"seed={seed}", *TECHNIQUES[name]])
                for name in names for seed in range(1, args.seeds + 1)}
        for name in names:
            top, training, seconds = zip(*(runs[name, seed].result() for seed in range(1, args.seeds + 1)))
            print(f"| {name} | {statistics.mean(top):.2f} | {min(top):.2f} | {max(top):.2f} | "
                  f"{statistics.mean(training):.2f} | {statistics.mean(seconds):.0f} |", flush=True)


sys.exit(main())
