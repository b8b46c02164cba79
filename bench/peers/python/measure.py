"""The text of a list into objects, as a client for Python does with an answer:
`measure.py CLIENT FILE PASSES`, as bench/peers/run says."""

import json
import sys
import time
import tracemalloc


def kubernetes():
    from kubernetes import client

    api = client.ApiClient()
    return lambda data: api.deserialize(data.decode(), "V1PodList", "application/json")


def lightkube():
    from lightkube.core import decoders
    from lightkube.resources.core_v1 import Pod

    return lambda data: decoders.decode_list(data, Pod)


def fiaas():
    from k8s.base import ModelList
    from k8s.models.pod import Pod

    return lambda data: ModelList.from_dict(Pod, json.loads(data))


def main():
    clients = {"kubernetes": kubernetes, "lightkube": lightkube, "fiaas": fiaas}
    if len(sys.argv) != 4 or sys.argv[1] not in clients:
        sys.exit(f"usage: measure.py {'|'.join(clients)} FILE PASSES")
    decode = clients[sys.argv[1]]()
    with open(sys.argv[2], "rb") as file:
        data = file.read()
    passes = int(sys.argv[3])

    decoded = decode(data)
    if passes == 0:
        decoded = None
        tracemalloc.start()
        decoded = decode(data)
        print("live", tracemalloc.get_traced_memory()[0])
    for _ in range(passes):
        decoded = None
        began = time.perf_counter()
        decoded = decode(data)
        print(f"seconds {time.perf_counter() - began:.6f}", flush=True)


main()
