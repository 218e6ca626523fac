"""What MLflow's own client reads of an experiment, as JSON: python read_mlflow.py URL EXPERIMENT"""

import json
import math
import sys

from mlflow import MlflowClient

url, name = sys.argv[1:3]
client = MlflowClient(tracking_uri=url)
experiment = client.get_experiment_by_name(name)


def number(value):
    return value if math.isfinite(value) else str(value)


def read(run):
    history = {
        key: [[m.step, number(m.value)] for m in client.get_metric_history(run.info.run_id, key)]
        for key in run.data.metrics
    }
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "has_ended": run.info.end_time is not None,
        "parameters": run.data.params,
        "tags": run.data.tags,
        "history": history,
    }


runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time ASC"])
print(json.dumps([read(run) for run in runs]))
