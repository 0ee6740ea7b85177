# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other programs read by ours, and ours by theirs: a table, a row for each kind of file, program and version.
Networks of random weights, as no others can be had without the net; differences are of logits, up to a constant that
is the same for all classes. A program that is not installed here gets a row that says so.

bench_interop.py RESNET-TRAIN [FILE-OF-OTHERS]...: of those it says how they are answered, in which time and memory.
"""
import contextlib
import importlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile

import torch
import torchvision
from PIL import Image

SIDE, PICTURES = 64, 6
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
PROGRAM = sys.argv[1]
torch.set_num_threads(2)


def row(what, program, result):
    print(f"| {what} | {program} | {result} |", flush=True)


def version(name):
    try:
        return f"{name} {importlib.import_module(name).__version__}"
    except ImportError:
        return None


def ours(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)


def pictures(folder):
    folder.mkdir()
    for i in range(PICTURES):
        views = [(-2 + i / 9, -1.5, 1, 1.5 - j / 7) for j in range(3)]
        plane = [Image.effect_mandelbrot((SIDE, SIDE), view, 40 + 9 * j) for j, view in enumerate(views)]
        Image.merge("RGB", plane).save(folder / f"{i}.png")
    return sorted(folder.iterdir())


def batch(files):
    pixels = torch.stack([torchvision.transforms.functional.to_tensor(Image.open(f).convert("RGB")) for f in files])
    return (pixels - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


def with_random_weights(net):
    generator = torch.Generator().manual_seed(1)
    for name, value in net.state_dict().items():
        if name.endswith("running_var") or value.dim() == 1 and name.endswith("weight"):
            value.copy_(torch.rand(value.shape, generator=generator) + 0.5)
        elif value.dim() == 1:
            value.copy_(torch.randn(value.shape, generator=generator) * 0.1)
    net.eval()
    last = net.fc if hasattr(net, "fc") else net.linear
    with torch.no_grad():  # so that no probability is too small for a float
        last.weight.div_(net(torch.rand(2, 3, SIDE, SIDE, generator=generator)).std() / 2)
    return net


def logits_of(net, pixels):
    with torch.no_grad():
        return net(pixels).double()


def difference(one, other):
    one, other = one.log_softmax(1), other.log_softmax(1)
    return (one - other).abs().max().item()


def our_logits(run, files):
    """Of `classify`, as logarithms of the probabilities, in the classes' order."""
    done = ours("classify", run, *files, "--json", "--all", "--threads", 2)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or not rows:
        raise SystemExit(f"classify: {done.stderr}")
    return torch.tensor([one["probabilities"] for one in rows], dtype=torch.float64).log()


