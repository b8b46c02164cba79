#pragma once

#include <memory>
#include <string>
#include <vector>

namespace program_tests {

/// A new folder that goes with this object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// The path of a file in it.
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  /// The names of what is in it.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::string path_;
};

[[nodiscard]] std::string read_file(const std::string& path);

/// A run of k8s-fake-apiserver.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments);
  /// Kills it if it still runs.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits for its next line; empty if it has ended without one.
  [[nodiscard]] std::string read_line();
  void signal(int number);
  /// Waits until it ends and returns its exit code.
  [[nodiscard]] int wait();
  /// What it wrote to its standard error; once it has ended.
  [[nodiscard]] std::string errors() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace program_tests
