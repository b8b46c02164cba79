#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <k8s/client.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

namespace recorder {

namespace json = boost::json;

/// A request that both servers get. `${name}` in the body or the query stands for what the server
/// itself gave that name to.
struct Operation {
  k8s::Method method = k8s::Method::get;
  std::string path{};
  std::vector<std::pair<std::string, std::string>> query{};
  std::string content_type{};
  std::string body{};

  [[nodiscard]] std::string text() const;
};

struct Answer {
  int code = 0;
  json::value body{};
  std::vector<std::string> warnings{};
};

/// One of the two, with what it has said.
class Server {
 public:
  explicit Server(k8s::Client client) : client_(std::move(client)) {}

  Answer ask(const Operation& operation);
  /// Begins a watch, which goes on.
  void watch(const std::string& path);
  /// What the watches told, each until it had an object of that name.
  [[nodiscard]] std::vector<std::vector<json::value>> events_until(const std::string& last_name);

  /// What the server said last of an object, by its path; null if it said nothing.
  [[nodiscard]] const json::value& known(const std::string& path) const;
  void remember(const std::string& path, json::value object);
  [[nodiscard]] const std::string& continue_token() const noexcept { return continue_; }

 private:
  k8s::Client client_;
  std::map<std::string, json::value> known_;
  std::string continue_;
  std::vector<std::unique_ptr<k8s::BodyStream>> watches_;
};

}  // namespace recorder
