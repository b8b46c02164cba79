// What must not reach the server, and what the server refuses.

#include "environment.hpp"

namespace {

using namespace k8s;
using ::testing::HasSubstr;

CONFORMANCE_SUITE(BadInput);

TEST_P(BadInput, NamesThatAreNoPathSegmentAreRefusedBeforeAnyRequest) {
  config_map("kept").save();
  for (const char* name : {"", ".", "..", "a/b", "%2e", "a%2fb", "../../nodes", "a?b=c\n"}) {
    EXPECT_THROW((void)ConfigMap::get(name, {.namespace_ = ns()}), ValidationError) << name;
    EXPECT_THROW((void)ConfigMap::try_get(name, {.namespace_ = ns()}), ValidationError) << name;
    EXPECT_THROW(ConfigMap::delete_(name, {.namespace_ = ns()}), ValidationError) << name;
    EXPECT_THROW((void)ConfigMap::get("a", {.namespace_ = name}), ValidationError) << name;
    EXPECT_THROW((void)ConfigMap::list({.namespace_ = name}), ValidationError) << name;
    EXPECT_THROW(ConfigMap::delete_list({.namespace_ = name, .all = true}), ValidationError)
        << name;
  }
  EXPECT_TRUE(ConfigMap::try_get("kept", {.namespace_ = ns()}).has_value());
}

TEST_P(BadInput, AnObjectWithoutANameCannotBeSavedOrDeleted) {
  ConfigMap object(ObjectMeta{.namespace_ = ns()});
  EXPECT_THROW(object.save(), Error);
  EXPECT_THROW(object.delete_(), ValidationError);
}

TEST_P(BadInput, ANamespaceThatDoesNotExist) {
  ConfigMap object = config_map("lost");
  object.metadata.namespace_ = "no-such-namespace";
  try {
    object.save();
    FAIL() << "nothing was thrown";
  } catch (const NotFound& error) {
    EXPECT_EQ(error.message(), "namespaces \"no-such-namespace\" not found");
  }
}

TEST_P(BadInput, ATerminatingNamespaceTakesNothingNew) {
  const std::string name = ns() + "-ending";
  k8s::Namespace ending(ObjectMeta{.name = name});
  ending.save();
  ConfigMap held = config_map("held");
  held.metadata.namespace_ = name;
  held.metadata.finalizers = {"example.com/hold"};
  held.save();
  ending.delete_();
  ConfigMap late = config_map("late");
  late.metadata.namespace_ = name;
  try {
    late.save();
    FAIL() << "nothing was thrown";
  } catch (const Forbidden& error) {
    ASSERT_EQ(error.causes().size(), 1U);
    EXPECT_EQ(error.causes()[0].reason, "NamespaceTerminating");
  }
}

TEST_P(BadInput, ServerSideNamesAreJudgedByTheServer) {
  ConfigMap object = config_map("Upper_case");
  try {
    object.save();
    FAIL() << "nothing was thrown";
  } catch (const Invalid& error) {
    EXPECT_THAT(error.what(), HasSubstr("metadata.name"));
    ASSERT_EQ(error.causes().size(), 1U);
    EXPECT_EQ(error.causes()[0].field, "metadata.name");
  }
}

}  // namespace
