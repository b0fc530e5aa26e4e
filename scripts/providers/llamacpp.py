"""llama.cpp's own HTTP servers in one process: python llamacpp.py CHAT PORT GGUF [EMBEDDING PORT GGUF].

LLAMACPP_THREADS: threads for each model; the default of 1 is the fastest on a
small busy machine, where more spin against each other.
"""
import os
import signal
import sys

import xllamacpp

threads = int(os.environ.get("LLAMACPP_THREADS", "1"))


def serve(name, port, path, embedding):
    p = xllamacpp.CommonParams()
    p.model.path = path
    p.model_alias = {name}
    p.hostnames = ["127.0.0.1"]
    p.port = int(port)
    p.n_parallel = 1 if embedding else 2
    p.n_ctx = 512 if embedding else 4096
    p.n_predict = 512
    p.cpuparams.n_threads = p.cpuparams_batch.n_threads = threads
    if embedding:
        p.embedding = True
        p.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    return xllamacpp.Server(p)


servers = [serve(*sys.argv[1:4], embedding=False)]
if sys.argv[4:]:
    servers.append(serve(*sys.argv[4:7], embedding=True))
for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, lambda *_: os._exit(0))
signal.pause()
