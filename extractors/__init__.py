"""Reads submitted papers: every value with its page, box, raw text, source and confidence."""

import os

# onnxruntime reports its use to its maker over the network unless it is told not to before it is first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
