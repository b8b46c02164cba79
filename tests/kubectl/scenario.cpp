#include "scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace kubectl_tests {
namespace {

namespace fs = std::filesystem;

/// The words of a command; quotes keep words together, nothing else is special.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0 ? c == quote : c == '\'' || c == '"') {
      quote = quote != 0 ? '\0' : c;
      if (!inside) words.emplace_back();
      inside = true;
    } else if (quote == 0 && c == ' ') {
      inside = false;
    } else {
      if (!inside) words.emplace_back();
      inside = true;
      words.back() += c;
    }
  }
  return words;
}

Step read_step(const std::string& line) {
  Step step{.text = line};
  if (line.starts_with("wait ")) {
    step.kind = Step::Kind::await;
    step.lines = std::stoul(line.substr(5));
    return step;
  }
  const std::size_t space = line.find(' ');
  const std::string sign = line.substr(0, space);
  if (sign == "$") {
    step.kind = Step::Kind::command;
  } else if (sign == "!") {
    step.kind = Step::Kind::setup;
  } else if (sign.starts_with('&')) {
    step.kind = Step::Kind::watch;
    step.lines = std::stoul(sign.substr(1));
  } else {
    throw std::runtime_error("a line begins with `$ `, `! `, `&2 `, `wait ` or `#`");
  }
  step.arguments = words_of(line.substr(space));
  return step;
}

Scenario read_scenario(const fs::path& path) {
  Scenario scenario{.name = path.stem()};
  std::ifstream file(path);
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    try {
      scenario.steps.push_back(read_step(line));
    } catch (const std::exception& error) {
      throw std::runtime_error(path.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  return scenario;
}

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& folder) {
  std::vector<Scenario> scenarios;
  for (const auto& entry : fs::directory_iterator(folder)) {
    scenarios.push_back(read_scenario(entry.path()));
  }
  std::ranges::sort(scenarios, {}, &Scenario::name);
  return scenarios;
}

}  // namespace kubectl_tests
