# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What packaging/gpu-check.sh runs: the checks and the benchmark of a portable build on a machine with an NVIDIA card.

Each part has a budget of seconds; one that fails is recorded and the next one runs. OUT gets result.json (written after
each part), table.txt and logs.tar.gz. Ends with 1 where a part failed or did not get its time, with 64 for usage."""
import argparse
import os
import platform
import shutil
import signal
import sys
import tarfile
import tempfile
import time
import traceback

import gpu_bench
import gpu_parts
from gpu_place import Check, Failed, OutOfTime, Skipped, save

FOR_BENCHMARK = 240  # seconds of the whole that are kept for it
FOR_CHECKS = {"resume": 30, "out-of-memory": 40, "checkpoints": 35, "sanitizer": 25}  # that the benchmark leaves to each
MOST_KEPT = 0.7      # share of what is left that may be kept for later parts, where all of it is little


def one_part(check, name, budget, kept, function, result):
    """Runs one part and records what it came to; nothing that it does stops the others, for which it leaves `kept` seconds."""
    begun = time.monotonic()
    check.part_end = min(begun + budget, check.end - kept)
    entry = {"name": name, "status": "passed", "detail": ""}
    try:
        if check.left() < 3:
            raise OutOfTime("no time was left for it")
        entry["detail"] = function(check, result) or ""
    except Skipped as why:
        entry.update(status="skipped", detail=str(why))
    except OutOfTime as why:
        entry.update(status="unfinished", detail=str(why))
    except Failed as why:
        entry.update(status="FAILED", detail=str(why))
    except Exception as error:
        (check.logs / f"{name}.traceback").write_text(traceback.format_exc())
        entry.update(status="FAILED", detail=f"{type(error).__name__}: {error}")
    entry["seconds"] = round(time.monotonic() - begun, 1)
    result["parts"].append(entry)
    save(check, result)
    print(f"{name:<20} {entry['status']:<10} {entry['seconds']:6.1f} s  {entry['detail']}", flush=True)


def kept_for(name, later, left):
    """Seconds of those that are left which the part must not use. Without pictures nothing else can run."""
    if name == "pictures":
        return 0
    behind = sum(seconds for part, seconds in FOR_CHECKS.items() if part in later)
    wanted = FOR_BENCHMARK + behind if "benchmark" in later else behind if name == "benchmark" else 0
    return min(wanted, MOST_KEPT * left)


def pack_logs(check):
    """One file: it is carried more easily than a hundred."""
    with tarfile.open(check.out / "logs.tar.gz", "w:gz") as archive:
        archive.add(check.logs, "logs")
    shutil.rmtree(check.logs)


def parts_of(dry):
    """Name, seconds at most, function. The order is that of what a failure would say most about."""
    return [("pictures", 90, gpu_parts.pictures), ("system-info", 30, gpu_parts.system_info),
            ("first-steps", 60, gpu_parts.first_steps), ("cuda-tests", 200, gpu_parts.cuda_tests),
            ("same-losses", 60, gpu_parts.same_losses), ("benchmark", 900 if dry else 500, gpu_bench.benchmark),
            ("resume", 60, gpu_parts.resume), ("out-of-memory", 75, gpu_parts.out_of_memory),
            ("checkpoints", 60, gpu_parts.checkpoints), ("sanitizer", 90, gpu_parts.sanitizer)]


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="gpu-check.sh")
    parser.add_argument("--dry-run", action="store_true", help="the same parts with tiny sizes on the CPU")
    parser.add_argument("--seconds", type=float, default=520, help="for all of it (default: 520)")
    parser.add_argument("--parts", default="", help="these alone, with commas between (pictures are always drawn)")
    parser.add_argument("--batch", type=int, default=256, help="of the benchmark (default: 256)")
    parser.add_argument("portable", nargs="?", default="portable", help="made by portable.sh (default: portable)")
    parser.add_argument("out", nargs="?", default="gpu-check", help="for results and logs (default: gpu-check)")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:
        sys.exit(64 if end.code else 0)
    options.portable, options.out = os.path.abspath(options.portable), os.path.abspath(options.out)
    if not os.access(os.path.join(options.portable, "resnet-train"), os.X_OK):
        print(f"There is no resnet-train in {options.portable}. Make it with packaging/portable.sh.", file=sys.stderr)
        sys.exit(64)
    known = [name for name, _, _ in parts_of(False)]
    unknown = [name for name in options.parts.split(",") if name and name not in known]
    if unknown:
        print(f"There is no part {unknown[0]}: {', '.join(known)}", file=sys.stderr)
        sys.exit(64)
    return options


def main():
    options = options_of(sys.argv[1:])
    chosen = [name for name in options.parts.split(",") if name]
    with tempfile.TemporaryDirectory(prefix="gpu-check-") as work:
        check = Check(options, work)
        version = check.portable / "VERSION"
        result = {"dry_run": check.dry, "machine": platform.platform(), "python": platform.python_version(), "torch": check.torch,
                  "portable": version.read_text().splitlines() if version.exists() else [], "parts": [], "benchmark": {}}
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            parts = [part for part in parts_of(check.dry) if not chosen or part[0] in chosen or part[0] == "pictures"]
            for place, (name, budget, function) in enumerate(parts):
                later = [part[0] for part in parts[place + 1:]]
                kept = 0 if check.dry else kept_for(name, later, check.end - time.monotonic())
                one_part(check, name, budget, kept, function, result)
                if name == "pictures" and result["parts"][-1]["status"] != "passed":
                    result["parts"] += [{"name": part, "status": "unfinished", "detail": "without pictures nothing can run",
                                         "seconds": 0} for part in later]
                    save(check, result)
                    break
        finally:
            check.end_all()
        table = gpu_bench.table_of(result["benchmark"])
        (check.out / "table.txt").write_text(table)
        print(table, end="")
        pack_logs(check)
    bad = [part["name"] for part in result["parts"] if part["status"] in ("FAILED", "unfinished")]
    print(f"{'not passed: ' + ', '.join(bad) if bad else 'all that can run here passed'}; results and logs are in {check.out}")
    sys.exit(1 if bad else 0)


main()
