#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/clock.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/storage.hpp"

// What runs beside the API server in a real cluster.

namespace k8s::testing::fake {

/// How a controller reads and writes. What it writes may be refused, as to any client of the
/// server; then it returns null or false, and nothing has happened.
///
/// Thread safety: none; ApiServer guards it.
class ControllerDesk {
 public:
  ControllerDesk(Storage& storage, Objects& objects, const ResourceRegistry& resources,
                 const Clock& clock)
      : storage_(storage), objects_(objects), resources_(resources), clock_(clock) {}

  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  [[nodiscard]] const ResourceRegistry& resources() const noexcept { return resources_; }

  /// The kind of an object, or of a reference to one; null if the server does not offer it.
  [[nodiscard]] const Resource* resource_of(const json::object& object) const;
  [[nodiscard]] ObjectPtr get(std::string_view collection, const Key& key) const {
    return storage_.get(collection, key);
  }
  /// The objects of a collection, of one namespace or of all.
  [[nodiscard]] std::vector<ObjectPtr> list(std::string_view collection,
                                            std::string_view namespace_ = {}) const;

  ObjectPtr create(json::object object);
  ObjectPtr update(json::object object, std::string_view subresource = {},
                   const char* manager = "kube-controller-manager");
  ObjectPtr update_status(json::object object) { return update(std::move(object), "status"); }
  bool remove(const json::object& object, DeleteOptions options = {});

 private:
  [[nodiscard]] Target target_of(const Resource& resource, const json::object& object,
                                 std::string_view subresource) const;

  Storage& storage_;
  Objects& objects_;
  const ResourceRegistry& resources_;
  const Clock& clock_;
};

/// Sees every change and acts on it, as a controller of Kubernetes does, but at once: by the time
/// that the request that caused it is answered.
///
/// Thread safety: none; ApiServer guards it.
class Controller {
 public:
  Controller() = default;
  virtual ~Controller() = default;
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;

  /// Remembers what there is to do. Changes nothing.
  virtual void on_change(const Change& change) = 0;
  /// Does one piece of what there is to do now; false if there is nothing.
  virtual bool work() = 0;
  /// When there will be something to do by the clock.
  [[nodiscard]] virtual std::optional<Clock::Instant> next_due() const { return std::nullopt; }
};

/// All controllers of a server.
class ControllerManager {
 public:
  void add(std::unique_ptr<Controller> controller) { all_.push_back(std::move(controller)); }
  void clear() { all_.clear(); }
  void on_change(const Change& change);
  /// Lets them work until none has anything to do.
  /// \throws std::logic_error if they do not come to rest
  void settle();
  [[nodiscard]] std::optional<Clock::Instant> next_due() const;

 private:
  std::vector<std::unique_ptr<Controller>> all_;
};

}  // namespace k8s::testing::fake
