#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the small files that the fuzz targets start from, below the folder that is given."""
import base64
import hashlib
import io
import json
import pathlib
import struct
import sys
import zipfile
import zlib


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def checkpoint():
    data = bytes(range(16))
    fields = {"studio_format": "1", "step": "7", "epoch": "1", "step_in_epoch": "7", "epoch_end": "0", "seed": "42",
              "active_seconds": "1.5", "best_top1": "-1", "best_epoch": "0", "val_top1": "-1", "val_top5": "-1",
              "val_loss": "-1", "model": "resnet20", "stem": "small", "image_size": "16", "eval_resize": "16",
              "recipe_hash": "r", "class_hash": "c", "bad_pictures": "0", "next_pictures": "",
              "learning_rate_scale": "1", "rollbacks": "0", "sha256": hashlib.sha256(data).hexdigest()}
    header = {"__metadata__": {"header_sha256": "0" * 64, **fields}, "model.w": tensor("F32", [2, 2], 0, 16)}
    text = json.dumps(header, separators=(",", ":")).encode()
    return safetensors(text.replace(b"0" * 64, hashlib.sha256(text).hexdigest().encode(), 1), data)


def weights_files():
    one = {"a": tensor("F32", [2], 0, 8)}
    yield "checkpoint", checkpoint()
    yield "one", safetensors(one, b"\0" * 8)
    yield "scalar_and_empty", safetensors({"a": tensor("I64", [], 0, 8), "b": tensor("U8", [0], 8, 8)}, b"\1" * 8)
    yield "hole", safetensors({"a": tensor("U8", [1], 0, 1), "b": tensor("U8", [1], 2, 3)}, b"abc")
    yield "overlap", safetensors({"a": tensor("U8", [2], 0, 2), "b": tensor("U8", [2], 1, 3)}, b"abc")
    yield "huge_shape", safetensors({"a": tensor("F64", [2**40, 2**40], 0, 8)}, b"\0" * 8)
    yield "huge_length", safetensors(one, b"", 2**63)
    yield "twice", safetensors(b'{"a":{},"a":{}}')
    yield "deep", safetensors(b"[" * 40 + b"]" * 40)
    yield "metadata_number", safetensors({"__metadata__": {"a": 1}})
    yield "wrong_digest", safetensors({"__metadata__": {"sha256": "0"}, **one}, b"\0" * 8)


def recipes():
    yield "preset", json.dumps({"version": 1, "model": "resnet50", "image_size": 224, "nesterov": True,
                                "learning_rate": 0.1}).encode()
    yield "run", json.dumps({"format": 1, "app_version": "0.1.0", "version": 1, "recipe_name": "x", "data": "/d%20",
                             "val": "", "split": 0.1, "split_seed": 0, "device": "cpu", "workers": 2, "threads": 0,
                             "model": "resnet18", "epochs": 3}).encode()
    yield "unknown_key", b'{"version":1,"modle":"resnet18"}'
    yield "large_numbers", b'{"version":1,"epochs":9223372036854775808,"hue":1e999}'
    yield "wrong_types", b'{"version":1,"model":5,"nesterov":"yes"}'
    yield "escapes", b'{"version":1,"model":"\\ud83d\\ude00\\u0000"}'
    yield "other_version", b'{"version":2}'


def headers():
    yield "jpeg", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00\xff\xda"
    yield "jpeg_far", b"\xff\xd8\xff\xe1\xff\xff" + b"\0" * 20
    yield "png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 16, 9) + b"\x08\x02\0\0\0"
    yield "png_bomb", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 2**31, 2**31)
    yield "webp_lossy", b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\x10\0\0\x9d\x01\x2a\x10\0\x09\0"
    yield "webp_lossless", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x0f\x40\x02\0"
    yield "webp_extended", b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x08\0\0"
    yield "bmp", b"BM" + b"\0" * 12 + struct.pack("<Iii", 40, 16, -9) + b"\0" * 8
    yield "bmp_old", b"BM" + b"\0" * 12 + struct.pack("<IHH", 12, 16, 9)
    entry = lambda order, tag, value: struct.pack(order + "HHIHH", tag, 3, 1, value, 0)
    yield "tiff", b"II*\0\x08\0\0\0\x02\0" + entry("<", 256, 16) + entry("<", 257, 9)
    yield "tiff_big", b"MM\0*\0\0\0\x08\0\x02" + entry(">", 256, 16) + entry(">", 257, 9)
    yield "tiff_far", b"II*\0\xff\xff\xff\xff"
    yield "gif", b"GIF89a"


JPEG = ("/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
        "////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z")


