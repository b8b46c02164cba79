// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/kinds/job.hpp"
#include "testing/fake/kinds/job_policies.hpp"
#include "testing/fake/kinds/job_status.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* uid_label = "batch.kubernetes.io/controller-uid";
constexpr const char* name_label = "batch.kubernetes.io/job-name";
constexpr const char* old_uid_label = "controller-uid";
constexpr const char* old_name_label = "job-name";

void set_defaults(json::object& job) {
  json::object& spec = ensure_object(job, "spec");
  if (find(spec, "completions") == nullptr && find(spec, "parallelism") == nullptr) {
    spec["completions"] = 1;
  }
  set_default(spec, "parallelism", 1);
  const bool per_index = find(spec, "backoffLimitPerIndex") != nullptr;
  set_default(spec, "backoffLimit", per_index ? std::numeric_limits<std::int32_t>::max() : 6);
  const json::object labels = object_at(spec, {"template", "metadata", "labels"});
  if (!labels.empty() && object_at(metadata_of(job), "labels").empty()) {
    metadata_of(job)["labels"] = labels;
  }
  default_pod_template(job);
  set_default(spec, "completionMode", "NonIndexed");
  set_default(spec, "suspend", false);
  set_default(spec, "podReplacementPolicy",
              find(spec, "podFailurePolicy") != nullptr ? "Failed" : "TerminatingOrFailed");
  set_default(spec, "manualSelector", false);
}

/// Gives the pods of the job labels of their own, and the job a selector for them.
void prepare_create(json::object& job, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  json::object& spec = ensure_object(job, "spec");
  if (flag_at(spec, "manualSelector")) return;
  const json::string name(name_of(job));
  const json::string uid(uid_of(job));
  json::object& labels =
      ensure_object(ensure_object(ensure_object(spec, "template"), "metadata"), "labels");
  const json::object own = object_at(metadata_of(job), "labels");
  const bool shares_labels = own.empty() || own == labels;
  set_default(labels, old_name_label, name);
  set_default(labels, name_label, name);
  set_default(labels, old_uid_label, uid);
  set_default(labels, uid_label, uid);
  set_default(ensure_object(ensure_object(spec, "selector"), "matchLabels"), uid_label, uid);
  labels = sorted(labels).get_object();
  // A job without labels of its own has those of its pods.
  if (shares_labels) metadata_of(job)["labels"] = labels;
}

void validate_generated_labels(const json::object& job, FieldErrors& errors) {
  const json::object& spec = object_at(job, "spec");
  if (flag_at(spec, "manualSelector") || find(spec, "selector") == nullptr) return;
  const json::object& labels = object_at(spec, {"template", "metadata", "labels"});
  const FieldPath path = "spec.template.metadata.labels";
  const json::object expected{{old_uid_label, uid_of(job)},
                              {old_name_label, name_of(job)},
                              {uid_label, uid_of(job)},
                              {name_label, name_of(job)}};
  for (const auto& member : expected) {
    const json::value* const label = find(labels, member.key());
    const std::string value(member.value().get_string());
    if (label == nullptr) {
      errors.required(path.key(member.key()), "must be '" + value + "'");
    } else if (*label != member.value()) {
      errors.invalid(path.key(member.key()), labels, "must be '" + value + "'");
    }
  }
  const json::object& selector = object_at(spec, "selector");
  if (can_select(selector) && !selector_matches(selector, expected)) {
    errors.invalid("spec.selector", selector, "`selector` not auto-generated");
  }
}

/// How many pods a job may have that tells them apart by index.
void validate_index_counts(const Part& spec) {
  constexpr std::int64_t most = 100'000;
  constexpr std::int64_t many = 100'000;
  constexpr std::int64_t most_of_many = 10'000;
  FieldErrors& errors = spec.errors();
  const auto refuse = [&](const char* name, const std::string& why) {
    errors.invalid(spec.at(name), spec.number(name), why);
  };
  if (spec.number("parallelism") > most) {
    refuse("parallelism", "must be less than or equal to 100000 when completion mode is Indexed");
  }
  if (!spec.has("completions")) return;
  const std::int64_t failed = spec.number("maxFailedIndexes");
  if (spec.has("maxFailedIndexes") && failed > spec.number("completions")) {
    refuse("maxFailedIndexes", "must be less than or equal to completions");
  }
  if (failed > most) refuse("maxFailedIndexes", "must be less than or equal to 100000");
  if (spec.number("completions") <= many || !spec.has("backoffLimitPerIndex")) return;
  const std::string words =
      "must be less than or equal to 10000 when completions are above 100000 "
      "and used with backoff limit per index";
  spec.require_member("maxFailedIndexes", "must be specified when completions is above 100000");
  if (spec.number("parallelism") > most_of_many) refuse("parallelism", words);
  if (failed > most_of_many) refuse("maxFailedIndexes", words);
}

