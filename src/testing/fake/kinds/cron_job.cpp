// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/

#include <filesystem>
#include <string>
#include <system_error>

#include "testing/fake/cron_schedule.hpp"
#include "testing/fake/kinds/job.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"

namespace k8s::testing::fake {
namespace {

/// The controller appends eleven characters to make the names of jobs.
constexpr std::size_t longest_name = 52;

void set_defaults(json::object& cron_job) {
  json::object& spec = ensure_object(cron_job, "spec");
  default_pod_template(ensure_object(spec, "jobTemplate"));
  if (text_at(spec, "concurrencyPolicy").empty()) spec["concurrencyPolicy"] = "Allow";
  set_default(spec, "suspend", false);
  set_default(spec, "successfulJobsHistoryLimit", 3);
  set_default(spec, "failedJobsHistoryLimit", 1);
}

/// Whether the database of time zones of this machine has it, or may have it.
bool is_time_zone(std::string_view name) {
  static const std::filesystem::path zones = "/usr/share/zoneinfo";
  std::error_code ignored;
  if (name.starts_with('/') || name.find("..") != name.npos) return false;
  return !std::filesystem::is_directory(zones, ignored) ||
         std::filesystem::is_regular_file(zones / name, ignored);
}

void validate_time_zone(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.timeZone";
  if (find(spec, "timeZone") == nullptr) return;
  const std::string zone(text_at(spec, "timeZone"));
  if (zone.empty()) {
    errors.invalid(path, zone, "timeZone must be nil or non-empty string");
  } else if (zone == "Local" || zone == "local") {
    errors.invalid(path, zone,
                   "timeZone must be an explicit time zone as defined in "
                   "https://www.iana.org/time-zones");
  } else if (!is_time_zone(zone)) {
    errors.invalid(path, zone, "unknown time zone " + zone);
  }
}

void validate_job_template(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.jobTemplate.spec";
  const json::object& job = object_at(spec, {"jobTemplate", "spec"});
  validate_job_spec(job, path, errors);
  if (find(job, "selector") != nullptr) {
    errors.invalid(path.child("selector"), shown_selector(object_at(job, "selector")),
                   "`selector` will be auto-generated");
  }
  if (flag_at(job, "manualSelector")) {
    errors.not_supported(path.child("manualSelector"), json::value(true), {"nil", "false"});
  }
}

void validate(const json::object& cron_job, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(cron_job, "spec");
  const std::string_view schedule = text_at(spec, "schedule");
  if (schedule.empty()) {
    errors.required(path.child("schedule"));
  } else if (const std::string problem = schedule_problem(schedule); !problem.empty()) {
    errors.invalid(path.child("schedule"), schedule, problem);
  }
  validate_not_negative(spec, "startingDeadlineSeconds", path, errors);
  validate_time_zone(spec, errors);
  const std::string_view policy = text_at(spec, "concurrencyPolicy");
  if (policy != "Allow" && policy != "Forbid" && policy != "Replace") {
    errors.not_supported(path.child("concurrencyPolicy"), policy, {"Allow", "Forbid", "Replace"});
  }
  validate_job_template(spec, errors);
  validate_not_negative(spec, "successfulJobsHistoryLimit", path, errors);
  validate_not_negative(spec, "failedJobsHistoryLimit", path, errors);
  if (const std::string_view name = name_of(cron_job); name.size() > longest_name) {
    errors.invalid("metadata.name", name, "must be no more than 52 characters");
  }
}

void warn_of_jobs(const json::object& cron_job, std::vector<std::string>& warnings) {
  warn_of_job_spec(object_at(cron_job, {"spec", "jobTemplate", "spec"}), "spec.jobTemplate.spec",
                   warnings);
}

void warn(const json::object& cron_job, std::vector<std::string>& warnings) {
  warn_of_name(cron_job, warnings);
  warn_of_jobs(cron_job, warnings);
}

void warn_update(const json::object& fresh, const json::object& old,
                 std::vector<std::string>& warnings) {
  if (!same_generation(fresh, old)) {
    warn_of_jobs(fresh, warnings);
  }
  if (text_at(fresh, {"spec", "schedule"}).find("TZ") != std::string_view::npos) {
    warnings.emplace_back(
        "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see "
        "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
  }
}

}  // namespace

const KindRules cron_job_rules{.set_defaults = &set_defaults,
                               .validate = &validate,
                               .warn = &warn,
                               .warn_update = &warn_update};

}  // namespace k8s::testing::fake
