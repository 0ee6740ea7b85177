# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark of gpu_check.py: ResNet-50 at 224 px in fp16, ours against PyTorch, in alternating rounds.

Ours reads, decodes and augments its pictures; PyTorch (peer_resnet50.py) has ready batches on the card, which is the best
that any loader could do for it. Ours is read from run.db: pictures over seconds of the steps after the warm-up."""
import json
import queue
import statistics
import subprocess
import sys
import pathlib
import threading
import time

import gpu_place as base

WARM = 40  # steps before the clock starts: the card's clock, cuDNN's choice, the graph
OURS = {"ours, packed set": ("max500-q90", ""), "ours, JPEG files": ("off", "")}
OFF = {f"ours without {off.replace(',', ' and ')}": ("max500-q90", off) for off in ("graph", "fused-norm", "fused-pool", "padded-input", "graph,fused-norm")}
PEERS = {"PyTorch eager": "eager", "PyTorch torch.compile": "compile"}


class Peer:
    """peer_resnet50.py, which stays and is asked for one round after the other: what it compiled is kept."""

    def __init__(self, check):
        words = [sys.executable, str(pathlib.Path(__file__).with_name("peer_resnet50.py")), "--batch",
                 2 if check.dry else check.batch, "--size", 64 if check.dry else 224]
        self.err = open(check.logs / "peer.err", "wb")
        self.process = subprocess.Popen([str(word) for word in words] + (["--cpu"] if check.dry else []), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.err, start_new_session=True)
        check.started.append(self.process)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def ask(self, kind, steps, warm, seconds):
        try:
            self.process.stdin.write(f"{kind} {steps} {warm}\n")
            self.process.stdin.flush()
            line = self.lines.get(timeout=max(1, seconds))
        except queue.Empty:
            raise base.OutOfTime("PyTorch did not answer in its time") from None
        except OSError:
            line = ""
        if not line:
            raise base.Failed("PyTorch's process ended; see peer.err in the logs")
        answer = json.loads(line)
        if "error" in answer:
            raise base.Failed(answer["error"])
        return answer

    def end(self):
        base.kill(self.process)
        self.err.close()


def our_round(check, name, number):
    pack, off = {**OURS, **OFF}[name]
    run = check.new_run(f"bench-{number}")
    recipe = {"preset": "imagenet-classic", "epochs": 1, "batch_size": 8 if check.dry else check.batch, "pack": pack,
              "precision": "fp32" if check.dry else "fp16", "save_minutes": 0}
    if check.dry:
        recipe.update(model="resnet20", stem="standard", image_size=32)
    env = {"RESNET_STUDIO_CUDA_OFF": off} if off else {}
    check.must(f"bench-{number}", check.train_words(check.work / "large", run, recipe), env=env)
    rows = base.rows_of(run, "SELECT count, seconds, wait_seconds FROM steps ORDER BY step")
    check.keep(run)
    warm = 4 if check.dry else WARM
    rows = rows[warm:]
    if len({row[0] for row in rows[:-1]}) > 1:
        raise base.Failed("its batches are not of one size")
    if len(rows) > 8 and rows[-1][0] != rows[0][0]:  # the rest of an epoch: also what it does to the steps still under way
        rows = rows[:-6]
    if not rows:
        raise base.Failed(f"the run had no more than {warm} steps")
    seconds = sum(row[1] for row in rows)
    return {"images_per_second": sum(row[0] for row in rows) / seconds, "waiting": sum(row[2] for row in rows) / seconds}


def card_now():
    """Clock, power and what holds the clock back, right after a round."""
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=clocks.sm,power.draw,clocks_throttle_reasons.active", "--format=csv,noheader"],
                              capture_output=True, text=True, timeout=5)
        return done.stdout.strip() if done.returncode == 0 else ""
    except (OSError, subprocess.TimeoutExpired):
        return ""


class Rounds:
    """Who was measured how often, what it cost, and who is out."""

    def __init__(self):
        self.found, self.cost, self.out, self.number = {}, {}, {}, 0

    def go(self, check, name, peer):
        if name in self.out or check.left() < 1.2 * self.cost.get(name, 10):
            return
        self.number += 1
        begun = time.monotonic()
        try:
            if name in PEERS:
                steps, warm = (2, 1) if check.dry else (50, 20)
                answer = peer.ask(PEERS[name], steps, warm, check.left())
            else:
                answer = our_round(check, name, self.number)
        except base.OutOfTime as why:
            if name not in self.found:
                self.out[name] = f"unfinished: {why}"
            if name in PEERS:
                self.out.update({other: "PyTorch's process hangs" for other in PEERS if other not in self.found})
            return
        except (base.Failed, base.Skipped) as why:
            self.out[name] = str(why)
            return
        self.found.setdefault(name, []).append({**answer, "card": card_now()})
        self.cost[name] = time.monotonic() - begun - answer.get("compiling", 0)


def benchmark(check, result):
    peer, rounds = None, Rounds()
    if not check.torch:
        rounds.out.update({name: "skipped: this Python has no torch" for name in PEERS})
    else:
        peer = Peer(check)
        if check.dry:
            rounds.out["PyTorch torch.compile"] = "skipped: needs a card"
    if check.dry:
        rounds.out.update({name: "skipped: needs a card" for name in OFF})
    main, off = [*OURS, *PEERS], list(OFF)
    order = [main, main[::-1]] if check.dry else [main, off, main[::-1], main, off[::-1], main[::-1], main, off]
    try:
        for name in (name for group in order for name in group):
            rounds.go(check, name, peer)
            fill(result["benchmark"], check, rounds)
            base.save(check, result)
    finally:
        if peer:
            peer.end()
    bad = {name: why for name, why in rounds.out.items() if not why.startswith("skipped")}
    never = [name for name in [*main, *off] if name not in rounds.found and name not in rounds.out]
    if bad:
        raise base.Failed("; ".join(f"{name}: {why}" for name, why in bad.items()))
    if never:
        raise base.OutOfTime("no time was left for " + ", ".join(never))
    return f"{rounds.number} rounds"


def fill(into, check, rounds):
    medians = {name: statistics.median(one["images_per_second"] for one in found) for name, found in rounds.found.items()}
    rows = []
    for name in [*OURS, *OFF, *PEERS]:
        row = {"name": name, "images_per_second": medians.get(name), "note": rounds.out.get(name, "")}
        found = rounds.found.get(name, [])
        row["rounds"] = [round(one["images_per_second"], 1) for one in found]
        row["card"] = [one["card"] for one in found]
        if found and "waiting" in found[0]:
            row["waiting"] = statistics.median(one["waiting"] for one in found)
        for key, peer in (("ratio_to_eager", "PyTorch eager"), ("ratio_to_compile", "PyTorch torch.compile")):
            row[key] = medians[name] / medians[peer] if name in medians and peer in medians else None
        rows.append(row)
    into.update(batch=8 if check.dry else check.batch, dry_run=check.dry, rows=rows)


def table_of(found):
    if not found.get("rows"):
        return "no benchmark\n"
    what = "a dry run: these figures say nothing" if found["dry_run"] else "ResNet-50, 224 px, fp16"
    text = f"{what}, batch {found['batch']}; PyTorch has its batches on the card already, ours loads and augments;\n"
    text += "torch.compile is in its default mode, without CUDA graphs\n"
    text += f"{'':<32} {'img/s':>9} {'x eager':>8} {'x compile':>9} {'waiting':>8}  rounds\n"
    number = lambda value, form: format(value, form) if value is not None else "-"
    for row in found["rows"]:
        text += (f"{row['name']:<32} {number(row['images_per_second'], '9.1f'):>9} {number(row['ratio_to_eager'], '8.3f'):>8} "
                 f"{number(row['ratio_to_compile'], '9.3f'):>9} {number(row.get('waiting'), '8.1%'):>8}  "
                 f"{' '.join(map(str, row['rounds'])) or row['note']}\n")
    return text