/// The pods of an indexed job have its name and their index as their host name.
void validate_host_names(const json::object& job, FieldErrors& errors) {
  const json::object& spec = object_at(job, "spec");
  if (text_at(spec, "completionMode") != "Indexed") return;
  const auto completions = number_at(spec, "completions").value_or(0);
  if (completions <= 0) return;
  const std::string last = std::string(name_of(job)) + "-" + std::to_string(completions - 1);
  if (check_dns_label(last).empty()) return;
  errors.invalid("metadata.name", name_of(job),
                 "will not able to create pod with invalid DNS label: " + last);
}

void validate_restart_policy(const json::object& spec, const FieldPath& spec_path,
                             FieldErrors& errors) {
  const FieldPath path = spec_path.child("template").child("spec").child("restartPolicy");
  const std::string_view policy = text_at(spec, {"template", "spec", "restartPolicy"});
  if (policy.empty() || policy == "Always") {
    errors.required(path, "valid values: \"OnFailure\", \"Never\"");
  } else if (policy != "OnFailure" && policy != "Never") {
    errors.not_supported(path, policy, {"OnFailure", "Never"});
  } else if (find(spec, "podFailurePolicy") != nullptr && policy != "Never") {
    errors.invalid(path, policy, "only \"Never\" is supported when podFailurePolicy is specified");
  }
}

}  // namespace

void validate_job_spec(const json::object& spec, const FieldPath& path, FieldErrors& errors) {
  for (const char* const name :
       {"parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
        "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"}) {
    validate_not_negative(spec, name, path, errors);
  }
  const Part part{spec, path, errors};
  if (part.has("maxFailedIndexes") && !part.has("backoffLimitPerIndex")) {
    errors.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
  }
  if (part.has("managedBy")) {
    constexpr std::size_t longest = 63;
    validate_prefixed_path(part, "managedBy");
    if (part.text("managedBy").size() > longest) errors.too_long(path.child("managedBy"), longest);
  }
  const std::string_view mode = text_at(spec, "completionMode");
  if (!mode.empty() && mode != "NonIndexed" && mode != "Indexed") {
    errors.not_supported(path.child("completionMode"), mode, {"NonIndexed", "Indexed"});
  }
  if (mode == "Indexed" && find(spec, "completions") == nullptr) {
    errors.required(path.child("completions"), "when completion mode is Indexed");
  }
  if (mode == "Indexed") validate_index_counts(part);
  if (mode != "Indexed") {
    for (const char* const name : {"backoffLimitPerIndex", "maxFailedIndexes"}) {
      if (const json::value* const value = find(spec, name)) {
        errors.invalid(path.child(name), *value, "requires indexed completion mode");
      }
    }
  }
  validate_job_policies(part);
  validate_pod_template(object_at(spec, "template"), path.child("template"), errors);
  validate_restart_policy(spec, path, errors);
}

namespace {

void validate_whole_spec(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& selector = object_at(spec, "selector");
  const json::object& labels = object_at(spec, {"template", "metadata", "labels"});
  const bool has_selector = find(spec, "selector") != nullptr;
  bool misses = true;
  if (has_selector) {
    misses = validate_label_selector(selector, path.child("selector"), errors) &&
             !selector_matches(selector, labels);
  } else {
    errors.required(path.child("selector"));
  }
  if (misses) {
    errors.invalid(path.child("template").child("metadata").child("labels"),
                   labels.empty() ? json::value() : sorted(labels),
                   "`selector` does not match template `labels`");
  }
  validate_job_spec(spec, path, errors);
}

void validate(const json::object& job, FieldErrors& errors) {
  validate_generated_labels(job, errors);
  validate_whole_spec(object_at(job, "spec"), errors);
}

/// What a queue may still say of where the pods of a Job go that has not begun.
void take_scheduling(json::object& pod_template, const json::object& fresh) {
  for (const char* const name : {"labels", "annotations"}) {
    copy_member(ensure_object(pod_template, "metadata"), object_at(fresh, "metadata"), name);
  }
  for (const char* const name : {"nodeSelector", "tolerations", "schedulingGates"}) {
    copy_member(ensure_object(pod_template, "spec"), object_at(fresh, "spec"), name);
  }
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(object_at(fresh, "spec"), list);
    const std::vector<json::object*> own = objects_in(ensure_object(pod_template, "spec"), list);
    for (std::size_t i = 0; i < std::min(own.size(), containers.size()); ++i) {
      copy_member(*own[i], element_at(containers, i), "resources");
    }
  }
  if (find(fresh, {"spec", "affinity", "nodeAffinity"}) != nullptr ||
      find(std::as_const(pod_template), {"spec", "affinity", "nodeAffinity"}) != nullptr) {
    copy_member(ensure_object(ensure_object(pod_template, "spec"), "affinity"),
                object_at(fresh, {"spec", "affinity"}), "nodeAffinity");
  }
}

