#include "http/status.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <string>

#include <boost/json.hpp>

#include "ascii.hpp"
#include "http/retry_after.hpp"
#include "json_value.hpp"
#include "one_line.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

constexpr std::size_t max_json = std::size_t{1} << 20;
constexpr std::size_t max_quote = 300;

std::optional<int> number_of(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t number = value->get_int64();
  if (number < 0 || number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(number);
}

void read_causes(const json::object& details, std::vector<StatusCause>& causes) {
  const json::value* const list = details.if_contains("causes");
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& each : list->get_array()) {
    if (!each.is_object()) continue;
    const json::object& cause = each.get_object();
    causes.push_back({.reason = member_text(cause, "reason"),
                      .message = member_text(cause, "message"),
                      .field = member_text(cause, "field")});
  }
}

void read_details(const json::object& details, Status& status) {
  status.name = member_text(details, "name");
  status.group = member_text(details, "group");
  status.kind = member_text(details, "kind");
  status.uid = member_text(details, "uid");
  status.retryAfterSeconds = number_of(details, "retryAfterSeconds");
  read_causes(details, status.causes);
}

/// The query is left out: login pages are sent state in it.
std::string redirect_message(const Response& response) {
  const std::string* const location = response.headers.find("Location");
  const std::string where = location == nullptr || location->empty()
                                ? "nowhere"
                                : one_line(location->substr(0, location->find('?')), max_quote);
  return "the server sends this request elsewhere, to " + where +
         "; only a GET is sent on, a few times at most and only within the same server: check "
         "api_server";
}

/// What an answer says that is not a Status.
std::string foreign_message(const Response& response) {
  constexpr int not_modified = 304;
  const bool is_redirect =
      response.status >= 300 && response.status < 400 && response.status != not_modified;
  if (is_redirect) return redirect_message(response);
  if (is_html(response)) return std::string(html_problem);
  const std::string quote = one_line(response.body, max_quote);
  return quote.empty() ? "the answer has no body" : quote;
}

std::optional<json::object> parse_object(std::string_view body) {
  if (body.size() > max_json) return std::nullopt;
  json::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string_view without_leading_space(std::string_view text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  return {std::ranges::find_if_not(text, is_space), text.end()};
}

bool is_status(const json::object& object) {
  return member_text(object, "kind") == "Status";
}

std::optional<int> retry_after_seconds(const Response& response) {
  const std::optional<std::chrono::seconds> wait =
      retry_after(response.headers, std::chrono::system_clock::now());
  if (!wait || wait->count() > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(wait->count());
}

}  // namespace

Status decode_status(const json::object& object) {
  Status status;
  status.code = number_of(object, "code").value_or(0);
  status.reason = member_text(object, "reason");
  status.message = member_text(object, "message");
  const json::value* const details = object.if_contains("details");
  if (details != nullptr && details->is_object()) read_details(details->get_object(), status);
  return status;
}

Status decode_status(const Response& response) {
  const std::optional<json::object> object = parse_object(response.body);
  Status status;
  if (object && is_status(*object)) {
    status = decode_status(*object);
  } else {
    status.message = foreign_message(response);
  }
  status.code = response.status;
  if (!status.retryAfterSeconds) status.retryAfterSeconds = retry_after_seconds(response);
  return status;
}

bool is_html(const Response& response) {
  const std::string* const type = response.headers.find("Content-Type");
  if (type != nullptr && type->starts_with("text/html")) return true;
  const std::string_view body = without_leading_space(response.body);
  const auto begins = [body](std::string_view text) {
    return same_but_for_case(body.substr(0, text.size()), text);
  };
  return begins("<!doctype html") || begins("<html");
}

void throw_for(const Request& request, const Response& response) {
  throw_api_error(request.target, request.method, request.url(), decode_status(response),
                  response.attempts);
}

}  // namespace k8s::detail
