#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "random_fraction.hpp"
#include "verbs/call.hpp"
#include "verbs/fetch.hpp"
#include "verbs/metadata.hpp"
#include "verbs/write.hpp"

namespace k8s::detail {
namespace {

using std::chrono::milliseconds;

constexpr int attempts = 10;
constexpr milliseconds longest_pause{200};

/// Grows with each attempt; random, so that writers who met do not meet again.
milliseconds pause_after(int attempt) {
  const milliseconds ceiling = std::min(milliseconds(10) * (1 << attempt), longest_pause);
  return milliseconds(1) + std::chrono::duration_cast<milliseconds>(ceiling * random_fraction());
}

/// What is written, and how that is said.
struct Written {
  Verbs verb;
  std::string_view words;
  std::string_view subresource;
};
constexpr Written whole_object{.verb = verb_update, .words = "update", .subresource = {}};
constexpr Written status_alone{
    .verb = subresource_status, .words = "update the status of", .subresource = "status"};

}  // namespace

class Update::State {
 public:
  State(const Kind& kind, const void* object, const Written& written, const SaveOptions& options)
      : kind_(kind), written_(written), options_(options), call_(options) {
    require_verb(kind, verb_get, written.words);
    require_verb(kind, written.verb, written.words);
    const auto& metadata = metadata_of(kind, object);
    uid_ = metadata.uid;
    address_ = object_address(kind, written.words,
                              call_.namespace_for(kind, written.words, {}, metadata.namespace_),
                              metadata.name);
  }

  void read(void* object) const {
    fetch(call_, kind_, Address(address_), object);
    const auto& uid = metadata_of(kind_, object).uid;
    if (uid_.empty() || uid == uid_) return;
    throw_api_error(address_.target, Method::get, address_.path,
                    {.code = 409,
                     .reason = "Conflict",
                     .message = "the object was deleted, another one has its name now"});
  }

  bool write(const void* object, void* answer) {
    try {
      put(call_, kind_, written_.words, object, written_.subresource, options_, answer);
      return true;
    } catch (const Conflict&) {
      if (++tried_ == attempts || !call_.wait(pause_after(tried_))) throw;
      return false;
    }
  }

 private:
  const Kind& kind_;
  const Written& written_;
  SaveOptions options_;
  Call call_;
  Address address_;
  std::string uid_;
  int tried_ = 0;
};

Update::Update(const Kind& kind, const void* object, Part part, const SaveOptions& options)
    : state_(std::make_unique<State>(
          kind, object, part == Part::object ? whole_object : status_alone, options)) {}
Update::~Update() = default;

void Update::read(void* object) const {
  state_->read(object);
}

bool Update::write(const void* object, void* answer) {
  return state_->write(object, answer);
}

}  // namespace k8s::detail
