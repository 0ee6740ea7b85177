# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a folder of TensorBoard's event files without TensorBoard: TFRecord framing with both checksums, protocol
buffers by their wire format. Prints what it found as JSON; ends with a word where anything is not as it must be."""
import json
import os
import struct
import sys

TABLE = []
for value in range(256):
    for _ in range(8):
        value = value >> 1 ^ 0x82F63B78 * (value & 1)
    TABLE.append(value)


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    while data:
        length, crc = struct.unpack('<QI', data[:12])
        assert masked(data[:8]) == crc, 'checksum of a length'
        body = data[12:12 + length]
        assert len(body) == length, 'cut'
        assert masked(body) == struct.unpack('<I', data[12 + length:16 + length])[0], 'checksum of an event'
        yield body
        data = data[16 + length:]


def fields(data):
    """(number, value) of each field: an int, or bytes."""
    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    at = 0
    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(kind) or (varint() if kind == 2 else sys.exit('unknown wire type'))
            assert at + size <= len(data), 'a field that is cut'
            yield key >> 3, data[at:at + size]
            at += size


def one(data, number, otherwise=b''):
    return dict(fields(data)).get(number, otherwise)


def hyperparameters(content, found):
    start, end = one(content, 3), one(content, 4)
    for number, entry in fields(start):
        if number == 1:
            (kind, raw), = fields(one(entry, 2))
            value = {2: lambda: struct.unpack('<d', raw)[0], 3: lambda: raw.decode(), 4: lambda: bool(raw)}[kind]()
            found['hparams'][one(entry, 1).decode()] = value
        elif number == 4:
            found['group'] = entry.decode()
    if end:
        found['status'] = one(end, 1)


def summary(data, step, wall, found):
    for number, value in fields(data):
        assert number == 1
        entry = dict(fields(value))
        tag = entry[1].decode()
        if 2 in entry:
            before = found['scalars'].get(tag)
            assert not before or before[-1][0] < step, 'a step twice, or out of order: ' + tag
            found['scalars'].setdefault(tag, []).append([step, struct.unpack('<f', entry[2])[0]])
            found['walls'].setdefault(tag, []).append(wall)
        elif 4 in entry:
            picture = dict(fields(entry[4]))
            assert picture[4][:2] == b'\xff\xd8' and picture[4][-2:] == b'\xff\xd9', 'no JPEG'
            found['pictures'][tag] = [step, picture[2], picture[1]]
        else:
            plugin = one(entry[9], 1)
            if one(plugin, 1) == b'hparams':
                hyperparameters(one(plugin, 2), found)
            else:
                assert one(plugin, 1) == b'text' and one(entry[8], 1) == 7
                found['texts'].setdefault(tag, []).append([step, one(entry[8], 8).decode()])


def read(folder):
    found = {'files': [], 'scalars': {}, 'walls': {}, 'pictures': {}, 'texts': {}, 'hparams': {}, 'starts': 0}
    for name in sorted(os.listdir(folder)):
        if 'tfevents' not in name or not os.path.getsize(os.path.join(folder, name)):
            continue
        found['files'].append(name)
        with open(os.path.join(folder, name), 'rb') as file:
            for count, body in enumerate(records(file.read())):
                event = dict(fields(body))
                wall, = struct.unpack('<d', event[1])
                if count == 0:
                    assert event[3] == b'brain.Event:2' and set(event) == {1, 3}, 'no head'
                elif 7 in event:
                    assert count == 1 and one(event[7], 1) == 1 and event.get(2, 0) == 0
                    found['starts'] += 1
                else:
                    summary(event[5], event.get(2, 0), wall, found)
    return found


print(json.dumps(read(sys.argv[1])).replace('NaN', '"NaN"'))
