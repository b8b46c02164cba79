// Lists: selectors of every form, pages, scopes.

#include "environment.hpp"

namespace {

using namespace k8s;
using conformance::names;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

CONFORMANCE_SUITE(Lists);

struct LabelCase {
  Selector selector;
  std::vector<std::string> selected;
};

TEST_P(Lists, LabelSelectorsOfEveryForm) {
  config_map("a", {{"app", "web"}, {"tier", "front"}}).save();
  config_map("b", {{"app", "web"}, {"tier", "back"}}).save();
  config_map("c", {{"app", "db"}}).save();
  config_map("d", {{"empty", ""}}).save();

  const std::vector<LabelCase> cases{
      {{{"app", "web"}}, {"a", "b"}},
      {{{"app", Equality("db")}}, {"c"}},
      {{{"empty", ""}}, {"d"}},
      {{{"app", Inequality("web")}}, {"c", "d"}},
      {{{"app", In({"db", "none"})}}, {"c"}},
      {{{"app", In({"db", "web"})}, {"tier", Exists()}}, {"a", "b"}},
      {{{"tier", NotIn({"front"})}}, {"b", "c", "d"}},
      {{{"tier", Exists()}}, {"a", "b"}},
      {{{"tier", NotExists()}}, {"c", "d"}},
      {{{"app", "web"}, {"tier", Inequality("front")}, {"tier", Inequality("back")}}, {}},
      {{{"app", Inequality("db")}, {"app", Exists()}}, {"a", "b"}},
      {Selector::parse("app in (web, db), tier!=back"), {"a", "c"}},
      {Selector::parse("!app,empty"), {"d"}},
  };
  const auto everything = ConfigMap::list(
      {.namespace_ = ns(), .fields = {{"metadata.name", Inequality("kube-root-ca.crt")}}});
  for (const auto& each : cases) {
    const auto found =
        ConfigMap::list({.namespace_ = ns(),
                         .labels = each.selector,
                         .fields = {{"metadata.name", Inequality("kube-root-ca.crt")}}});
    EXPECT_EQ(names(found), each.selected) << each.selector.to_string();

    std::vector<std::string> matched;
    for (const auto& object : everything) {
      if (each.selector.matches(object.metadata.labels)) matched.push_back(object.metadata.name);
    }
    EXPECT_EQ(matched, each.selected) << "matched here: " << each.selector.to_string();
  }
}

TEST_P(Lists, PageByPageTheyShowOneMoment) {
  for (const char* name : {"a", "b", "c"}) config_map(name, {{"paged", "yes"}}).save();
  std::vector<std::vector<std::string>> pages;
  for (const List<ConfigMap>& page :
       ListPages<ConfigMap>({.limit = 2, .namespace_ = ns(), .labels = {{"paged", Exists()}}})) {
    pages.push_back(names(page));
    if (pages.size() == 1) config_map("d", {{"paged", "yes"}}).save();
  }
  EXPECT_THAT(pages, ElementsAre(ElementsAre("a", "b"), ElementsAre("c")));
}

TEST_P(Lists, FieldSelectors) {
  pod("one").save();
  pod("two").save();
  EXPECT_THAT(names(Pod::list({.namespace_ = ns(), .fields = {{"metadata.name", "one"}}})),
              ElementsAre("one"));
  EXPECT_THAT(
      names(Pod::list({.namespace_ = ns(), .fields = {{"metadata.name", Inequality("one")}}})),
      ElementsAre("two"));
  EXPECT_THAT(names(Pod::list({.namespace_ = ns(),
                               .fields = {{"status.phase", Inequality("Failed")},
                                          {"status.phase", Inequality("Succeeded")},
                                          {"spec.nodeName", ""}}})),
              ElementsAre("one", "two"));
  EXPECT_THAT(Pod::list({.namespace_ = ns(), .fields = {{"status.phase", "Running"}}}), IsEmpty());
  EXPECT_THAT(
      names(Pod::list({.namespace_ = all_namespaces, .fields = {{"metadata.namespace", ns()}}})),
      ElementsAre("one", "two"));
  try {
    (void)Pod::list({.namespace_ = ns(), .fields = {{"spec.bogus", "x"}}});
    FAIL() << "nothing was thrown";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), 400);
    EXPECT_EQ(error.message(), "field label not supported: spec.bogus");
  }
}

