#include "testing/fake/addresses.hpp"

#include <string>

#include <gtest/gtest.h>

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

/// A change that stores a Service of the given ports and address.
Change made(const std::string& ip, const json::array& ports) {
  json::object spec{{"clusterIPs", {ip}}, {"ports", ports}};
  return {.collection = "/services",
          .after = std::make_shared<const json::object>(
              json::object{{"metadata", {{"name", "s"}}}, {"spec", std::move(spec)}})};
}

json::array port(std::int64_t number) {
  return {{{"nodePort", number}}};
}

TEST(ServiceAddresses, LeaveTheFirstOfARangeToThoseWhoChoose) {
  ServiceAddresses addresses;
  EXPECT_EQ(addresses.free_port(), 30086);
  EXPECT_EQ(addresses.free_ip(), "10.0.1.1");
  EXPECT_EQ(addresses.port_problem(30000), "");
  EXPECT_EQ(addresses.ip_problem("10.0.0.2"), "");
}

TEST(ServiceAddresses, AreGivenOutRoundAndRound) {
  ServiceAddresses addresses;
  addresses.on_change(made("10.0.1.2", port(30087)));
  EXPECT_EQ(addresses.free_port(), 30086);
  EXPECT_EQ(addresses.free_port(), 30088);
  EXPECT_EQ(addresses.free_ip(), "10.0.1.1");
  EXPECT_EQ(addresses.free_ip(), "10.0.1.3");
  for (int number = 30089; number <= 32767; ++number) EXPECT_EQ(addresses.free_port(), number);
  EXPECT_EQ(addresses.free_port(), 30086);
}

TEST(ServiceAddresses, TakeTheFirstOfARangeWhenAllOthersAreTaken) {
  ServiceAddresses addresses;
  for (std::int64_t number = 30086; number <= 32767; ++number) {
    addresses.on_change(made("10.0.1.1", port(number)));
  }
  for (std::int64_t number = 30000; number < 30086; ++number) {
    EXPECT_EQ(addresses.free_port(), number);
    addresses.on_change(made("10.0.1.1", port(number)));
  }
  EXPECT_THROW((void)addresses.free_port(), Refusal);
}

TEST(ServiceAddresses, AreTakenByARequestBeforeItsServiceIsStored) {
  ServiceAddresses addresses;
  const auto request = addresses.for_request(false);
  EXPECT_EQ(request->take_port(30086), "");
  EXPECT_EQ(request->take_port(30086), "provided port is already allocated");
  EXPECT_EQ(request->free_port(), 30087);
  EXPECT_EQ(addresses.port_problem(30086), "");
}

TEST(ServiceAddresses, AreNotLookedForInADryRun) {
  ServiceAddresses addresses;
  addresses.on_change(made("10.0.1.1", port(30086)));
  const auto request = addresses.for_request(true);
  EXPECT_EQ(request->free_port(), 32769);
  EXPECT_EQ(request->free_port(), 32770);
  EXPECT_EQ(request->take_port(80), "");
  EXPECT_EQ(request->take_port(30086), "provided port is already allocated");
  EXPECT_EQ(request->free_ip(), "10.0.0.0");
  EXPECT_EQ(request->ip_problem("10.0.1.1"), "");
  EXPECT_EQ(addresses.free_port(), 30087);
}

}  // namespace
}  // namespace k8s::testing::fake
