# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scaling of data parallel training: images per second of 1, 2 ... ranks with one compute thread each, on a network whose steps
are bound by computing. Runs alternate, so that a busy machine is as unkind to one as to the other. peer = one rank."""
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile

ROUNDS = int(os.environ.get("STUDIO_BENCH_ROUNDS", "2"))
COUNTS = [int(word) for word in os.environ.get("STUDIO_BENCH_RANKS", "1 2").split()]


def speed(program, data, folder, count, number):
    run = str(pathlib.Path(folder) / f"run-{count}-{number}")
    line = [program, "train", "--data", data, "--run", run, "--preset", "quick-look", "--set", "epochs=1", "--set", "batch_size=128",
            "--threads", "1", "--workers", "1", "--ranks", str(count)]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rows = sqlite3.connect(run + "/run.db").execute("SELECT count, seconds FROM steps WHERE step > 2").fetchall()
    return statistics.median(pictures / seconds for pictures, seconds in rows)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        data = folder + "/sample"
        subprocess.run([program, "sample-data", data], check=True, stdout=subprocess.DEVNULL)
        speeds = {count: [] for count in COUNTS}
        for number in range(ROUNDS):
            for count in COUNTS:
                speeds[count].append(speed(program, data, folder, count, number))
    one = statistics.median(speeds[COUNTS[0]])
    for count in COUNTS[1:]:
        many = statistics.median(speeds[count])
        print(f"ranks.{count} ours={many:.1f} peer={one:.1f} ratio={many / one:.3f} unit=images/s")
        print(f"{count} ranks: {100 * many / one / count * COUNTS[0]:.0f} % efficiency", file=sys.stderr)


main()
