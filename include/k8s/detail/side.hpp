#pragma once

#include <utility>

#include <k8s/export.hpp>

namespace k8s::detail {

/// What a struct's members cannot hold of what the server sent: unknown members, members that were
/// present though empty, explicit nulls, texts that are not canonical. Defined in
/// src/codec/side_record.hpp.
struct SideRecord;

/// The last member of every model struct: one pointer, null in normal life, copied deeply.
class Side {
 public:
  Side() noexcept = default;
  Side(const Side& other) : record_(other.record_ != nullptr ? clone(*other.record_) : nullptr) {}
  Side(Side&& other) noexcept : record_(std::exchange(other.record_, nullptr)) {}
  ~Side() {
    if (record_ != nullptr) destroy(record_);
  }
  Side& operator=(const Side& other) {
    if (this != &other) *this = Side(other);
    return *this;
  }
  Side& operator=(Side&& other) noexcept {
    std::swap(record_, other.record_);
    return *this;
  }

  [[nodiscard]] const SideRecord* get() const noexcept { return record_; }
  [[nodiscard]] SideRecord* get() noexcept { return record_; }
  /// The record, made if there was none.
  K8S_EXPORT SideRecord& ensure();

 private:
  K8S_EXPORT static SideRecord* clone(const SideRecord& record);
  K8S_EXPORT static void destroy(SideRecord* record) noexcept;

  SideRecord* record_ = nullptr;
};

}  // namespace k8s::detail
