#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/export.hpp>
#include <k8s/informer_options.hpp>
#include <k8s/options.hpp>

namespace k8s::detail {

using SharedObject = std::shared_ptr<const void>;

/// What an informer does with objects of a kind that only its user knows.
struct InformerFunctions {
  /// Takes the object that stands there, and makes it one to be shared.
  std::function<SharedObject(void* object)> share{};
  struct Index {
    std::string name{};
    std::function<std::vector<std::string>(const void* object)> values{};
  };
  std::vector<Index> indexes{};
};

class InformerState;

/// What one consumer of an informer has yet to be told; used by one thread at a time.
class K8S_EXPORT ChangeCursor {
 public:
  ChangeCursor(std::shared_ptr<InformerState> state, std::stop_token stop);
  ChangeCursor(ChangeCursor&& other) noexcept;
  ChangeCursor& operator=(ChangeCursor&& other) noexcept;
  ~ChangeCursor();

  /// Waits for the next change; false at the end.
  bool next(SharedObject& before, SharedObject& after);
  /// Takes back that a change was told.
  void again(const SharedObject& before, const SharedObject& after,
             std::optional<std::chrono::milliseconds> pause);

 private:
  class Consumer;
  std::unique_ptr<Consumer> consumer_;
};

/// The thread that keeps a store of the objects of a kind. Safe to use from any thread.
class K8S_EXPORT InformerCore {
 public:
  InformerCore(const Kind& kind, const WatcherOptions& options, InformerFunctions functions);
  /// Ends the thread.
  ~InformerCore();
  InformerCore(const InformerCore&) = delete;
  InformerCore& operator=(const InformerCore&) = delete;

  void stop();
  void wait_for_sync(const InformerSyncOptions& options) const;
  [[nodiscard]] InformerHealth health() const;

  /// Null if there is none.
  [[nodiscard]] SharedObject try_get(Name name, const InformerGetOptions& options) const;
  [[nodiscard]] std::vector<SharedObject> list(const InformerListOptions& options) const;
  [[nodiscard]] std::vector<SharedObject> find_by(std::string_view index,
                                                  const std::string& value) const;
  [[nodiscard]] ChangeCursor changes(std::stop_token stop) const;

 private:
  class Worker;
  std::shared_ptr<InformerState> state_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace k8s::detail
