#include "rules.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <boost/json.hpp>

#include "environment.hpp"

namespace conformance {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using k8s::Method;

constexpr std::array<std::string_view, 13> words{"set",   "!",       ">",     "query", "with",
                                                 "<",     "message", "cause", "at",    "holds",
                                                 "warns", "header",  "keep"};

/// Takes what stands before the next space off a text.
std::string take_word(std::string_view& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  std::string word(text.substr(0, space));
  text.remove_prefix(std::min(space + 1, text.size()));
  return word;
}

std::pair<std::string, std::string> split(const std::string& text, const std::string& separator) {
  const std::size_t at = text.find(separator);
  if (at == text.npos) throw std::runtime_error("there is no `" + separator + "` in: " + text);
  return {text.substr(0, at), text.substr(at + separator.size())};
}

struct Verb {
  Method method;
  const char* content_type;
};

Verb verb_of(const std::string& word) {
  static const std::map<std::string, Verb> verbs{
      {"GET", {Method::get, ""}},
      {"HEAD", {Method::head, ""}},
      {"POST", {Method::post, "application/json"}},
      {"PUT", {Method::put, "application/json"}},
      {"DELETE", {Method::delete_, "application/json"}},
      {"JSON", {Method::patch, "application/json-patch+json"}},
      {"MERGE", {Method::patch, "application/merge-patch+json"}},
      {"STRATEGIC", {Method::patch, "application/strategic-merge-patch+json"}},
      {"APPLY", {Method::patch, "application/apply-patch+yaml"}}};
  const auto found = verbs.find(word);
  if (found == verbs.end()) throw std::runtime_error("there is no method " + word);
  return found->second;
}

/// `apps/v1/deployments/a` in the namespace.
std::string full_path(const std::string& path) {
  if (path.starts_with('/')) return path;
  const std::size_t slash = path.find('/');
  const bool is_core = path.starts_with('v') && slash < 4;
  const std::size_t end = is_core ? slash : path.find('/', slash + 1);
  if (end == path.npos) throw std::runtime_error("no path in a namespace: " + path);
  return (is_core ? "/api/" : "/apis/") + path.substr(0, end) + "/namespaces/{ns}" +
         path.substr(end);
}

struct Request {
  Verb verb{};
  std::string path{};
  std::string body{};
  std::vector<std::pair<std::string, std::string>> query{};
  k8s::Headers headers{};
};

class RuleTest : public Scene {
 public:
  RuleTest(const Rule& rule, std::string server) : rule_(rule), server_(std::move(server)) {
    for (const auto& [name, text] : rule.texts) texts_[name] = text;
  }

  void TestBody() override {
    texts_["ns"] = ns();
    for (const RuleLine& line : rule_.lines) {
      const ::testing::ScopedTrace trace(rule_.file.c_str(), line.number, line.word);
      follow(line);
      if (HasFatalFailure()) return;
    }
    send();
    expect_all_told();
  }

 private:
  [[nodiscard]] std::string tested() const override { return server_; }

  void follow(const RuleLine& line) {
    const std::string text = filled(line.text);
    if (line.word == "!" || line.word == ">") {
      send();
      expect_all_told();
      begin(text, line.word == "!");
    } else if (line.word == "query") {
      request_->query.push_back(split(text, "="));
    } else if (line.word == "with") {
      const auto [name, value] = split(text, ": ");
      request_->headers.set(name, value);
    } else {
      send();
      expect(line.word, text);
    }
  }

  void begin(std::string_view text, bool has_to_succeed) {
    has_to_succeed_ = has_to_succeed;
    request_.emplace();
    request_->verb = verb_of(take_word(text));
    request_->path = full_path(take_word(text));
    request_->body = text;
  }

