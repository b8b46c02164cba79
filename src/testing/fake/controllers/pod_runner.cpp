#include "testing/fake/controllers/pod_runner.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/controllers/workload.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* node_name = "fake-node";
constexpr const char* node_ip = "192.168.0.1";
constexpr std::int64_t first_backoff = 10;
constexpr std::int64_t longest_backoff = 300;
constexpr auto pull_backoff = std::chrono::seconds(20);

using std::chrono::sys_seconds;

const json::object& container_status(const json::object& pod, std::string_view name) {
  static const json::object none;
  const json::array& statuses = array_at(pod, {"status", "containerStatuses"});
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    if (text_at(element_at(statuses, i), "name") == name) return element_at(statuses, i);
  }
  return none;
}

/// Whether it is started again after it has ended.
bool restarts(const json::object& pod, std::int64_t exit_code) {
  const std::string_view policy = text_at(pod, {"spec", "restartPolicy"});
  return policy == "Always" || policy.empty() || (policy == "OnFailure" && exit_code != 0);
}

std::chrono::seconds backoff(std::int64_t restarts) {
  std::int64_t time = first_backoff;
  for (std::int64_t i = 0; i < restarts && time < longest_backoff; ++i) time *= 2;
  return std::chrono::seconds(std::min(time, longest_backoff));
}

void set_pod_condition(json::object& status, std::string_view type, bool value,
                       const std::string& now, std::string_view reason = {},
                       std::string_view message = {}) {
  json::object fresh = condition(type, value ? "True" : "False", reason, message);
  fresh["lastProbeTime"] = nullptr;
  set_condition(status, std::move(fresh), now);
}

}  // namespace

const ImageBehavior& PodRunner::behavior_of(const json::object& container) const {
  static const ImageBehavior usual;
  auto found = images_.find(text_at(container, "image"));
  if (found == images_.end()) found = images_.find("");
  return found == images_.end() ? usual : found->second;
}

std::string PodRunner::next_ip() {
  ++last_ip_;
  return "10.244." + std::to_string(last_ip_ / 250 % 250) + "." +
         std::to_string(last_ip_ % 250 + 2);
}

void PodRunner::reconcile(const json::object& pod) {
  if (is_terminating(pod)) return finish(pod);
  if (has_phase(pod, "Succeeded") || has_phase(pod, "Failed")) return;
  if (!array_at(pod, {"spec", "schedulingGates"}).empty()) return;
  if (text_at(pod, {"spec", "nodeName"}).empty() && schedule(pod)) return;
  run(pod);
}

bool PodRunner::schedule(const json::object& pod) {
  json::object bound = pod;
  ensure_object(bound, "spec")["nodeName"] = node_name;
  set_pod_condition(ensure_object(bound, "status"), "PodScheduled", true,
                    desk().clock().timestamp());
  return desk().update(std::move(bound), "binding") != nullptr;
}

