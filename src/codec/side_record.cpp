#include "codec/side_record.hpp"

#include <algorithm>
#include <utility>

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

void SideRecord::forget(std::size_t field) {
  present &= ~bit(field);
  absent &= ~bit(field);
  null &= ~bit(field);
  std::erase_if(spellings, [&](const Spelling& each) { return each.field == field; });
}

}  // namespace k8s::detail
