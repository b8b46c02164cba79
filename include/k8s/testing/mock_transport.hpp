#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/export.hpp>
#include <k8s/testing/answer.hpp>
#include <k8s/transport.hpp>

namespace k8s {

/// How gmock shows a request: its request line and its body. Secret bodies are left out.
K8S_EXPORT void PrintTo(const Request& request, std::ostream* out);

namespace testing {

/// A transport that does what a test says: no sockets, no server.
///
///     auto transport = std::make_shared<MockTransport>();
///     EXPECT_CALL(*transport, send(IsGet("/api/v1/namespaces/default/pods/nginx")))
///         .WillOnce(RespondStatus(404, "NotFound", "pods \"nginx\" not found"));
///     EXPECT_THROW(Pod::get("nginx", {.client = client_for(transport)}), NotFound);
///
/// A request that no expectation fits fails the test and is answered with 501. Thread safety: as
/// gmock's, so send() may be called from any thread.
class MockTransport : public Transport {
 public:
  MockTransport() {
    ON_CALL(*this, send).WillByDefault([](const Request& request) {
      return RespondStatus(501, "NotImplemented",
                           "the test says nothing about this request")(request);
    });
  }
  MOCK_METHOD(Response, send, (const Request&), (override));
};

/// A client that talks through `transport` and never sleeps: pauses between retries pass at once.
/// Of `config`, credentials, namespace, limits and log count; its server is not contacted.
[[nodiscard]] K8S_EXPORT Client client_for(std::shared_ptr<Transport> transport,
                                           const Config& config = {});

namespace detail {

K8S_EXPORT const std::string* query_value(const Request& request, std::string_view name,
                                          std::size_t index);
/// Where `actual` differs from `expected` as JSON, in words; empty if it does not.
K8S_EXPORT std::string json_difference(std::string_view actual, std::string_view expected);
/// What `pointer` (RFC 6901) leads to in a JSON text; empty if there is none.
K8S_EXPORT std::string json_at(std::string_view text, std::string_view pointer);
/// \throws std::invalid_argument if it is no JSON
K8S_EXPORT void require_json(std::string_view text);

using Text = ::testing::Matcher<std::string>;
using Requests = ::testing::Matcher<const Request&>;

class IsMethod {
 public:
  using is_gtest_matcher = void;
  IsMethod(Method method, Text path) : method_(method), path_(std::move(path)) {}
  bool MatchAndExplain(const Request& request, ::testing::MatchResultListener* listener) const {
    if (request.method != method_) {
      *listener << "which is a " << to_string(request.method);
      return false;
    }
    if (path_.Matches(request.path)) return true;
    *listener << "whose path is " << request.path;
    return false;
  }
  void DescribeTo(std::ostream* out) const {
    *out << "is a " << to_string(method_) << " of a path that ";
    path_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "is no " << to_string(method_) << " of a path that ";
    path_.DescribeTo(out);
  }

 private:
  Method method_;
  Text path_;
};

class HasQueryMatcher {
 public:
  using is_gtest_matcher = void;
  HasQueryMatcher(std::string name, Text value)
      : name_(std::move(name)), value_(std::move(value)) {}
  bool MatchAndExplain(const Request& request, ::testing::MatchResultListener* listener) const {
    for (std::size_t i = 0;; ++i) {
      const std::string* const value = query_value(request, name_, i);
      if (value == nullptr) {
        if (i == 0) *listener << "without " << name_ << " in its query";
        return false;
      }
      if (value_.Matches(*value)) return true;
      *listener << (i == 0 ? "whose " : ", ") << name_ << " is \"" << *value << '"';
    }
  }
  void DescribeTo(std::ostream* out) const {
    *out << "has a " << name_ << " in its query that ";
    value_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "has no " << name_ << " in its query that ";
    value_.DescribeTo(out);
  }

 private:
  std::string name_;
  Text value_;
};

class HasHeaderMatcher {
 public:
  using is_gtest_matcher = void;
  HasHeaderMatcher(std::string name, Text value)
      : name_(std::move(name)), value_(std::move(value)) {}
  bool MatchAndExplain(const Request& request, ::testing::MatchResultListener* listener) const {
    const std::string* const value = request.headers.find(name_);
    if (value == nullptr) {
      *listener << "without the header " << name_;
      return false;
    }
    return value_.MatchAndExplain(*value, listener);
  }
  void DescribeTo(std::ostream* out) const {
    *out << "has a header " << name_ << " that ";
    value_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "has no header " << name_ << " that ";
    value_.DescribeTo(out);
  }

 private:
  std::string name_;
  Text value_;
};

class HasJson {
 public:
  using is_gtest_matcher = void;
  /// \param pointer empty for the whole body
  HasJson(std::string pointer, std::string json)
      : pointer_(std::move(pointer)), json_(std::move(json)) {
    require_json(json_);
  }
  bool MatchAndExplain(const Request& request, ::testing::MatchResultListener* listener) const {
    const std::string actual = pointer_.empty() ? request.body : json_at(request.body, pointer_);
    const std::string difference = json_difference(actual, json_);
    *listener << difference;
    return difference.empty();
  }
  void DescribeTo(std::ostream* out) const { *out << "has a body that" << at() << " is " << json_; }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "has a body that" << at() << " is not " << json_;
  }

 private:
  [[nodiscard]] std::string at() const { return pointer_.empty() ? "" : " at " + pointer_; }

  std::string pointer_;
  std::string json_;
};

}  // namespace detail

// Matchers of a Request. A path or a value is a text or any matcher of one:
// IsGet(EndsWith("/pods")).

inline detail::Requests IsGet(const detail::Text& path = ::testing::A<std::string>()) {
  return detail::IsMethod(Method::get, path);
}
inline detail::Requests IsPost(const detail::Text& path = ::testing::A<std::string>()) {
  return detail::IsMethod(Method::post, path);
}
inline detail::Requests IsPut(const detail::Text& path = ::testing::A<std::string>()) {
  return detail::IsMethod(Method::put, path);
}
inline detail::Requests IsPatch(const detail::Text& path = ::testing::A<std::string>()) {
  return detail::IsMethod(Method::patch, path);
}
inline detail::Requests IsDelete(const detail::Text& path = ::testing::A<std::string>()) {
  return detail::IsMethod(Method::delete_, path);
}

/// A part of the query, before encoding: `HasQuery("labelSelector", "app=nginx")`; of several with
/// that name any one.
inline detail::Requests HasQuery(std::string name,
                                 const detail::Text& value = ::testing::A<std::string>()) {
  return detail::HasQueryMatcher(std::move(name), value);
}

/// `HasHeader("Content-Type", "application/json")`; the name's case does not matter.
inline detail::Requests HasHeader(std::string name,
                                  const detail::Text& value = ::testing::A<std::string>()) {
  return detail::HasHeaderMatcher(std::move(name), value);
}

/// The body is this JSON; spaces and the order of members do not matter.
/// \throws std::invalid_argument if `json` is none
inline detail::Requests HasBody(std::string json) {
  return detail::HasJson({}, std::move(json));
}

/// A part of the body, named by a JSON pointer: `HasBodyAt("/spec/replicas", "2")`.
/// \throws std::invalid_argument if `json` is none
inline detail::Requests HasBodyAt(std::string pointer, std::string json) {
  return detail::HasJson(std::move(pointer), std::move(json));
}

}  // namespace testing
}  // namespace k8s
