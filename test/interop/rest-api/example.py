import requests
import time

# Get real-time telemetry
response = requests.get("http://localhost:8000/api/v0/wal/telemetry/realtime")
if response.status_code == 200:
    data = response.json()
    print(f"Latency metrics: {data.get('latency', {})}")
    print(f"Success rate: {data.get('success_rate', {})}")
    print(f"Error rate: {data.get('error_rate', {})}")
    print(f"Throughput: {data.get('throughput', {})}")

# Get filtered telemetry metrics
response = requests.get(
    "http://localhost:8000/api/v0/wal/telemetry/metrics",
    params={
        "metric_type": "operation_latency",
        "aggregation": "average"
    }
)
if response.status_code == 200:
    data = response.json()
    print(f"Filtered metrics: {data.get('metrics', {})}")

# Generate telemetry report
end_time = time.time()
start_time = end_time - 3600  # Last hour
response = requests.post(
    "http://localhost:8000/api/v0/wal/telemetry/report",
    data={
        "start_time": start_time,
        "end_time": end_time
    }
)
if response.status_code == 200:
    data = response.json()
    report_url = data.get("report_url")
    print(f"Report URL: {report_url}")
