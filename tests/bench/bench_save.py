# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a checkpoint of ResNet-50 (weights and momentum, 205 MB) costs a run: how long the trainer is kept, and how long
until the file is durable. The peer figures are the goals: 0.25 s and 5 s. Read from the run's own journal."""
import pathlib
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

SAVES = 6


def saves_of(run):
    try:
        rows = sqlite3.connect(f"file:{run}/run.db?mode=ro", uri=True).execute(
            "SELECT detail FROM events WHERE kind='checkpoint_saved'").fetchall()
    except sqlite3.Error:
        return []
    found = [re.search(r"durable in ([\d.]+) s(?: · training waited ([\d.]+) s)?", row[0]) for row in rows]
    return [(float(f[1]), float(f[2] or 0)) for f in found if f]  # a wait of less than 0.005 s is not told


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        data, run = folder + "/sample", folder + "/run"
        subprocess.run([program, "sample-data", data], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process = subprocess.Popen(
            [program, "train", "--data", data, "--preset", "quick-look", "--run", run, "--set", "model=resnet50",
             "--set", "stem=standard", "--set", "batch_size=32", "--set", "save_minutes=0.05", "--set", "epochs=100"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while process.poll() is None and len(saves_of(run)) < SAVES:
                time.sleep(0.5)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
        saves = saves_of(run)
        if len(saves) < SAVES:
            sys.exit("the run saved too few checkpoints")
        durable = statistics.median(s[0] for s in saves)
        waited = statistics.median(s[1] for s in saves[1:])  # the first one's memory is fresh
        size = max(p.stat().st_size for p in pathlib.Path(run, "checkpoints").iterdir()) / 1e6
    print(f"save.size ours={size:.1f} peer=204.8 ratio={size / 204.8:.3f} unit=MB")
    print(f"save.trainer_waits ours={waited:.3f} peer=0.250 ratio={waited / .25:.3f} unit=seconds")
    print(f"save.durable ours={durable:.3f} peer=5.000 ratio={durable / 5:.3f} unit=seconds")


main()
