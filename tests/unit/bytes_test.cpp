#include <k8s/bytes.hpp>

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using k8s::Bytes;

TEST(Bytes, IsMadeOfAnyString) {
  EXPECT_EQ(Bytes("abc").view(), "abc");
  EXPECT_EQ(Bytes(std::string("a\0b", 3)).size(), 3U);
  EXPECT_EQ(Bytes(std::string_view("abc")).str(), "abc");
  EXPECT_TRUE(Bytes().empty());
  EXPECT_EQ(Bytes("a"), Bytes(std::string("a")));
  EXPECT_NE(Bytes("a"), Bytes("b"));
}

TEST(Bytes, IsBase64OnTheWire) {
  for (const std::string& data : {std::string(), std::string("a"), std::string("ab"),
                                  std::string("abc"), std::string("\0\xFF\x80", 3)}) {
    EXPECT_EQ(Bytes::from_base64(Bytes(data).to_base64()), Bytes(data));
  }
  EXPECT_EQ(Bytes("hello").to_base64(), "aGVsbG8=");
  EXPECT_EQ(Bytes::from_base64("aGVs\r\nbG8=\n").view(), "hello");
}

TEST(Bytes, RefusesWhatIsNotBase64WithoutQuotingIt) {
  for (const char* text : {"aGVsbG8", "aGVsbG8==", "a===", "aGVs!G8=", "aG=sbG8=", "aGVsbG_="}) {
    try {
      (void)Bytes::from_base64(text);
      ADD_FAILURE() << text << " was taken";
    } catch (const k8s::ValidationError& error) {
      EXPECT_EQ(std::string(error.what()).find(text), std::string::npos);
    }
  }
}

}  // namespace
