"""What clients of the WAL Telemetry API send that its document does not show: one set of headers for every request, forms,
ranges of any length, None for what is not asked for. Ends with 1 and says why where an answer is not what they can read."""

import sys
import time

import requests

url, token = sys.argv[1:]
base = url + "/api/v0/wal/telemetry"
session = requests.Session()
session.headers.update({"Authorization": "Bearer " + token, "Accept": "application/json"})


def answered(response, operation):
    assert response.status_code == 200, (response.url, response.status_code, response.text)
    answer = response.json()
    assert answer["success"] is True, answer
    assert answer["operation"] == operation, answer
    return answer


now = time.time()
for start, end in ((None, now), (now, None), (now, now), (now, now + 1e-6), (now - 7 * 86400, now)):
    params = {"metric_type": "operation_latency", "start_time": start, "end_time": end, "aggregation": None}
    answered(session.get(base + "/metrics", params=params), "get_telemetry")

answered(session.get(base + "/realtime"), "get_realtime_telemetry")
report = answered(session.post(base + "/report", data={"start_time": now - 60, "end_time": now}), "generate_telemetry_report")
answered(session.post(base + "/report", json={}), "generate_telemetry_report")
answered(session.get(base + "/config"), "get_telemetry_config")
changed = answered(session.post(base + "/config", data={"enabled": True, "sampling_interval": 30}), "update_telemetry_config")
assert changed["config"]["sampling_interval"] == 30, changed
answered(session.post(base + "/config", json={"enable_detailed_timing": False}), "update_telemetry_config")

# A client has one set of headers, and asks for pictures and pages with it.
picture = session.get(base + "/visualization/operation_latency", params={"width": 6, "height": 4})
assert picture.status_code == 200 and picture.content[:8] == b"\x89PNG\r\n\x1a\n", (picture.status_code, picture.text[:200])
for _ in range(100):
    page = session.get(base + "/reports/" + report["report_id"] + "/report.html")
    if page.status_code == 200:
        break
    time.sleep(0.1)
assert page.headers["content-type"].startswith("text/html"), page.headers

refused = session.get(base + "/metrics", params={"metric_type": "latency"})
assert refused.status_code == 400 and refused.json()["success"] is False, refused.text
assert refused.json()["parameter"] == "metric_type" and "operation_latency" in refused.json()["allowed"], refused.text
assert requests.get(base + "/realtime").status_code == 401
print("ok")
