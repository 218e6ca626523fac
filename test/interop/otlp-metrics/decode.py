# Reads an ExportMetricsServiceRequest, protobuf or JSON, with OpenTelemetry's own definitions (the package
# opentelemetry-proto), and writes it as canonical JSON.
#
#   decode.py protobuf|json < payload
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

request = ExportMetricsServiceRequest()
payload = sys.stdin.buffer.read()
if sys.argv[1] == "protobuf":
    request.ParseFromString(payload)
    # A field that the definitions do not know would come back in the bytes, and not in the count of those known.
    assert len(request.SerializeToString()) > 0
else:
    json_format.Parse(payload, request, ignore_unknown_fields=False)
print(json_format.MessageToJson(request, always_print_fields_with_no_presence=True))
