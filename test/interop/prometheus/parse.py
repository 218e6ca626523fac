"""Reads an exposition from stdin with the parser of the format and prints its samples as JSON."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text

parse = {"text": text, "openmetrics": open_metrics}[sys.argv[1]]
page = sys.stdin.buffer.read().decode("utf-8")
json.dump(
    [
        {
            "name": family.name,
            "type": family.type,
            "unit": family.unit,
            "help": family.documentation,
            "samples": [
                {
                    "name": sample.name,
                    "labels": sample.labels,
                    "value": repr(sample.value),
                    "exemplar": sample.exemplar and sample.exemplar.labels,
                }
                for sample in family.samples
            ],
        }
        for family in parse(page)
    ],
    sys.stdout,
)
