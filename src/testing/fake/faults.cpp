#include "testing/fake/faults.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace k8s::testing::fake {
namespace {

/// Where to cut a text: in the middle of a UTF-8 character if it has one of several bytes and that
/// is wanted, else in the middle of the text.
std::size_t cut_of(std::string_view text, bool in_character) {
  if (in_character) {
    const auto found = std::ranges::find_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0xC0U; });
    if (found != text.end()) return static_cast<std::size_t>(found - text.begin()) + 1;
  }
  return text.size() / 2;
}

/// A watch that something goes wrong with.
class SpoiltWatch final : public detail::BodySource {
 public:
  SpoiltWatch(std::unique_ptr<BodySource> source, Fault fault)
      : source_(std::move(source)), fault_(std::move(fault)) {}

  void on_wake(Wake wake) override { source_->on_wake(std::move(wake)); }

  State pull(std::string& piece) override {
    const bool cuts = fault_.kind == Fault::Kind::cut_watch;
    if (cut_ || (cuts && told_ == fault_.amount)) return State::broken;
    std::string event;
    const State state = source_->pull(event);
    if (state == State::more) {
      ++told_;
      change(event);
    }
    piece += event;
    return state;
  }

 private:
  void change(std::string& event) {
    if (fault_.kind == Fault::Kind::duplicate_events) event += std::string(event);
    const bool in_character = fault_.kind == Fault::Kind::half_character;
    if (in_character || fault_.kind == Fault::Kind::half_body) {
      event.resize(cut_of(event, in_character));
      cut_ = true;
    }
  }

  std::unique_ptr<BodySource> source_;
  Fault fault_;
  std::size_t told_ = 0;
  bool cut_ = false;
};

}  // namespace

bool meets(const RequestFilter& filter, const Route& route) {
  const auto fits = [](const std::string& wanted, const std::string& is) {
    return wanted.empty() || wanted == is;
  };
  std::string resource = route.resource != nullptr ? route.resource->plural : "";
  if (!route.subresource.empty()) resource += "/" + route.subresource;
  return fits(filter.verb, route.verb) && fits(filter.resource, resource) &&
         fits(filter.namespace_, route.namespace_) && fits(filter.name, route.name);
}

void Faults::add(RequestFilter filter, Fault fault) {
  const std::scoped_lock lock(mutex_);
  faults_.push_back({std::move(filter), std::move(fault)});
}

void Faults::add(RequestFilter filter, FakeCluster::Hook hook) {
  const std::scoped_lock lock(mutex_);
  hooks_.push_back({std::move(filter), std::move(hook)});
}

void Faults::clear() {
  const std::scoped_lock lock(mutex_);
  faults_.clear();
  hooks_.clear();
}

std::optional<Fault> Faults::next_fault(const Route& route) {
  const std::scoped_lock lock(mutex_);
  for (FaultRule& rule : faults_) {
    if (!meets(rule.filter, route) || rule.fault.count == 0) continue;
    if (rule.fault.skipped > 0) {
      --rule.fault.skipped;
      continue;
    }
    if (rule.fault.count) --*rule.fault.count;
    return rule.fault;
  }
  return std::nullopt;
}

std::optional<Response> Faults::ask_hooks(const Route& route, const Request& request) const {
  std::vector<FakeCluster::Hook> hooks;
  {
    const std::scoped_lock lock(mutex_);
    for (const HookRule& rule : hooks_) {
      if (meets(rule.filter, route)) hooks.push_back(rule.hook);
    }
  }
  for (const FakeCluster::Hook& hook : hooks) {
    if (std::optional<Response> response = hook(request)) return response;
  }
  return std::nullopt;
}

void spoil(detail::ServerResponse& answer, const Fault& fault) {
  using Kind = Fault::Kind;
  if (fault.kind == Kind::reset_after) {
    answer.source = nullptr;
    answer.fault.kind = detail::Fault::Kind::reset;
  } else if (answer.source != nullptr) {
    answer.source = std::make_unique<SpoiltWatch>(std::move(answer.source), fault);
  } else if (fault.kind == Kind::half_body || fault.kind == Kind::half_character) {
    answer.fault = {detail::Fault::Kind::truncate,
                    cut_of(answer.body, fault.kind == Kind::half_character)};
  } else if (fault.kind == Kind::slow_drip) {
    answer.drip = {std::max<std::size_t>(fault.amount, 1), fault.duration};
  }
}

}  // namespace k8s::testing::fake
