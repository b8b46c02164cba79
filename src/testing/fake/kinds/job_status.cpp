#include "testing/fake/kinds/job_status.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

bool holds(const json::object& status, std::string_view type) {
  return std::ranges::any_of(array_at(status, "conditions"), [&](const json::value& condition) {
    return condition.is_object() && text_at(condition.get_object(), "type") == type &&
           text_at(condition.get_object(), "status") == "True";
  });
}

void validate_uncounted(const Part& pods) {
  std::set<std::string> seen;
  for (const char* const list : {"succeeded", "failed"}) {
    pods.each_text(list, [&](const std::string& uid, const FieldPath& path) {
      if (uid.empty()) {
        pods.errors().invalid(path, uid, "must not be empty");
      } else if (!seen.insert(uid).second) {
        pods.errors().duplicate(path, uid);
      }
    });
  }
}

/// Why a text is no list of indexes such as `1,3-5`; empty if it is one.
std::string index_problem(std::string_view text, std::int64_t count) {
  std::int64_t last = -1;
  while (!text.empty()) {
    std::string_view range = text.substr(0, text.find(','));
    text.remove_prefix(std::min(range.size() + 1, text.size()));
    for (bool first = true; first || !range.empty(); first = false) {
      const std::string_view part = range.substr(0, range.find('-'));
      range.remove_prefix(std::min(part.size() + 1, range.size()));
      std::int64_t index = 0;
      const auto read = std::from_chars(part.data(), part.data() + part.size(), index);
      if (read.ec != std::errc() || read.ptr != part.data() + part.size()) {
        return "cannot convert string to integer for index: " + go_quote(part);
      }
      if (index >= count) return "too large index: " + go_quote(part);
      if (index <= last) {
        return "non-increasing order, previous: " + std::to_string(last) +
               ", current: " + std::to_string(index);
      }
      last = index;
    }
  }
  return {};
}

/// What is wrong with a Job that is done.
void validate_finished(const Part& status, bool complete) {
  FieldErrors& errors = status.errors();
  if (complete && !holds(status.object(), "SuccessCriteriaMet")) {
    errors.invalid_without_value(
        status.at("conditions"),
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
  }
  if (status.number("active") > 0) {
    errors.invalid(status.at("active"), status.number("active"),
                   "active>0 is invalid for finished job");
  }
  if (status.number("terminating") > 0) {
    errors.invalid(status.at("terminating"), status.number("terminating"),
                   "terminating>0 is invalid for finished job");
  }
  if (!status.has("startTime")) {
    errors.required(status.at("startTime"), "startTime is required for finished job");
  }
}

void validate_progress(const Part& status, const json::object& old, const json::object& spec) {
  FieldErrors& errors = status.errors();
  const bool complete = holds(status.object(), "Complete");
  const bool failed = holds(status.object(), "Failed");
  const FieldPath conditions = status.at("conditions");
  const FieldPath completion = status.at("completionTime");
  const auto both = [&](const char* other) {
    errors.invalid_without_value(
        conditions, std::string("cannot set Complete=True and ") + other + " conditions");
  };
  if (complete && failed) both("Failed=true");
  if (complete && holds(status.object(), "FailureTarget")) both("FailureTarget=true");
  const bool dated = status.has("completionTime");
  if (dated && !complete) {
    errors.invalid(completion, status.text("completionTime"),
                   "cannot set completionTime when there is no Complete=True condition");
  }
  if (!dated && complete) {
    errors.required(completion, "completionTime is required for Complete jobs");
  }
  // Both are texts of one form, in UTC.
  if (dated && status.has("startTime") &&
      status.text("completionTime") < status.text("startTime")) {
    errors.invalid(completion, status.text("completionTime"),
                   "completionTime cannot be set before startTime");
  }
  if (failed && !holds(status.object(), "FailureTarget")) {
    errors.invalid_without_value(
        conditions, "cannot set Failed=True condition without the FailureTarget=true condition");
  }
  if (complete || failed) validate_finished(status, complete);
  if (status.has("ready") && status.number("ready") > status.number("active") &&
      status.number("active") >= 0) {
    errors.invalid(status.at("ready"), status.number("ready"),
                   "cannot set more ready pods than active");
  }
  if (status.has("failedIndexes") && find(spec, "backoffLimitPerIndex") == nullptr) {
    errors.invalid(status.at("failedIndexes"), status.text("failedIndexes"),
                   "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
  }
  const std::string_view indexes = status.text("completedIndexes");
  if (find(spec, "completions") == nullptr || indexes == text_at(old, "completedIndexes")) return;
  const std::string problem = index_problem(indexes, number_at(spec, "completions").value_or(0));
  if (!problem.empty()) {
    errors.invalid(status.at("completedIndexes"), indexes,
                   "error parsing completedIndexes: " + problem);
  }
  if (!indexes.empty() && text_at(spec, "completionMode") != "Indexed") {
    errors.invalid(status.at("completedIndexes"), indexes,
                   "cannot set non-empty completedIndexes when non-indexed completion mode");
  }
}

}  // namespace

void validate_job_status(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const Part status{object_at(fresh, "status"), "status", errors};
  const json::object& before = object_at(old, "status");
  for (const char* const name : {"active", "succeeded", "failed", "ready", "terminating"}) {
    status.not_negative(name);
  }
  validate_uncounted(status.child("uncountedTerminatedPods"));
  if (same_meaning(find(fresh, "status"), find(old, "status"))) return;
  validate_progress(status, before, object_at(fresh, "spec"));
}

}  // namespace k8s::testing::fake
