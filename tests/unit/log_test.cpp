#include "log.hpp"

#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

class ClogText {
 public:
  ClogText() : old_(std::clog.rdbuf(text_.rdbuf())) {}
  ~ClogText() { std::clog.rdbuf(old_); }
  ClogText(const ClogText&) = delete;
  ClogText& operator=(const ClogText&) = delete;
  [[nodiscard]] std::string get() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* old_;
};

TEST(Log, GoesToClogWithoutALogger) {
  const ClogText text;
  Config config;
  log(config, LogLevel::debug, "hidden");
  log(config, LogLevel::info, "one");
  log(config, LogLevel::warning, "two\nlines\x1B[31m");
  log(config, LogLevel::error, "three");
  config.debug = true;
  log(config, LogLevel::debug, "shown");
  EXPECT_EQ(text.get(),
            "k8s: info: one\nk8s: warning: two lines[31m\nk8s: error: three\nk8s: debug: shown\n");
}

TEST(Log, ALoggerTakesEveryLine) {
  const ClogText text;
  std::string heard;
  Config config;
  config.logger = [&](LogLevel level, std::string_view line) {
    heard += std::to_string(static_cast<int>(level)) + std::string(line) + ' ';
  };
  log(config, LogLevel::debug, "a");
  log(config, LogLevel::error, "b");
  EXPECT_EQ(heard, "0a 3b ");
  EXPECT_EQ(text.get(), "");
}

TEST(Log, ALoggerThatThrowsHarmsNobody) {
  Config config;
  config.logger = [](LogLevel, std::string_view) { throw std::runtime_error("no"); };
  EXPECT_NO_THROW(log(config, LogLevel::error, "a"));
}

}  // namespace
}  // namespace k8s::detail
