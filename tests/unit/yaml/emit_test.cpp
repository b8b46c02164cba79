#include "yaml/emit.hpp"

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "yaml/parse.hpp"

namespace k8s::yaml {
namespace {

// What kubectl prints (sigs.k8s.io/yaml 1.6.0), the order of members apart.
TEST(EmitYaml, WritesAsKubectlDoes) {
  const std::vector<std::pair<const char*, const char*>> table{
      {R"({"a":[{"b":[1,[2]]}],"c":[],"d":{}})", "a:\n- b:\n  - 1\n  - - 2\nc: []\nd: {}\n"},
      {R"({"metadata":{"name":"nginx","labels":{"app":"nginx"}},"ports":[{"port":80,"name":"x"}]})",
       "metadata:\n  name: nginx\n  labels:\n    app: nginx\nports:\n- port: 80\n  name: x\n"},
      {R"([null,true,false,0,-1,18446744073709551615,1.5,1e300])",
       "- null\n- true\n- false\n- 0\n- -1\n- 18446744073709551615\n- 1.5\n- 1e+300\n"},
      {R"(["","yes","null","1","1e3","0x1F","1_000","12:30:45","2024-01-01T00:00:00Z","~"])",
       "- \"\"\n- \"yes\"\n- \"null\"\n- \"1\"\n- \"1e3\"\n- \"0x1F\"\n- \"1_000\"\n- "
       "\"12:30:45\"\n"
       "- \"2024-01-01T00:00:00Z\"\n- \"~\"\n"},
      {R"([" x","x ","a: b","#x","x #y","- a","@a","%b","*c","&d","!e","'f'","\"g\"","[","{","x: "])",
       "- ' x'\n- 'x '\n- 'a: b'\n- '#x'\n- 'x #y'\n- '- a'\n- '@a'\n- '%b'\n- '*c'\n- '&d'\n- "
       "'!e'\n"
       "- '''f'''\n- '\"g\"'\n- '['\n- '{'\n- 'x: '\n"},
      {R"({"a":"one\ntwo\n","b":"one\ntwo","c":"one\n\n","d":"  x\n y"})",
       "a: |\n  one\n  two\nb: |-\n  one\n  two\nc: |+\n  one\n\nd: |2-\n    x\n   y\n"},
      {R"(["x\ty","\t","\u0000","\u007f","a\r\nb","a \nb"])",
       "- \"x\\ty\"\n- \"\\t\"\n- \"\\0\"\n- \"\\x7F\"\n- \"a\\r\\nb\"\n- \"a \\nb\"\n"},
      {R"(["é","日本"])", "- é\n- 日本\n"},
      {R"({"yes":1,"1":2,"a b":3,"":4})", "\"yes\": 1\n\"1\": 2\na b: 3\n\"\": 4\n"},
      {"{}", "{}\n"},
      {"[]", "[]\n"},
      {R"("x")", "x\n"},
  };
  for (const auto& [json, yaml] : table) EXPECT_EQ(emit(boost::json::parse(json)), yaml) << json;
}

TEST(EmitYaml, LongTextIsNotFolded) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "some words ";
  words += "end";
  EXPECT_EQ(emit({{"a", words}}), "a: " + words + "\n");
}

// Readers of YAML 1.2 do not take them for line breaks.
TEST(EmitYaml, UnicodeLineBreaksAreWrittenInQuotes) {
  EXPECT_EQ(emit({"a\xE2\x80\xA8\nb", "\xE2\x80\xA9",
                  "a\xC2\x85"
                  "b"}),
            "- \"a\\L\\nb\"\n- \"\\P\"\n- \"a\\Nb\"\n");
}

TEST(EmitYaml, ADoubleStaysOne) {
  EXPECT_EQ(emit({1.0, 0.1, 1e20}), "- 1.0\n- 0.1\n- 1e+20\n");
}

TEST(EmitYaml, BytesThatAreNoTextBecomeBinary) {
  const boost::json::value value = {"\xFF\xFE", "\xED\xA0\x80", "\xC0\x80", "\xF4\x90\x80\x80",
                                    "\xE2\x82"};
  const std::string text = emit(value);
  EXPECT_EQ(text.substr(0, text.find('\n')), "- !!binary //4=");
  EXPECT_EQ(parse(text, ""), value);
}

void expect_round_trip(const boost::json::value& value) {
  std::string text;
  try {
    text = emit(value);
    EXPECT_EQ(parse(text, ""), value) << text;
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what() << "\nof " << boost::json::serialize(value) << "\nas\n" << text;
  }
}

constexpr std::array odd_strings{"",
                                 "yes",
                                 "no",
                                 "y",
                                 "on",
                                 "1e3",
                                 "0x1F",
                                 "null",
                                 "~",
                                 " leading",
                                 "trailing ",
                                 "a: b",
                                 "#x",
                                 "x #y",
                                 "1_000",
                                 "12:30:45",
                                 "2024-01-01",
                                 "<<",
                                 "=",
                                 ".inf",
                                 ".nan",
                                 "-",
                                 "--",
                                 "---",
                                 "...",
                                 "--- a",
                                 "? a",
                                 "?",
                                 ":",
                                 ": a",
                                 "a:",
                                 "!a",
                                 "&a",
                                 "*a",
                                 "|",
                                 ">",
                                 "%a",
                                 "@a",
                                 "`a",
                                 "'",
                                 "\"",
                                 "\\",
                                 "\n",
                                 "\n\n",
                                 "a\n",
                                 "\na",
                                 "\n a",
                                 " \n",
                                 " \na",
                                 "a\n ",
                                 "a\n\n\nb",
                                 "a\n  b\n c\n",
                                 "\t",
                                 "\ta",
                                 "a\t",
                                 "a\tb\nc",
                                 "\r",
                                 "a\r\nb",
                                 "\x01\x1B[31m",
                                 "\x7F",
                                 "\xC2\x85",
                                 "a\xC2\x85"
                                 "b\n",
                                 "\xC2\x80",
                                 "\xE2\x80\xA8",
                                 "a\xE2\x80\xA8\nb",
                                 "\xE2\x80\xA9 a",
                                 "\xEF\xBB\xBF",
                                 "\xEF\xBB\xBF"
                                 "a",
                                 "\xEF\xBF\xBE",
                                 "\xEF\xBF\xBF",
                                 "\xF0\x9F\x98\x80",
                                 "\xF0\x9F\x98\x80\na",
                                 "\xC3\xA9",
                                 "[a",
                                 "{a",
                                 "a]",
                                 "a, b",
                                 "[]",
                                 "{}",
                                 "0",
                                 "-0",
                                 "00",
                                 "0o7",
                                 "08",
                                 "+1",
                                 ".5",
                                 "1.",
                                 "1e400",
                                 "1e-400",
                                 "#!/bin/sh\nset -e\n  echo 'x: y' # z\n\tcat\n",
                                 "key: |\n  text\n",
                                 "- a\n- b\n",
                                 "a\n...\nb\n",
                                 "a\n---\nb\n",
                                 "\n---\n",
                                 "...\n",
                                 "---\n"};

TEST(EmitYaml, OddStringsReadBackAsTheyWere) {
  for (const char* each : odd_strings) {
    const boost::json::value text(each);
    expect_round_trip(text);
    expect_round_trip(boost::json::array{text, text});
    expect_round_trip(boost::json::object{{"key", text}, {"next", 1}});
    expect_round_trip(boost::json::object{{each, text}});
    expect_round_trip(boost::json::array{boost::json::array{boost::json::object{{each, {text}}}}});
  }
  expect_round_trip(boost::json::object{{std::string(300, 'k'), "long key"}});
  expect_round_trip(boost::json::string(std::string("a\0b", 3)));
}

class RandomValues {
 public:
  explicit RandomValues(unsigned seed) : random_(seed) {}

