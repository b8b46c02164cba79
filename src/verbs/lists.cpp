#include "verbs/lists.hpp"

#include <string>

#include <k8s/detail/description.hpp>
#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

Query page_query(const Query& selectors, std::int64_t limit, const std::string& continue_) {
  Query query;
  if (!continue_.empty()) query.emplace_back("continue", continue_);
  query.insert(query.end(), selectors.begin(), selectors.end());
  if (limit > 0) query.emplace_back("limit", std::to_string(limit));
  return query;
}

ListMetadata fetch_pages(const Call& call, const Kind& kind, Request request,
                         const Query& selectors, std::int64_t limit, void* array,
                         const ReadPage& read_page) {
  ListMetadata page;
  std::string continue_;
  do {
    request.query = page_query(selectors, limit, continue_);
    const Response response = call.send(request);
    page = {};
    decode_answer(request, response,
                  [&](std::string_view body) { read_page(kind, body, array, &page); });
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
                        const Query& selectors, std::int64_t limit, void* array,
                        const ReadPage& read_page) {
  const Request request = call.request(Method::get, address, Idempotency::safe);
  try {
    return fetch_pages(call, kind, request, selectors, limit, array, read_page);
  } catch (const Gone&) {
    if (limit == 0) throw;
  }
  kind.list->operations->clear(array);
  return fetch_pages(call, kind, request, selectors, 0, array, read_page);
}

}  // namespace k8s::detail
