#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/http.hpp>

#include "verbs/call.hpp"
#include "watch/line_reader.hpp"

namespace k8s::detail {

/// The query of a watch. `resource_version` may be empty. No timeoutSeconds is sent: the server
/// ends watches when it likes, and we when they fall silent.
[[nodiscard]] Query watch_query(const Query& selectors, const std::string& resource_version,
                                bool bookmarks);

/// One connection of a watch, and the events that it brings.
class WatchStream {
 public:
  struct Event {
    std::string type{};
    /// Of an event that cannot be decoded: why, and the line; its type is then "ERROR".
    std::string error{};
    std::string raw{};
    /// The stream ended in the middle of it.
    bool cut_off = false;
  };
  enum class End { closed, silent };

  /// Connects.
  /// \throws ApiError if the server refuses, TransportError, Stopped, DecodeError if what answers
  /// is no API server
  WatchStream(const Call& call, const Kind& kind, Request request);

  /// Waits for the next event; its object is decoded into `object`, a fresh one. Nothing at the end
  /// of the stream, of which end() then tells more.
  /// \throws ApiError if the server tells an error, TransportError if the connection breaks,
  /// Stopped
  [[nodiscard]] std::optional<Event> next(void* object);

  [[nodiscard]] End end() const { return end_; }

 private:
  [[nodiscard]] Event read(const LineReader::Line& line, void* object) const;
  [[nodiscard]] bool receive();

  const Kind* kind_;
  Request request_;
  std::unique_ptr<BodyStream> body_;
  LineReader lines_;
  End end_ = End::closed;
};

}  // namespace k8s::detail
