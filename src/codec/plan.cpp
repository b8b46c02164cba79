#include "codec/plan.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>
#include <vector>

#include <k8s/error.hpp>

#include "codec/output.hpp"

namespace k8s::detail {
namespace {

void plan_name(std::string_view name, PlannedField& field) {
  field.name = name;
  codec::Output prefix;
  if (!prefix.append_quoted(name)) throw ValidationError("a member's name that is not UTF-8");
  prefix.append(':');
  field.prefix = prefix.text();
  const std::size_t compared = std::min(field.prefix.size(), PlannedField::most_compared);
  std::memcpy(field.words.data(), field.prefix.data(), compared);
  std::memset(field.masks.data(), 0xFF, compared);
  field.compared = static_cast<std::uint8_t>(compared);
}

void plan_field(const Field& source, PlannedField& field) {
  plan_name(source.name, field);
  field.offset = source.offset;
  field.flags = source.flags;
  field.kind = source.type->kind;
  field.type = source.type;
}

constexpr std::array all_of_emptiness{Emptiness::built, Emptiness::fetched, Emptiness::given,
                                      Emptiness::given_item};

/// Whether a value of that kind is one even if it is zero.
bool is_number_or_truth(ValueKind kind) {
  return kind == ValueKind::boolean || kind == ValueKind::int32 || kind == ValueKind::int64 ||
         kind == ValueKind::number;
}

/// Whether the writer writes the member although it is empty (DESIGN: "what is written").
bool is_kept(const Field& field, Emptiness emptiness) {
  if (emptiness == Emptiness::given) return false;
  if (emptiness == Emptiness::given_item) {
    return (field.flags & required) != 0 && is_number_or_truth(field.type->kind);
  }
  const bool fetched = emptiness == Emptiness::fetched;
  const bool every_time = (field.flags & (always | required)) != 0;
  switch (field.type->kind) {
    case ValueKind::optional:
    case ValueKind::box:
      return fetched && (field.flags & always) != 0;
    case ValueKind::structure:
    case ValueKind::time:
    case ValueKind::micro_time:
    case ValueKind::duration:
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

Plan::Plan(const Table& source)
    : table(&source),
      count(source.fields.size()),
      fields(std::make_unique<PlannedField[]>(count + 2)),
      names_(source.kind != nullptr ? count + 2 : count) {
  for (std::size_t i = 0; i < count; ++i) {
    plan_field(source.fields[i], fields[i]);
  }
  assign_bits();
  plan_name("apiVersion", fields[count]);
  plan_name("kind", fields[count + 1]);
  for (std::size_t i = 0; i < count + 2; ++i) {
    fields[i].index = static_cast<std::uint8_t>(i);
    fields[i].successor = &fields[i + 1 < names_ ? i + 1 : i];
  }
  before.successor = &fields[0];
  index_names();
}

/// There are 64. In a struct of more members those that are written although empty come first,
/// since whether they were read must be known of each; all that get none of their own share the
/// last.
void Plan::assign_bits() {
  constexpr std::size_t bits = 64;
  const auto is_kept_ever = [this](std::size_t i) {
    return std::ranges::any_of(all_of_emptiness, [&](Emptiness emptiness) {
      return is_kept(table->fields[i], emptiness);
    });
  };
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (count > bits) {
    const auto others = std::ranges::stable_partition(order, is_kept_ever);
    if (static_cast<std::size_t>(others.begin() - order.begin()) >= bits) {
      throw ValidationError(std::string(table->name) +
                            ": more than 63 members that are always written");
    }
  }
  for (std::size_t rank = 0; rank < count; ++rank) {
    PlannedField& field = fields[order[rank]];
    field.shares_bit = count > bits && rank >= bits - 1;
    field.bit = std::uint64_t{1} << std::min(rank, bits - 1);
    for (const Emptiness emptiness : all_of_emptiness) {
      if (is_kept(table->fields[order[rank]], emptiness)) {
        kept[static_cast<std::size_t>(emptiness)] |= field.bit;
      }
    }
  }
}

void Plan::index_names() {
  const std::size_t size = std::bit_ceil(names_ * 2 + 1);
  slot_mask_ = size - 1;
  slots_ = std::make_unique<const PlannedField*[]>(size);
  for (std::size_t i = 0; i < names_; ++i) {
    std::size_t slot = hash_of(fields[i].name) & slot_mask_;
    while (slots_[slot] != nullptr) slot = (slot + 1) & slot_mask_;
    slots_[slot] = &fields[i];
  }
}

const PlannedField* Plan::find(std::string_view name) const noexcept {
  std::size_t slot = hash_of(name) & slot_mask_;
  while (slots_[slot] != nullptr && slots_[slot]->name != name) slot = (slot + 1) & slot_mask_;
  return slots_[slot];
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
