#include "codec/side_record.hpp"

#include <algorithm>
#include <utility>

#include "codec/plan.hpp"

namespace k8s::detail {

SideRecord& Side::ensure() {
  if (record_ == nullptr) record_ = new SideRecord;
  return *record_;
}

SideRecord* Side::clone(const SideRecord& record) {
  return new SideRecord(record);
}

void Side::destroy(SideRecord* record) noexcept {
  delete record;
}

void SideRecord::set_unknown(std::string_view key, std::string_view json) {
  const auto same = std::ranges::find(unknown, key, &Unknown::key);
  if (same != unknown.end()) {
    same->json = json;
  } else {
    unknown.push_back({std::string(key), std::string(json)});
  }
}

void SideRecord::set_spelling(Spelling spelling) {
  std::erase_if(spellings, [&](const Spelling& each) { return each.field == spelling.field; });
  spellings.push_back(std::move(spelling));
}

const SideRecord::Spelling* SideRecord::spelling_of(std::size_t field) const noexcept {
  const auto found = std::ranges::find(spellings, field, &Spelling::field);
  return found != spellings.end() ? &*found : nullptr;
}

bool SideRecord::is_present(const PlannedField& field) const {
  if (!field.shares_bit) return (present & field.bit) != 0;
  const Spelling* const spelling = spelling_of(field.index);
  return spelling != nullptr && spelling->canonical.empty() &&
         spelling->text != field.prefix + "null";
}

void SideRecord::set_present(const PlannedField& field, std::string_view text) {
  if (!field.shares_bit) {
    present |= field.bit;
  } else {
    set_spelling({.field = field.index, .text = field.prefix + std::string(text), .canonical = {}});
  }
}

void SideRecord::set_null(const PlannedField& field) {
  if (!field.shares_bit) {
    null |= field.bit;
  } else {
    set_present(field, "null");
  }
}

void SideRecord::forget(const PlannedField& field) {
  present &= ~field.bit;
  absent &= ~field.bit;
  null &= ~field.bit;
  std::erase_if(spellings, [&](const Spelling& each) { return each.field == field.index; });
}

}  // namespace k8s::detail
