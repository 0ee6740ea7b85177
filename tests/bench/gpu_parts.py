# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of gpu_check.py, one function each. It returns what there is to tell, or raises Failed or Skipped."""
import hashlib
import json
import os
import pathlib
import shutil
import struct
import time

import gpu_place as base

CLASSES = 10
SMALL = 64  # training pictures a class of the set for the checks: 20 batches of 32
FIXED_BITS = {"RESNET_STUDIO_DETERMINISTIC": "1"}


def pictures(check, _):
    """Draws a small set, and one for the benchmark, whose files are linked to many names."""
    small, large = check.work / "small", check.work / "large"
    drawn, names, size = (4, 2, 96) if check.dry else (256, 10, 400)  # a hundred whole batches of 256
    check.must("draw-small", [check.program, "sample-data", small, "--train", SMALL, "--val", 8])
    check.must("draw-large", [check.program, "sample-data", large, "--train", drawn, "--val", 2, "--size", size])
    for file in list((large / "train").glob("*/*.jpg")):
        for copy in range(1, names):
            link(file, file.with_name(f"{copy:02d}-{file.name}"))
    done = check.must("pack", [check.program, "pack", large, "--preset", "max500-q90", "--json"])
    files = list((large / "train").glob("*/*.jpg"))
    mean = sum(file.stat().st_size for file in files[:400]) / len(files[:400]) / 1000
    return f"{len(files)} training pictures of {size} px, {mean:.0f} KB each; packed in {done.seconds:.1f} s"


def link(file, name):
    try:
        os.link(file, name)
    except OSError:  # not every file system has them
        shutil.copyfile(file, name)


def system_info(check, result):
    if shutil.which("nvidia-smi"):
        check.run("nvidia-smi", ["nvidia-smi"])
    info = json.loads(check.must("system-info", [check.program, "system-info", "--json"]).out)
    result["system"] = info
    names = [device["name"] for device in info["devices"]]
    if not check.dry and not any(device["id"].startswith("cuda") for device in info["devices"]):
        raise base.Failed(f"no card is offered: {info['cuda_problem'] or info['gpu_problem'] or info['gpu_note']}")
    return f"{'; '.join(names)}; driver {info['driver'] or 'none'}; torch {check.torch or 'none'}"


def cuda_tests(check, _):
    program = check.portable / "studio_cuda_tests"
    if not program.exists():
        raise base.Skipped("this portable build has no studio_cuda_tests")
    done = check.run("cuda-tests", [program])
    if check.dry and done.code == 77:  # it was started, and found no card
        raise base.Skipped("needs a card")
    if done.code != 0:
        wrong = [row.strip() for row in done.out.splitlines() if row.startswith("FAILED")]
        raise base.Failed(f"it ended with {done.code}: {'; '.join(wrong[:4]) or done.last()}")
    return done.last()


def sanitizer(check, _):
    program = check.portable / "studio_cuda_tests"
    tool = shutil.which("compute-sanitizer") or next(
        (str(path) for path in pathlib.Path("/usr/local").glob("cuda*/bin/compute-sanitizer")), None)
    if not program.exists():
        raise base.Skipped("this portable build has no studio_cuda_tests")
    if check.dry:
        raise base.Skipped("needs a card")
    if not tool:
        raise base.Skipped("this machine has no compute-sanitizer")
    # Our kernels alone: the other checks fill the card on purpose. Each tensor has memory of its own, or a write beside it
    # would fall into LibTorch's large blocks unseen.
    told = []
    for kind, words in (("memcheck", ["fused batch norm", "maximum", "prepared"]), ("racecheck", ["fused batch norm, fp16"])):
        done = check.run(f"sanitizer-{kind}", [tool, "--tool", kind, "--target-processes", "all", "--error-exitcode", 9, program, *words],
                         env={"PYTORCH_NO_CUDA_MEMORY_CACHING": "1", "STUDIO_CHECK_SMALL": "1"})
        if "Device not supported" in done.out + done.err:
            raise base.Skipped("compute-sanitizer does not support the device here")
        if done.code != 0:
            raise base.Failed(f"{kind} ended with {done.code}: {done.last()}")
        told.append(f"{kind}: {done.last()}")
    return "; ".join(told)