class CifarBlock(torch.nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.conv2 = torch.nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(width)
        self.stride, self.more = stride, width - before

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        if self.more:
            x = torch.nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.more // 2, self.more // 2))
        return torch.relu(x + y)


class Cifar20(torch.nn.Module):
    """Section 4.2 of arXiv 1512.03385, shortcuts of kind A, with the names that its ports use."""

    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(16)
        widths = [16, 16, 32, 64]
        for i in range(3):
            first = CifarBlock(widths[i], widths[i + 1], 2 if i else 1)
            others = [CifarBlock(widths[i + 1], widths[i + 1], 1) for _ in range(2)]
            setattr(self, f"layer{i + 1}", torch.nn.Sequential(first, *others))
        self.linear = torch.nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(torch.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


def as_type(value, kind):
    return value.to(kind) if value.is_floating_point() else value


def renamed(net, prefix):
    return {prefix + name: value for name, value in net.state_dict().items()}


def foreign(folder):
    """(what, program, file, network that computes the answer) of each kind that others write."""
    models, save = torchvision.models, torch.save
    tv, pt = version("torchvision"), version("torch")
    wide = with_random_weights(models.resnet50())
    small = with_random_weights(models.resnet18())

    def made(name, value, **how):
        save(value, folder / name, **how)
        return folder / name

    yield "state_dict, ResNet-18", tv, made("plain.pth", small.state_dict()), small
    yield "ResNet-50 in the format before zip, state_dict", tv, made(
        "old.pth", wide.state_dict(), _use_new_zipfile_serialization=False), wide
    parallel = {"epoch": 90, "state_dict": renamed(wide, "module."), "optimizer": {"state": {}, "param_groups": []}}
    yield "training checkpoint of DataParallel, ResNet-50", pt, made("parallel.pth.tar", parallel), wide
    yield "names of torch.compile, ResNet-18", pt, made("compiled.pt", renamed(small, "_orig_mod.")), small
    yield "network pickled whole, ResNet-18", pt, made("whole.pt", small), small
    cifar = with_random_weights(Cifar20())
    whole = {"state_dict": renamed(cifar, "module."), "best_prec1": 91.7}
    yield "ResNet-20 for CIFAR, `linear`, shortcuts A", pt, made("cifar.th", whole), cifar
    if (program := version("timm")) is not None:
        timm = importlib.import_module("timm")
        net = with_random_weights(timm.create_model("resnet34"))
        yield "state_dict, ResNet-34", program, made("timm.pth", net.state_dict()), net
    if (program := version("safetensors")) is not None:
        write = importlib.import_module("safetensors.torch").save_file
        deep = with_random_weights(models.resnet101())
        write(deep.state_dict(), folder / "deep.safetensors")
        yield "safetensors, ResNet-101", program, folder / "deep.safetensors", deep
        half = {name: as_type(value, torch.bfloat16) for name, value in small.state_dict().items()}
        write(half, folder / "half.safetensors")
        rounded = models.resnet18()
        rounded.load_state_dict({name: as_type(value, torch.float32) for name, value in half.items()})
        yield "safetensors, bfloat16, ResNet-18", program, folder / "half.safetensors", rounded.eval()


def imports(folder, files):
    names = folder / "ten.txt"
    names.write_text("".join(f"c{i}\n" for i in range(10)))
    for number, (what, program, file, net) in enumerate(foreign(folder)):
        run = folder / f"run{number}"
        classes = ["--classes", names if isinstance(net, Cifar20) else "imagenet-1k"]
        began = time.monotonic()
        done = ours("import", file, run, "--image-size", SIDE, "--set", f"eval_resize={SIDE}", *classes)
        seconds = time.monotonic() - began
        if done.returncode:
            row(what, program, f"REFUSED ({done.returncode}): {' '.join(done.stderr.split())[:200]}")
            continue
        apart = difference(our_logits(run, files), logits_of(net, batch(files)))
        row(what, program, f"imported in {seconds:.1f} s; logits differ by {apart:.1e} at most")
        yield what, run, net


def weights_lines(kind, file):
    load = "safetensors.torch.load_file" if kind == "safetensors" else "torch.load"
    return f"import torch, safetensors.torch\nnet.load_state_dict({load}({file!r}))\nx = batch([\"picture.jpg\"])\n"


def python_logits(lines, files, net):
    """What the lines that `export --python` prints compute: they are run as they stand, for each picture."""
    found = []
    for file in files:
        names = {"net": net, "batch": batch} if lines.startswith("import torch, safetensors.torch\n") else {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(lines.replace('"picture.jpg"', repr(str(file))), names)
        if "net" in names:
            found.append(logits_of(names["net"].eval(), names["x"]))
        else:
            found.append(torch.from_numpy(names["logits"]).double())
    return torch.cat(found)


def exports(folder, what, run, net, files):
    """Those that hold weights alone are opened as their own lines say; where there are none, into the network itself."""
    programs = {"pth": "torch", "safetensors": "safetensors", "torchscript": "torch", "onnx": "onnxruntime"}
    expected = our_logits(run, files)
    for kind, name in programs.items():
        if (program := version(name)) is None:
            row(f"{kind} of {what}", name, "not installed here")
            continue
        done = ours("export", run, folder / f"out-{run.name}.{kind}", "--format", kind, "--json")
        if done.returncode:
            row(f"{kind} of {what}", program, f"FAILED: {done.stderr}")
            continue
        told = json.loads(done.stdout)
        lines = told["python"] or weights_lines(kind, told["file"])
        apart = difference(python_logits(lines, files, net), expected)
        row(f"{kind} of {what}", program,
            f"{told['bytes'] / 1e6:.1f} MB; read back by ourselves {told['largest_difference']:.1e}, there {apart:.1e}")


MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode, done.stderr)
"""


def peak_of(*words):
    """(MB, exit code, what was said, seconds) of ours with these words."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", MEASURED, PROGRAM, *map(str, words)], capture_output=True, text=True)
    peak, ended, *said = done.stdout.split()
    return int(peak) / 1024, int(ended), " ".join(said), time.monotonic() - began


