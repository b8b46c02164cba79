#include "base64.hpp"

#include <string>

#include <gtest/gtest.h>

namespace k8s {
namespace {

TEST(Base64, EncodesAndDecodes) {
  const std::pair<const char*, const char*> table[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : table) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, LineBreaksAreIgnored) {
  EXPECT_EQ(base64_decode("Zm9v\r\nYg==\n"), "foob");
  EXPECT_EQ(base64_decode("Z\nm9v"), "foo");
}

TEST(Base64, AnythingElseIsRefused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Z===", "Zg=a", "Zm9v Yg==",
                           "Zm-_", "Zm9vY", "Zm\xC3\xA9", " Zm9v", "Zm9v ", "Zg==Zm9v"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

TEST(Base64, LargeDataInOnePiece) {
  std::string bytes((std::size_t{13} << 20) + 1, 'x');
  bytes.back() = '\0';
  EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
}

}  // namespace
}  // namespace k8s
