// FakeCluster::load: files of objects, as `kubectl create -f` takes them.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/serialize.hpp>
#include <k8s/error.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "yaml/parse.hpp"

namespace k8s::testing {
namespace {

/// Creates objects and says of errors where they stand.
class Loader {
 public:
  Loader(FakeCluster& cluster, std::string_view source) : cluster_(cluster), source_(source) {}

  void load(yaml::Node node) {
    if (const yaml::Member* const items = items_of_list(node)) {
      for (const yaml::Node& item : std::get<yaml::Node::Sequence>(items->value.value)) load(item);
      return;
    }
    if (!std::holds_alternative<yaml::Node::Mapping>(node.value)) {
      fail(node.mark,
           "an object with apiVersion and kind is wanted here, not " + std::string(node.kind()));
    }
    const yaml::Mark mark = node.mark;
    try {
      cluster_.create(boost::json::serialize(yaml::to_json(std::move(node))));
    } catch (const Error& error) {
      fail(mark, error.what());
    }
    ++created_;
  }

  [[nodiscard]] std::size_t created() const noexcept { return created_; }

 private:
  /// The member `items` of a List; null if the node is none.
  static const yaml::Member* items_of_list(const yaml::Node& node) {
    const yaml::Member* const kind = node.find("kind");
    const boost::json::string* const name = kind == nullptr ? nullptr : kind->value.if_string();
    if (name == nullptr || !std::string_view(*name).ends_with("List")) return nullptr;
    const yaml::Member* const items = node.find("items");
    if (items == nullptr) return nullptr;
    return std::holds_alternative<yaml::Node::Sequence>(items->value.value) ? items : nullptr;
  }

  [[noreturn]] void fail(const yaml::Mark& mark, const std::string& problem) const {
    throw Error(source_ + ":" + std::to_string(mark.line) + ": " + problem);
  }

  FakeCluster& cluster_;
  std::string source_;
  std::size_t created_ = 0;
};

std::vector<yaml::Node> documents_of(std::string_view manifest, std::string_view source) {
  try {
    return yaml::parse_nodes(manifest, source);
  } catch (const yaml::ParseError& error) {
    throw Error(error.what());
  }
}

}  // namespace

std::size_t FakeCluster::load(std::string_view manifest, std::string_view source) {
  Loader loader(*this, source);
  for (yaml::Node& document : documents_of(manifest, source)) {
    if (!document.is_null()) loader.load(std::move(document));
  }
  return loader.created();
}

}  // namespace k8s::testing
