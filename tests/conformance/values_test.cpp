// Values that the server writes in its own way: ours is the same.

#include "environment.hpp"

namespace {

using namespace k8s;

CONFORMANCE_SUITE(Values);

// But for "01", "+5", "5." and "1E3", which the server leaves as they are.
TEST_P(Values, QuantitiesArePrintedAsTheServerPrintsThem) {
  const std::vector<std::string> texts{"0",
                                       "0m",
                                       "1",
                                       "1.000",
                                       "1.5",
                                       "0.1",
                                       "100m",
                                       "1000m",
                                       "1500m",
                                       "999999u",
                                       "1n",
                                       "1e-9",
                                       "0.0000000001",
                                       "1.0000000001",
                                       "1e3",
                                       "12e6",
                                       "1.5e3",
                                       "1e20",
                                       "1e-3",
                                       "1000k",
                                       "1000000",
                                       "1048576",
                                       "123456789012345678901234567890",
                                       "9223372036854775807",
                                       "9223372036854775808",
                                       "1Ki",
                                       "1024Ki",
                                       "1.5Gi",
                                       "0.5Ki",
                                       "0.1Ki",
                                       "1000Ki",
                                       "8Ei",
                                       "16Ei",
                                       "1.23456789012345Gi",
                                       ".5",
                                       "1E",
                                       "1.1E",
                                       "1k",
                                       "1100k"};
  Pod wanted = pod("quantities");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    wanted.spec.volumes.push_back(
        {.name = "v" + std::to_string(i),
         .emptyDir = EmptyDirVolumeSource{.sizeLimit = Quantity(texts[i])}});
  }
  wanted.save({.dryRun = "All"});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& volumes = wanted.spec.volumes;
    const auto volume = std::ranges::find(volumes, "v" + std::to_string(i), &Volume::name);
    ASSERT_NE(volume, volumes.end());
    EXPECT_EQ(volume->emptyDir->sizeLimit.value().text(), Quantity(texts[i]).canonical())
        << texts[i];
    EXPECT_EQ(volume->emptyDir->sizeLimit, Quantity(texts[i]));
  }
}

}  // namespace