void validate_template_update(const json::object& spec, const json::object& old,
                              FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& old_spec = object_at(old, "spec");
  const bool waits = flag_at(old_spec, "suspend") && find(old, {"status", "startTime"}) == nullptr;
  if (!waits) return validate_immutable(spec, old_spec, "template", path.child("template"), errors);
  json::object before = object_at(old_spec, "template");
  take_scheduling(before, object_at(spec, "template"));
  validate_immutable(object_at(spec, "template"), before, "spec",
                     path.child("template").child("spec"), errors);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(fresh, "spec");
  // The server looks at it once as it is, and once as what has changed.
  validate_whole_spec(spec, errors);
  const json::object& old_spec = object_at(old, "spec");
  const bool resizes = text_at(spec, "completionMode") == "Indexed" &&
                       number_at(spec, "completions") != number_at(old_spec, "completions");
  if (resizes && number_at(spec, "completions") != number_at(spec, "parallelism")) {
    errors.invalid(path.child("completions"), number_at(spec, "completions").value_or(0),
                   "can only be modified in tandem with spec.parallelism");
  } else if (!resizes) {
    validate_immutable(spec, old_spec, "completions", path.child("completions"), errors);
  }
  validate_immutable(spec, old_spec, "selector", path.child("selector"), errors);
  validate_template_update(spec, old, errors);
  for (const char* const name : {"completionMode", "podFailurePolicy", "backoffLimitPerIndex",
                                 "managedBy", "successPolicy"}) {
    validate_immutable(spec, old_spec, name, path.child(name), errors);
  }
}

void warn(const json::object& job, std::vector<std::string>& warnings) {
  warn_of_name(job, warnings);
  warn_of_job_spec(object_at(job, "spec"), "spec", warnings);
}

void warn_update(const json::object& fresh, const json::object& old,
                 std::vector<std::string>& warnings) {
  if (same_generation(fresh, old)) return;
  warn_of_job_spec(object_at(fresh, "spec"), "spec", warnings);
}

std::string field_value(const json::object& job, std::string_view /*field*/) {
  return std::to_string(number_at(job, {"status", "succeeded"}).value_or(0));
}

constexpr std::string_view fields[] = {"status.successful"};

}  // namespace

void warn_of_job_spec(const json::object& spec, const FieldPath& path,
                      std::vector<std::string>& warnings) {
  constexpr std::int64_t many_completions = 100'000;
  constexpr std::int64_t many_pods = 10'000;
  if (text_at(spec, "completionMode") == "Indexed" &&
      number_at(spec, "completions").value_or(0) > many_completions &&
      number_at(spec, "parallelism").value_or(0) > many_pods) {
    warnings.push_back(path.text() +
                       ": In Indexed Jobs with a number of completions higher than 10^5 and a "
                       "parallelism higher than 10^4, Kubernetes might not be able to track "
                       "completedIndexes when a big number of indexes fail");
  }
  warn_of_pod(object_at(spec, "template"), path.child("template"), warnings);
}

const KindRules job_rules{
    .orphans_dependents = true,
    .checks_new_metadata_on_update = true,
    .field_labels = {.names = fields, .refusal = FieldLabels::Refusal::naming_kind},
    .orphan_warning =
        "child pods are preserved by default when jobs are deleted; set "
        "propagationPolicy=Background to remove them or set "
        "propagationPolicy=Orphan to suppress this warning",
    .set_defaults = &set_defaults,
    .prepare_create = &prepare_create,
    .validate = &validate,
    .validate_new = &validate_host_names,
    .validate_update = &validate_update,
    .validate_status_update = &validate_job_status,
    .warn = &warn,
    .warn_update = &warn_update,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