def answered(file):
    """How an import of a file ends, with the time and memory that it takes beyond one of a file that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        least, _, _, start = peak_of("import", folder + "/none.pth", folder + "/run")
        peak, ended, said, seconds = peak_of("import", file, folder + "/run", "--classes", "imagenet-1k")
    size = os.path.getsize(file) / 1e6
    cost = f"{max(0, seconds - start):.1f} s, {max(0, peak - least):.0f} MB more"
    return f"ends with {ended} after {cost} (file {size:.1f} MB): {said.split('resnet-train: ')[-1][:130]}"


class Code:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def hostile(folder):
    """(what, file) of files that are damaged, of another kind, or made to harm."""
    net = with_random_weights(torchvision.models.resnet18())
    torch.save({"state_dict": net.state_dict(), "more": Code(folder / "was-run")}, folder / "code.pth")
    yield "code in the pickle", folder / "code.pth"
    torch.jit.script(net).save(str(folder / "script.pt"))
    yield "TorchScript archive", folder / "script.pt"
    with zipfile.ZipFile(folder / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as bomb:
        with bomb.open("archive/data.pkl", "w", force_zip64=True) as member:
            for _ in range(1024):
                member.write(bytes(1 << 20))
    yield "zip bomb, 1 GB of zeros", folder / "bomb.pth"
    torch.save(net.state_dict(), folder / "whole.pth")
    content = bytearray((folder / "whole.pth").read_bytes())
    (folder / "cut.pth").write_bytes(content[:len(content) // 2])
    yield "the first half of a file", folder / "cut.pth"
    content[len(content) // 2] ^= 1
    (folder / "flipped.pth").write_bytes(content)
    yield "one bit of a weight flipped", folder / "flipped.pth"
    torch.save(torchvision.models.mobilenet_v2().state_dict(), folder / "other.pth")
    yield "another network, MobileNetV2", folder / "other.pth"
    wrong = net.state_dict()
    wrong["layer1.0.conv1.weight"][0, 0, 0, 0] = float("nan")
    torch.save(wrong, folder / "nan.pth")
    yield "a weight that is no number", folder / "nan.pth"
    (folder / "long.safetensors").write_bytes((10 << 30).to_bytes(8, "little") + b"{}" + bytes(64))
    yield "safetensors with a header of 10 GB", folder / "long.safetensors"


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        files = pictures(folder / "pictures")
        print("| what | program | result |\n| --- | --- | --- |")
        runs = list(imports(folder, files))
        for what, run, net in runs:
            if "before zip" in what or "CIFAR" in what:
                exports(folder, what.split(",")[0], run, net, files)
        for what, file in hostile(folder):
            row(what, "import", answered(file))
        if (folder / "was-run").exists():
            raise SystemExit("the code in the pickle was run")
        for file in sys.argv[2:]:
            row(os.path.basename(file), "import", answered(file))


main()
