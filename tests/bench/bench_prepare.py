# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Megabytes a second of `resnet-train prepare` on archives laid out like those of ILSVRC2012: 1,000 classes, 5,000
training and 1,000 validation pictures of 100 KB. The peer unpacks them as torchvision does: tarfile extracts the outer
archive, then each inner one, and moves the validation pictures; both until everything is durable. Then a job that is killed half-way, and the next one."""
import io
import json
import os
import random
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tarfile
import tempfile
import time

CLASSES, PER_CLASS, VAL, SIZE, ROUNDS = 1000, 5, 1000, 100_000, 3
NAMES = ("ILSVRC2012_img_train.tar", "ILSVRC2012_img_val.tar", "ILSVRC2012_devkit_t12.tar.gz")


def element(kind, data):
    return struct.pack("<ii", kind, len(data)) + data + b"\0" * (-len(data) % 8)


def array(kind, rows, columns, content, name=b""):
    return element(14, element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack("<ii", rows, columns)) +
                   element(1, name) + content)


def number(value):
    return array(11, 1, 1, element(4, struct.pack("<H", value)))


def text(value):
    return array(4, 1, len(value), element(16, value.encode()))


def meta_mat(ids):
    fields = ("ILSVRC2012_ID", "WNID", "words", "num_children", "num_train_images")
    cells = b"".join(number(i + 1) + text(w) + text(f"class {i}") + number(0) + number(PER_CLASS)
                     for i, w in enumerate(ids))
    names = b"".join(f.encode().ljust(32, b"\0") for f in fields)
    return (b" " * 124 + b"\x00\x01IM" +
            array(2, len(ids), 1, element(5, struct.pack("<i", 32)) + element(1, names) + cells, b"synsets"))


def add(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def write_archives(folder, dice):
    ids = [f"n{1440764 + 131 * i:08d}" for i in range(CLASSES)]
    dice.shuffle(ids)
    picture = b"\xff\xd8\xff\xe0" + dice.randbytes(SIZE)
    with tarfile.open(f"{folder}/{NAMES[0]}", "w") as outer:
        for wnid in ids:
            inner = io.BytesIO()
            with tarfile.open(fileobj=inner, mode="w") as tar:
                for i in range(PER_CLASS):
                    add(tar, f"{wnid}_{7 * i + 3}.JPEG", picture)
            add(outer, f"{wnid}.tar", inner.getvalue())
    truth = [dice.randrange(CLASSES) for _ in range(VAL)]
    with tarfile.open(f"{folder}/{NAMES[1]}", "w") as tar:
        for i in range(VAL):
            add(tar, f"ILSVRC2012_val_{i + 1:08d}.JPEG", picture)
    with tarfile.open(f"{folder}/{NAMES[2]}", "w:gz") as tar:
        add(tar, "ILSVRC2012_devkit_t12/data/meta.mat", meta_mat(ids))
        add(tar, "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt",
            "".join(f"{t + 1}\n" for t in truth).encode())
    return [ids[t] for t in truth]


def ours(program, archives, out):
    line = [program, "prepare", archives, out, "--expect", "none", "--json"]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)


def peer(archives, out, val_classes):
    with tarfile.open(f"{archives}/{NAMES[0]}") as tar:
        tar.extractall(f"{out}/train")
    for name in os.listdir(f"{out}/train"):
        folder = f"{out}/train/{name[:-4]}"
        with tarfile.open(f"{folder}.tar") as tar:
            tar.extractall(folder)
        os.remove(f"{folder}.tar")
    with tarfile.open(f"{archives}/{NAMES[1]}") as tar:
        tar.extractall(f"{out}/val")
    for wnid in set(val_classes):
        os.mkdir(f"{out}/val/{wnid}")
    for i, wnid in enumerate(val_classes):
        file = f"ILSVRC2012_val_{i + 1:08d}.JPEG"
        shutil.move(f"{out}/val/{file}", f"{out}/val/{wnid}/{file}")
    subprocess.run(["sync", "-f", out], check=True)


def timed(call, *arguments):
    begin = time.monotonic()
    call(*arguments)
    return time.monotonic() - begin


def pictures_in(folder):
    return sum(name.endswith(".JPEG") for _, _, files in os.walk(folder) for name in files)


def killed_half_way(program, archives, out):
    process = subprocess.Popen([program, "prepare", archives, out, "--expect", "none"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while process.poll() is None and pictures_in(out) < CLASSES * PER_CLASS // 2:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    return pictures_in(out), ours(program, archives, out)


def main():
    program, total = sys.argv[1], CLASSES * PER_CLASS + VAL
    with tempfile.TemporaryDirectory() as folder:
        archives = f"{folder}/archives"
        os.mkdir(archives)
        val_classes = write_archives(archives, random.Random(1))
        size = sum(os.path.getsize(f"{archives}/{n}") for n in NAMES) / 1e6
        rates = {"ours": [], "peer": []}
        for i in range(ROUNDS):  # nothing is deleted meanwhile: ext4 looks long for inodes after many were freed
            rates["ours"].append(size / timed(ours, program, archives, f"{folder}/ours{i}"))
            rates["peer"].append(size / timed(peer, archives, f"{folder}/peer{i}", val_classes))
            same = subprocess.run(["diff", "-rq", "-x", "classes.json", "-x", ".prepare.json", f"{folder}/ours{i}",
                                   f"{folder}/peer{i}"], stdout=subprocess.DEVNULL).returncode == 0
            if not same:
                sys.exit("ours and the peer's pictures differ")
        before, after = killed_half_way(program, archives, f"{folder}/killed")
        again = timed(ours, program, archives, f"{folder}/killed")
        if pictures_in(f"{folder}/killed") != total:
            sys.exit("the second job did not complete the first")
    ratio = statistics.median(o / p for o, p in zip(rates["ours"], rates["peer"]))
    print(f"prepare.unpack ours={statistics.median(rates['ours']):.0f} peer={statistics.median(rates['peer']):.0f} "
          f"ratio={ratio:.2f} unit=MB_per_second")
    print(f"prepare.resumed killed_after={before} written_then={after['written']} of={total} pictures")
    print(f"prepare.nothing_to_do ours={again:.2f} peer=3.00 ratio={again / 3:.3f} unit=seconds")


main()
