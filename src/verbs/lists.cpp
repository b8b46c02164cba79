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

ListMetadata fetch(const Call& call, Request& request, codec::ListDecoder& decoder) {
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

ListMetadata fetch_pages(const Call& call, const ListRequest& what, void* array,
                         std::vector<ItemError>& errors) {
  ListMetadata page;
  std::string continue_;
  do {
    page = fetch_page(call, what, continue_, array, errors);
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

ListFetching fetching_of(const Kind& kind, const ListOptions& options) {
  if (options.limit < 0) {
    throw ValidationError("list " + std::string(kind.name) + ": limit is " +
                          std::to_string(options.limit) + "; it is the size of a page, or 0");
  }
  return {.limit = options.limit,
          .resourceVersion = options.resourceVersion,
          .resourceVersionMatch = options.resourceVersionMatch,
          .strict = options.strict,
          .drop_managed_fields = options.drop_managed_fields};
}

ListMetadata fetch_page(const Call& call, const ListRequest& what, std::string& continue_,
                        void* array, std::vector<ItemError>& errors) {
  Request request = call.request(Method::get, Address(what.address), Idempotency::safe);
  request.query = page_query(what.selectors, what.how, continue_);
  codec::ListDecoder decoder(what.kind, array, errors,
                             {.strict = what.how.strict,
                              .drop_managed_fields = what.how.drop_managed_fields,
                              .page_size = static_cast<std::size_t>(what.how.limit)});
  ListMetadata page = fetch(call, request, decoder);
  if (!page.continue_.empty() && page.continue_ == continue_) {
    throw DecodeError("$.metadata.continue", 0, "the server gives the same page again and again",
                      describe(request));
  }
  continue_ = page.continue_;
  return page;
}

ListMetadata fetch_list(const Call& call, const ListRequest& what, void* array,
                        std::vector<ItemError>& errors) {
  try {
    return fetch_pages(call, what, array, errors);
  } catch (const Gone&) {
    if (what.how.limit == 0) throw;
  }
  what.kind.list->operations->clear(array);
  errors.clear();
  ListRequest whole = what;
  whole.how.limit = 0;
  return fetch_pages(call, whole, array, errors);
}

}  // namespace k8s::detail
