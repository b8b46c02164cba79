#include "program.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/io.hpp>
#include <boost/process/pipe.hpp>

namespace program_tests {

namespace fs = std::filesystem;
namespace process = boost::process;

Folder::Folder() : path_(fs::temp_directory_path() / "fake-apiserver-test-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(file(name)) << text;
  return file(name);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Program::State {
  Folder folder{};
  process::ipstream output{};
  process::child child{};
};

Program::Program(const std::vector<std::string>& arguments) : state_(std::make_unique<State>()) {
  state_->child =
      process::child(process::exe = K8S_FAKE_APISERVER, process::args = arguments,
                     process::std_out > state_->output,
                     process::std_err > state_->folder.file("errors"), process::std_in.close());
}

Program::~Program() {
  std::error_code ignored;
  if (state_->child.running(ignored)) state_->child.terminate(ignored);
}

std::string Program::read_line() {
  std::string line;
  std::getline(state_->output, line);
  return line;
}

void Program::signal(int number) {
  kill(state_->child.id(), number);
}

int Program::wait() {
  state_->child.wait();
  return state_->child.exit_code();
}

std::string Program::errors() const {
  return read_file(state_->folder.file("errors"));
}

}  // namespace program_tests
