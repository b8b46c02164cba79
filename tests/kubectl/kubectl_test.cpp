// Each command of tests/kubectl/scenarios is a case: what kubectl writes and its exit code must be
// the same with both servers.

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner.hpp"
#include "scenario.hpp"

namespace kubectl_tests {
namespace {

struct Case {
  const Scenario* scenario = nullptr;
  std::size_t step = 0;
};

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = read_scenarios(K8S_SCENARIOS);
  return all;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Scenario& scenario : scenarios()) {
    for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
      const Step::Kind kind = scenario.steps[i].kind;
      if (kind == Step::Kind::command || kind == Step::Kind::await) all.push_back({&scenario, i});
    }
  }
  return all;
}

/// `get_03_get_pods_o_wide`
std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  const auto [scenario, index] = info.param;
  std::string name = scenario->name + "_" + (index < 10 ? "0" : "") + std::to_string(index);
  for (const char c : scenario->steps[index].text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += c;
    } else if (!name.ends_with('_')) {
      name += '_';
    }
  }
  constexpr std::size_t longest = 70;
  name.resize(std::min(name.size(), longest));
  return name;
}

class Kubectl : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() { runner_ = std::make_unique<Runner>(); }
  static void TearDownTestSuite() { runner_.reset(); }

  static std::unique_ptr<Runner> runner_;
};

std::unique_ptr<Runner> Kubectl::runner_;

TEST_P(Kubectl, IsToldTheSame) {
  const auto [scenario, step] = GetParam();
  const Comparison& result = runner_->result(*scenario, step);
  SCOPED_TRACE(scenario->steps[step].text);
  EXPECT_EQ(result.fake.output, result.real.output);
  EXPECT_EQ(result.fake.exit_code, result.real.exit_code);
}

INSTANTIATE_TEST_SUITE_P(With, Kubectl, ::testing::ValuesIn(cases()), &name_of);

}  // namespace
}  // namespace kubectl_tests
