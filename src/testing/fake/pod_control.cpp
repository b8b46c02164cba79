// FakeCluster::pod: a pod's status as a kubelet would report it.

#include <string>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/api_server.hpp"
#include "testing/fake/controllers/workload.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing {

using namespace fake;

/// The server, which a control may outlive.
class PodControl::Access {
 public:
  Access(std::weak_ptr<fake::ApiServer> server, std::string name, std::string namespace_)
      : server_(std::move(server)), key_(namespace_, name) {}

  void change(const std::function<void(json::object&, const fake::Clock&)>& change) const {
    const std::shared_ptr<fake::ApiServer> server = server_.lock();
    if (server == nullptr) throw Error("the FakeCluster of pod " + key_.path() + " is gone");
    try {
      server->change_pod(key_, change);
    } catch (const Refusal& refusal) {
      throw Error(std::string("FakeCluster::pod: ") + refusal.what());
    }
  }

  /// Gives every container that state, and the pod what follows from it.
  void set(const char* phase, bool ready, const std::string& why,
           const std::function<json::object(const std::string& now)>& state,
           const std::function<void(json::object&, const std::string& now)>& more = {}) const {
    change([&](json::object& pod, const fake::Clock& clock) {
      const std::string now = clock.timestamp();
      json::array statuses;
      const json::array& containers = array_at(pod, {"spec", "containers"});
      for (std::size_t i = 0; i < containers.size(); ++i) {
        const std::string_view name = text_at(element_at(containers, i), "name");
        json::object one = previous(pod, name);
        set_default(one, "name", json::string(name));
        set_default(one, "image", json::string(text_at(element_at(containers, i), "image")));
        set_default(one, "imageID", "");
        set_default(one, "restartCount", 0);
        set_default(one, "lastState", json::object());
        one["state"] = state(now);
        one["ready"] = ready;
        one["started"] = std::string_view(phase) == "Running";
        if (more) more(one, now);
        statuses.push_back(std::move(one));
      }
      json::object& status = ensure_object(pod, "status");
      status["phase"] = phase;
      status["containerStatuses"] = std::move(statuses);
      set_default(status, "startTime", json::string(now));
      for (const char* const type : {"Ready", "ContainersReady"}) {
        set_condition(status, condition(type, ready ? "True" : "False", ready ? "" : why), now);
      }
    });
  }

 private:
  static json::object previous(const json::object& pod, std::string_view name) {
    const json::array& statuses = array_at(pod, {"status", "containerStatuses"});
    for (std::size_t i = 0; i < statuses.size(); ++i) {
      if (text_at(element_at(statuses, i), "name") == name) return element_at(statuses, i);
    }
    return {};
  }

  std::weak_ptr<fake::ApiServer> server_;
  Key key_;
};

PodControl::PodControl(std::shared_ptr<const Access> access) : access_(std::move(access)) {}

void PodControl::run() const {
  access_->set("Running", true, "", [](const std::string& now) {
    return json::object{{"running", {{"startedAt", json::string(now)}}}};
  });
}

void PodControl::set_ready(bool ready) const {
  access_->set("Running", ready, "ContainersNotReady", [](const std::string& now) {
    return json::object{{"running", {{"startedAt", json::string(now)}}}};
  });
}

void PodControl::succeed() const {
  access_->set("Succeeded", false, "PodCompleted", [](const std::string& now) {
    return json::object{
        {"terminated",
         {{"exitCode", 0}, {"reason", "Completed"}, {"finishedAt", json::string(now)}}}};
  });
}

void PodControl::fail(int exit_code, const std::string& reason) const {
  access_->set("Failed", false, "PodFailed", [&](const std::string& now) {
    return json::object{{"terminated",
                         {{"exitCode", exit_code},
                          {"reason", json::string(reason)},
                          {"finishedAt", json::string(now)}}}};
  });
}

void PodControl::crash_loop(int restarts, int exit_code) const {
  access_->set(
      "Running", false, "ContainersNotReady",
      [](const std::string& /*now*/) {
        return json::object{{"waiting",
                             {{"reason", "CrashLoopBackOff"},
                              {"message", "back-off restarting failed container"}}}};
      },
      [&](json::object& container, const std::string& /*now*/) {
        container["restartCount"] = restarts;
        container["lastState"] = {{"terminated", {{"exitCode", exit_code}, {"reason", "Error"}}}};
      });
}

PodControl FakeCluster::pod(std::string name, std::string namespace_) {
  return PodControl(
      std::make_shared<const PodControl::Access>(server(), std::move(name), std::move(namespace_)));
}

}  // namespace k8s::testing
