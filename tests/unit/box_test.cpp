#include <utility>

#include <gtest/gtest.h>
#include <k8s/box.hpp>
#include <k8s/error.hpp>
#include <k8s/models/apiextensions/v1/custom_resource_definition.hpp>
#include <k8s/models/core/v1/pod.hpp>

namespace k8s {
namespace {

using apiextensions::v1::JSONSchemaProps;

TEST(Box, IsAbsentUntilItIsGivenAValue) {
  Box<EmptyDirVolumeSource> box;
  EXPECT_FALSE(box.has_value());
  EXPECT_EQ(box.value_or_default().medium, "");
  EXPECT_FALSE(box.has_value());

  box.ensure().medium = "Memory";
  EXPECT_EQ(box->medium, "Memory");
  EXPECT_EQ(&box.ensure(), &*box);

  box.reset();
  EXPECT_FALSE(box);
}

TEST(Box, NamesItsTypeWhenThereIsNothingInIt) {
  const Box<EmptyDirVolumeSource> box;
  try {
    (void)box->medium;
    FAIL() << "nothing was thrown";
  } catch (const BadAccess& error) {
    EXPECT_NE(std::string_view(error.what()).find("EmptyDirVolumeSource"), std::string_view::npos)
        << error.what();
  }
}

TEST(Box, CopiesAreItsOwn) {
  Box<EmptyDirVolumeSource> box = EmptyDirVolumeSource{.medium = "Memory"};
  Box<EmptyDirVolumeSource> copy = box;
  EXPECT_EQ(copy, box);

  copy->medium = "HugePages";
  EXPECT_EQ(box->medium, "Memory");
  EXPECT_NE(copy, box);
}

TEST(Box, IsAbsentOnceItIsMovedFrom) {
  Box<EmptyDirVolumeSource> from = EmptyDirVolumeSource{.medium = "Memory"};
  Box<EmptyDirVolumeSource> to = EmptyDirVolumeSource{.medium = "HugePages"};
  to = std::move(from);
  EXPECT_EQ(to->medium, "Memory");
  EXPECT_FALSE(from.has_value());  // NOLINT(bugprone-use-after-move)
}

TEST(Box, TakesWhatIsInsideOfItself) {
  JSONSchemaProps schema;
  schema.not_ = JSONSchemaProps{.type = "outer"};
  schema.not_->not_ = JSONSchemaProps{.type = "inner"};

  JSONSchemaProps copied = schema;
  copied.not_ = copied.not_->not_;
  EXPECT_EQ(copied.not_->type, "inner");

  schema.not_ = std::move(schema.not_->not_);
  EXPECT_EQ(schema.not_->type, "inner");
  EXPECT_FALSE(schema.not_->not_.has_value());
}

}  // namespace
}  // namespace k8s
