#include "auth/plain_words.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace k8s::auth {
namespace {

TEST(PlainWords, AreThoseOfTheLastLineThatSaysAnything) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"", ""},
      {"\n\n", ""},
      {"first\nThe config profile (dev) could not be found\n\n",
       "The config profile (dev) could not be found"},
      {"Unable to locate credentials. Run \"aws configure\" first.\n12345678\n---\n",
       "Unable to locate credentials. Run \"aws configure\" first."},
      {"exit with 3 errors", "exit with 3 errors"},
      {"don't\r\n", "don't"},
  };
  for (const auto& [said, plain] : table) EXPECT_EQ(plain_words(said), plain) << said;
}

TEST(PlainWords, HoldNoSecret) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"got eyJhbGciOi.J9.abc here", "got ... here"},
      {"a planted-value b", "a ... b"},
      {"a s3cr3t b", "a ... b"},
      {"a abcdefghijklmnopqrstuvwxyz b", "a ... b"},
      {"a 1234567 b", "a ... b"},
      {"token swordfish expired", "token ... expired"},
      {"the token is swordfish indeed", "the token is ... indeed"},
      {"Password: swordfish", "Password: ..."},
      {"Authorization: Bearer swordfish", "Authorization: Bearer ..."},
      {"{\"token\": \"swordfish\"}", "{\"token\": ..."},
      {"apiKey = swordfish", "apiKey ... ..."},
      {"user=ann&key=x", ""},
      {"see https://host/x?user=y for more", "see ... for more"},
      {"secret\nfor swordfish", "for swordfish"},
  };
  for (const auto& [said, plain] : table) EXPECT_EQ(plain_words(said), plain) << said;
}

TEST(PlainWords, AreNotManyWhateverIsSaid) {
  std::string said;
  for (int i = 0; i < 1000; ++i) said += "word ";
  EXPECT_LT(plain_words(said).size(), 300U);
}

}  // namespace
}  // namespace k8s::auth
