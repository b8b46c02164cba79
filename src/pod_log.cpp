#include <k8s/pod_log.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/models/core/v1/pod.hpp>

#include "http/target.hpp"
#include "verbs/call.hpp"
#include "watch/line_reader.hpp"

namespace k8s {
namespace detail {
namespace {

constexpr std::size_t longest_line = std::size_t{64} << 20;

Query query_of(const PodLogOptions& options) {
  Query query;
  const auto add = [&query](std::string_view name, std::string value) {
    if (!value.empty()) query.emplace_back(name, std::move(value));
  };
  const auto flag = [](bool set) { return set ? "true" : ""; };
  const auto number = [](const std::optional<std::int64_t>& value) {
    return value ? std::to_string(*value) : "";
  };
  add("container", options.container);
  add("follow", flag(options.follow));
  add("previous", flag(options.previous));
  add("sinceSeconds", number(options.sinceSeconds));
  add("sinceTime", options.sinceTime.to_string());
  add("timestamps", flag(options.timestamps));
  add("tailLines", number(options.tailLines));
  add("limitBytes", number(options.limitBytes));
  add("insecureSkipTLSVerifyBackend", flag(options.insecureSkipTLSVerifyBackend));
  add("stream", options.stream);
  return query;
}

Request request_for(const Call& call, Name pod, const PodLogOptions& options) {
  constexpr std::string_view words = "read the log of";
  const Kind& kind = k8s_kind(static_cast<const core::v1::Pod*>(nullptr));
  const auto in = call.namespace_for(kind, words, options.namespace_);
  Request request = call.request(Method::get, object_address(kind, words, in, pod.text(), "log"),
                                 Idempotency::safe);
  request.query = query_of(options);
  request.headers.set("Accept", "text/plain, */*");
  return request;
}

}  // namespace

class LogCursor::State {
 public:
  State(Name pod, PodLogOptions options)
      : options_(std::move(options)),
        call_(options_),
        request_(request_for(call_, pod, options_)),
        lines_(longest_line, LineReader::Empty::given) {
    request_.stream = true;
    request_.multiplex = options_.follow;
  }

  bool next(std::string& line) {
    try {
      if (!open_) open();
      while (true) {
        if (const auto whole = lines_.next()) return give(*whole, line);
        if (!receive()) break;
      }
    } catch (const Stopped&) {
      return false;
    }
    const auto rest = lines_.rest();
    return rest && give(*rest, line);
  }

 private:
  void open() {
    open_ = true;
    Response response = call_.send(request_);
    body_ = std::move(response.stream);
    lines_.buffer() = std::move(response.body);
  }

  bool receive() {
    if (body_ && body_->read(lines_.buffer()) == BodyStream::End::none) return true;
    body_.reset();
    return false;
  }

  static bool give(const LineReader::Line& from, std::string& line) {
    line = from.text;
    return true;
  }

  PodLogOptions options_;
  Call call_;
  Request request_;
  LineReader lines_;
  std::unique_ptr<BodyStream> body_;
  bool open_ = false;
};

LogCursor::LogCursor(Name pod, PodLogOptions options)
    : state_(std::make_unique<State>(pod, std::move(options))) {}
LogCursor::LogCursor(LogCursor&& other) noexcept = default;
LogCursor& LogCursor::operator=(LogCursor&& other) noexcept = default;
LogCursor::~LogCursor() = default;

bool LogCursor::next(std::string& line) {
  if (!state_) return false;
  // Out of the way, so that it ends with whatever ends the log.
  auto state = std::exchange(state_, nullptr);
  if (!state->next(line)) return false;
  state_ = std::move(state);
  return true;
}

}  // namespace detail

std::string read_pod_log(detail::Name pod, const PodLogOptions& options) {
  const detail::Call call(options);
  Request request = detail::request_for(call, pod, options);
  if (options.follow) {
    throw ValidationError(detail::describe(request) +
                          ": a log that is followed has no end; read it with PodLogLines");
  }
  return std::move(call.send(request).body);
}

}  // namespace k8s
