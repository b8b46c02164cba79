// FakeCluster::load and seed: files of objects, as `kubectl create -f` takes them.

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/serialize.hpp>
#include <k8s/error.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/api_server.hpp"
#include "testing/fake/refusal.hpp"
#include "yaml/parse.hpp"

namespace k8s::testing {
namespace {

/// Stores objects and says of errors where they stand.
class Loader {
 public:
  /// \param store what is done with each object, as JSON; may throw Error
  Loader(std::function<void(std::string)> store, std::string_view source)
      : store_(std::move(store)), source_(source) {}

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
      store_(boost::json::serialize(yaml::to_json(std::move(node))));
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

  std::function<void(std::string)> store_;
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

std::size_t load_all(std::string_view manifest, std::string_view source,
                     std::function<void(std::string)> store) {
  Loader loader(std::move(store), source);
  for (yaml::Node& document : documents_of(manifest, source)) {
    if (!document.is_null()) loader.load(std::move(document));
  }
  return loader.created();
}

}  // namespace

std::size_t FakeCluster::load(std::string_view manifest, std::string_view source) {
  return load_all(manifest, source, [this](const std::string& object) { (void)create(object); });
}

std::size_t FakeCluster::seed(std::string_view manifest, std::string_view source) {
  const auto api = server().lock();
  const std::size_t seeded = load_all(manifest, source, [&](const std::string& object) {
    try {
      api->seed(object);
    } catch (const fake::Refusal& refusal) {
      throw Error(refusal.what());
    } catch (const fake::JsonError& error) {
      throw Error(error.what());
    }
  });
  api->settle();
  return seeded;
}

std::size_t FakeCluster::seed_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path + " cannot be read; FakeCluster::seed_file wants a manifest");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return seed(std::string_view(text), path);
}

}  // namespace k8s::testing
