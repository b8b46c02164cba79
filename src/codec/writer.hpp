#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>

#include "codec/output.hpp"
#include "codec/plan.hpp"
#include "codec/side_record.hpp"

namespace k8s::codec {

/// "apps/v1"
[[nodiscard]] std::string api_version_of(const detail::Kind& kind);

/// Writes objects as compact JSON by their plans.
///
/// \throws ValidationError for what JSON cannot say: text that is not UTF-8, a number that is not
///         finite
class Writer {
 public:
  /// \param emptiness which empty members are written; unless it is `given`, a struct with a kind
  /// knows itself
  explicit Writer(detail::Emptiness emptiness) noexcept : emptiness_(emptiness) {}

  /// \param named whether `apiVersion` and `kind` are written even if they did not come along
  std::string write_document(const detail::Plan& plan, const void* object, bool named) &&;

  /// One member with its name, as it would be written but for its spelling; nothing if it would be
  /// left out.
  std::string write_member(const detail::Plan& plan, std::size_t index, const void* object) &&;

  /// The value of a member that is present though empty.
  std::string write_present(const detail::PlannedField& field, const void* object) &&;

 private:
  /// What is written of an object's kind.
  struct Identity {
    bool api_version = false;
    bool kind = false;
  };

  void write_object(const detail::Plan& plan, const void* object, bool named);
  void write_identity(const detail::Kind& kind, Identity identity);
  void write_members(const detail::Plan& plan, const void* object);
  void write_members(const detail::Plan& plan, const void* object, const detail::SideRecord& side);
  void write_remembered(const detail::PlannedField& field, const detail::Plan& plan,
                        const void* object, const detail::SideRecord& side);
  void write_prefix(const detail::PlannedField& field);
  void write_unknown(const detail::SideRecord& side, Identity identity);

  void write_value(detail::ValueKind kind, const detail::ValueType& type, const void* value);
  void write_held(const detail::ValueType& type, const void* value);
  void write_elements(const detail::ValueType& type, const void* array);
  void write_entries(const detail::ValueType& type, const void* map);
  void write_default(const detail::ValueType& type, const void* value);
  template <class Resolution>
  void write_time(const BasicTime<Resolution>& time);
  void write_text(std::string_view text);
  void write_integer(std::int64_t number);
  void write_number(double number);
  [[noreturn]] void fail(std::string_view problem) const;

  Output out_;
  detail::Emptiness emptiness_;
};

}  // namespace k8s::codec
