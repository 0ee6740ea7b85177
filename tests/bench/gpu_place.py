# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place that the parts of gpu_check.py work in: folders, the clock, and how a program is run."""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time


class Failed(Exception):
    """What was wrong, as a sentence."""


class Skipped(Exception):
    """Why it cannot run here."""


class OutOfTime(Exception):
    """The part's seconds were over."""


class Done:
    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def last(self):
        """What a person would read first."""
        lines = [row.strip() for row in (self.err + "\n" + self.out).splitlines() if row.strip()]
        return lines[-1][:400] if lines else "it said nothing"


class Check:
    def __init__(self, options, work):
        self.portable, self.out = pathlib.Path(options.portable), pathlib.Path(options.out)
        self.work, self.dry = pathlib.Path(work), options.dry_run
        self.device = "cpu" if self.dry else "cuda"
        self.end = time.monotonic() + options.seconds
        self.part_end, self.number = self.end, 0
        self.logs = self.out / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.program = str(self.portable / "resnet-train")
        self.torch, self.batch = torch_version(), options.batch
        self.started = []

    def left(self):
        return min(self.part_end, self.end) - time.monotonic()

    def start(self, name, words, env=None):
        """A process in a group of its own, whose output goes to logs."""
        self.number += 1
        base = self.logs / f"{self.number:03d}-{name}"
        with open(f"{base}.command", "w") as note:
            note.write(" ".join(map(str, words)) + "\n" + json.dumps(env or {}) + "\n")
        out, err = open(f"{base}.out", "wb"), open(f"{base}.err", "wb")
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   start_new_session=True, env={**os.environ, **(env or {})})
        out.close()
        err.close()
        self.started.append(process)
        process.base, process.begun = base, time.monotonic()
        return process

    def end_all(self):
        """What was started does not outlive this program."""
        for process in self.started:
            if process.poll() is None:
                kill(process)

    def finish(self, process, seconds=None):
        """Waits for its end, for the part's seconds at most."""
        limit = max(0.1, min(self.left(), seconds or self.left()))
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            kill(process)
            raise OutOfTime(f"{process.base.name} did not end within {limit:.0f} s") from None
        text = [pathlib.Path(f"{process.base}.{kind}").read_bytes().decode(errors="replace") for kind in ("out", "err")]
        return Done(process.returncode, text[0], text[1], time.monotonic() - process.begun)

    def run(self, name, words, seconds=None, env=None):
        return self.finish(self.start(name, words, env), seconds)

    def must(self, name, words, seconds=None, env=None):
        done = self.run(name, words, seconds, env)
        if done.code != 0:
            raise Failed(f"{name} ended with {done.code}: {done.last()}")
        return done

    def train_words(self, data, run, recipe, device=None):
        words = [self.program, "train", "--data", data, "--run", run, "--device", device or self.device]
        preset = recipe.pop("preset", "quick-look")
        words += ["--preset", preset]
        for key, value in recipe.items():
            words += ["--" + key[2:], value] if key.startswith("--") else ["--set", f"{key}={value}"]
        return words

    def new_run(self, name):
        return self.work / "runs" / name

    def keep(self, run):
        """The run's history, for whoever reads the logs."""
        for name in ("run.db", "run.db-wal", "recipe.json"):
            if (run / name).exists():
                shutil.copy(run / name, self.logs / f"{run.name}-{name}")


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def torch_version():
    """Of this Python, without loading it; empty where it has none."""
    try:
        from importlib.metadata import version
        return version("torch")
    except Exception:  # whatever: then there is none to be had
        done = subprocess.run([sys.executable, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""


def rows_of(run, query):
    with sqlite3.connect(f"file:{run / 'run.db'}?mode=ro", uri=True) as history:
        return history.execute(query).fetchall()


def save(check, result):
    (check.out / "result.json").write_text(json.dumps(result, indent=1) + "\n")
