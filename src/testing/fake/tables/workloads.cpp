// Deployment, ReplicaSet, Job.

#include <k8s/time.hpp>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

std::string ratio(std::int64_t part, std::int64_t whole) {
  return std::to_string(part) + "/" + std::to_string(whole);
}

/// Containers, images and selector, which all workloads show.
void append_wide(const json::object& object, json::array& cells) {
  const json::object& pod_spec = object_at(object, {"spec", "template", "spec"});
  cells.push_back(cell(container_texts(pod_spec, "name")));
  cells.push_back(cell(container_texts(pod_spec, "image")));
  cells.push_back(cell(label_selector_text(object_at(object, {"spec", "selector"}))));
}

json::array deployment_cells(const json::object& object, std::chrono::sys_seconds now) {
  json::array cells{cell(name_of(object)),
                    cell(ratio(count_at(object, {"status", "readyReplicas"}),
                               count_at(object, {"spec", "replicas"}))),
                    count_at(object, {"status", "updatedReplicas"}),
                    count_at(object, {"status", "availableReplicas"}), cell(age_of(object, now))};
  append_wide(object, cells);
  return cells;
}

json::array replica_set_cells(const json::object& object, std::chrono::sys_seconds now) {
  json::array cells{cell(name_of(object)), count_at(object, {"spec", "replicas"}),
                    count_at(object, {"status", "replicas"}),
                    count_at(object, {"status", "readyReplicas"}), cell(age_of(object, now))};
  append_wide(object, cells);
  return cells;
}

std::string job_status(const json::object& job) {
  if (has_condition(job, "Complete")) return "Complete";
  if (has_condition(job, "Failed")) return "Failed";
  if (is_terminating(job)) return "Terminating";
  for (const char* const type : {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
    if (has_condition(job, type)) return type;
  }
  return "Running";
}

std::string job_completions(const json::object& job) {
  const std::int64_t succeeded = count_at(job, {"status", "succeeded"});
  if (const auto wanted = number_at(job, {"spec", "completions"})) return ratio(succeeded, *wanted);
  const std::int64_t parallel = count_at(job, {"spec", "parallelism"});
  return ratio(succeeded, 1) + (parallel > 1 ? " of " + std::to_string(parallel) : "");
}

std::string job_duration(const json::object& job, std::chrono::sys_seconds now) {
  const std::string_view start = text_at(job, {"status", "startTime"});
  const std::string_view end = text_at(job, {"status", "completionTime"});
  if (start.empty()) return {};
  return human_age(start, end.empty() ? now : Time::parse(end).value());
}

json::array job_cells(const json::object& object, std::chrono::sys_seconds now) {
  json::array cells{cell(name_of(object)), cell(job_status(object)), cell(job_completions(object)),
                    cell(job_duration(object, now)), cell(age_of(object, now))};
  append_wide(object, cells);
  return cells;
}

json::array scale_cells(const json::object& scale, std::chrono::sys_seconds now) {
  return {cell(name_of(scale)), count_at(scale, {"spec", "replicas"}),
          count_at(scale, {"status", "replicas"}), cell(age_of(scale, now))};
}

}  // namespace

std::shared_ptr<const TableColumns> scale_columns(bool of_custom) {
  const std::string created = created_column("").description;
  if (of_custom) {
    return custom_columns({{{"name", "Desired"},
                            {"type", "integer"},
                            {"description", "Number of desired replicas"},
                            {"jsonPath", ".spec.replicas"}},
                           {{"name", "Available"},
                            {"type", "integer"},
                            {"description", "Number of actual replicas"},
                            {"jsonPath", ".status.replicas"}},
                           {{"name", "Age"},
                            {"type", "date"},
                            {"description", created},
                            {"jsonPath", ".metadata.creationTimestamp"}}});
  }
  const std::initializer_list<Column> columns{
      {.name = "Name", .description = name_column.description},
      {.name = "Desired",
       .type = "integer",
       .description = "replicas is the desired number of instances for the scaled object."},
      {.name = "Available",
       .type = "integer",
       .description = "replicas is the actual number of observed instances of the scaled object."},
      {.name = "Age", .description = created}};
  return std::make_shared<const FixedColumns>(columns, &scale_cells);
}

const TableColumns& deployment_columns() {
  static const FixedColumns columns{{name_column,
                                     {.name = "Ready"},
                                     {.name = "Up-to-date"},
                                     {.name = "Available"},
                                     age_column,
                                     wide("Containers"),
                                     wide("Images"),
                                     wide("Selector")},
                                    &deployment_cells};
  return columns;
}

const TableColumns& replica_set_columns() {
  static const FixedColumns columns{{name_column,
                                     {.name = "Desired", .type = "integer"},
                                     {.name = "Current", .type = "integer"},
                                     {.name = "Ready", .type = "integer"},
                                     age_column,
                                     wide("Containers"),
                                     wide("Images"),
                                     wide("Selector")},
                                    &replica_set_cells};
  return columns;
}

const TableColumns& job_columns() {
  static const FixedColumns columns{{name_column,
                                     {.name = "Status"},
                                     {.name = "Completions"},
                                     {.name = "Duration"},
                                     age_column,
                                     wide("Containers"),
                                     wide("Images"),
                                     wide("Selector")},
                                    &job_cells};
  return columns;
}

}  // namespace k8s::testing::fake
