"""Rows of segments as JSON, as an engine of Python has them: read.py pyarrow|chdb FOLDER COLUMN..."""

import datetime
import glob
import json
import sys

engine, folder, *columns = sys.argv[1:]


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def plain(name, value):
    """Times as microseconds, maps as objects."""
    if name in ("time", "end_time"):
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    return dict(value) if name == "labels" else value


if engine == "pyarrow":
    import pyarrow.parquet

    for path in sorted(glob.glob(folder + "/*.parquet")):
        for row in pyarrow.parquet.read_table(path, columns=columns).to_pylist():
            print(json.dumps({name: plain(name, value) for name, value in row.items()}))
else:
    import chdb

    spelled = [
        f"toUnixTimestamp64Micro({name}) AS {name}" if name in ("time", "end_time") else name for name in columns
    ]
    print(
        chdb.query(
            f"SELECT {', '.join(spelled)} FROM file('{folder}/*.parquet', Parquet)"
            " SETTINGS output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 1",
            "JSONEachRow",
        )
    )
