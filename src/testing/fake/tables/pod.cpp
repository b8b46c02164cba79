#include <algorithm>
#include <optional>
#include <set>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

/// What the containers of a pod come to in one line, by the rules of kubectl's own printer.
class PodSummary {
 public:
  explicit PodSummary(const json::object& pod) : pod_(pod) {
    total_ = array_at(pod, {"spec", "containers"}).size();
    read_sidecars();
    reason_ = text_at(pod, {"status", "reason"});
    if (reason_.empty()) reason_ = text_at(pod, {"status", "phase"});
    if (is_gated()) reason_ = "SchedulingGated";
    const bool initializing = read_init_containers();
    if (!initializing || has_condition(pod, "Initialized")) read_containers();
    if (!is_terminating(pod)) return;
    const std::string_view phase = text_at(pod, {"status", "phase"});
    if (text_at(pod, {"status", "reason"}) == "NodeLost") {
      reason_ = "Unknown";
    } else if (phase != "Failed" && phase != "Succeeded") {
      reason_ = "Terminating";
    }
  }

  [[nodiscard]] std::string ready() const {
    return std::to_string(ready_) + "/" + std::to_string(total_);
  }
  [[nodiscard]] const std::string& status() const { return reason_; }
  [[nodiscard]] std::string restarts(std::chrono::sys_seconds now) const {
    std::string text = std::to_string(restarts_);
    if (restarts_ != 0 && !last_restart_.empty()) {
      text += " (" + human_age(last_restart_, now) + " ago)";
    }
    return text;
  }

 private:
  /// Init containers that go on running count as containers.
  void read_sidecars() {
    const json::array& containers = array_at(pod_, {"spec", "initContainers"});
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const json::object& container = element_at(containers, i);
      if (text_at(container, "restartPolicy") != "Always") continue;
      sidecars_.emplace(text_at(container, "name"));
      ++total_;
    }
  }

  [[nodiscard]] bool is_gated() const {
    const json::array& conditions = array_at(pod_, {"status", "conditions"});
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const json::object& condition = element_at(conditions, i);
      if (text_at(condition, "type") == "PodScheduled" &&
          text_at(condition, "reason") == "SchedulingGated") {
        return true;
      }
    }
    return false;
  }

  void count_restarts(const json::object& status) {
    restarts_ += count_at(status, {"restartCount"});
    // Times of the API sort as text.
    last_restart_ = std::max(
        last_restart_, std::string(text_at(status, {"lastState", "terminated", "finishedAt"})));
  }

  /// How a container ended: its reason, its signal or its exit code.
  static std::string end_of(const json::object& terminated) {
    const std::string reason(text_at(terminated, "reason"));
    if (!reason.empty()) return reason;
    const std::int64_t signal = count_at(terminated, {"signal"});
    return signal != 0 ? "Signal:" + std::to_string(signal)
                       : "ExitCode:" + std::to_string(count_at(terminated, {"exitCode"}));
  }

  /// Whether one of them is not through.
  bool read_init_containers() {
    const json::array& statuses = array_at(pod_, {"status", "initContainerStatuses"});
    std::int64_t sidecar_restarts = 0;
    std::string last_sidecar_restart;
    std::optional<std::string> unfinished;
    for (std::size_t i = 0; i < statuses.size() && !unfinished; ++i) {
      const json::object& status = element_at(statuses, i);
      const bool sidecar = sidecars_.contains(std::string(text_at(status, "name")));
      count_restarts(status);
      if (sidecar) {
        sidecar_restarts += count_at(status, {"restartCount"});
        last_sidecar_restart =
            std::max(last_sidecar_restart,
                     std::string(text_at(status, {"lastState", "terminated", "finishedAt"})));
      }
      unfinished = what_it_waits_for(status, sidecar, i);
    }
    if (unfinished) reason_ = *unfinished;
    if (!unfinished || has_condition(pod_, "Initialized")) {
      restarts_ = sidecar_restarts;
      last_restart_ = last_sidecar_restart;
    }
    return unfinished.has_value();
  }

  std::optional<std::string> what_it_waits_for(const json::object& status, bool sidecar,
                                               std::size_t index) {
    const json::value* const terminated = find(status, {"state", "terminated"});
    const std::string_view waiting = text_at(status, {"state", "waiting", "reason"});
    if (terminated != nullptr && count_at(status, {"state", "terminated", "exitCode"}) == 0) {
      return std::nullopt;
    }
    if (sidecar && flag_at(status, "started")) {
      if (flag_at(status, "ready")) ++ready_;
      return std::nullopt;
    }
    if (terminated != nullptr) {
      return "Init:" + end_of(object_at(status, {"state", "terminated"}));
    }
    if (!waiting.empty() && waiting != "PodInitializing") return "Init:" + std::string(waiting);
    return "Init:" + std::to_string(index) + "/" +
           std::to_string(array_at(pod_, {"spec", "initContainers"}).size());
  }

  void read_containers() {
    const json::array& statuses = array_at(pod_, {"status", "containerStatuses"});
    bool running = false;
    for (std::size_t i = statuses.size(); i > 0; --i) {
      const json::object& status = element_at(statuses, i - 1);
      const std::string_view waiting = text_at(status, {"state", "waiting", "reason"});
      count_restarts(status);
      if (!waiting.empty()) {
        reason_ = waiting;
      } else if (find(status, {"state", "terminated"}) != nullptr) {
        reason_ = end_of(object_at(status, {"state", "terminated"}));
      } else if (flag_at(status, "ready") && find(status, {"state", "running"}) != nullptr) {
        running = true;
        ++ready_;
      }
    }
    if (reason_ == "Completed" && running) {
      reason_ = has_condition(pod_, "Ready") ? "Running" : "NotReady";
    }
  }

  const json::object& pod_;
  std::set<std::string> sidecars_;
  std::string reason_;
  std::size_t total_ = 0;
  std::size_t ready_ = 0;
  std::int64_t restarts_ = 0;
  std::string last_restart_;
};

