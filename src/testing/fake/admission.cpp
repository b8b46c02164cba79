#include "testing/fake/admission.hpp"

#include <utility>

#include "testing/fake/faults.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

thread_local bool running = false;

class Running {
 public:
  Running() { running = true; }
  ~Running() { running = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
};

/// What the server, not the client or a hook, says of an object.
void keep_identity(json::object& fresh, const json::object& was) {
  for (const char* const name : {"name", "namespace", "uid", "creationTimestamp"}) {
    copy_member(metadata_of(fresh), metadata_of(was), name);
  }
}

void take_over(json::object& fresh, const std::string& text) {
  try {
    json::value value = parse_json(text).value;
    if (!value.is_object()) throw JsonError("not an object");
    keep_identity(value.get_object(), fresh);
    fresh = std::move(value.get_object());
  } catch (const JsonError& error) {
    refuse_internal(std::string("an admission hook left an object that is no JSON: ") +
                    error.what());
  }
}

}  // namespace

void Admissions::add(RequestFilter filter, FakeCluster::AdmissionHook hook) {
  const std::scoped_lock lock(mutex_);
  rules_.push_back({std::move(filter), std::move(hook)});
}

bool Admissions::is_running() noexcept {
  return running;
}

void Admissions::review(const Target& target, json::object* fresh, const json::object* old,
                        bool dry_run, std::vector<std::string>& warnings) const {
  const Route route{.resource = target.resource,
                    .namespace_ = target.namespace_,
                    .name = target.name,
                    .subresource = target.subresource,
                    .verb = fresh == nullptr ? "delete"
                            : old == nullptr ? "create"
                                             : "update"};
  std::vector<Rule> rules;
  {
    const std::scoped_lock lock(mutex_);
    for (const Rule& rule : rules_) {
      if (meets(rule.filter, route)) rules.push_back(rule);
    }
  }
  for (const Rule& rule : rules) {
    AdmissionReview review{.verb = route.verb,
                           .resource = route.resource->plural,
                           .namespace_ = route.namespace_,
                           .name = route.name,
                           .dry_run = dry_run};
    if (!route.subresource.empty()) review.resource += "/" + route.subresource;
    if (fresh != nullptr) review.object = to_text(*fresh);
    if (old != nullptr) review.old_object = to_text(*old);
    const std::string before = review.object;
    {
      const Running mark;
      rule.hook(review);
    }
    for (std::string& warning : review.warnings) warnings.push_back(std::move(warning));
    if (review.refusal) {
      throw Refusal(
          {.code = review.refusal_code,
           .reason = review.refusal_code == 403 ? "Forbidden" : "",
           .message = "admission webhook \"test\" denied the request: " + *review.refusal});
    }
    if (fresh != nullptr && review.object != before) take_over(*fresh, review.object);
  }
}

}  // namespace k8s::testing::fake