json::object PodRunner::run_container(const json::object& pod, const json::object& container,
                                      json::object status) {
  const ImageBehavior& behavior = behavior_of(container);
  const Clock& clock = desk().clock();
  const sys_seconds now = clock.wall_now();
  const std::string image(text_at(container, "image"));
  const bool fresh = status.empty();
  if (fresh) {
    status = {{"name", text_at(container, "name")},
              {"state", {{"waiting", {{"reason", "ContainerCreating"}}}}},
              {"lastState", json::object()},
              {"ready", false},
              {"restartCount", 0},
              {"image", image},
              {"imageID", ""},
              {"started", false}};
  }
  json::object& state = status["state"].get_object();
  const auto wait_until = [&](sys_seconds when) {
    if (when > now) look_again(pod, clock.now() + (when - now));
    return when > now;
  };
  const auto start = [&] {
    state = {{"running", {{"startedAt", clock.timestamp()}}}};
    status["ready"] = behavior.ready;
    status["started"] = true;
    status["imageID"] = "fake://" + image;
    status["containerID"] =
        "fake://" + std::string(uid_of(pod)) + "/" + std::string(text_at(container, "name"));
  };
  if (const json::object& waiting = object_at(state, "waiting"); !waiting.empty()) {
    if (text_at(waiting, "reason") == "CrashLoopBackOff") {
      const json::object& last = object_at(status, {"lastState", "terminated"});
      const std::int64_t count = number_at(status, "restartCount").value_or(0);
      const auto ended = time_at(last, "finishedAt");
      // Without an end it is a state that the test has set, and that lasts.
      if (!ended || wait_until(*ended + backoff(count))) return status;
      status["restartCount"] = count + 1;
    } else if (!behavior.pulls) {
      state = {{"waiting",
                {{"reason", "ImagePullBackOff"},
                 {"message", "Back-off pulling image " + go_quote(image)}}}};
      look_again(pod, clock.now() + pull_backoff);
      return status;
    } else {
      const auto created = time_at(metadata_of(pod), "creationTimestamp").value_or(now);
      const auto delay = std::chrono::ceil<std::chrono::seconds>(behavior.start);
      if (wait_until(created + delay)) return status;
    }
    start();
  }
  const json::object& running = object_at(state, "running");
  if (running.empty()) return status;
  std::optional<std::chrono::milliseconds> runs_for = behavior.runs_for;
  // Who asks for no restart expects an end.
  if (!runs_for && text_at(pod, {"spec", "restartPolicy"}) != "Always") {
    runs_for = std::chrono::milliseconds(0);
  }
  const auto began = time_at(running, "startedAt").value_or(now);
  if (!runs_for || wait_until(began + std::chrono::ceil<std::chrono::seconds>(*runs_for))) {
    return status;
  }
  const json::object terminated{{"exitCode", behavior.exit_code},
                                {"reason", behavior.exit_code == 0 ? "Completed" : "Error"},
                                {"startedAt", text_at(running, "startedAt")},
                                {"finishedAt", clock.timestamp()},
                                {"containerID", text_at(status, "containerID")}};
  status["ready"] = false;
  status["started"] = false;
  if (!restarts(pod, behavior.exit_code)) {
    state = {{"terminated", terminated}};
    return status;
  }
  const auto pause = backoff(number_at(status, "restartCount").value_or(0));
  status["lastState"] = {{"terminated", terminated}};
  state = {
      {"waiting",
       {{"reason", "CrashLoopBackOff"},
        {"message", "back-off " + std::to_string(pause.count()) + "s restarting failed container=" +
                        std::string(text_at(container, "name"))}}}};
  look_again(pod, clock.now() + pause);
  return status;
}

void PodRunner::run(const json::object& pod) {
  json::object changed = pod;
  json::object& status = ensure_object(changed, "status");
  const std::string now = desk().clock().timestamp();
  json::array statuses;
  std::size_t ready = 0;
  std::size_t ended = 0;
  std::size_t failed = 0;
  bool started = false;
  const json::array& containers = array_at(pod, {"spec", "containers"});
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const json::object& container = element_at(containers, i);
    json::object one =
        run_container(pod, container, container_status(pod, text_at(container, "name")));
    ready += flag_at(one, "ready") ? 1U : 0U;
    const json::object& terminated = object_at(one, {"state", "terminated"});
    ended += terminated.empty() ? 0U : 1U;
    failed += number_at(terminated, "exitCode").value_or(0) != 0 ? 1U : 0U;
    started = started || !object_at(one, {"state", "running"}).empty() || !terminated.empty() ||
              !object_at(one, {"lastState", "terminated"}).empty();
    statuses.push_back(std::move(one));
  }
  const bool over = ended == containers.size();
  const bool all_ready = ready == containers.size();
  status["phase"] = over ? (failed > 0 ? "Failed" : "Succeeded") : started ? "Running" : "Pending";
  status["containerStatuses"] = std::move(statuses);
  set_default(status, "hostIP", node_ip);
  set_default(status, "startTime", json::string(now));
  if (started && text_at(status, "podIP").empty()) {
    status["podIP"] = next_ip();
    status["podIPs"] = json::array{json::object{{"ip", status["podIP"]}}};
  }
  const char* const why = over ? "PodCompleted" : all_ready ? "" : "ContainersNotReady";
  set_pod_condition(status, "PodScheduled", true, now);
  set_pod_condition(status, "Initialized", true, now, over ? why : "");
  set_pod_condition(status, "Ready", all_ready, now, why);
  set_pod_condition(status, "ContainersReady", all_ready, now, why);
  (void)desk().update_status(std::move(changed));
}

/// The grace period of a pod is for containers that are slow to stop; these stop at once.
void PodRunner::finish(const json::object& pod) {
  if (number_at(pod, {"metadata", "deletionGracePeriodSeconds"}).value_or(0) == 0) return;
  (void)desk().remove(pod, {.grace_period = 0});
}

}  // namespace k8s::testing::fake
