#include "watch/watch_stream.hpp"

#include <utility>

#include <boost/json.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "http/status.hpp"
#include "http/target.hpp"
#include "json_value.hpp"

namespace k8s::detail {
namespace {

// The server takes objects of up to 3 MiB; beyond this a line is no object.
constexpr std::size_t longest_line = std::size_t{64} << 20;

Status status_of(const std::string& text) {
  const auto value = parse_json(text);
  return value && value->is_object() ? decode_status(value->get_object()) : Status();
}

}  // namespace

Query watch_query(const Query& selectors, const std::string& resource_version, bool bookmarks) {
  Query query;
  if (bookmarks) query.emplace_back("allowWatchBookmarks", "true");
  query.insert(query.end(), selectors.begin(), selectors.end());
  if (!resource_version.empty()) query.emplace_back("resourceVersion", resource_version);
  query.emplace_back("watch", "true");
  return query;
}

WatchStream::WatchStream(const Call& call, const Kind& kind, Request request)
    : kind_(&kind), request_(std::move(request)), lines_(longest_line) {
  request_.stream = true;
  request_.multiplex = true;
  Response response = call.send(request_);
  require_json(request_, response);
  body_ = std::move(response.stream);
  lines_.buffer() = std::move(response.body);
}

std::optional<WatchStream::Event> WatchStream::next(void* object) {
  while (true) {
    if (const auto line = lines_.next()) return read(*line, object);
    if (receive()) continue;
    const auto rest = lines_.rest();
    if (!rest) return std::nullopt;
    Event event = read(*rest, object);
    event.cut_off = !event.error.empty();
    return event;
  }
}

bool WatchStream::receive() {
  if (!body_) return false;
  switch (body_->read(lines_.buffer())) {
    case BodyStream::End::none:
      return true;
    case BodyStream::End::clean:
      end_ = End::closed;
      break;
    case BodyStream::End::idle:
      end_ = End::silent;
      break;
  }
  body_.reset();
  return false;
}

WatchStream::Event WatchStream::read(const LineReader::Line& line, void* object) const {
  const auto undecodable = [&](std::string_view error) {
    return Event{.type = "ERROR", .error = std::string(error), .raw = std::string(line.text)};
  };
  if (line.too_long) {
    return undecodable(describe(request_) + ": an event is longer than " +
                       std::to_string(longest_line) + " bytes; this is its beginning");
  }
  codec::WatchLine event;
  try {
    event = codec::decode_watch_line(*kind_, line.text, object);
  } catch (const DecodeError& error) {
    return undecodable(error.while_doing(describe(request_)).what());
  }
  if (event.type == "ERROR") {
    throw_api_error(request_.target, request_.method, request_.url(), status_of(event.raw_object));
  }
  return {.type = std::move(event.type)};
}

}  // namespace k8s::detail
