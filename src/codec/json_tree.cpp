#include "codec/json_tree.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "codec/json_text.hpp"
#include "codec/reader.hpp"

namespace k8s::codec {
namespace {

/// Drops the members that a later one of the same name overrides.
void drop_overridden(JsonTree& object) {
  std::vector<std::size_t> order(object.names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto name_of = [&](std::size_t i) -> const std::string& { return object.names[i]; };
  std::ranges::stable_sort(order, {}, name_of);
  if (std::ranges::adjacent_find(order, {}, name_of) == order.end()) return;

  JsonTree kept;
  for (std::size_t i = 0; i < object.names.size(); ++i) {
    if (object.find(object.names[i]) != &object.values[i]) continue;
    kept.names.push_back(object.names[i]);
    kept.values.push_back(object.values[i]);
  }
  object.names = std::move(kept.names);
  object.values = std::move(kept.values);
}

const char* read_tree(Reader& reader, const char* p, JsonTree& tree) {
  const char* behind = p;
  if (*p == '{') {
    tree.kind = JsonTree::Kind::object;
    behind = reader.read_members(p, [&](std::string_view name, const char* at) {
      tree.names.emplace_back(name);
      return read_tree(reader, at, tree.values.emplace_back());
    });
    drop_overridden(tree);
  } else if (*p == '[') {
    tree.kind = JsonTree::Kind::list;
    behind = reader.read_elements(
        p, [&](const char* at) { return read_tree(reader, at, tree.values.emplace_back()); });
  } else {
    behind = reader.skip(p);
  }
  // What closes a list or object takes the spaces behind it along.
  tree.text = trim_end({p, behind});
  return behind;
}

}  // namespace

const JsonTree* JsonTree::find(std::string_view name) const noexcept {
  for (std::size_t i = names.size(); i-- > 0;) {
    if (names[i] == name) return &values[i];
  }
  return nullptr;
}

JsonTree parse_json_tree(std::string_view object) {
  Reader reader(object, false);
  JsonTree tree;
  reader.expect_end(read_tree(reader, Lexer::skip_space(reader.lexer().begin()), tree));
  return tree;
}

bool is_same(const JsonTree& a, const JsonTree& b) {
  if (a.text == b.text) return true;
  if (a.kind != b.kind || a.values.size() != b.values.size()) return false;
  switch (a.kind) {
    case JsonTree::Kind::scalar:
      return same_json(a.text, b.text);
    case JsonTree::Kind::list:
      return std::ranges::equal(a.values, b.values, is_same);
    case JsonTree::Kind::object:
      break;
  }
  return std::ranges::all_of(a.names, [&](const std::string& name) {
    const JsonTree* const other = b.find(name);
    return other != nullptr && is_same(*a.find(name), *other);
  });
}

}  // namespace k8s::codec
