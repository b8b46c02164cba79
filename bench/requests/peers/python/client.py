"""The jobs of bench/requests with the official Python client.

usage: client.py pairs|list|pages|first

The server is that of $KUBECONFIG. Prints what the job took after the first answer: seconds of CPU,
seconds, and the most memory in KiB.
"""

import re
import resource
import sys
import time
from pathlib import Path

from kubernetes import client, config


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak():
    return re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]


def pairs(core):
    for _ in range(1000):
        config_map = core.read_namespaced_config_map("a", "default")
        core.replace_namespaced_config_map("a", "default", config_map)


def list_pods(core, **options):
    pods = []
    while True:
        page = core.list_pod_for_all_namespaces(**options)
        pods += page.items
        if not page.metadata._continue:
            return pods
        options["_continue"] = page.metadata._continue


def run(job):
    config.load_kube_config()
    core = client.CoreV1Api()
    core.read_namespaced_config_map("a", "default")
    began, before = time.monotonic(), cpu()
    pods = None
    if job == "pairs":
        pairs(core)
    elif job == "list":
        pods = list_pods(core)
    elif job == "pages":
        pods = list_pods(core, limit=500)
    print(cpu() - before, time.monotonic() - began, peak())
    if pods == []:
        sys.exit("there are no Pods")


run(sys.argv[1])
