# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: 0BSD
"""A page that classifies pictures with the network beside it: `python app.py`, or a Hugging Face Space.

All that is special to this network is in space.json and model.safetensors. `classify` needs no Gradio.
"""

import functools
import html
import json
import re
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import model

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "space.json").read_text(encoding="utf-8"))
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")  # those that the network's own program reads
LONGEST = 100  # times as long as wide: beyond that the resized picture would fill the memory


def refuse_unreadable(tags):
    """ValueError for TIFFs that Pillow opens and takes for others: what it shows of them is noise."""

    def values(tag):
        value = tags.get(tag, 1)
        return value if isinstance(value, tuple) else (value,)

    bits, kind = max(values(258)), tags.get(262)
    if bits not in (1, 2, 4, 8, 16) or not {1, 4}.issuperset(values(339)):
        what = f"holds {bits}-bit numbers that are no plain levels"
    elif kind in (8, 9, 10):
        what = "is in Lab colours"
    elif bits == 16 and kind == 5:
        what = "is CMYK with 16 bits a colour"
    elif bits == 16 and max(values(277)) > 1 and tags.get(284) == 2:
        what = "has 16 bits a colour, one colour behind the other (planar)"
    else:
        return
    raise ValueError(f"The TIFF {what}, which this page cannot read. Save it with 8 bits a colour, as RGB")


def eight_bits(picture):
    """Grey of 16 bits as its high bytes: Pillow alone would cut everything above 255."""
    tags = getattr(picture, "tag_v2", None) or {}
    if tags:
        refuse_unreadable(tags)
    if picture.mode != "I" and not picture.mode.startswith("I;16"):
        return picture
    values = np.asarray(picture).astype(np.int64) >> 8
    if tags.get(262) == 0:  # WhiteIsZero, which Pillow heeds for 8 bits alone
        values = 255 - values
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def prepare(file):
    """A picture's file as the network is given it: float32 [3, side, side].

    The short side is resized, the middle cut out, the colours normalised. The camera's orientation is not looked at:
    the network was trained without it.
    """
    side, short = ABOUT["image_size"], ABOUT["resize"]
    with Image.open(file, formats=FORMATS) as opened:
        picture = eight_bits(opened).convert("RGB")
    if max(picture.size) > LONGEST * min(picture.size):
        raise ValueError(f"The picture is more than {LONGEST} times as long as wide")
    long = int(short * max(picture.size) / min(picture.size))
    size = (short, long) if picture.width <= picture.height else (long, short)
    picture = picture.resize(size, Image.BILINEAR)
    left, top = (round((edge - side) / 2) for edge in size)
    pixels = np.asarray(picture.crop((left, top, left + side, top + side)), np.float32)
    mean, deviation = (np.asarray(ABOUT[name], np.float32) for name in ("mean", "std"))
    one = np.float32(1)
    scaled = pixels * (one / (np.float32(255) * deviation)) + -mean / deviation
    return np.ascontiguousarray(scaled.transpose(2, 0, 1))


@functools.lru_cache(maxsize=1)
def network():
    return model.load(ABOUT["network"], HERE / "model.safetensors")


def classify(file):
    """{class: probability} of every class."""
    with torch.no_grad():
        logits = network()(torch.from_numpy(prepare(file))[None])[0]
    return dict(zip(ABOUT["labels"], logits.softmax(0).tolist(), strict=True))


def plain(text):
    """Text as Markdown that shows it."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def page():
    import gradio as gr

    def predict(file):
        if file is None:
            raise gr.Error("Choose a picture first")
        try:
            return classify(file)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
            raise gr.Error(f"The picture cannot be read: {problem}") from problem

    examples = [str(HERE / name) for name in ABOUT["examples"]]
    return gr.Interface(
        fn=predict,
        # The file as it came: Gradio would turn it as the camera says.
        inputs=gr.Image(type="filepath", image_mode=None, label="Picture"),
        outputs=gr.Label(num_top_classes=min(5, len(ABOUT["labels"])), label="Classes"),
        title=html.escape(ABOUT["title"]),
        description=plain(ABOUT["description"]),
        examples=examples or None,
        cache_examples=False,
        flagging_mode="never",
        api_name="predict",
    )


if __name__ == "__main__":
    page().launch()
