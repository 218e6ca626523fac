# Answers questions on stdin as JSON: SQL with chdb, tables of Parquet and Arrow with pyarrow.
import json
import sys

question = json.load(sys.stdin)
if "sqls" in question:
    import chdb

    # For so few rows, compiling expressions to machine code takes longer than reading and evaluating them.
    settings = " SETTINGS compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0"
    answers = [str(chdb.query(sql + settings, "JSONEachRow")).splitlines() for sql in question["sqls"]]
    print(json.dumps([[json.loads(row) for row in rows] for rows in answers]))
elif "parquet" in question:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(question["parquet"])
    rows = table.filter(pc.equal(table["name"], question["metric"]))
    print(
        json.dumps(
            {
                "rows": rows.num_rows,
                "count": pc.sum(rows["count"]).as_py(),
                "buckets": sum(sum(counts) for counts in rows["bucket_count"].to_pylist()),
                "types": {field.name: str(field.type) for field in table.schema},
            }
        )
    )
else:
    import pyarrow as pa

    table = pa.ipc.open_stream(question["arrow"]).read_all()
    columns = {name: table[name].to_pylist() for name in question["columns"]}
    print(json.dumps({"rows": table.num_rows, "columns": columns, "types": [str(f.type) for f in table.schema]}))