std::string readiness_gates(const json::object& pod) {
  const json::array& gates = array_at(pod, {"spec", "readinessGates"});
  if (gates.empty()) return none;
  std::size_t open = 0;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    if (has_condition(pod, text_at(element_at(gates, i), "conditionType"))) ++open;
  }
  return std::to_string(open) + "/" + std::to_string(gates.size());
}

class PodColumns final : public TableColumns {
 public:
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }

  [[nodiscard]] json::array cells(const json::object& pod,
                                  std::chrono::sys_seconds now) const override {
    const PodSummary summary(pod);
    const json::array& ips = array_at(pod, {"status", "podIPs"});
    const std::string_view ip =
        ips.empty() ? text_at(pod, {"status", "podIP"}) : text_at(element_at(ips, 0), "ip");
    return {cell(name_of(pod)),
            cell(summary.ready()),
            cell(summary.status()),
            cell(summary.restarts(now)),
            cell(age_of(pod, now)),
            cell_or_none(ip),
            cell_or_none(text_at(pod, {"spec", "nodeName"})),
            cell_or_none(text_at(pod, {"status", "nominatedNodeName"})),
            cell(readiness_gates(pod))};
  }

  [[nodiscard]] json::array conditions(const json::object& pod) const override {
    const std::string_view phase = text_at(pod, {"status", "phase"});
    if (phase != "Succeeded" && phase != "Failed") return {};
    return {{{"type", "Completed"},
             {"status", "True"},
             {"reason", phase},
             {"message",
              phase == "Failed" ? "The pod failed." : "The pod has completed successfully."}}};
  }

 private:
  std::vector<Column> columns_{
      name_column, {.name = "Ready"}, {.name = "Status"},     {.name = "Restarts"},   age_column,
      wide("IP"),  wide("Node"),      wide("Nominated Node"), wide("Readiness Gates")};
};

}  // namespace

const TableColumns& pod_columns() {
  static const PodColumns columns;
  return columns;
}

}  // namespace k8s::testing::fake