  void send() {
    if (!request_) return;
    const Request request = *std::exchange(request_, std::nullopt);
    k8s::Headers headers = request.headers;
    if (!request.body.empty() && headers.find("Content-Type") == nullptr) {
      headers.set("Content-Type", request.verb.content_type);
    }
    std::string path = request.path;
    for (const auto& [name, value] : request.query) {
      path += (path.find('?') == path.npos ? '?' : '&') + name + '=' + value;
    }
    answer_ = raw(request.verb.method, path, request.body, std::move(headers));
    boost::system::error_code no_json;
    document_ = json::parse(answer_.body, no_json);
    if (no_json) document_ = nullptr;
    causes_ = no_json ? std::vector<std::string>() : causes();
    warnings_.clear();
    for (const auto& [name, value] : answer_.headers) {
      if (name == "Warning") warnings_.push_back(value);
    }
    told_causes_ = told_warnings_ = 0;
    if (has_to_succeed_) {
      ASSERT_LT(answer_.code, 300) << answer_.body;
    }
  }

  void expect(const std::string& word, const std::string& text) {
    if (word == "<") {
      expect_code(text);
    } else if (word == "message") {
      EXPECT_EQ(text_at("/message"), text);
    } else if (word == "cause") {
      const std::size_t at = told_causes_++;
      const std::string cause = at < causes_.size() ? causes_[at] : "no cause";
      EXPECT_EQ(text.find(' ') == text.npos ? cause.substr(0, cause.find(' ')) : cause, text)
          << answer_.body;
    } else if (word == "at") {
      const std::size_t space = std::min(text.find(' '), text.size());
      const json::value* const found = at_pointer(text.substr(0, space));
      if (space == text.size()) {
        EXPECT_EQ(found, nullptr) << answer_.body;
      } else {
        EXPECT_EQ(found != nullptr ? json::serialize(*found) : "nothing",
                  json::serialize(json::parse(text.substr(space + 1))))
            << answer_.body;
      }
    } else if (word == "holds") {
      EXPECT_THAT(answer_.body, ::testing::HasSubstr(text));
    } else if (word == "warns") {
      if (text.empty()) {
        EXPECT_THAT(warnings_, ::testing::IsEmpty());
      } else {
        const std::size_t at = told_warnings_++;
        EXPECT_THAT(at < warnings_.size() ? warnings_[at] : "", ::testing::HasSubstr(text));
      }
    } else if (word == "header") {
      const auto [name, value] = split(text, ": ");
      const std::string* const header = answer_.headers.find(name);
      EXPECT_EQ(header != nullptr ? *header : "", value);
    } else if (word == "keep") {
      const auto [name, pointer] = split(text, " ");
      const json::value* const found = at_pointer(pointer);
      ASSERT_NE(found, nullptr) << answer_.body;
      texts_[name] =
          found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
    }
  }

  void expect_code(const std::string& text) {
    std::string_view rest = text;
    EXPECT_EQ(std::to_string(answer_.code), take_word(rest)) << answer_.body;
    if (answer_.code < 400 || document_.is_null()) return;
    // What every Status has, whatever the rule is.
    EXPECT_EQ(text_at("/reason"), rest) << answer_.body;
    EXPECT_EQ(text_at("/kind"), "Status");
    EXPECT_EQ(text_at("/apiVersion"), "v1");
    EXPECT_EQ(text_at("/status"), "Failure");
    const json::value* const code = at_pointer("/code");
    EXPECT_EQ(code != nullptr ? json::serialize(*code) : "", std::to_string(answer_.code));
  }

  /// A rule that names some causes or warnings names all of them, and one that is refused as
  /// Invalid names its causes.
  void expect_all_told() {
    if (told_causes_ > 0 || text_at("/reason") == "Invalid") {
      EXPECT_EQ(told_causes_, causes_.size()) << answer_.body;
    }
    if (told_warnings_ > 0) {
      EXPECT_EQ(told_warnings_, warnings_.size());
    }
    causes_.clear();
    warnings_.clear();
    document_ = nullptr;
    told_causes_ = told_warnings_ = 0;
  }

  /// "field reason" of each.
  [[nodiscard]] std::vector<std::string> causes() const {
    std::vector<std::string> result;
    const json::value* const list = at_pointer("/details/causes");
    if (list == nullptr || !list->is_array() || text_at("/kind") != "Status") return result;
    for (const json::value& cause : list->get_array()) {
      const auto text = [&](const char* name) {
        const json::value* const value = cause.as_object().if_contains(name);
        return value != nullptr ? std::string(value->as_string()) : "-";
      };
      result.push_back(text("field") + " " + text("reason"));
    }
    return result;
  }