TEST_P(Lists, PagesAreFollowedToTheEnd) {
  for (int i = 0; i < 7; ++i) {
    config_map("item-" + std::to_string(i), {{"page", "yes"}}).save();
  }
  const ListOptions by_two{.limit = 2, .namespace_ = ns(), .labels = {{"page", "yes"}}};
  EXPECT_THAT(names(ConfigMap::list(by_two)),
              ElementsAre("item-0", "item-1", "item-2", "item-3", "item-4", "item-5", "item-6"));

  const auto with_meta = ConfigMap::list_with_meta(by_two);
  EXPECT_EQ(with_meta.size(), 7U);
  EXPECT_FALSE(with_meta.metadata.resourceVersion.empty());
  EXPECT_TRUE(with_meta.metadata.continue_.empty());
}

TEST_P(Lists, OfAMomentThatIsNamed) {
  config_map("a", {{"moment", "yes"}}).save();
  config_map("b", {{"moment", "yes"}}).save();
  const std::string before =
      ConfigMap::list_with_meta({.namespace_ = ns()}).metadata.resourceVersion;
  config_map("c", {{"moment", "yes"}}).save();

  ListOptions options{.limit = 1,
                      .resourceVersion = before,
                      .resourceVersionMatch = "Exact",
                      .namespace_ = ns(),
                      .labels = {{"moment", "yes"}}};
  EXPECT_THAT(names(ConfigMap::list(options)), ElementsAre("a", "b"));
  options.resourceVersionMatch = "NotOlderThan";
  EXPECT_THAT(names(ConfigMap::list(options)), IsSupersetOf({"a", "b"}));
  EXPECT_EQ(ConfigMap::get("a", {.resourceVersion = before, .namespace_ = ns()}).metadata.name,
            "a");
}

TEST_P(Lists, APageTellsWhatIsLeft) {
  for (int i = 0; i < 5; ++i) config_map("item-" + std::to_string(i)).save();
  const auto answer = raw(Method::get, "/api/v1/namespaces/{ns}/configmaps?limit=2");
  ASSERT_EQ(answer.code, 200);
  EXPECT_THAT(answer.body, ::testing::HasSubstr("\"remainingItemCount\":"));
  EXPECT_THAT(answer.body, ::testing::HasSubstr("\"continue\":"));
}

TEST_P(Lists, OneNamespaceOrAll) {
  config_map("mine", {{"scope", ns()}}).save();
  ConfigMap elsewhere = config_map("other", {{"scope", ns()}});
  elsewhere.metadata.namespace_ = "default";
  elsewhere.metadata.name = "other-" + ns();
  elsewhere.save();

  EXPECT_THAT(names(ConfigMap::list({.namespace_ = ns(), .labels = {{"scope", ns()}}})),
              ElementsAre("mine"));
  EXPECT_THAT(names(ConfigMap::list({.labels = {{"scope", ns()}}})), ElementsAre("other-" + ns()))
      << "the default namespace of the configuration";
  EXPECT_THAT(names(ConfigMap::list({.namespace_ = all_namespaces, .labels = {{"scope", ns()}}})),
              UnorderedElementsAre("mine", "other-" + ns()));
  elsewhere.delete_();
}

TEST_P(Lists, ANamespaceThatDoesNotExistIsEmpty) {
  EXPECT_THAT(ConfigMap::list({.namespace_ = "no-such-" + ns()}), IsEmpty());
}

TEST_P(Lists, ClusterScopedKinds) {
  EXPECT_THAT(names(k8s::Namespace::list()), IsSupersetOf({std::string("default"), ns()}));
}

}  // namespace
