#include <k8s/selector.hpp>

#include <cstdint>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

namespace k8s {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string refusal(const auto& call) {
  try {
    call();
  } catch (const ValidationError& error) {
    return error.what();
  }
  return "accepted";
}

// ---- Selectors: the wire forms ----------------------------------------------------------------

TEST(SelectorWire, PlainStringIsEquality) {
  EXPECT_EQ((Selector{{"app", "nginx"}}.to_string()), "app=nginx");
  EXPECT_EQ((Selector{{"app", Equality("nginx")}}.to_string()), "app=nginx");
}

TEST(SelectorWire, EachCondition) {
  EXPECT_EQ((Selector{{"foo", Inequality("bar")}}.to_string()), "foo!=bar");
  EXPECT_EQ((Selector{{"foo", In({"a", "b"})}}.to_string()), "foo in (a,b)");
  EXPECT_EQ((Selector{{"foo", NotIn({"a", "b"})}}.to_string()), "foo notin (a,b)");
  EXPECT_EQ((Selector{{"foo", Exists()}}.to_string()), "foo");
  EXPECT_EQ((Selector{{"foo", NotExists()}}.to_string()), "!foo");
  EXPECT_EQ((Selector{{"foo", GreaterThan(3)}}.to_string()), "foo>3");
  EXPECT_EQ((Selector{{"foo", LessThan(3)}}.to_string()), "foo<3");
  EXPECT_EQ((Selector{{"foo", ""}}.to_string()), "foo=");
  EXPECT_EQ(Selector().to_string(), "");
}

TEST(SelectorWire, TermsKeepTheirOrderAndKeysMayRepeat) {
  const Selector selector{{"tier", Inequality("test")}, {"app", "a"}, {"tier", Inequality("dev")}};
  EXPECT_EQ(selector.to_string(), "tier!=test,app=a,tier!=dev");
}

TEST(SelectorWire, MapKeysAreSorted) {
  const Map<std::string> labels{{"tier", "web"}, {"app", "nginx"}};
  EXPECT_EQ(Selector(labels).to_string(), "app=nginx,tier=web");
}

TEST(SelectorWire, RepeatedValuesCountOnce) {
  EXPECT_EQ((Selector{{"a", In({"x", "y", "x"})}}.to_string()), "a in (x,y)");
}

TEST(SelectorWire, RefusesWhatNoLabelCanBe) {
  EXPECT_THAT(refusal([] { return Selector{{"-x", "a"}}.to_string(); }), HasSubstr("\"-x\""));
  EXPECT_THAT(refusal([] { return Selector{{"", "a"}}.to_string(); }), HasSubstr("empty"));
  EXPECT_THAT(refusal([] { return Selector{{"Up.example/x", "a"}}.to_string(); }),
              HasSubstr("DNS"));
  EXPECT_THAT(refusal([] { return Selector{{"a", "x y"}}.to_string(); }),
              AllOf(HasSubstr("\"x y\""), HasSubstr("\"a\"")));
  EXPECT_THAT(refusal([] { return Selector{{"a", "x,b=c"}}.to_string(); }), HasSubstr("x,b=c"));
  EXPECT_THAT(refusal([] { return Selector{{"a", std::string(64, 'v')}}.to_string(); }),
              HasSubstr("63"));
  EXPECT_THAT(refusal([] { return Selector{{"a", LessThan(-1)}}.to_string(); }), HasSubstr("-1"));
}

TEST(SelectorWire, RefusesSetsWithoutValues) {
  EXPECT_THAT(refusal([] { return Selector{{"a", In(std::vector<std::string>())}}.to_string(); }),
              HasSubstr("at least one value"));
  EXPECT_THAT(refusal([] { return Selector{{"a", NotIn({})}}.to_string(); }),
              HasSubstr("at least one value"));
}

TEST(SelectorWire, ConditionsOfOneValueTakeOne) {
  EXPECT_THROW(Condition(Condition::Operator::equality, {}), ValidationError);
  EXPECT_THROW(Condition(Condition::Operator::exists, {"x"}), ValidationError);
  EXPECT_THROW(Condition(Condition::Operator::greater_than, {"1", "2"}), ValidationError);
}

// ---- reading label selectors ------------------------------------------------------------------

TEST(SelectorParse, WhatTheServerTakes) {
  EXPECT_EQ(Selector::parse("a=b,c!=d,e in (f,g),h notin (i),j,!k"),
            (Selector{{"a", "b"},
                      {"c", Inequality("d")},
                      {"e", In({"f", "g"})},
                      {"h", NotIn({"i"})},
                      {"j", Exists()},
                      {"k", NotExists()}}));
  EXPECT_EQ(Selector::parse("a==b"), (Selector{{"a", "b"}}));
  EXPECT_EQ(Selector::parse(" a = b , ! c "), (Selector{{"a", "b"}, {"c", NotExists()}}));
  EXPECT_EQ(Selector::parse("a>1,b<2"), (Selector{{"a", GreaterThan(1)}, {"b", LessThan(2)}}));
  EXPECT_EQ(Selector::parse("a in ()"), (Selector{{"a", In({""})}}));
  EXPECT_EQ(Selector::parse("a in (,b)"), (Selector{{"a", In({"", "b"})}}));
  EXPECT_EQ(Selector::parse("a in( b ,\tc )"), (Selector{{"a", In({"b", "c"})}}));
  EXPECT_EQ(Selector::parse("a="), (Selector{{"a", ""}}));
  EXPECT_EQ(Selector::parse("a!=,b"), (Selector{{"a", Inequality("")}, {"b", Exists()}}));
  EXPECT_EQ(Selector::parse("x.example/a-b=c"), (Selector{{"x.example/a-b", "c"}}));
  EXPECT_EQ(Selector::parse(""), Selector());
  EXPECT_EQ(Selector::parse("  "), Selector());
}

TEST(SelectorParse, KeywordsAreWordsWhereAWordIsMeant) {
  EXPECT_EQ(Selector::parse("in in (notin,in)"), (Selector{{"in", In({"notin", "in"})}}));
  EXPECT_EQ(Selector::parse("notin=in"), (Selector{{"notin", "in"}}));
}

struct Bad {
  std::string text;
  int position;
  std::string problem;

