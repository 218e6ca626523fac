"""What TensorBoard's own reader finds in a directory of runs, as JSON: python read_tensorboard.py DIRECTORY"""

import json
import math
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

ALL = {"scalars": 0, "tensors": 0, "histograms": 0, "compressedHistograms": 0}


def number(value):
    return value if math.isfinite(value) else str(value)


def hparams(reader, tag):
    metadata = reader.summary_metadata.get(tag)
    if metadata is None:
        return None
    data = plugin_data_pb2.HParamsPluginData()
    data.ParseFromString(metadata.plugin_data.content)
    return data


def read(directory):
    reader = EventAccumulator(directory, size_guidance=ALL)
    reader.Reload()
    tags = reader.Tags()
    plugins = {tag: meta.plugin_data.plugin_name for tag, meta in reader.summary_metadata.items()}
    start = hparams(reader, "_hparams_/session_start_info")
    end = hparams(reader, "_hparams_/session_end_info")
    value = lambda v: getattr(v, v.WhichOneof("kind"))
    # Scalars of a single float32 are tensors to the reader, as TensorFlow 2 writes them.
    scalars = {
        tag: [[e.step, number(e.value)] for e in reader.Scalars(tag)] for tag in tags["scalars"]
    }
    tensors = {}
    for tag in tags["tensors"]:
        plugin = plugins.get(tag)
        read_tensor = lambda e: tensor_util.make_ndarray(e.tensor_proto)
        if plugin == "histograms":
            tensors[tag] = [[e.step, read_tensor(e).tolist()] for e in reader.Tensors(tag)]
        elif plugin == "text":
            tensors[tag] = [[e.step, [t.decode() for t in read_tensor(e)]] for e in reader.Tensors(tag)]
        elif plugin == "scalars":
            scalars[tag] = [[e.step, number(float(read_tensor(e)))] for e in reader.Tensors(tag)]
    return {
        "scalars": scalars,
        "tensors": tensors,
        "plugins": plugins,
        "hparams": start and {k: value(v) for k, v in start.session_start_info.hparams.items()},
        "status": end and end.session_end_info.status,
    }


root = sys.argv[1]
runs = {}
for directory, _, files in os.walk(root):
    if any("tfevents" in file for file in files):
        runs[os.path.relpath(directory, root)] = read(directory)
print(json.dumps(runs))
