// Every C++ block of the README and the docs is a region of a compiled file: between the lines
// `// [name]` and `// [name]` of a *_snippets.cpp beside this test.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const fs::path root = K8S_SOURCE_DIR;

Lines read_lines(const fs::path& file) {
  std::ifstream in(file);
  Lines lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// What stands outside of code blocks.
Lines read_prose(const fs::path& file) {
  Lines prose;
  bool inside = false;
  for (const auto& line : read_lines(file)) {
    if (line.starts_with("```")) inside = !inside;
    if (!inside) prose.push_back(line);
  }
  return prose;
}

// Blank lines at the ends and the common indentation say nothing.
std::string dedented(Lines lines) {
  const auto blank = [](const std::string& line) {
    return line.find_first_not_of(' ') == std::string::npos;
  };
  while (!lines.empty() && blank(lines.front())) lines.erase(lines.begin());
  while (!lines.empty() && blank(lines.back())) lines.pop_back();
  std::size_t indent = std::string::npos;
  for (const auto& line : lines) {
    if (!blank(line)) indent = std::min(indent, line.find_first_not_of(' '));
  }
  std::string text;
  for (const auto& line : lines) text += (blank(line) ? "" : line.substr(indent)) + '\n';
  return text;
}

struct Block {
  std::string where;
  std::string text;
};

std::vector<Block> cpp_blocks(const fs::path& file) {
  std::vector<Block> blocks;
  Lines block;
  bool inside = false;
  std::size_t number = 0;
  std::size_t begin = 0;
  for (const auto& line : read_lines(file)) {
    ++number;
    if (!inside && line == "```cpp") {
      inside = true;
      begin = number;
      block.clear();
    } else if (inside && line == "```") {
      inside = false;
      blocks.push_back({file.filename().string() + ":" + std::to_string(begin), dedented(block)});
    } else if (inside) {
      block.push_back(line);
    }
  }
  EXPECT_FALSE(inside) << file << " ends inside a code block";
  return blocks;
}

std::vector<std::string> compiled_regions() {
  std::vector<std::string> regions;
  for (const auto& entry : fs::directory_iterator(root / "tests/unit/docs")) {
    if (!entry.path().string().ends_with("_snippets.cpp")) continue;
    std::string name;
    Lines region;
    for (const auto& line : read_lines(entry.path())) {
      const auto text = line.substr(std::min(line.find_first_not_of(' '), line.size()));
      const bool marker = text.starts_with("// [") && text.ends_with("]");
      if (marker && name.empty()) {
        name = text;
        region.clear();
      } else if (marker && text == name) {
        regions.push_back(dedented(region));
        name.clear();
      } else if (!name.empty()) {
        region.push_back(line);
      }
    }
    EXPECT_EQ(name, "") << entry.path() << ": a region without an end";
  }
  return regions;
}

TEST(Docs, EveryCodeBlockIsCompiled) {
  const auto regions = compiled_regions();
  std::vector<fs::path> pages{root / "README.md", root / "CONTRIBUTING.md"};
  for (const auto& entry : fs::directory_iterator(root / "docs")) pages.push_back(entry.path());

  std::size_t blocks = 0;
  for (const auto& page : pages) {
    if (page.extension() != ".md") continue;
    for (const auto& block : cpp_blocks(page)) {
      ++blocks;
      EXPECT_NE(std::ranges::find(regions, block.text), regions.end())
          << block.where << ": this block stands in no *_snippets.cpp:\n"
          << block.text;
    }
  }
  EXPECT_GT(blocks, 0U);
}

TEST(Docs, EveryLinkLeadsToAFile) {
  std::vector<fs::path> pages{root / "README.md", root / "CONTRIBUTING.md"};
  for (const auto& entry : fs::directory_iterator(root / "docs")) pages.push_back(entry.path());
  for (const auto& page : pages) {
    for (const auto& line : read_prose(page)) {
      for (auto at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
        const auto target = line.substr(at + 2, line.find_first_of(")#", at) - at - 2);
        if (target.empty() || target.starts_with("http")) continue;
        EXPECT_TRUE(fs::exists(page.parent_path() / target))
            << page.filename() << " links to " << target << ", which does not exist";
      }
    }
  }
}

}  // namespace