def pictures():
    yield "grey", base64.b64decode(JPEG)
    yield "grey_cut", base64.b64decode(JPEG)[:-12]
    yield from (part for part in headers() if part[0].startswith("jpeg"))


def class_lists():
    yield "two", b'{"format":1,"classes":[{"index":0,"folder":"a%20b","name":"a b"},{"index":1,"folder":"c","name":"c"}]}'
    yield "order", b'{"format":1,"classes":[{"index":1,"folder":"a","name":"a"}]}'
    yield "bad_escape", b'{"format":1,"classes":[{"index":0,"folder":"%Z1","name":"a"}]}'
    yield "no_list", b'{"format":1,"classes":3}'


def packed_indexes():
    """Without their checksums: the target puts those behind."""
    entries = struct.pack("<IIIq", 3, 1, 30, 7) + struct.pack("<IIIq", 0, 0, 40, 8)

    def index(shuffled, behind, body=entries, damaged=struct.pack("<I", 0), pack=96 + 3, page=16):
        return b"RNSINDX1" + b"a" * 64 + b"originals".ljust(24, b"\0") + struct.pack(
            "<IIIQ", page, shuffled, behind, pack) + body + damaged

    yield "two", index(1, 1)
    yield "damaged", index(1, 1, damaged=struct.pack("<IIH", 1, 1, 3) + b"why")
    yield "wrong_damaged", index(1, 1, damaged=struct.pack("<IIH", 1, 0, 3) + b"why")
    yield "huge_count", index(2**32 - 1, 2**32 - 1)
    yield "huge_reason", index(1, 1, damaged=struct.pack("<IIH", 2**32 - 1, 1, 65535))
    yield "no_page", index(1, 1, page=0)
    yield "wrong_sum", index(1, 1, pack=2**63)
    page = struct.pack("<I", 2) + entries + struct.pack("<I", 0)
    yield "journal_page", struct.pack("<II", len(page), zlib.crc32(page)) + page
    page = struct.pack("<I", 2**32 - 1) + entries
    yield "journal_huge", struct.pack("<II", len(page), zlib.crc32(page)) + page


def folder_indexes():
    """Each a whole file, or the number of folders and their payload: the target puts a right head before that."""
    def entry(kind, name):
        return struct.pack("<BH", kind, len(name)) + name

    def folder(*entries, inode=7):
        return struct.pack("<QQqqI", 1, inode, 3, 4, len(b"".join(entries))) + b"".join(entries)

    two = folder(entry(1, b"cat"), entry(2, b"dog")) + folder(entry(0, b"1.jpg"), entry(3, b"2.png"), inode=8)
    yield "payload", b"\2" + two
    yield "file", (b"studio folders 2" + struct.pack("<IQ", 2, len(two)) + hashlib.sha256(two).hexdigest().encode() +
                   two)
    yield "twice", b"\2" + folder() + folder()
    yield "wrong_count", b"\3" + two
    yield "huge_entries", b"\1" + struct.pack("<QQqqI", 1, 2, 3, 4, 2**32 - 1)
    yield "cut", b"\2" + two[:-3]
    yield "entries", entry(0, b"1.jpg") + entry(1, b"2")
    yield "unsorted", entry(0, b"2.jpg") + entry(0, b"1.jpg")
    yield "outside", entry(0, b"../1.jpg")


def picture_lists():
    """Each a whole file, or the number of training pictures and the names: the target puts a right head before that."""
    def whole(names, **changes):
        head = {"train_folder": "train", "val_folder": "val", "split": False, "share": 0.1, "seed": 1, "train": 1,
                "val": 1, "bytes": len(names), "sha256": hashlib.sha256(names).hexdigest(), **changes}
        return b"resnet-studio pictures 1\n" + json.dumps(head).encode() + b"\n" + names

    two = b"ant/1.jpg\0ant/2.jpg\0"
    yield "file", whole(two)
    yield "names", b"\1" + two
    yield "latin1", b"\1caf\xe9/1.jpg\0b\ne%e/2.jpg\0"
    yield "outside", b"\1../../etc/passwd\0ant/2.jpg\0"
    yield "cut", b"\1" + two[:-1]
    yield "absolute", b"\1/etc/passwd\0ant//2.jpg\0"
    yield "huge_count", whole(two, train=2**63)
    yield "negative", whole(two, train=-1)
    yield "folder_outside", whole(two, val_folder="../val")
    yield "wrong_sum", whole(two, sha256="0" * 64)
    yield "not_numbers", whole(two, seed="x", share=None)


