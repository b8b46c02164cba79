#pragma once

#include <optional>
#include <utility>

#include <k8s/detail/one_pass.hpp>
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
/// `next()` gives one page at a time, and nothing at the end.
///
/// Move-only; its iterators point into it and end when it is moved.
///
/// Thread safety: one thread at a time.
template <class T>
class ListPages : public detail::OnePass<ListPages<T>, List<T>> {
 public:
  /// \throws ValidationError for options that no server would take
  explicit ListPages(ListOptions options = {})
      : cursor_(k8s_kind(static_cast<const T*>(nullptr)), std::move(options)) {}

 private:
  friend class detail::OnePass<ListPages, List<T>>;

  void step(std::optional<List<T>>& next) {
    List<T> page;
    if (cursor_.next(&page.items, page.metadata, page.errors)) next = std::move(page);
  }

  detail::PageCursor cursor_;
};

}  // namespace k8s