  boost::json::value value(int depth) {
    switch (pick(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return pick(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_()) >> pick(64);
      case 3:
        return static_cast<double>(static_cast<std::int64_t>(random_())) / 3e10;
      case 6: {
        boost::json::array array;
        for (unsigned i = pick(5); i > 0; --i) array.push_back(value(depth - 1));
        return array;
      }
      case 7: {
        boost::json::object object;
        for (unsigned i = pick(5); i > 0; --i) object[text()] = value(depth - 1);
        return object;
      }
      default:
        return boost::json::string(text());
    }
  }

 private:
  unsigned pick(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  std::string text() {
    if (pick(3) == 0) return odd_strings[pick(odd_strings.size())];
    static constexpr std::array pieces{
        "a",  "B",  "0",   "1", "9",    " ",        "  ",       "\n",
        "-",  ":",  "#",   "'", "\"",   "\\",       "|",        ">",
        "[",  "]",  "{",   "}", ",",    "&",        "*",        "!",
        "%",  "?",  ".",   "_", "e",    "x",        "\t",       "\r",
        "y",  "n",  "~",   "<", "\x02", "\xC2\x85", "\xC3\xA9", "\xE2\x80\xA8",
        ": ", " #", "\n ", "+", "=",    "@",        "`",        "\xF0\x9F\x98\x80"};
    std::string made;
    for (unsigned i = pick(9); i > 0; --i) made += pieces[pick(pieces.size())];
    return made;
  }

  std::mt19937_64 random_;
};

TEST(EmitYaml, RandomValuesReadBackAsTheyWere) {
  RandomValues values(20'260'101);
  for (int i = 0; i < 20'000 && !::testing::Test::HasFailure(); ++i)
    expect_round_trip(values.value(3));
}

}  // namespace
}  // namespace k8s::yaml