def pickles():
    """Pickles as they stand in files of PyTorch, and such files."""
    text = lambda word: b"X" + struct.pack("<I", len(word)) + word
    number = lambda value: b"\x8a\x08" + struct.pack("<q", value)
    sizes = lambda *values: b"(" + b"".join(map(number, values)) + b"t"
    ordered = b"ccollections\nOrderedDict\n)R"

    def view(shape, strides, offset=0, count=4, kind=b"FloatStorage"):
        return (b"ctorch._utils\n_rebuild_tensor_v2\n((" + text(b"storage") + b"ctorch\n" + kind + b"\n" + text(b"0") +
                text(b"cpu") + number(count) + b"tQ" + number(offset) + sizes(*shape) + sizes(*strides) + b"\x89" +
                ordered + b"tR")

    def rows(*pairs, start=b"}"):
        return start + b"(" + b"".join(text(key) + value for key, value in pairs) + b"u"

    def archive(value, more=()):
        with io.BytesIO() as out:
            with zipfile.ZipFile(out, "w") as made:
                for name, data in (("a/data.pkl", b"\x80\x02" + value + b"."), ("a/data/0", bytes(16)), *more):
                    made.writestr(zipfile.ZipInfo(name), data)
            return out.getvalue()

    state = rows((b"conv1.weight", view((2, 2), (2, 1))), (b"bn1.bias", view((2,), (1,), 2)), start=ordered)
    module = (b"cm\nN\n)\x81" + rows((b"_parameters", rows((b"w", view((4,), (1,))))), (b"_buffers", b"}"),
                                     (b"_modules", b"}")) + b"b")
    yield "state", archive(state)
    yield "in_model", archive(rows((b"model", state), (b"classes", b"](" + text(b"a") + text(b"b") + b"e")))
    yield "module", archive(module)
    yield "script", archive(state, [("a/constants.pkl", b").")])
    yield "strided", archive(rows((b"a", view((2, 2), (1, 2))), (b"b", view((2**40, 4), (0, 1)))))
    yield "negative", archive(rows((b"a", view((2,), (-1,))), (b"b", view((2,), (1,), -1))))
    yield "pickle", b"\x80\x02" + state + b"."
    yield "loop", b"\x80\x02}q\0(" + text(b"a") + b"h\0u."
    yield "call", b"cos\nsystem\n(" + text(b"true") + b"tR."
    yield "protocol_4", b"\x80\x04\x95\0\0\0\0\0\0\0\0}\x94(\x8c\1aK\1\x8c\1bG\0\0\0\0\0\0\0\0u."
    pickled = lambda value: b"\x80\x02" + value + b"."
    yield "legacy", (pickled(b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickled(number(1001)) +
                     pickled(rows((b"little_endian", b"\x88"))) + pickled(state) + pickled(b"](" + text(b"0") + b"e") +
                     struct.pack("<q", 4) + bytes(16))


def answers():
    yield "plain", b"# a comment\na b.jpg great owl\r\n\"c, \"\"d\"\".png\" 3\nno ending\n"
    yield "table", b"\xef\xbb\xbfid,path,label\n1,\"a,b.jpg\",c0\n2,b.png,\n"
    yield "mxnet", b"0\t4.000000\ta.jpg\n"
    yield "csv", (b"picture,problem,truth,top1,top1_name,top1_probability,n1,n2\n"
                  b"a.jpg,,n1,n1,owl,0.75,0.75,0.25\n'=b.jpg,broken,n2,,,,,\n")
    yield "csv_now", b"picture,problem,truth,top1,top1_name,top1_probability,p:n1,p:n2\na.jpg,,n1,n1,owl,0.75,0.75,0.25\n"
    yield "json", (b'{"format":"resnet-studio answers","version":1,"model":"run","classes":[{"class":"n1","name":"owl"}],'
                   b'"pictures":[\n{"file":"a%25.jpg","label":"n1","top":[{"index":0,"class":"n1","name":"owl",'
                   b'"probability":0.75}],"probabilities":[0.75]},\n{"file":"b.jpg","error":"broken"}\n],"count":2,'
                   b'"problems":1,"complete":true}\n')


def texts():
    yield "plain", b"n01440764/picture 1.jpg"
    yield "percent", b"100%25 %zz %"
    yield "latin1", b"caf\xe9\n\t\x7f"
    yield "utf8", "Käse 😀 \u202e".encode() + b"\xf0\x9f\x98\xc0\x80\xed\xa0\x80"


def main():
    root = pathlib.Path(sys.argv[1])
    for name, files in {"safetensors": weights_files, "recipe": recipes, "image_header": headers, "picture": pictures,
                        "classes": class_lists, "answers": answers, "text": texts, "pack_index": packed_indexes,
                        "folder_index": folder_indexes, "pictures_list": picture_lists,
                        "weights_file": pickles}.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for file, content in files():
            (root / name / file).write_bytes(content)


if __name__ == "__main__":
    main()
