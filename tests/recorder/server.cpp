#include "server.hpp"

#include "client_core.hpp"

namespace recorder {

std::string Operation::text() const {
  std::string text = std::string(k8s::to_string(method)) + " " + path;
  for (const auto& [name, value] : query) text += " " + name + "=" + value;
  if (!body.empty()) text += " " + content_type + " " + body;
  return text;
}

Answer Server::ask(const Operation& operation) {
  k8s::Request request{.method = operation.method, .path = operation.path};
  request.query = operation.query;
  for (auto& [name, value] : request.query) {
    if (value == "${continue}") value = continue_;
  }
  request.body = operation.body;
  if (!operation.content_type.empty()) request.headers.set("Content-Type", operation.content_type);
  request.target = {.verb = "request", .kind = operation.path};
  const k8s::Response response = client_.core()->send(std::move(request));
  Answer answer{.code = response.status};
  boost::system::error_code no_json;
  answer.body = json::parse(response.body, no_json);
  if (no_json) answer.body = json::string(response.body);
  for (const auto& header : response.headers) {
    if (header.first == "Warning") answer.warnings.push_back(header.second);
  }
  continue_.clear();
  if (const auto* const object = answer.body.if_object()) {
    const json::value* const metadata = object->if_contains("metadata");
    if (metadata != nullptr && metadata->is_object()) {
      const json::value* const token = metadata->get_object().if_contains("continue");
      if (token != nullptr) continue_ = token->as_string();
    }
  }
  return answer;
}

void Server::watch(const std::string& path) {
  k8s::Request request{.path = path};
  request.query = {{"watch", "true"}, {"timeoutSeconds", "600"}};
  request.stream = true;
  request.target = {.verb = "watch", .kind = path};
  watches_.push_back(std::move(client_.core()->send(std::move(request)).stream));
}

std::vector<std::vector<json::value>> Server::events_until(const std::string& last_name) {
  std::vector<std::vector<json::value>> all;
  for (const auto& stream : watches_) {
    std::vector<json::value>& events = all.emplace_back();
    std::string buffer;
    bool ended = false;
    while (!ended) {
      ended = stream->read(buffer) != k8s::BodyStream::End::none;
      for (std::size_t end = buffer.find('\n'); end != buffer.npos; end = buffer.find('\n')) {
        json::value event = json::parse(std::string_view(buffer).substr(0, end));
        buffer.erase(0, end + 1);
        const json::value& name = event.at("object").at("metadata").at("name");
        if (name.as_string() == last_name) {
          ended = true;
          break;
        }
        events.push_back(std::move(event));
      }
    }
  }
  return all;
}

const json::value& Server::known(const std::string& path) const {
  static const json::value nothing;
  const auto found = known_.find(path);
  return found == known_.end() ? nothing : found->second;
}

void Server::remember(const std::string& path, json::value object) {
  known_[path] = std::move(object);
}

}  // namespace recorder
