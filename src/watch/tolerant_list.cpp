#include "watch/tolerant_list.hpp"

#include <utility>

#include <boost/json.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/error.hpp>
#include <k8s/options.hpp>

#include "codec/codec.hpp"
#include "json_value.hpp"
#include "watch/raw_object.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

/// Takes the items of a page one by one. What is wrong around them is the codec's to say.
class ItemReader {
 public:
  explicit ItemReader(BadItems& bad) : bad_(&bad) {}

  void operator()(const Kind& kind, std::string_view body, void* array, ListMetadata* page) const {
    if (kind.list->operations->size(array) == 0) bad_->clear();  // perhaps from the start again
    auto list = parse_json(body);
    json::value* items =
        list && list->is_object() ? list->get_object().if_contains("items") : nullptr;
    if (items == nullptr || !items->is_array()) {
      codec::decode_list(kind, body, array, page);
      return;
    }
    const json::value taken = std::exchange(*items, json::array());
    codec::decode_list(kind, json::serialize(*list), array, page);
    for (const json::value& item : taken.get_array()) read(kind, item, array);
  }

 private:
  void read(const Kind& kind, const json::value& item, void* array) const {
    const auto place = kind.list->operations->size(array);
    std::string raw = json::serialize(item);
    try {
      codec::decode(kind, raw, kind.list->operations->emplace(array));
    } catch (const DecodeError& error) {
      (*bad_)[place] = {
          .identity = identity_in(item), .error = error.what(), .raw = std::move(raw)};
    }
  }

  BadItems* bad_;
};

}  // namespace

ListMetadata fetch_tolerantly(const Call& call, const Kind& kind, const Address& address,
                              const Query& selectors, void* array, BadItems& bad) {
  const auto limit = ListOptions().limit;
  bad.clear();
  try {
    return fetch_list(call, kind, address, selectors, limit, array, codec::decode_list);
  } catch (const DecodeError&) {
    kind.list->operations->clear(array);
  }
  return fetch_list(call, kind, address, selectors, limit, array, ItemReader(bad));
}

}  // namespace k8s::detail
