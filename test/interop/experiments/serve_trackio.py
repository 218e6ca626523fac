"""A trackio server until standard input ends, which says when it is there: python serve_trackio.py PORT"""

import json
import sys

import trackio

_, url, _, full_url = trackio.show(open_browser=False, block_thread=False, share=False, server_port=int(sys.argv[1]))
print("READY " + json.dumps({"url": url, "full_url": full_url}), flush=True)
sys.stdin.read()