  [[nodiscard]] const json::value* at_pointer(const std::string& pointer) const {
    boost::system::error_code missing;
    return document_.find_pointer(pointer, missing);
  }
  [[nodiscard]] std::string text_at(const std::string& pointer) const {
    const json::value* const value = at_pointer(pointer);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
  }

  [[nodiscard]] std::string filled(const std::string& text) const {
    std::string result;
    std::size_t at = 0;
    for (std::size_t open = text.find("${"); open != text.npos; open = text.find("${", at)) {
      const std::size_t close = text.find('}', open);
      if (close == text.npos) throw std::runtime_error("`${` without an end: " + text);
      result += text.substr(at, open - at) + value_of(text.substr(open + 2, close - open - 2));
      at = close + 1;
    }
    return result + text.substr(at);
  }

  [[nodiscard]] std::string value_of(const std::string& name) const {
    if (name.starts_with("u+")) return {static_cast<char>(std::stoi(name.substr(2), nullptr, 16))};
    if (const std::size_t star = name.find('*'); star != name.npos) {
      std::string repeated;
      for (int i = std::stoi(name.substr(star + 1)); i > 0; --i) repeated += name.substr(0, star);
      return repeated;
    }
    const auto found = texts_.find(name);
    if (found == texts_.end()) throw std::runtime_error("nothing has set ${" + name + "}");
    return filled(found->second);
  }

  const Rule& rule_;
  std::string server_;
  std::map<std::string, std::string> texts_;
  std::optional<Request> request_;
  bool has_to_succeed_ = false;
  Answer answer_;
  json::value document_;
  std::vector<std::string> causes_;
  std::vector<std::string> warnings_;
  std::size_t told_causes_ = 0;
  std::size_t told_warnings_ = 0;
};

std::string test_name(const Rule& rule, const std::string& server) {
  std::string name;
  for (const char c : rule.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += c;
    } else if (!name.ends_with('_')) {
      name += '_';
    }
  }
  return name + "/" + server;
}

/// A line, with those that go on with it.
std::vector<RuleLine> read_lines(const std::string& path) {
  std::vector<RuleLine> lines;
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("  ") && !lines.empty()) {
      lines.back().text += line.substr(std::min(line.size(), std::size_t{2}));
      continue;
    }
    std::string_view rest = line;
    std::string word = take_word(rest);
    if (word != "rule" && std::ranges::find(words, word) == words.end()) {
      throw std::runtime_error(path + ":" + std::to_string(number) + ": no line begins with " +
                               word);
    }
    lines.push_back({std::move(word), std::string(rest), number});
  }
  return lines;
}

}  // namespace

std::vector<Rule> read_rules(const std::string& file) {
  std::vector<Rule> rules;
  std::vector<std::pair<std::string, std::string>> texts;
  for (RuleLine& line : read_lines(file)) {
    if (line.word == "set") {
      texts.push_back(split(line.text, " "));
    } else if (line.word == "rule") {
      rules.push_back({.name = line.text, .file = file, .number = line.number});
    } else if (rules.empty()) {
      throw std::runtime_error(file + ":" + std::to_string(line.number) + ": of no rule");
    } else {
      rules.back().lines.push_back(std::move(line));
    }
  }
  for (Rule& rule : rules) rule.texts = texts;
  return rules;
}

void register_rules(const std::string& folder) {
  static std::vector<std::vector<Rule>> all;  // tests refer to them
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) all.push_back(read_rules(file.string()));
  for (const std::vector<Rule>& rules : all) {
    for (const Rule& rule : rules) {
      const std::string suite = "Rules/" + fs::path(rule.file).stem().string();
      for (const std::string server : {"fake", "fake_https", "cluster"}) {
        ::testing::RegisterTest(
            suite.c_str(), test_name(rule, server).c_str(), nullptr, nullptr, rule.file.c_str(),
            rule.number, [&rule, server]() -> RuleTest* { return new RuleTest(rule, server); });
      }
    }
  }
}

}  // namespace conformance
