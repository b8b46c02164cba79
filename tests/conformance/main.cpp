#include <gmock/gmock.h>

#include "rules.hpp"

int main(int argc, char** argv) {
  conformance::register_rules(K8S_RULES);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
