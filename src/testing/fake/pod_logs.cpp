#include "testing/fake/pod_logs.hpp"

#include <algorithm>
#include <utility>

#include <k8s/time.hpp>

#include "testing/fake/field_error.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

std::vector<std::string> container_names(const json::object& pod, std::string_view list) {
  std::vector<std::string> names;
  const json::array& containers = array_at(pod, {"spec", list});
  for (std::size_t i = 0; i < containers.size(); ++i) {
    names.emplace_back(text_at(element_at(containers, i), "name"));
  }
  return names;
}

std::string spaced(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return "[" + text + "]";
}

}  // namespace

LogOptions read_log_options(const Query& query, std::string_view pod,
                            std::chrono::sys_seconds now) {
  LogOptions options{.container = query.text("container"),
                     .follow = query.flag("follow").value_or(false),
                     .previous = query.flag("previous").value_or(false),
                     .timestamps = query.flag("timestamps").value_or(false),
                     .tail = query.number("tailLines"),
                     .limit_bytes = query.number("limitBytes"),
                     .since = query.text("sinceTime")};
  const std::optional<std::int64_t> seconds = query.number("sinceSeconds");
  FieldErrors errors;
  if (options.tail && *options.tail < 0) {
    errors.invalid("tailLines", *options.tail, "must be greater than or equal to 0");
  }
  if (options.limit_bytes && *options.limit_bytes < 1) {
    errors.invalid("limitBytes", *options.limit_bytes, "must be greater than 0");
  }
  if (seconds && !options.since.empty()) {
    errors.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified");
  } else if (seconds && *seconds < 1) {
    errors.invalid("sinceSeconds", *seconds, "must be greater than 0");
  }
  if (!errors.empty()) refuse_invalid({"", "PodLogOptions"}, pod, errors);
  if (seconds) options.since = Time(now - std::chrono::seconds(*seconds)).to_string();
  return options;
}

std::string container_of(const json::object& pod, const LogOptions& options) {
  const std::string name(name_of(pod));
  const std::vector<std::string> containers = container_names(pod, "containers");
  const std::vector<std::string> init = container_names(pod, "initContainers");
  const std::vector<std::string> ephemeral = container_names(pod, "ephemeralContainers");
  if (!options.container.empty()) {
    for (const auto& list : {containers, init, ephemeral}) {
      if (std::ranges::find(list, options.container) != list.end()) return options.container;
    }
    refuse_bad_request("container " + options.container + " is not valid for pod " + name);
  }
  if (containers.size() == 1 && init.empty() && ephemeral.empty()) return containers.front();
  std::string message = "a container name must be specified for pod " + name +
                        ", choose one of: " + spaced(containers);
  if (!init.empty()) message += " or one of the init containers: " + spaced(init);
  if (!ephemeral.empty()) message += " or one of the ephemeral containers: " + spaced(ephemeral);
  refuse_bad_request(message);
}

/// What a follower has not read yet.
class PodLogs::Stream {
 public:
  explicit Stream(LogOptions options) : options_(std::move(options)) {}

  [[nodiscard]] const LogOptions& options() const noexcept { return options_; }

  void push(std::string text) {
    if (text.empty()) return;
    {
      const std::scoped_lock lock(mutex_);
      text_ += text;
    }
    wake();
  }

  void end() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    wake();
  }

  void on_wake(detail::BodySource::Wake wake) {
    const std::scoped_lock lock(mutex_);
    wake_ = std::move(wake);
  }

  detail::BodySource::State pull(std::string& piece) {
    const std::scoped_lock lock(mutex_);
    if (!text_.empty()) {
      piece += std::exchange(text_, {});
      return detail::BodySource::State::more;
    }
    return ended_ ? detail::BodySource::State::finished : detail::BodySource::State::waiting;
  }

  void leave() {
    const std::scoped_lock lock(mutex_);
    left_ = true;
  }
  [[nodiscard]] bool left() const {
    const std::scoped_lock lock(mutex_);
    return left_;
  }

 private:
  void wake() {
    detail::BodySource::Wake wake;
    {
      const std::scoped_lock lock(mutex_);
      wake = wake_;
    }
    if (wake) wake();
  }

  const LogOptions options_;
  mutable std::mutex mutex_;
  std::string text_;
  bool ended_ = false;
  bool left_ = false;
  detail::BodySource::Wake wake_;
};

