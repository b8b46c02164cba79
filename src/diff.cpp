#include <k8s/diff.hpp>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <utility>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>

#include "codec/codec.hpp"
#include "codec/json_tree.hpp"
#include "codec/output.hpp"
#include "one_line.hpp"

namespace k8s {
namespace {

using codec::JsonTree;

std::string quoted(std::string_view text) {
  codec::Output out;
  static_cast<void>(out.append_quoted(text));
  return out.text();
}

bool is_plain(std::string_view name) noexcept {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '$';
  });
}

/// A name as a part of a JSON Pointer.
std::string pointer_part(std::string_view name) {
  std::string part = "/";
  for (const char c : name) {
    if (c == '~') {
      part += "~0";
    } else if (c == '/') {
      part += "~1";
    } else {
      part += c;
    }
  }
  return part;
}

/// The merge patch that makes `b` of `a`.
std::string merge_patch(const JsonTree& a, const JsonTree& b) {
  std::string members;
  const auto add = [&members](const std::string& name, std::string_view value) {
    if (!members.empty()) members += ',';
    members.append(quoted(name)).append(":").append(value);
  };
  for (const std::string& name : a.names) {
    if (b.find(name) == nullptr) add(name, "null");
  }
  for (std::size_t i = 0; i < b.names.size(); ++i) {
    const JsonTree& after = b.values[i];
    const JsonTree* const before = a.find(b.names[i]);
    if (before != nullptr && is_same(*before, after)) continue;
    const bool inside = before != nullptr && before->kind == JsonTree::Kind::object &&
                        after.kind == JsonTree::Kind::object;
    add(b.names[i], inside ? merge_patch(*before, after) : std::string(after.text));
  }
  return '{' + members + '}';
}

/// What a Secret holds: its data, and the copy of it that kubectl apply leaves in an annotation.
bool may_hold_secret(std::string_view path) noexcept {
  return path.starts_with("$.data") || path.starts_with("$.stringData") || path == "$.metadata" ||
         path.starts_with("$.metadata.annotations");
}

}  // namespace

/// Walks over two objects, remembering where it is.
class DiffMaker {
 public:
  static Diff make(const JsonTree& a, const JsonTree& b, bool secret) {
    DiffMaker maker;
    maker.compare(a, b);
    maker.diff_.merge_patch_ = merge_patch(a, b);
    maker.diff_.secret_ = secret;
    return std::move(maker.diff_);
  }

  static bool is_hidden(const Diff& diff, const Change& change) noexcept {
    return diff.secret_ && may_hold_secret(change.path);
  }

 private:
  void compare(const JsonTree& a, const JsonTree& b) {
    if (is_same(a, b)) return;
    if (a.kind != b.kind || a.kind == JsonTree::Kind::scalar) {
      note(&a, &b);
    } else if (a.kind == JsonTree::Kind::object) {
      compare_objects(a, b);
    } else {
      compare_lists(a.values, b.values);
    }
  }

  void compare_objects(const JsonTree& a, const JsonTree& b) {
    for (const std::string& name : a.names) {
      const JsonTree* const after = b.find(name);
      at_member(name, [&] {
        if (after != nullptr) {
          compare(*a.find(name), *after);
        } else {
          note(a.find(name), nullptr);
        }
      });
    }
    for (const std::string& name : b.names) {
      if (a.find(name) == nullptr) at_member(name, [&] { note(nullptr, b.find(name)); });
    }
  }

  /// What both begin and end with is left aside, so that an element put in between is one change.
  void compare_lists(const std::vector<JsonTree>& a, const std::vector<JsonTree>& b) {
    const std::size_t least = std::min(a.size(), b.size());
    std::size_t first = 0;
    while (first < least && is_same(a[first], b[first])) ++first;
    std::size_t same_behind = 0;
    while (same_behind < least - first &&
           is_same(a[a.size() - 1 - same_behind], b[b.size() - 1 - same_behind])) {
      ++same_behind;
    }
    const std::size_t both = least - same_behind;
    for (std::size_t i = first; i < both; ++i) at_element(i, [&] { compare(a[i], b[i]); });
    for (std::size_t i = a.size() - same_behind; i-- > both;) {
      at_element(i, [&] { note(&a[i], nullptr); });
    }
    for (std::size_t i = both; i < b.size() - same_behind; ++i) {
      at_element(i, [&] { note(nullptr, &b[i]); });
    }
  }

  void note(const JsonTree* before, const JsonTree* after) {
    const auto text = [](const JsonTree* tree) {
      return tree != nullptr ? std::optional<std::string>(tree->text) : std::nullopt;
    };
    diff_.changes_.push_back(
        {.path = path_, .pointer = pointer_, .before = text(before), .after = text(after)});
  }

  template <class Work>
  void at_member(const std::string& name, Work work) {
    at(is_plain(name) ? '.' + name : '[' + quoted(name) + ']', pointer_part(name), work);
  }
  template <class Work>
  void at_element(std::size_t index, Work work) {
    const std::string number = std::to_string(index);
    at('[' + number + ']', '/' + number, work);
  }
  template <class Work>
  void at(const std::string& step, const std::string& part, Work work) {
    const std::size_t path = path_.size();
    const std::size_t pointer = pointer_.size();
    path_ += step;
    pointer_ += part;
    work();
    path_.resize(path);
    pointer_.resize(pointer);
  }

  Diff diff_;
  std::string path_ = "$";
  std::string pointer_;
};

std::string Diff::json_patch() const {
  std::string operations;
  for (const Change& change : changes_) {
    const char* const operation = !change.before ? "add" : !change.after ? "remove" : "replace";
    if (!operations.empty()) operations += ',';
    operations.append(R"({"op":")").append(operation).append(R"(","path":)");
    operations.append(quoted(change.pointer));
    if (change.after) operations.append(R"(,"value":)").append(*change.after);
    operations += '}';
  }
  return '[' + operations + ']';
}

std::ostream& operator<<(std::ostream& out, const Diff& diff) {
  constexpr std::size_t longest_value = 200;
  const char* separator = "";
  for (const Change& change : diff.changes_) {
    const auto shown = [&](const std::string& value) {
      return DiffMaker::is_hidden(diff, change) ? std::string("(hidden)")
                                                : detail::one_line(value, longest_value);
    };
    out << std::exchange(separator, "\n");
    if (!change.before) {
      out << "+ " << change.path << ": " << shown(*change.after);
    } else if (!change.after) {
      out << "- " << change.path << ": " << shown(*change.before);
    } else {
      out << change.path << ": " << shown(*change.before) << " -> " << shown(*change.after);
    }
  }
  return out;
}

namespace detail {

Diff diff(const Table& table, const void* a, const void* b) {
  const std::string before = codec::encode(table, a);
  const std::string after = codec::encode(table, b);
  const bool secret =
      table.kind != nullptr && table.kind->group.empty() && table.kind->name == "Secret";
  return DiffMaker::make(codec::parse_json_tree(before), codec::parse_json_tree(after), secret);
}

}  // namespace detail
}  // namespace k8s