  friend std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.text; }
};

class SelectorParseRefuses : public testing::TestWithParam<Bad> {};

TEST_P(SelectorParseRefuses, NamingTextPositionAndProblem) {
  const auto& [text, position, problem] = GetParam();
  EXPECT_THAT(refusal([&] { return Selector::parse(text); }),
              AllOf(HasSubstr("\"" + text + "\""),
                    HasSubstr("position " + std::to_string(position) + ":"), HasSubstr(problem)));
}

INSTANTIATE_TEST_SUITE_P(
    WhatTheServerRefuses, SelectorParseRefuses,
    testing::Values(Bad{",", 1, "found ','"}, Bad{"a,", 3, "found the end"},
                    Bad{"a,,b", 3, "found ','"}, Bad{"a=b=", 4, "found '='"},
                    Bad{"a in", 5, "expected '('"}, Bad{"a in b", 6, "expected '('"},
                    Bad{"a in (b", 8, "expected ',' or ')'"}, Bad{"a in (b c)", 9, "found 'c'"},
                    Bad{"a in (=)", 7, "expected a value"}, Bad{"a b", 3, "found 'b'"},
                    Bad{"a=not valid", 7, "found 'valid'"}, Bad{"-x=a", 1, "this key"},
                    Bad{"a='b'", 3, "this value"}, Bad{"a=\"b\"", 3, "this value"},
                    Bad{"!a=b", 3, "found '='"}, Bad{"!!a", 2, "found '!'"},
                    Bad{"a>x", 3, "whole number"}, Bad{"a>", 3, "whole number"},
                    Bad{"a=!b", 3, "found '!'"}, Bad{"(a)", 1, "found '('"},
                    Bad{"a===b", 4, "found '='"}, Bad{"A.example/x/y=1", 1, "this key"},
                    Bad{"a>99999999999999999999", 3, "whole number"}));

TEST(SelectorParse, ANulIsNoEnd) {
  EXPECT_THROW((void)Selector::parse(std::string_view("a=b\0,c=d", 8)), ValidationError);
}

