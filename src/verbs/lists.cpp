#include "verbs/lists.hpp"

#include <string>
#include <string_view>

#include <k8s/detail/description.hpp>
#include <k8s/error.hpp>

#include "codec/list_decoder.hpp"

namespace k8s::detail {
namespace {

Query page_query(const Query& selectors, const ListFetching& how, const std::string& continue_) {
  Query query;
  if (!continue_.empty()) query.emplace_back("continue", continue_);
  query.insert(query.end(), selectors.begin(), selectors.end());
  if (how.limit > 0) query.emplace_back("limit", std::to_string(how.limit));
  if (!continue_.empty()) return query;
  if (!how.resourceVersion.empty()) query.emplace_back("resourceVersion", how.resourceVersion);
  if (!how.resourceVersionMatch.empty()) {
    query.emplace_back("resourceVersionMatch", how.resourceVersionMatch);
  }
  return query;
}

/// Decodes the items of a page as its body arrives.
class PageSink : public BodySink {
 public:
  PageSink(const Request& request, codec::ListDecoder& decoder)
      : request_(request), decoder_(decoder) {}

  void begin(const Response& head) override {
    require_json(request_, head);
    decoder_.begin();
  }
  void take(std::string_view bytes) override { decoder_.take(bytes); }

 private:
  const Request& request_;
  codec::ListDecoder& decoder_;
};

ListMetadata fetch_page(const Call& call, Request& request, codec::ListDecoder& decoder) {
  PageSink sink(request, decoder);
  request.sink = &sink;
  try {
    const Response response = call.send(request);
    if (!response.body.empty()) {  // of a transport that knows no sinks
      sink.begin(response);
      sink.take(response.body);
    }
    return decoder.finish();
  } catch (const DecodeError& error) {
    throw error.while_doing(describe(request));
  }
}

ListMetadata fetch_pages(const Call& call, const Kind& kind, Request request,
                         const Query& selectors, const ListFetching& how, void* array,
                         std::vector<ItemError>& errors) {
  const codec::ListReading reading{.strict = how.strict,
                                   .drop_managed_fields = how.drop_managed_fields,
                                   .page_size = static_cast<std::size_t>(how.limit)};
  ListMetadata page;
  std::string continue_;
  do {
    request.query = page_query(selectors, how, continue_);
    codec::ListDecoder decoder(kind, array, errors, reading);
    page = fetch_page(call, request, decoder);
    if (!page.continue_.empty() && page.continue_ == continue_) {
      throw DecodeError("$.metadata.continue", 0, "the server gives the same page again and again",
                        describe(request));
    }
    continue_ = page.continue_;
  } while (!continue_.empty());
  return page;
}

}  // namespace

Query selector_query(const Selector& labels, const Selector& fields) {
  Query query;
  if (!fields.empty()) query.emplace_back("fieldSelector", fields.to_field_string());
  if (!labels.empty()) query.emplace_back("labelSelector", labels.to_string());
  return query;
}

ListMetadata fetch_list(const Call& call, const Kind& kind, const Address& address,
                        const Query& selectors, const ListFetching& how, void* array,
                        std::vector<ItemError>& errors) {
  const Request request = call.request(Method::get, Address(address), Idempotency::safe);
  try {
    return fetch_pages(call, kind, request, selectors, how, array, errors);
  } catch (const Gone&) {
    if (how.limit == 0) throw;
  }
  kind.list->operations->clear(array);
  errors.clear();
  ListFetching whole = how;
  whole.limit = 0;
  return fetch_pages(call, kind, request, selectors, whole, array, errors);
}

}  // namespace k8s::detail