def tiny(check):
    """What a dry run's recipe has besides."""
    return {"image_size": 16, "--threads": 1} if check.dry else {}


def twenty_steps(check, name, device, more):
    run = check.new_run(name)
    recipe = {**tiny(check), "epochs": 1, "batch_size": 32, "learning_rate": 0.001, "warmup_epochs": 0, "schedule": "constant",
              "brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.1, "save_minutes": 0, **more}
    check.must(name, check.train_words(check.work / "small", run, recipe, device))
    check.keep(run)
    losses = [loss for loss, in base.rows_of(run, "SELECT loss FROM steps ORDER BY step")]
    if len(losses) != 20:
        raise base.Failed(f"{name}: there are {len(losses)} steps instead of 20")
    return losses


def first_steps(check, _):
    """The program itself, on the device, before anything that takes longer."""
    losses = twenty_steps(check, "first-steps", None, {})
    return f"20 steps on {check.device}, loss {losses[0]:.3f} to {losses[-1]:.3f}"


def same_losses(check, _):
    """Twenty steps in fp32: on the card and on the CPU; in a dry run, with one thread and with two."""
    ours = twenty_steps(check, "losses-device", None, {"--threads": 1} if check.dry else {})
    cpu = twenty_steps(check, "losses-cpu", "cpu", {"--threads": 2} if check.dry else {})
    apart = [abs(a - b) for a, b in zip(ours, cpu)]
    told = f"losses differ by {max(apart[:5]):.1e} in the first 5 steps, by {max(apart):.1e} in 20 ({ours[0]:.3f} to {ours[-1]:.3f})"
    # What rounding begins, training multiplies, up to 1e-3 here between one thread and two; a rate that is half of what it
    # should be is 0.1 off.
    if not (max(apart[:5]) < 0.002 and max(apart) < 0.03):
        raise base.Failed(told)
    return told


def tensors_of(file):
    """Name -> what it holds, of a checkpoint; its own checksum is compared on the way."""
    data = file.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8:8 + length]), data[8 + length:]
    told = header.pop("__metadata__")["sha256"]
    if hashlib.sha256(body).hexdigest() != told:
        raise base.Failed(f"{file.name} does not have the checksum that it names")
    return {name: (tensor["dtype"], tensor["shape"], body[slice(*tensor["data_offsets"])]) for name, tensor in header.items()}


def newest(run):
    files = sorted((run / "checkpoints").glob("step-*.safetensors"))
    if not files:
        raise base.Failed(f"{run.name} left no checkpoint")
    return files[-1]


def wait_for(check, process, seen):
    while process.poll() is None and not seen():
        if check.left() <= 0:
            base.kill(process)
            raise base.OutOfTime("what was waited for did not come")
        time.sleep(0.01)