// ---- field selectors --------------------------------------------------------------------------

TEST(FieldSelector, WireForm) {
  const Selector fields{{"status.phase", Inequality("Failed")}, {"spec.nodeName", "node-1"}};
  EXPECT_EQ(fields.to_field_string(), "status.phase!=Failed,spec.nodeName=node-1");
  EXPECT_EQ((Selector{{"spec.nodeName", ""}}.to_field_string()), "spec.nodeName=");
}

TEST(FieldSelector, EscapesValues) {
  EXPECT_EQ((Selector{{"a.b", R"(x,y=z\)"}}.to_field_string()), R"(a.b=x\,y\=z\\)");
}

TEST(FieldSelector, SetsAreSaidWithEqualityWhereThatIsTheSame) {
  EXPECT_EQ((Selector{{"status.phase", NotIn({"Failed", "Succeeded"})}}.to_field_string()),
            "status.phase!=Failed,status.phase!=Succeeded");
  EXPECT_EQ((Selector{{"status.phase", In({"Failed"})}}.to_field_string()), "status.phase=Failed");
}

TEST(FieldSelector, RefusesWhatTheServerCannotAnswer) {
  EXPECT_THAT(refusal([] { return Selector{{"a.b", In({"x", "y"})}}.to_field_string(); }),
              HasSubstr("\"a.b\""));
  EXPECT_THROW((void)(Selector{{"a.b", Exists()}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"a.b", NotExists()}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"a.b", NotIn({})}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"a.b", GreaterThan(1)}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"", "x"}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"a=b", "x"}}.to_field_string()), ValidationError);
  EXPECT_THROW((void)(Selector{{"a,b", "x"}}.to_field_string()), ValidationError);
}

TEST(FieldSelector, Parse) {
  EXPECT_EQ(
      Selector::parse_fields("metadata.name=a,metadata.namespace!=b,c==d"),
      (Selector{{"metadata.name", "a"}, {"metadata.namespace", Inequality("b")}, {"c", "d"}}));
  EXPECT_EQ(Selector::parse_fields(R"(a=x\,y\=z\\)"), (Selector{{"a", R"(x,y=z\)"}}));
  EXPECT_EQ(Selector::parse_fields("spec.nodeName!="),
            (Selector{{"spec.nodeName", Inequality("")}}));
  EXPECT_EQ(Selector::parse_fields(""), Selector());
}

TEST(FieldSelector, ParseRefuses) {
  const auto why = [](const char* text) {
    return refusal([&] { return Selector::parse_fields(text); });
  };
  EXPECT_THAT(why("metadata.name"), AllOf(HasSubstr("position 14:"), HasSubstr("'='")));
  EXPECT_THAT(why("metadata.name in (a)"), HasSubstr("position 14:"));
  EXPECT_THAT(why("a=b=c"), HasSubstr("position 4:"));
  EXPECT_THAT(why("a=b\\c"), HasSubstr("position 4:"));
  EXPECT_THAT(why("a=b\\"), HasSubstr("position 4:"));
  EXPECT_THAT(why("=a"), HasSubstr("position 1:"));
}

// ---- matching ---------------------------------------------------------------------------------

bool matches(const char* selector, const Map<std::string>& labels) {
  return Selector::parse(selector).matches(labels);
}

TEST(SelectorMatches, EachCondition) {
  const Map<std::string> labels{{"app", "nginx"}, {"weight", "5"}, {"blank", ""}};
  EXPECT_TRUE(matches("app=nginx", labels));
  EXPECT_FALSE(matches("app=apache", labels));
  EXPECT_FALSE(matches("other=nginx", labels));
  EXPECT_TRUE(matches("blank=", labels));
  EXPECT_FALSE(matches("other=", labels));
  EXPECT_FALSE(matches("app!=nginx", labels));
  EXPECT_TRUE(matches("app!=apache", labels));
  EXPECT_TRUE(matches("app in (apache,nginx)", labels));
  EXPECT_FALSE(matches("app in (apache)", labels));
  EXPECT_FALSE(matches("other in (apache)", labels));
  EXPECT_FALSE(matches("app notin (nginx)", labels));
  EXPECT_TRUE(matches("app notin (apache)", labels));
  EXPECT_TRUE(matches("app", labels));
  EXPECT_FALSE(matches("other", labels));
  EXPECT_FALSE(matches("!app", labels));
  EXPECT_TRUE(matches("!other", labels));
  EXPECT_TRUE(matches("weight>4", labels));
  EXPECT_FALSE(matches("weight>5", labels));
  EXPECT_TRUE(matches("weight<6", labels));
  EXPECT_FALSE(matches("app>1", labels));
  EXPECT_FALSE(matches("other<1", labels));
}

