#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <k8s/detail/description.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "verbs/lists.hpp"
#include "watch/objects.hpp"
#include "watch/raw_object.hpp"
#include "watch/watch_stream.hpp"

namespace k8s::detail {
namespace {

/// A watch over one connection, which is made by the first next().
class OneConnection : public WatchSource {
 public:
  OneConnection(const Kind& kind, const WatchOptions& options)
      : kind_(kind),
        object_(kind),
        bookmarks_(options.allowWatchBookmarks),
        call_(options.client, options.stop, std::nullopt) {
    require_verb(kind, verb_watch, "watch");
    request_ = call_.request(
        Method::get,
        collection_address(kind, "watch", call_.scope_for(kind, "watch", options.namespace_)),
        Idempotency::safe);
    request_.query = watch_query(selector_query(options.labels, options.fields),
                                 options.resourceVersion, bookmarks_);
    request_.idle_timeout = options.timeout.value_or(call_.config().stream_timeout);
  }

  bool next(WatchResult& result) override {
    try {
      if (!stream_) stream_.emplace(call_, kind_, request_);
      while (true) {
        result.object = object_.fresh();
        auto event = stream_->next(result.object);
        if (!event) return false;
        if (event->type == "BOOKMARK" && !bookmarks_) continue;
        result.type = std::move(event->type);
        result.error = std::move(event->error);
        result.raw = std::move(event->raw);
        if (!result.error.empty()) {
          result.object = object_.fresh();
          set_identity(kind_, result.object, read_raw_event(result.raw).object);
        }
        return true;
      }
    } catch (const Stopped&) {
      return false;
    }
  }

 private:
  const Kind& kind_;
  Objects object_;
  bool bookmarks_;
  Call call_;
  Request request_;
  std::optional<WatchStream> stream_;
};

}  // namespace

WatchCursor watch_list(const Kind& kind, const WatchOptions& options) {
  return WatchCursor(std::make_unique<OneConnection>(kind, options));
}

}  // namespace k8s::detail
