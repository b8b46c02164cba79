#include "yaml/parse.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include <yaml.h>

#include "base64.hpp"
#include "yaml/scalar.hpp"

namespace k8s::yaml {

namespace {

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

Mark mark_of(const yaml_mark_t& mark) {
  return {mark.line + 1, mark.column + 1, mark.index};
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t offset_of(std::string_view text, std::size_t character) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    if (begins_character(text[at]) && seen++ == character) break;
  }
  return at;
}

Mark mark_at(std::string_view text, std::size_t offset) {
  Mark mark{1, 1, 0};
  for (const char c : text.substr(0, offset)) {
    if (!begins_character(c)) continue;
    ++mark.character;
    mark.column = c == '\n' ? 1 : mark.column + 1;
    if (c == '\n') ++mark.line;
  }
  return mark;
}

std::string describe(const std::string& file, Mark mark, const std::string& problem) {
  std::string text = file.empty() ? std::string("line ") : file + ":";
  text += std::to_string(mark.line);
  text += file.empty() ? ", column " : ":";
  text += std::to_string(mark.column) + ": " + problem;
  return text;
}

/// For error messages; the text may be a secret, so no more than a key is ever shown.
std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string shown(text.substr(0, longest));
  if (text.size() > longest) shown += "...";
  return "'" + shown + "'";
}

enum class Type { scalar, alias, sequence, mapping, end };

/// What is kept of a libyaml event.
struct Event {
  Type type;
  Mark mark;
  std::string text;        // of a scalar
  std::string tag;         // of a scalar
  bool plain = false;      // a scalar that no quotes made a string
  std::size_t target = 0;  // of an alias: the event of its anchor
};

