// parse_fault_script: faults as YAML.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include <k8s/error.hpp>
#include <k8s/testing/fault.hpp>

#include "yaml/parse.hpp"

namespace k8s::testing {
namespace {

using std::chrono::milliseconds;

class Script {
 public:
  explicit Script(std::string_view source) : source_(source) {}

  [[nodiscard]] std::vector<FaultRule> read(const yaml::Node& document) const;
  [[noreturn]] void fail(const yaml::Mark& mark, const std::string& problem) const {
    throw Error(source_ + ":" + std::to_string(mark.line) + ": " + problem);
  }

 private:
  std::string source_;
};

/// The members of one rule, each of which has to be asked for.
class Members {
 public:
  Members(const Script& script, const yaml::Node& node) : script_(script), node_(node) {
    if (!std::holds_alternative<yaml::Node::Mapping>(node.value)) {
      script.fail(node.mark, "a fault is a mapping such as {verb: list, fault: reset}, not " +
                                 std::string(node.kind()));
    }
  }

  [[nodiscard]] std::string text(const char* name) { return text_of(find(name), {}); }

  [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise, std::int64_t least,
                                    std::int64_t most = (std::numeric_limits<int>::max)()) {
    const yaml::Member* const member = find(name);
    if (member == nullptr) return otherwise;
    const auto* const value = std::get_if<boost::json::value>(&member->value.value);
    if (value == nullptr || !value->is_int64() || value->get_int64() < least ||
        value->get_int64() > most) {
      script_.fail(member->mark, std::string(name) + " is a number from " + std::to_string(least) +
                                     " to " + std::to_string(most));
    }
    return value->get_int64();
  }

