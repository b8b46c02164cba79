#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>
#include <k8s/http.hpp>
#include <k8s/options.hpp>

#include "http/target.hpp"
#include "verbs/paths.hpp"

namespace k8s::detail {

using Query = std::vector<std::pair<std::string, std::string>>;

/// One call of a verb: which client it talks through, and how long it may take in all, retries and
/// further requests included.
class Call {
 public:
  Call(const Client& client, std::stop_token stop,
       std::optional<std::chrono::milliseconds> timeout);
  template <class Options>
  explicit Call(const Options& options) : Call(options.client, options.stop, options.timeout) {}

  [[nodiscard]] const Config& config() const;

  /// The namespace that a verb works in: the one named, else the object's own, else the client's.
  /// Empty for kinds that live outside namespaces.
  /// Good as long as the call and what it was asked with.
  /// \throws ValidationError if one is named for such a kind, or not the object's own
  [[nodiscard]] std::string_view namespace_for(const Kind& kind, std::string_view words,
                                               const std::optional<std::string>& named,
                                               std::string_view of_object = {}) const;

  /// The namespace that a verb of many objects works in; none for all of them.
  /// \throws ValidationError if one is named for a kind that lives outside namespaces
  [[nodiscard]] std::optional<std::string_view> scope_for(const Kind& kind, std::string_view words,
                                                          const NamespaceScope& scope) const;

  [[nodiscard]] Request request(Method method, Address&& address, Idempotency idempotency) const;

  /// Sends it and returns the answer, whatever its status. The request may be sent again.
  [[nodiscard]] Response try_send(Request& request) const;
  /// Sends it. \throws ApiError if the status is not 2xx
  [[nodiscard]] Response send(Request& request) const;

  /// Waits that long; false, at once, if that is more time than the call has.
  /// \throws Stopped after a stop request
  [[nodiscard]] bool wait(std::chrono::milliseconds pause) const;

 private:
  std::shared_ptr<const ClientCore> core_;
  std::stop_token stop_;
  std::chrono::milliseconds timeout_;  // of one try
  std::optional<std::chrono::steady_clock::time_point> deadline_;
};

/// Refuses an answer that is a page for people. \throws DecodeError
void require_json(const Request& request, const Response& response);

/// Reads the object of an answer; an error says for which request it was. \throws DecodeError
void decode_object(const Kind& kind, const Request& request, const Response& response,
                   void* object);

}  // namespace k8s::detail
