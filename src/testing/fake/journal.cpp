#include "testing/fake/journal.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/encoding.hpp"

namespace k8s::testing::fake {
namespace {

Method method_of(std::string_view text) {
  for (const Method method :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_}) {
    if (to_string(method) == text) return method;
  }
  return Method::get;
}

}  // namespace

std::size_t Journal::add(Request request) {
  const std::scoped_lock lock(mutex_);
  entries_.push_back({std::move(request)});
  if (limit_ > 0 && entries_.size() > limit_) {
    entries_.pop_front();
    ++first_;
  }
  return first_ + entries_.size() - 1;
}

void Journal::mark_written(std::size_t number) {
  const std::scoped_lock lock(mutex_);
  if (number >= first_) entries_[number - first_].written = true;
}

std::vector<Request> Journal::requests() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Request> requests;
  for (const Entry& entry : entries_) requests.push_back(entry.request);
  return requests;
}

std::vector<Request> Journal::writes() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Request> requests;
  for (const Entry& entry : entries_) {
    if (entry.written) requests.push_back(entry.request);
  }
  return requests;
}

void Journal::clear() {
  const std::scoped_lock lock(mutex_);
  first_ += entries_.size();
  entries_.clear();
}

Request to_request(const detail::ServerRequest& request) {
  Request result;
  result.method = method_of(request.method);
  const std::size_t question = request.target.find('?');
  result.path = request.target.substr(0, question);
  std::string_view query = question == std::string::npos
                               ? std::string_view()
                               : std::string_view(request.target).substr(question + 1);
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
    result.query.emplace_back(
        percent_decode(parameter.substr(0, equals), true).value_or(std::string()),
        percent_decode(value, true).value_or(std::string()));
  }
  result.headers = request.headers;
  result.body = request.body;
  return result;
}

}  // namespace k8s::testing::fake