class Parser {
 public:
  Parser(std::string_view text, std::string_view file, const Limits& limits)
      : text_(text), file_(file), limits_(limits) {
    if (text.size() > limits_.bytes) {
      fail({1, 1, 0}, "the text has " + std::to_string(text.size()) + " bytes, more than the " +
                          std::to_string(limits_.bytes) + " that are read");
    }
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Parser() { yaml_parser_delete(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// The next document, or nothing at the end.
  std::optional<Node> next() {
    for (;;) {
      const RawEvent event = read();
      switch (event->type) {
        case YAML_STREAM_END_EVENT:
          return std::nullopt;
        case YAML_DOCUMENT_START_EVENT:
          check_version(*event);
          collect();
          position_ = 0;
          expanded_ = 0;
          return build(0);
        default:
          break;
      }
    }
  }

  /// Lets keys stand in a mapping twice, and appends those that do.
  void note_repeated(std::vector<RepeatedKey>& repeated) { repeated_ = &repeated; }

  [[noreturn]] void fail(Mark mark, std::string problem) const {
    throw ParseError(file_, mark, offset_of(text_, mark.character), std::move(problem));
  }

 private:
  struct DeleteEvent {
    void operator()(yaml_event_t* event) const {
      yaml_event_delete(event);
      delete event;
    }
  };
  using RawEvent = std::unique_ptr<yaml_event_t, DeleteEvent>;

  RawEvent read() {
    RawEvent event(new yaml_event_t{});
    if (yaml_parser_parse(&parser_, event.get()) == 0) fail_of_parser();
    return event;
  }

  [[noreturn]] void fail_of_parser() const {
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    // The reader is ahead of the parser, so that its errors stand elsewhere.
    const Mark mark = parser_.error == YAML_READER_ERROR ? mark_at(text_, parser_.problem_offset)
                                                         : mark_of(parser_.problem_mark);
    std::string problem = parser_.problem != nullptr ? parser_.problem : "not YAML";
    if (parser_.context != nullptr) {
      problem += std::string(" ") + parser_.context;
      if (parser_.context_mark.line != parser_.problem_mark.line) {
        problem += " that begins in line " + std::to_string(parser_.context_mark.line + 1);
      }
    }
    fail(mark, std::move(problem));
  }

  /// libyaml reads 1.2 as if it was 1.1; Go, and so kubectl and the server, refuse it.
  void check_version(const yaml_event_t& start) const {
    const yaml_version_directive_t* const version = start.data.document_start.version_directive;
    if (version == nullptr || (version->major == 1 && version->minor == 1)) return;
    fail(mark_of(start.start_mark), "found incompatible YAML document");
  }

  /// Reads the events of one document; knows afterwards what every alias stands for.
  void collect() {
    events_.clear();
    std::unordered_map<std::string, std::size_t> anchors;
    const auto add = [&](Event event, const yaml_char_t* anchor) {
      if (anchor != nullptr) {
        anchors[reinterpret_cast<const char*>(anchor)] = events_.size();
      }
      events_.push_back(std::move(event));
    };
    std::size_t depth = 0;
    for (;;) {
      const RawEvent event = read();
      const Mark mark = mark_of(event->start_mark);
      switch (event->type) {
        case YAML_DOCUMENT_END_EVENT:
          return;
        case YAML_ALIAS_EVENT: {
          const std::string name = reinterpret_cast<const char*>(event->data.alias.anchor);
          const auto anchor = anchors.find(name);
          if (anchor == anchors.end())
            fail(mark, "no anchor " + quoted(name) + " before this alias");
          events_.push_back({Type::alias, mark, name, {}, false, anchor->second});
          break;
        }
        case YAML_SCALAR_EVENT: {
          const auto& scalar = event->data.scalar;
          const char* tag = reinterpret_cast<const char*>(scalar.tag);
          add({Type::scalar, mark,
               std::string(reinterpret_cast<const char*>(scalar.value), scalar.length),
               tag != nullptr ? tag : "", scalar.plain_implicit != 0},
              scalar.anchor);
          break;
        }
        case YAML_SEQUENCE_START_EVENT:
          check_depth(mark, ++depth);
          add({Type::sequence, mark, {}, {}}, event->data.sequence_start.anchor);
          break;
        case YAML_MAPPING_START_EVENT:
          check_depth(mark, ++depth);
          add({Type::mapping, mark, {}, {}}, event->data.mapping_start.anchor);
          break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
          --depth;
          events_.push_back({Type::end, mark, {}, {}});
          break;
        default:
          break;
      }
    }
  }

  void check_depth(Mark mark, std::size_t depth) const {
    if (depth > limits_.depth) {
      fail(mark, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
  }

  /// Builds what begins at position_ and leaves position_ behind it.
  Node build(std::size_t depth) {
    const Event& event = events_[position_];
    count(event);
    switch (event.type) {
      case Type::alias:
        return build_alias(event, depth);
      case Type::sequence:
        return build_sequence(event, depth + 1);
      case Type::mapping:
        return build_mapping(event, depth + 1);
      default:
        ++position_;
        return {scalar(event), event.mark};
    }
  }

  Node build_alias(const Event& alias, std::size_t depth) {
    for (const std::size_t open : open_) {
      if (open == alias.target)
        fail(alias.mark, "alias " + quoted(alias.text) + " contains itself");
    }
    const std::size_t behind = position_ + 1;
    position_ = alias.target;
    ++aliases_;
    Node node = build(depth);
    --aliases_;
    position_ = behind;
    return node;
  }

  Node build_sequence(const Event& event, std::size_t depth) {
    check_depth(event.mark, depth);
    const Opened opened(*this);
    Node::Sequence items;
    while (events_[position_].type != Type::end) items.push_back(build(depth));
    ++position_;
    return {std::move(items), event.mark};
  }

  Node build_mapping(const Event& event, std::size_t depth) {
    check_depth(event.mark, depth);
    const Opened opened(*this);
    Members members;
    while (events_[position_].type != Type::end) {
      const Event& key = events_[position_];
      if (is_merge(key)) {
        ++position_;
        merge(members, build(depth), key.mark);
        continue;
      }
      const Node key_node = build(depth);
      std::string name = key_text(key_node, key.mark);
      Node value = build(depth);
      members.add(*this, {std::move(name), key.mark, std::move(value)});
    }
    ++position_;
    return {std::move(members.list), event.mark};
  }

  /// Remembers that the collection at position_ is being built, and steps into it.
  class Opened {
   public:
    explicit Opened(Parser& parser) : parser_(parser) {
      parser_.open_.push_back(parser_.position_++);
    }
    ~Opened() { parser_.open_.pop_back(); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

   private:
    Parser& parser_;
  };

  struct Members {
    Node::Mapping list;
    std::unordered_map<std::string, std::size_t> index;
    std::vector<bool> merged;  // set by `<<`, so that a later key may replace it

    void add(const Parser& parser, Member member) {
      const auto [at, is_new] = index.try_emplace(member.key, list.size());
      if (!is_new) {
        if (!merged[at->second] && parser.repeated_ != nullptr) {
          parser.repeated_->push_back({member.key, member.mark});
        } else if (!merged[at->second] && !parser.limits_.repeated_keys) {
          parser.fail(member.mark, "the key " + quoted(member.key) +
                                       " is here twice; it stands in line " +
                                       std::to_string(list[at->second].mark.line) + " already");
        }
        merged[at->second] = false;
        list[at->second] = std::move(member);
        return;
      }
      list.push_back(std::move(member));
      merged.push_back(false);
    }

    void replace(Member member) {
      const auto [at, is_new] = index.try_emplace(member.key, list.size());
      if (!is_new) {
        list[at->second] = std::move(member);
        return;
      }
      list.push_back(std::move(member));
      merged.push_back(true);
    }
  };

  static bool is_merge(const Event& key) {
    return key.type == Type::scalar && key.text == "<<" &&
           (key.plain || key.tag == "tag:yaml.org,2002:merge");
  }

  /// As Kubernetes' converter: a merge takes effect where it stands, so that keys before it are
  /// replaced and keys behind it replace. Of several mappings the first wins.
  void merge(Members& members, Node node, Mark mark) const {
    if (auto* mapping = std::get_if<Node::Mapping>(&node.value)) {
      for (Member& member : *mapping) members.replace(std::move(member));
      return;
    }
    auto* sequence = std::get_if<Node::Sequence>(&node.value);
    if (sequence == nullptr) fail(mark, "'<<' needs a mapping or a list of mappings");
    for (auto each = sequence->rbegin(); each != sequence->rend(); ++each) {
      auto* mapping = std::get_if<Node::Mapping>(&each->value);
      if (mapping == nullptr) fail(mark, "'<<' needs a mapping or a list of mappings");
      for (Member& member : *mapping) members.replace(std::move(member));
    }
  }

  /// JSON has keys of strings alone; numbers and booleans become what they look like in JSON.
  [[nodiscard]] std::string key_text(const Node& key, Mark mark) const {
    const auto* scalar = std::get_if<boost::json::value>(&key.value);
    if (scalar == nullptr) fail(mark, std::string("a key cannot be ") + std::string(key.kind()));
    switch (scalar->kind()) {
      case boost::json::kind::string:
        return {scalar->get_string().begin(), scalar->get_string().end()};
      case boost::json::kind::bool_:
        return scalar->get_bool() ? "true" : "false";
      case boost::json::kind::int64:
        return std::to_string(scalar->get_int64());
      case boost::json::kind::uint64:
        return std::to_string(scalar->get_uint64());
      case boost::json::kind::double_: {
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(),
                                       static_cast<float>(scalar->get_double()));
        return {text.data(), end.ptr};
      }
      default:
        fail(mark, "a key cannot be null");
    }
  }

  [[nodiscard]] boost::json::value scalar(const Event& event) const {
    if (event.tag.empty()) {
      if (!event.plain) return boost::json::string(event.text);
      auto value = resolve_plain(event.text);
      if (!value) fail(event.mark, "JSON, and so Kubernetes, has no infinity and no NaN");
      return std::move(*value);
    }
    if (!event.tag.starts_with(core_tag)) return boost::json::string(event.text);
    return tagged_scalar(event, std::string_view(event.tag).substr(core_tag.size()));
  }

  [[nodiscard]] boost::json::value tagged_scalar(const Event& event, std::string_view tag) const {
    if (tag == "binary") {
      auto bytes = base64_decode(event.text);
      if (!bytes) fail(event.mark, "a !!binary that is not base64");
      return boost::json::string(*bytes);
    }
    const bool is_null = tag == "null";
    const bool is_bool = tag == "bool";
    const bool is_int = tag == "int";
    const bool is_float = tag == "float";
    if (!is_null && !is_bool && !is_int && !is_float) return boost::json::string(event.text);
    auto value = resolve_plain(event.text);
    const bool fits = value && ((is_null && value->is_null()) || (is_bool && value->is_bool()) ||
                                (is_int && (value->is_int64() || value->is_uint64())) ||
                                (is_float && value->is_number()));
    if (!fits) fail(event.mark, "the value does not fit its tag !!" + std::string(tag));
    return std::move(*value);
  }

  void count(const Event& event) {
    if (aliases_ == 0) return;
    expanded_ += sizeof(Node) + event.text.size();
    if (expanded_ > limits_.alias_bytes) {
      fail(event.mark,
           "aliases expand to more than " + std::to_string(limits_.alias_bytes) + " bytes");
    }
  }

  std::string_view text_;
  std::string file_;
  Limits limits_;
  yaml_parser_t parser_{};
  std::vector<Event> events_;      // of the current document
  std::size_t position_ = 0;       // in events_
  std::vector<std::size_t> open_;  // collections that are being built
  std::size_t aliases_ = 0;        // how many aliases stand around what is being built
  std::size_t expanded_ = 0;       // by aliases, in bytes
  std::vector<RepeatedKey>* repeated_ = nullptr;
};

}  // namespace

ParseError::ParseError(const std::string& file, Mark mark, std::size_t offset, std::string problem)
    : std::runtime_error(describe(file, mark, problem)),
      mark_(mark),
      offset_(offset),
      problem_(std::move(problem)) {}

std::vector<Node> parse_nodes(std::string_view text, std::string_view file_name,
                              const Limits& limits) {
  Parser parser(text, file_name, limits);
  std::vector<Node> documents;
  while (std::optional<Node> document = parser.next()) documents.push_back(std::move(*document));
  return documents;
}

Node parse_first_node(std::string_view text, std::string_view file_name, const Limits& limits) {
  Parser parser(text, file_name, limits);
  std::optional<Node> document = parser.next();
  return document ? std::move(*document) : Node{nullptr, {1, 1, 0}};
}

boost::json::value parse_first(std::string_view text, std::string_view file_name,
                               std::vector<RepeatedKey>& repeated, const Limits& limits) {
  Parser parser(text, file_name, limits);
  parser.note_repeated(repeated);
  std::optional<Node> document = parser.next();
  return document ? to_json(std::move(*document)) : nullptr;
}

boost::json::value parse(std::string_view text, std::string_view file_name, const Limits& limits) {
  Parser parser(text, file_name, limits);
  std::optional<Node> document = parser.next();
  if (!document) return nullptr;
  if (const std::optional<Node> second = parser.next()) {
    parser.fail(second->mark, "a second document; one is expected");
  }
  return to_json(std::move(*document));
}

}  // namespace k8s::yaml
