#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/testing/control_plane.hpp>

#include "testing/process.hpp"

// What becomes of a ControlPlane whose programs are not there or do not start. Those that do start
// have their tests in tests/controlplane.
namespace k8s::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Gives an environment variable back the value that it had.
class EnvironmentVariable {
 public:
  explicit EnvironmentVariable(std::string name) : name_(std::move(name)) {
    if (const char* const value = std::getenv(name_.c_str())) before_ = value;
  }
  EnvironmentVariable(EnvironmentVariable&&) = delete;
  ~EnvironmentVariable() { set(before_); }
  void set(const std::optional<std::string>& value) const {
    value ? setenv(name_.c_str(), value->c_str(), 1) : unsetenv(name_.c_str());
  }

 private:
  std::string name_;
  std::optional<std::string> before_;
};

class ControlPlaneStartTest : public ::testing::Test {
 protected:
  ControlPlaneStartTest() {
    path_.set(file("path"));
    cache_.set(file("cache"));
    assets_.set(std::nullopt);
  }

  [[nodiscard]] std::string file(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  /// Writes an executable shell script in the place of a program.
  void write_program(const std::string& name, const std::string& script) const {
    const fs::path path = file(name);
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
    fs::permissions(path, fs::perms::owner_all);
  }

  /// An etcd that says that it is ready: it offers a socket.
  void write_good_etcd(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    file("socket").copy(address.sun_path, sizeof address.sun_path - 1);
    socket_ = detail::FileDescriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API
    ASSERT_EQ(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    write_program(name, "ln -s " + file("socket") + " etcd.sock; exec sleep 1000");
  }

  static std::string error_of(const ControlPlaneOptions& options) {
    try {
      const ControlPlane cluster(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  EnvironmentVariable path_{"PATH"};
  EnvironmentVariable cache_{"XDG_CACHE_HOME"};
  EnvironmentVariable assets_{"KUBEBUILDER_ASSETS"};
  detail::TemporaryFolder folder_{"k8s-test-"};
  detail::FileDescriptor socket_;
};

TEST_F(ControlPlaneStartTest, MissingProgramsAreAConfigErrorThatSaysWhatToRun) {
  EXPECT_THROW(ControlPlane(), ConfigError);
  EXPECT_THAT(error_of({}),
              AllOf(HasSubstr("scripts/controlplane"), HasSubstr("KUBEBUILDER_ASSETS"),
                    HasSubstr(file("cache/k8s-cpp/controlplane/current"))));
}

TEST_F(ControlPlaneStartTest, NamedFolderMustHaveThePrograms) {
  write_program("assets/etcd", "");
  assets_.set(file("assets"));
  EXPECT_THROW(ControlPlane(), ConfigError);
  EXPECT_THAT(error_of({}), HasSubstr("KUBEBUILDER_ASSETS=" + file("assets")));
  EXPECT_THROW(ControlPlane({.assets = file("assets")}), ConfigError);
  EXPECT_THAT(error_of({.assets = file("assets")}), HasSubstr(file("assets")));
}

TEST_F(ControlPlaneStartTest, ProgramsAreTakenFromTheFirstPlaceThatHasBoth) {
  for (const std::string place : {"cache/k8s-cpp/controlplane/current", "path", "assets"}) {
    write_program(place + "/etcd", "echo I am of " + place + "; exit 1");
    EXPECT_THAT(error_of({}), ::testing::Not(HasSubstr("I am of " + place)));
    write_program(place + "/kube-apiserver", "");
    if (place == "assets") assets_.set(file("assets"));
    EXPECT_THAT(error_of({}), HasSubstr("I am of " + place));
  }
}

TEST_F(ControlPlaneStartTest, ProgramThatDoesNotStartIsQuoted) {
  write_program("etcd", "echo first >&2; echo the disk is full >&2; exit 5");
  write_program("kube-apiserver", "");
  EXPECT_THAT(error_of({.assets = folder_.path()}),
              AllOf(HasSubstr("etcd"), HasSubstr("exit code 5"), HasSubstr("the disk is full")));
}

TEST_F(ControlPlaneStartTest, ProgramThatIsNotReadyInTimeIsAnError) {
  write_program("etcd", "echo still busy; exec sleep 1000");
  write_program("kube-apiserver", "");
  // A busy machine takes its time to start what is to say that it is.
  constexpr std::chrono::milliseconds enough = std::chrono::seconds(5);
  EXPECT_THAT(error_of({.assets = folder_.path(), .start_timeout = enough}),
              AllOf(HasSubstr("etcd"), HasSubstr("5000 ms"), HasSubstr("still busy")));
}

TEST_F(ControlPlaneStartTest, TakenPortIsTriedAgainWithAnother) {
  write_good_etcd("etcd");
  write_program("kube-apiserver", "echo $2 >>" + file("ports") +
                                      "; echo 'listen tcp: bind: address already in use'; exit 1");
  EXPECT_THAT(error_of({.assets = folder_.path()}),
              AllOf(HasSubstr("kube-apiserver"), HasSubstr("address already in use")));
  std::ifstream ports(file("ports"));
  const std::vector<std::string> tried(std::istream_iterator<std::string>(ports), {});
  EXPECT_THAT(tried, ::testing::Each(::testing::StartsWith("--secure-port=")));
  EXPECT_GT(std::set<std::string>(tried.begin(), tried.end()).size(), 1U);
}

TEST_F(ControlPlaneStartTest, OtherFailureIsNotTriedAgain) {
  write_good_etcd("etcd");
  write_program("kube-apiserver", "echo $2 >>" + file("ports") + "; echo unknown flag; exit 1");
  EXPECT_THAT(error_of({.assets = folder_.path()}),
              AllOf(HasSubstr("kube-apiserver"), HasSubstr("unknown flag")));
  std::ifstream ports(file("ports"));
  EXPECT_EQ(std::distance(std::istream_iterator<std::string>(ports), {}), 1);
}

}  // namespace
}  // namespace k8s::testing
