#include <k8s/detail/page_cursor.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include <k8s/detail/description.hpp>

#include "verbs/call.hpp"
#include "verbs/lists.hpp"

namespace k8s::detail {

class PageCursor::State {
 public:
  State(const Kind& kind, ListOptions options)
      : kind_(kind),
        options_(std::move(options)),
        how_(fetching_of(kind, options_)),
        selectors_(selector_query(options_.labels, options_.fields)) {
    require_verb(kind, verb_list, "list");
    const Call call(options_);
    address_ = collection_address(kind, "list", call.scope_for(kind, "list", options_.namespace_));
  }

  /// Whether more pages follow.
  bool fetch(void* array, ListMetadata& metadata, std::vector<ItemError>& errors) {
    metadata = fetch_page(
        Call(options_), {.kind = kind_, .address = address_, .selectors = selectors_, .how = how_},
        continue_, array, errors);
    metadata.continue_.clear();  // nobody else follows it
    for (ItemError& error : errors) error.index += items_;
    items_ += kind_.list->operations->size(array) + errors.size();
    return !continue_.empty();
  }

 private:
  const Kind& kind_;
  const ListOptions options_;
  const ListFetching how_;
  const Query selectors_;
  Address address_;
  std::string continue_;
  std::size_t items_ = 0;  // of the pages before, those that cannot be decoded among them
};

PageCursor::PageCursor(const Kind& kind, ListOptions options)
    : state_(std::make_unique<State>(kind, std::move(options))) {}
PageCursor::PageCursor(PageCursor&& other) noexcept = default;
PageCursor& PageCursor::operator=(PageCursor&& other) noexcept = default;
PageCursor::~PageCursor() = default;

bool PageCursor::next(void* array, ListMetadata& metadata, std::vector<ItemError>& errors) {
  if (!state_) return false;
  // Out of the way, so that it ends with whatever ends the list.
  std::unique_ptr<State> state = std::exchange(state_, nullptr);
  if (state->fetch(array, metadata, errors)) state_ = std::move(state);
  return true;
}

}  // namespace k8s::detail
