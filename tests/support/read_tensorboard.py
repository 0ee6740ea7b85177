# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a folder by TensorBoard's own reader, and again at each line of standard input, as a TensorBoard does that is
left open. Prints a line of JSON each time: the figures by tag, the kinds of the others."""
import json
import sys

from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata
from tensorboard.util import tensor_util

reader = EventAccumulator(sys.argv[1], size_guidance={'tensors': 0})
while True:
    reader.Reload()
    found = {'scalars': {}, 'others': {}, 'hparams': {}}
    for tag in reader.Tags()['tensors']:
        plugin = reader.SummaryMetadata(tag).plugin_data
        if plugin.plugin_name == 'scalars':
            found['scalars'][tag] = [[event.step, float(tensor_util.make_ndarray(event.tensor_proto))]
                                     for event in reader.Tensors(tag)]
        else:
            found['others'][tag] = plugin.plugin_name
        if tag == metadata.SESSION_START_INFO_TAG:
            info = metadata.parse_session_start_info_plugin_data(plugin.content)
            found['hparams'] = {key: getattr(value, value.WhichOneof('kind')) for key, value in info.hparams.items()}
    print(json.dumps(found), flush=True)
    if not sys.stdin.readline():
        break
