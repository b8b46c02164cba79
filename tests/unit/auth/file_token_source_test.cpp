#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "support/message.hpp"
#include "support/temporary_directory.hpp"

namespace k8s {
namespace {

using std::chrono::seconds;
using testing::message_of;

class FileTokenSourceTest : public ::testing::Test {
 protected:
  FileTokenSource source() {
    return FileTokenSource(file, std::chrono::minutes(1), [this] { return now; });
  }

  testing::TemporaryDirectory directory;
  std::string file = directory.write("token", "first\n");
  std::chrono::steady_clock::time_point now{};
};

TEST_F(FileTokenSourceTest, ReadsTheFileAgainAfterAMinute) {
  FileTokenSource tokens = source();
  EXPECT_EQ(tokens.token(), "first");
  directory.write("token", "second\n");
  now += seconds(59);
  EXPECT_EQ(tokens.token(), "first");
  now += seconds(1);
  EXPECT_EQ(tokens.token(), "second");
  directory.write("token", "third");
  now += seconds(59);
  EXPECT_EQ(tokens.token(), "second");
  now += seconds(1);
  EXPECT_EQ(tokens.token(), "third");
}

TEST_F(FileTokenSourceTest, KeepsItsTokenWhileTheFileCannotBeUsed) {
  FileTokenSource tokens = source();
  std::filesystem::remove(file);
  now += seconds(60);
  EXPECT_EQ(tokens.token(), "first");
  directory.write("token", "");
  EXPECT_EQ(tokens.token(), "first");
  directory.write("token", "two words");
  EXPECT_EQ(tokens.token(), "first");
  directory.write("token", "second");
  EXPECT_EQ(tokens.token(), "second");
}

TEST_F(FileTokenSourceTest, ReadsAgainAtOnceAfterARefusal) {
  FileTokenSource tokens = source();
  directory.write("token", "second");
  tokens.refused("first");
  EXPECT_EQ(tokens.token(), "second");
  directory.write("token", "third");
  EXPECT_EQ(tokens.token(), "second") << "one refusal, one reading";
}

TEST_F(FileTokenSourceTest, ARefusalOfAnOlderTokenIsOldNews) {
  FileTokenSource tokens = source();
  directory.write("token", "second");
  tokens.refused("first");
  EXPECT_EQ(tokens.token(), "second");
  directory.write("token", "third");
  tokens.refused("first");
  EXPECT_EQ(tokens.token(), "second");
}

TEST_F(FileTokenSourceTest, ARefusedTokenStaysIfThereIsNoOther) {
  FileTokenSource tokens = source();
  tokens.refused("first");
  EXPECT_EQ(tokens.token(), "first");
}

TEST_F(FileTokenSourceTest, WhiteSpaceAroundTheTokenIsNoPartOfIt) {
  directory.write("token", " \r\n\tabc.def-ghi_jkl\t\r\n \n");
  EXPECT_EQ(source().token(), "abc.def-ghi_jkl");
}

TEST_F(FileTokenSourceTest, FailsAtOnceWithoutAToken) {
  const std::string missing = directory.path("missing");
  EXPECT_EQ(message_of([&] { FileTokenSource{missing}; }),
            missing +
                ": cannot read the token: No such file or directory; name a file that holds a "
                "bearer token and that this program may read");
  EXPECT_EQ(message_of([&] { FileTokenSource{directory.path()}; }),
            directory.path() +
                ": cannot read the token: Is a directory; name a file that holds a "
                "bearer token and that this program may read");
  directory.write("token", " \n");
  EXPECT_EQ(message_of([&] { FileTokenSource{file}; }),
            file + ": the token file is empty; write a bearer token into it");
  EXPECT_EQ(
      message_of([&] { FileTokenSource{"/dev/zero"}; }),
      "/dev/zero: cannot read the token: File too large; name a file that holds a bearer token "
      "and that this program may read");
}

TEST_F(FileTokenSourceTest, NothingGetsIntoAHeaderThatIsNoToken) {
  for (const char* text : {"a\r\nX-Evil: 1", "a b", "a\x01", "t\xC3\xA9"}) {
    directory.write("token", text);
    EXPECT_EQ(message_of([&] { FileTokenSource{file}; }),
              file + ": this is no bearer token: it holds spaces or control characters");
  }
}

TEST_F(FileTokenSourceTest, AnErrorKnowsItsFile) {
  try {
    FileTokenSource{directory.path("missing")};
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.file(), directory.path("missing"));
    EXPECT_EQ(error.line(), 0U);
  }
}

TEST_F(FileTokenSourceTest, ARelativePathDoesNotFollowTheWorkingDirectory) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  FileTokenSource tokens("token", seconds(0));
  std::filesystem::current_path(before);
  directory.write("token", "second");
  EXPECT_EQ(tokens.token(), "second");
}

TEST_F(FileTokenSourceTest, ASignalDoesNotEndTheWaitForAPipe) {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  struct sigaction before{};
  ::sigaction(SIGUSR1, &action, &before);
  const std::string pipe = directory.path("pipe");
  EXPECT_EQ(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
  std::string token;
  std::string problem;
  std::atomic<bool> over = false;
  std::thread reader([&] {
    problem = message_of([&] { token = FileTokenSource(pipe).token(); });
    over = true;
  });
  for (int i = 0; i < 1000 && !over; ++i) {
    ::pthread_kill(reader.native_handle(), SIGUSR1);
    std::this_thread::yield();
  }
  const int writer = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);  // waits for nobody
  EXPECT_EQ(::write(writer, "abc\n", 4), 4);
  // Who reads has to be there before the last who may write leaves.
  for (int left = 4; left > 0 && !over; ::ioctl(writer, FIONREAD, &left)) std::this_thread::yield();
  ::close(writer);
  reader.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_EQ(token, "abc") << problem;
}

TEST_F(FileTokenSourceTest, ManyThreadsMayAsk) {
  FileTokenSource tokens(file, seconds(0));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        EXPECT_EQ(tokens.token(), "first");
        tokens.refused("first");
      }
    });
  }
}

class FixedToken : public TokenSource {
 public:
  std::string token() override { return "fixed"; }
};

TEST(TokenSource, NeedNotCareAboutRefusals) {
  FixedToken source;
  source.refused("fixed");
  EXPECT_EQ(source.token(), "fixed");
}

}  // namespace
}  // namespace k8s