TEST(SelectorMatches, InequalityAndNotInTakeObjectsWithoutTheKey) {
  EXPECT_TRUE(matches("app!=nginx", {}));
  EXPECT_TRUE(matches("app notin (nginx)", {}));
}

TEST(SelectorMatches, AllTermsMustHoldAndNoneSelectsEverything) {
  const Map<std::string> labels{{"a", "1"}, {"b", "2"}};
  EXPECT_TRUE(matches("a=1,b=2", labels));
  EXPECT_FALSE(matches("a=1,b=3", labels));
  EXPECT_FALSE(matches("a!=0,a!=1", labels));
  EXPECT_TRUE(Selector().matches(labels));
  EXPECT_TRUE(Selector().matches({}));
}

// ---- reading what was written -----------------------------------------------------------------

class Random {
 public:
  std::size_t below(std::size_t bound) { return engine_() % bound; }

  std::string label_text(std::size_t longest) {
    static const std::string ends = "abzABZ019";
    static const std::string inner = ends + "-_.";
    std::string text;
    const auto size = 1 + below(longest);
    for (std::size_t i = 0; i < size; ++i) {
      const auto& from = i == 0 || i + 1 == size ? ends : inner;
      text += from[below(from.size())];
    }
    return text;
  }

  std::string key() {
    static const std::vector<std::string> prefixes = {"", "", "example.com/", "a-1.b/"};
    static const std::vector<std::string> keywords = {"in", "notin"};
    if (below(10) == 0) return keywords[below(2)];
    return prefixes[below(prefixes.size())] + label_text(10);
  }

  std::string value() { return below(8) == 0 ? std::string() : label_text(63); }

  Condition condition() {
    std::vector<std::string> values(1 + below(4));
    for (auto& each : values) each = value();
    switch (below(8)) {
      case 0:
        return Inequality(value());
      case 1:
        return In(values);
      case 2:
        return NotIn(values);
      case 3:
        return Exists();
      case 4:
        return NotExists();
      case 5:
        return GreaterThan(static_cast<std::int64_t>(below(1000)));
      case 6:
        return LessThan(std::numeric_limits<std::int64_t>::max());
      default:
        return Equality(value());
    }
  }

  std::string any_text() {
    static const std::string alphabet = "ab=,\\! ()\"'\xc3\xa4";
    std::string text(below(12), '\0');
    for (auto& c : text) c = alphabet[below(alphabet.size())];
    return text;
  }

 private:
  std::mt19937 engine_{20240229};
};

TEST(SelectorRoundTrip, LabelsAreReadAsTheyWereWritten) {
  Random random;
  for (int i = 0; i < 2000; ++i) {
    std::vector<Selector::Term> terms;
    for (auto count = random.below(5); count > 0; --count) {
      terms.push_back({random.key(), random.condition()});
    }
    const Selector selector(terms);
    const auto text = selector.to_string();
    EXPECT_EQ(Selector::parse(text), selector) << text;
    EXPECT_EQ(Selector::parse(text).to_string(), text);
  }
}

TEST(SelectorRoundTrip, FieldsAreReadAsTheyWereWritten) {
  Random random;
  for (int i = 0; i < 2000; ++i) {
    const auto value = random.any_text();
    const Selector selector{{"metadata.name", value}, {"a.b", Inequality(value)}};
    const auto text = selector.to_field_string();
    EXPECT_EQ(Selector::parse_fields(text), selector) << text;
  }
}

}  // namespace
}  // namespace k8s