class PodLogs::Body final : public detail::BodySource {
 public:
  explicit Body(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  ~Body() override { stream_->leave(); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  void on_wake(Wake wake) override { stream_->on_wake(std::move(wake)); }
  State pull(std::string& piece) override { return stream_->pull(piece); }

 private:
  std::shared_ptr<Stream> stream_;
};

std::string PodLogs::text_of(const std::vector<Line>& lines, const LogOptions& options) {
  std::size_t first = 0;
  while (first < lines.size() && lines[first].time < options.since) ++first;
  if (options.tail) {
    const auto wanted = static_cast<std::size_t>(*options.tail);
    if (lines.size() - first > wanted) first = lines.size() - wanted;
  }
  std::string text;
  for (std::size_t i = first; i < lines.size(); ++i) {
    if (options.timestamps) text += lines[i].time + " ";
    text += lines[i].text;
  }
  if (options.limit_bytes) {
    text.resize(std::min(text.size(), static_cast<std::size_t>(*options.limit_bytes)));
  }
  return text;
}

void PodLogs::append(const Name& name, std::string_view text, const std::string& time) {
  const std::scoped_lock lock(mutex_);
  Log& log = logs_[name];
  std::vector<Line> fresh;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    fresh.push_back({time, std::string(text.substr(0, size))});
    text.remove_prefix(size);
  }
  std::erase_if(log.followers, [](const auto& stream) { return stream->left(); });
  for (const auto& stream : log.followers) {
    stream->push(text_of(fresh, {.timestamps = stream->options().timestamps}));
  }
  const bool goes_on = !log.lines.empty() && !log.lines.back().text.ends_with('\n');
  if (goes_on && !fresh.empty()) {
    log.lines.back().text += fresh.front().text;
    fresh.erase(fresh.begin());
  }
  log.lines.insert(log.lines.end(), fresh.begin(), fresh.end());
}

void PodLogs::end(const Name& name) {
  const std::scoped_lock lock(mutex_);
  Log& log = logs_[name];
  log.ended = true;
  for (const auto& stream : log.followers) stream->end();
  log.followers.clear();
}

void PodLogs::end_pod(std::string_view namespace_, std::string_view pod) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(logs_, [&](const auto& entry) {
    if (std::get<0>(entry.first) != namespace_ || std::get<1>(entry.first) != pod) return false;
    for (const auto& stream : entry.second.followers) stream->end();
    return true;
  });
}

void PodLogs::clear() {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, log] : logs_) {
    for (const auto& stream : log.followers) stream->end();
  }
  logs_.clear();
}

bool PodLogs::has(const Name& name) const {
  const std::scoped_lock lock(mutex_);
  return logs_.contains(name);
}

std::string PodLogs::read(const Name& name, const LogOptions& options) const {
  const std::scoped_lock lock(mutex_);
  const auto found = logs_.find(name);
  return found == logs_.end() ? std::string() : text_of(found->second.lines, options);
}

std::unique_ptr<detail::BodySource> PodLogs::follow(const Name& name, const LogOptions& options) {
  auto stream = std::make_shared<Stream>(options);
  const std::scoped_lock lock(mutex_);
  Log& log = logs_[name];
  stream->push(text_of(log.lines, options));
  if (log.ended) {
    stream->end();
  } else {
    log.followers.push_back(stream);
  }
  return std::make_unique<Body>(std::move(stream));
}

}  // namespace k8s::testing::fake
