#include "codec/plan.hpp"

#include <algorithm>
#include <bit>

#include "codec/quote.hpp"
#include "codec/side_record.hpp"

namespace k8s::detail {
namespace {

PlannedField plan_field(std::string_view name) {
  PlannedField field{.name = name};
  codec::append_quoted(field.prefix, name);
  field.prefix += ':';
  const std::size_t compared = std::min(field.prefix.size(), Plan::longest_compared);
  std::memcpy(field.words.data(), field.prefix.data(), compared);
  std::memset(field.masks.data(), 0xFF, compared);
  return field;
}

PlannedField plan_field(const Field& source) {
  PlannedField field = plan_field(source.name);
  field.offset = source.offset;
  field.flags = source.flags;
  field.kind = source.type->kind;
  field.type = source.type;
  return field;
}

/// Whether the writer writes the member although it is empty (DESIGN: "what is written").
bool is_kept(const Field& field, bool fetched) {
  const bool every_time = (field.flags & (always | required)) != 0;
  switch (field.type->kind) {
    case ValueKind::optional:
    case ValueKind::box:
      return fetched && (field.flags & always) != 0;
    case ValueKind::structure:
    case ValueKind::time:
    case ValueKind::micro_time:
    case ValueKind::raw_json:
      return fetched ? every_time : (field.flags & required) != 0;
    default:
      return every_time;
  }
}

/// Mixes a name's length with its first and last bytes.
std::size_t hash_of(std::string_view name) noexcept {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  const char* const p = name.data();
  const std::size_t size = name.size();
  if (size >= 8) {
    std::memcpy(&first, p, 8);
    std::memcpy(&last, p + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&first, p, 4);
    std::memcpy(&last, p + size - 4, 4);
  } else if (size > 0) {
    first = static_cast<unsigned char>(p[0]);
    last = static_cast<unsigned char>(p[size / 2]) * 256U + static_cast<unsigned char>(p[size - 1]);
  }
  const std::uint64_t mixed =
      (first ^ std::rotl(last, 29) ^ size) * std::uint64_t{0x9E3779B97F4A7C15U};
  return static_cast<std::size_t>(mixed >> 40U);
}

}  // namespace

Plan::Plan(const Table& source) : table(&source), count(source.fields.size()) {
  fields = std::make_unique<PlannedField[]>(count + 3);
  std::ranges::transform(source.fields, fields.get(),
                         [](const Field& field) { return plan_field(field); });
  if (source.kind != nullptr) {
    api_version_index = static_cast<unsigned>(count);
    kind_index = api_version_index + 1;
    fields[api_version_index] = plan_field("apiVersion");
    fields[kind_index] = plan_field("kind");
  }
  nothing_index = static_cast<unsigned>(count) + 2;
  fields[nothing_index].words[0] = ~std::uint64_t{0};
  fields[nothing_index].masks[0] = ~std::uint64_t{0};  // eight bytes 0xFF are in no JSON text
  successors_ = std::make_unique<std::atomic<std::uint8_t>[]>(count + 3);
  for (unsigned i = 0; i <= nothing_index; ++i) learn(i, nothing_index);
  for (std::size_t i = 0; i < count; ++i) {
    for (const bool fetched : {false, true}) {
      if (is_kept(source.fields[i], fetched)) kept[fetched ? 1 : 0] |= bit(i);
    }
  }
  index_names();
}

void Plan::index_names() {
  const std::size_t names = kind_index != none ? count + 2 : count;
  const std::size_t size = std::bit_ceil(names * 2 + 1);
  slot_mask_ = size - 1;
  slots_ = std::make_unique<std::uint8_t[]>(size);
  std::fill_n(slots_.get(), size, static_cast<std::uint8_t>(none));
  for (std::size_t i = 0; i < names; ++i) {
    std::size_t slot = hash_of(fields[i].name) & slot_mask_;
    while (slots_[slot] != none) slot = (slot + 1) & slot_mask_;
    slots_[slot] = static_cast<std::uint8_t>(i);
  }
}

unsigned Plan::find(std::string_view name) const noexcept {
  for (std::size_t slot = hash_of(name) & slot_mask_; slots_[slot] != none;
       slot = (slot + 1) & slot_mask_) {
    if (fields[slots_[slot]].name == name) return slots_[slot];
  }
  return none;
}

const Plan& make_plan(const Table& table) {
  auto plan = std::make_unique<Plan>(table);
  const Plan* existing = nullptr;
  if (table.plan.compare_exchange_strong(existing, plan.get(), std::memory_order_acq_rel)) {
    return *plan.release();
  }
  return *existing;
}

}  // namespace k8s::detail
