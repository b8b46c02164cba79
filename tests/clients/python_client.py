"""A round of the official Python client against the API server that $KUBECONFIG names.

Prints "ok NAME" for each case that went well, and a traceback for one that did not.
"""

import sys
import traceback

from kubernetes import client, config, dynamic, watch
from kubernetes.client.exceptions import ApiException

NAMESPACE = "python-client"
CASES = []


def case(function):
    CASES.append(function)
    return function


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def expect_refused(code, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except ApiException as error:
        expect(error.status == code, f"the code is {error.status} and not {code}")
        return error
    raise AssertionError(f"nobody refused it with {code}")


def config_map(name, **data):
    metadata = client.V1ObjectMeta(name=name, labels={"app": "python"})
    return client.V1ConfigMap(metadata=metadata, data=data)


def deployment(name):
    labels = {"app": name}
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels=labels),
        spec=client.V1PodSpec(containers=[client.V1Container(name="main", image="nginx:1.27")]),
    )
    return client.V1Deployment(
        metadata=client.V1ObjectMeta(name=name),
        spec=client.V1DeploymentSpec(
            replicas=2, selector=client.V1LabelSelector(match_labels=labels), template=template
        ),
    )


@case
def create_read_replace_delete():
    core = client.CoreV1Api()
    created = core.create_namespaced_config_map(NAMESPACE, config_map("crud", color="blue"))
    expect(created.metadata.uid and created.metadata.creation_timestamp, "it has no identity")
    created.data["color"] = "red"
    replaced = core.replace_namespaced_config_map("crud", NAMESPACE, created)
    expect(replaced.metadata.resource_version != created.metadata.resource_version, "no new version")
    expect_refused(409, core.replace_namespaced_config_map, "crud", NAMESPACE, created)
    expect(core.read_namespaced_config_map("crud", NAMESPACE).data == {"color": "red"}, "not red")
    core.delete_namespaced_config_map("crud", NAMESPACE)
    error = expect_refused(404, core.read_namespaced_config_map, "crud", NAMESPACE)
    expect("NotFound" in error.body, error.body)


@case
def lists_with_selectors_and_pages():
    core = client.CoreV1Api()
    for name in ("a", "b", "c"):
        core.create_namespaced_config_map(NAMESPACE, config_map(name))
    first = core.list_namespaced_config_map(NAMESPACE, label_selector="app=python", limit=2)
    expect(len(first.items) == 2 and first.metadata._continue, "no first page")
    rest = core.list_namespaced_config_map(
        NAMESPACE, label_selector="app=python", limit=2, _continue=first.metadata._continue
    )
    names = [item.metadata.name for item in first.items + rest.items]
    expect(names == ["a", "b", "c"], names)
    field = core.list_namespaced_config_map(NAMESPACE, field_selector="metadata.name=b")
    expect([item.metadata.name for item in field.items] == ["b"], field)
    core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="app=python")
    expect(not core.list_namespaced_config_map(NAMESPACE, label_selector="app=python").items, "left")


@case
def workloads_and_their_status():
    apps = client.AppsV1Api()
    created = apps.create_namespaced_deployment(NAMESPACE, deployment("web"))
    expect(created.spec.strategy.type == "RollingUpdate", "no defaults")
    created.status = client.V1DeploymentStatus(replicas=2, ready_replicas=1)
    apps.replace_namespaced_deployment_status("web", NAMESPACE, created)
    status = apps.read_namespaced_deployment_status("web", NAMESPACE).status
    expect(status.ready_replicas == 1, status)
    apps.delete_namespaced_deployment("web", NAMESPACE, propagation_policy="Background")


@case
def refusals_say_why():
    core = client.CoreV1Api()
    error = expect_refused(
        422, core.create_namespaced_config_map, NAMESPACE, config_map("Not_A_Name")
    )
    expect("metadata.name" in error.body, error.body)


@case
def watches():
    core = client.CoreV1Api()
    start = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    created = core.create_namespaced_config_map(NAMESPACE, config_map("watched", step="1"))
    created.data["step"] = "2"
    core.replace_namespaced_config_map("watched", NAMESPACE, created)
    core.delete_namespaced_config_map("watched", NAMESPACE)
    seen = []
    watcher = watch.Watch()
    for event in watcher.stream(
        core.list_namespaced_config_map, NAMESPACE, resource_version=start, timeout_seconds=10
    ):
        seen.append((event["type"], event["object"].data["step"]))
        if len(seen) == 3:
            watcher.stop()
    expect(seen == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")], seen)


@case
def patches():
    core = client.CoreV1Api()
    core.create_namespaced_config_map(NAMESPACE, config_map("patched", a="1", b="2"))
    core.patch_namespaced_config_map("patched", NAMESPACE, {"data": {"a": None, "c": "3"}})
    patched = core.patch_namespaced_config_map(
        "patched", NAMESPACE, [{"op": "replace", "path": "/data/b", "value": "4"}]
    )
    expect(patched.data == {"b": "4", "c": "3"}, patched.data)
    core.delete_namespaced_config_map("patched", NAMESPACE)


@case
def dynamic_client():
    kinds = dynamic.DynamicClient(client.ApiClient())
    maps = kinds.resources.get(api_version="v1", kind="ConfigMap")
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "dynamic"},
        "data": {"color": "blue"},
    }
    maps.create(body=body, namespace=NAMESPACE)
    expect(maps.get(name="dynamic", namespace=NAMESPACE).data.color == "blue", "not blue")
    maps.patch(
        body={"metadata": {"name": "dynamic"}, "data": {"color": "red"}},
        namespace=NAMESPACE,
        content_type="application/merge-patch+json",
    )
    body["data"] = {"color": "green"}
    applied = maps.server_side_apply(
        body=body, namespace=NAMESPACE, field_manager="test", force_conflicts=True
    )
    expect(applied.data.color == "green", applied)
    expect("dynamic" in [item.metadata.name for item in maps.get(namespace=NAMESPACE).items], "list")
    maps.delete(name="dynamic", namespace=NAMESPACE)


@case
def questions():
    review = client.V1SelfSubjectAccessReview(
        spec=client.V1SelfSubjectAccessReviewSpec(
            resource_attributes=client.V1ResourceAttributes(verb="get", resource="pods")
        )
    )
    answer = client.AuthorizationV1Api().create_self_subject_access_review(review)
    expect(answer.status.allowed, answer)
    version = client.VersionApi().get_code()
    expect(version.major == "1", version)


def main():
    config.load_kube_config()
    core = client.CoreV1Api()
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    failed = 0
    for function in CASES:
        try:
            function()
            print("ok", function.__name__, flush=True)
        except Exception:
            failed += 1
            traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
