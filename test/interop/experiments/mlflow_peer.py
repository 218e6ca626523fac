"""An MLflow server that is started and killed as it is told, and what MLflow's own client reads of it.

    python mlflow_peer.py PORT DIRECTORY

Commands are lines on standard input, and each is answered by a line of JSON: `start`, `kill`, `read EXPERIMENT`. To import MLflow
takes some seconds, so it is done once: the server and the client are forks of this process.
"""

import json
import math
import os
import signal
import sys
import traceback

# Before MLflow, which asks whether it is loaded.
import uvicorn
import mlflow.server
import mlflow.server.fastapi_app
import mlflow.store.tracking.sqlalchemy_store
from mlflow import MlflowClient
from mlflow.cli import cli

port, directory = sys.argv[1:3]
os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"


def forked(body):
    """The process that does this, and ends."""
    pid = os.fork()
    if pid != 0:
        return pid
    code = 1
    try:
        body()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def serve():
    """`mlflow server`, which ends by starting uvicorn: here it becomes it."""
    os.dup2(2, 1)

    def become(command, extra_env, **_):
        os.environ.update(extra_env)
        uvicorn.main(command[command.index("uvicorn") + 1 :])

    mlflow.server._exec_cmd = become
    options = {
        "host": "127.0.0.1",
        "port": port,
        "workers": "1",
        "backend-store-uri": f"sqlite:///{directory}/mlflow.db",
        "artifacts-destination": f"{directory}/artifacts",
    }
    cli(["server", *(f"--{name}={value}" for name, value in options.items())])


def number(value):
    return value if math.isfinite(value) else str(value)


def read(name):
    client = MlflowClient(tracking_uri=f"http://127.0.0.1:{port}")
    experiment = client.get_experiment_by_name(name)

    def plain(run):
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
    print(json.dumps([plain(run) for run in runs]), flush=True)


server = None
for line in sys.stdin:
    command, _, experiment = line.rstrip("\n").partition(" ")
    if command == "read":
        _, status = os.waitpid(forked(lambda: read(experiment)), 0)
        # It has answered by itself where it could.
        if status == 0:
            continue
    elif command == "start":
        server = forked(serve)
    elif server is not None:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        server = None
    print("null", flush=True)
if server is not None:
    os.kill(server, signal.SIGKILL)
    os.waitpid(server, 0)
