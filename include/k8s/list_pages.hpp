#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include <k8s/detail/page_cursor.hpp>
#include <k8s/list.hpp>
#include <k8s/options.hpp>

namespace k8s {

/// The objects of a kind, a page at a time, for those who need not have all of them in memory: a
/// range to loop over once.
///
///     for (const List<Pod>& page : ListPages<Pod>({.limit = 100, .namespace_ = all_namespaces})) {
///       for (const Pod& pod : page) count(pod);
///     }
///
/// A page is fetched when the loop comes to it, and all of them show the same moment. The server
/// remembers that moment for some minutes: if the loop takes longer, the next page is Gone, and the
/// list has to be begun anew, which Model::list would do by itself.
///
/// Options are those of Model::list; `timeout` is for each page. `begin()` fetches the first page;
/// it and stepping throw what Model::list throws, and after an exception the range is at its end.
///
/// Move-only; its iterators point into it and end when it is moved.
///
/// Thread safety: one thread at a time.
template <class T>
class ListPages {
 public:
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = List<T>;
    using difference_type = std::ptrdiff_t;

    List<T>& operator*() const { return *range_->page_; }
    List<T>* operator->() const { return &*range_->page_; }
    iterator& operator++() {
      range_->advance();
      return *this;
    }
    void operator++(int) { range_->advance(); }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend class ListPages;
    [[nodiscard]] bool at_end() const { return !range_->page_.has_value(); }
    explicit iterator(ListPages& range) : range_(&range) {}
    ListPages* range_;
  };

  /// \throws ValidationError for options that no server would take
  explicit ListPages(ListOptions options = {})
      : cursor_(k8s_kind(static_cast<const T*>(nullptr)), std::move(options)) {}

  iterator begin() {
    advance();
    return iterator(*this);
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// The next page, or none at the end: for programs that do not loop.
  std::optional<List<T>> next() {
    advance();
    return std::exchange(page_, std::nullopt);
  }

 private:
  void advance() {
    page_.reset();
    List<T> page;
    if (cursor_.next(&page.items, page.metadata, page.errors)) page_ = std::move(page);
  }

  detail::PageCursor cursor_;
  std::optional<List<T>> page_;
};

}  // namespace k8s