  [[nodiscard]] std::optional<milliseconds> time(const char* name) {
    const yaml::Member* const member = find(name);
    if (member == nullptr) return std::nullopt;
    const boost::json::string* const value = member->value.if_string();
    const std::string_view text = value == nullptr ? std::string_view() : *value;
    std::int64_t count = 0;
    const auto [unit, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    static const std::map<std::string_view, std::int64_t> units{
        {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
    const auto found = units.find(text.substr(static_cast<std::size_t>(unit - text.data())));
    constexpr std::int64_t most = 1'000'000'000;
    if (problem != std::errc() || found == units.end() || count < 0 || count > most) {
      script_.fail(member->mark, std::string(name) + " is a time such as 250ms, 5s or 2m");
    }
    return milliseconds(count * found->second);
  }

  [[nodiscard]] milliseconds required_time(const char* name) {
    const auto found = time(name);
    if (!found) {
      script_.fail(node_.mark, "this fault needs a `" + std::string(name) + "` such as 5s");
    }
    return *found;
  }

  [[nodiscard]] const yaml::Member* find(const char* name) {
    asked_.insert(name);
    return node_.find(name);
  }

  /// Refuses what nobody has asked for.
  void check_rest(const std::string& fault) const {
    for (const yaml::Member& member : std::get<yaml::Node::Mapping>(node_.value)) {
      if (asked_.contains(member.key)) continue;
      std::string known;
      for (const std::string& name : asked_) known += (known.empty() ? "" : ", ") + name;
      script_.fail(member.mark,
                   "`" + member.key + "` is nothing that " + fault + " takes, which are: " + known);
    }
  }

  [[nodiscard]] std::string text_of(const yaml::Member* member,
                                    const std::string& otherwise) const {
    if (member == nullptr) return otherwise;
    const boost::json::string* const value = member->value.if_string();
    if (value == nullptr) {
      script_.fail(member->mark,
                   member->key + " is a text, not " + std::string(member->value.kind()));
    }
    return std::string(*value);
  }

 private:
  const Script& script_;
  const yaml::Node& node_;
  std::set<std::string, std::less<>> asked_;
};

using Reader = std::function<Fault(Members&)>;

const std::map<std::string, Reader, std::less<>>& readers() {
  static const std::map<std::string, Reader, std::less<>> all{
      {"status",
       [](Members& members) {
         const auto code = static_cast<int>(members.number("code", 500, 200, 599));
         Fault fault = Fault::status(code, members.text("reason"), members.text("message"));
         if (const auto time = members.time("retry_after")) {
           fault.retry_after(std::chrono::ceil<std::chrono::seconds>(*time));
         }
         return fault;
       }},
      {"reset", [](Members&) { return Fault::reset(); }},
      {"reset_after", [](Members&) { return Fault::reset_after(); }},
      {"half_body", [](Members&) { return Fault::half_body(); }},
      {"half_character", [](Members&) { return Fault::half_character(); }},
      {"delay", [](Members& members) { return Fault::delay(members.required_time("time")); }},
      {"slow_drip",
       [](Members& members) {
         const milliseconds pause = members.required_time("time");
         return Fault::slow_drip(pause, static_cast<std::size_t>(members.number("bytes", 16, 1)));
       }},
      {"no_answer", [](Members&) { return Fault::no_answer(); }},
      {"cut_watch",
       [](Members& members) {
         return Fault::cut_watch(static_cast<int>(members.number("events", 0, 0)));
       }},
      {"compacted", [](Members&) { return Fault::compacted(); }},
      {"duplicate_events", [](Members&) { return Fault::duplicate_events(); }},
      {"late_events",
       [](Members& members) { return Fault::late_events(members.required_time("time")); }},
      {"token_expired", [](Members&) { return Fault::token_expired(); }},
      {"certificate_rotated", [](Members&) { return Fault::certificate_rotated(); }},
  };
  return all;
}

void check_verb(const Script& script, const yaml::Member* member, const std::string& verb) {
  static const std::set<std::string_view> verbs{"get",    "list",  "watch",  "create",
                                                "update", "patch", "delete", "deletecollection"};
  if (verb.empty() || verbs.contains(verb)) return;
  script.fail(member->mark, "`" + verb +
                                "` is no verb: write get, list, watch, create, update, patch, "
                                "delete or deletecollection");
}

FaultRule read_rule(const Script& script, const yaml::Node& node) {
  Members members(script, node);
  FaultRule rule;
  rule.filter = {.verb = members.text("verb"),
                 .resource = members.text("resource"),
                 .namespace_ = members.text("namespace"),
                 .name = members.text("name")};
  check_verb(script, members.find("verb"), rule.filter.verb);
  const yaml::Member* const fault = members.find("fault");
  if (fault == nullptr) script.fail(node.mark, "this rule names no `fault`");
  const std::string name = members.text("fault");
  const auto reader = readers().find(name);
  if (reader == readers().end()) {
    std::string known;
    for (const auto& [each, read] : readers()) known += (known.empty() ? "" : ", ") + each;
    script.fail(fault->mark, "`" + name + "` is no fault; there are " + known);
  }
  rule.fault = reader->second(members);
  if (members.find("times") != nullptr) {
    rule.fault.times(static_cast<int>(members.number("times", 1, 1)));
  }
  rule.fault.skip(static_cast<int>(members.number("skip", 0, 0)));
  members.check_rest("`" + name + "`");
  return rule;
}

std::vector<FaultRule> Script::read(const yaml::Node& document) const {
  if (document.is_null()) return {};
  const yaml::Node* list = &document;
  if (const auto* const mapping = std::get_if<yaml::Node::Mapping>(&document.value)) {
    for (const yaml::Member& member : *mapping) {
      if (member.key != "faults") {
        fail(member.mark, "`" + member.key + "` is unknown: a script has one member, `faults`");
      }
      list = &member.value;
    }
  }
  if (list->is_null()) return {};
  const auto* const rules = std::get_if<yaml::Node::Sequence>(&list->value);
  if (rules == nullptr) {
    fail(list->mark, "a list of faults is wanted here, not " + std::string(list->kind()));
  }
  std::vector<FaultRule> read;
  for (const yaml::Node& rule : *rules) read.push_back(read_rule(*this, rule));
  return read;
}

}  // namespace

std::vector<FaultRule> parse_fault_script(std::string_view text, std::string_view source) {
  const Script script(source);
  std::vector<FaultRule> rules;
  try {
    for (const yaml::Node& document : yaml::parse_nodes(text, source)) {
      std::vector<FaultRule> more = script.read(document);
      std::move(more.begin(), more.end(), std::back_inserter(rules));
    }
  } catch (const yaml::ParseError& error) {
    throw Error(error.what());
  }
  return rules;
}

}  // namespace k8s::testing
