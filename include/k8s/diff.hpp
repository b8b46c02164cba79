#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <k8s/detail/table.hpp>
#include <k8s/export.hpp>
#include <k8s/json.hpp>

namespace k8s {

/// One place where two objects differ. Values are JSON; a Secret's are not hidden here.
struct Change {
  /// `$.spec.template.spec.containers[0].image`
  std::string path{};
  /// The same as a JSON Pointer: `/spec/template/spec/containers/0/image`
  std::string pointer{};
  /// Nothing if it was added.
  std::optional<std::string> before{};
  /// Nothing if it was removed.
  std::optional<std::string> after{};

  friend bool operator==(const Change&, const Change&) = default;
};

/// How one object becomes another, compared as they are written: by members and unknown members,
/// and by what is present though empty. The order of an object's members and the spelling of
/// values do not count; the order of lists does.
class K8S_EXPORT Diff {
 public:
  /// In the order of the first object. Removals from a list come from its end to its beginning, so
  /// that they can be carried out one after the other.
  [[nodiscard]] const std::vector<Change>& changes() const noexcept { return changes_; }
  [[nodiscard]] bool empty() const noexcept { return changes_.empty(); }

  /// As a JSON Patch (RFC 6902), which makes the second object of the first.
  [[nodiscard]] std::string json_patch() const;
  /// As a merge patch (RFC 7386): lists are replaced as a whole, and null means "remove", so that
  /// it can set no null.
  [[nodiscard]] const std::string& merge_patch() const noexcept { return merge_patch_; }

  /// A line for each change: `path: before -> after`, `+ path: after` or `- path: before`, long
  /// values cut short. What a Secret holds is hidden.
  K8S_EXPORT friend std::ostream& operator<<(std::ostream& out, const Diff& diff);

 private:
  friend class DiffMaker;

  std::vector<Change> changes_;
  std::string merge_patch_ = "{}";
  bool secret_ = false;
};

namespace detail {
[[nodiscard]] K8S_EXPORT Diff diff(const Table& table, const void* a, const void* b);
}

/// How `a` becomes `b`.
///
///     std::cout << diff(stored, wanted) << '\n';
template <Described T>
[[nodiscard]] Diff diff(const T& a, const T& b) {
  return detail::diff(k8s_describe(&a), &a, &b);
}

}  // namespace k8s