def resume(check, _):
    """A run that is stopped in the middle and resumed ends with the bits of one that is not."""
    recipe = {"epochs": 4 if check.dry else 30, "batch_size": 32, "brightness": 0.2, **tiny(check)}
    if not check.dry:
        recipe.update(preset="small-images", precision="fp16")  # the loss scale goes on, too
    whole, parts = check.new_run("whole"), check.new_run("in-parts")
    check.must("resume-whole", check.train_words(check.work / "small", whole, dict(recipe)), env=FIXED_BITS)
    process = check.start("resume-first", check.train_words(check.work / "small", parts, dict(recipe)), env=FIXED_BITS)
    wait_for(check, process, lambda: any((parts / "checkpoints").glob("step-*.safetensors")))
    process.poll() is None and process.terminate()
    done = check.finish(process)
    if done.code != 0:
        raise base.Failed(f"a stop ended with {done.code}: {done.last()}")
    stopped_at = base.rows_of(parts, "SELECT max(step) FROM steps")[0][0]
    check.must("resume-second", [check.program, "resume", parts], env=FIXED_BITS)
    steps = [base.rows_of(run, "SELECT step, loss, count FROM steps ORDER BY step") for run in (whole, parts)]
    check.keep(whole)
    check.keep(parts)
    if stopped_at >= steps[0][-1][0]:
        raise base.Failed("the run was over before it could be stopped: nothing was resumed")
    first = next((a[0] for a, b in zip(*steps) if a != b), None)
    if first is not None or len(steps[0]) != len(steps[1]):
        raise base.Failed(f"stopped after step {stopped_at}; the losses differ from step {first} on")
    ends = [newest(run) for run in (whole, parts)]
    tensors = [tensors_of(file) for file in ends]
    other = [name for name in tensors[0] if tensors[0][name] != tensors[1].get(name)]
    if ends[0].name != ends[1].name or other or len(tensors[0]) != len(tensors[1]):
        raise base.Failed(f"stopped after step {stopped_at}; {len(other)} of {len(tensors[0])} tensors differ: {other[:3]}")
    return f"stopped after step {stopped_at} of {steps[0][-1][0]}; {len(tensors[0])} tensors and all losses are the same bits"


def out_of_memory(check, _):
    """The largest batch that would fit is named, and nothing is left behind."""
    if check.dry:
        raise base.Skipped("needs a card")
    run = check.new_run("too-large")
    info = json.loads(check.must("system-info-memory", [check.program, "system-info", "--json"]).out)
    memory = max(device["memory_bytes"] for device in info["devices"] if device["id"].startswith("cuda"))
    batch = 64 * max(16, memory >> 30)  # a picture takes more than 1/64 GiB
    recipe = {"preset": "imagenet-classic", "epochs": 1, "batch_size": batch, "precision": "fp16", "pack": "off"}
    done = check.run("too-large", check.train_words(check.work / "large", run, recipe))
    if done.code != 75 or "Choose a batch size of" not in done.err:
        raise base.Failed(f"it ended with {done.code}, should be 75 with a size that fits: {done.last()}")
    return next(row.strip() for row in done.err.splitlines() if "Choose a batch size of" in row)


def checkpoints(check, _):
    """Saved while it trains, killed, resumed: no step is lost or twice, every checkpoint is whole."""
    run = check.new_run("saving")
    recipe = {"epochs": 4 if check.dry else 8, "batch_size": 32, "save_minutes": 0.005 if check.dry else 0.02, "keep_last": 6,
              **tiny(check)}
    if not check.dry:
        recipe.update(preset="imagenet-classic", image_size=96, precision="amp")
    process = check.start("saving", check.train_words(check.work / "small", run, recipe))
    wait_for(check, process, lambda: len(list((run / "checkpoints").glob("step-*.safetensors"))) >= 2)
    ended = process.poll() is not None
    base.kill(process)
    if ended:
        raise base.Failed(f"it ended by itself with {process.returncode}: {check.finish(process).last()}")
    check.must("saving-resumed", [check.program, "resume", run])
    steps = [step for step, in base.rows_of(run, "SELECT step FROM steps ORDER BY step")]
    saved = base.rows_of(run, "SELECT count(*) FROM events WHERE kind='checkpoint_saved'")[0][0]
    check.keep(run)
    if steps != list(range(1, len(steps) + 1)) or len(steps) != recipe["epochs"] * SMALL * CLASSES // 32:
        raise base.Failed(f"the history has {len(steps)} steps, the last one {steps[-1] if steps else 'none'}")
    files = sorted((run / "checkpoints").glob("step-*.safetensors"))
    for file in files:
        tensors_of(file)
    return f"{saved} checkpoints saved under load, one kill; {len(files)} files are whole, {len(steps)} steps without a gap"
