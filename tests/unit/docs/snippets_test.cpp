#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

// Every ```cpp block of a page in docs/ that follows the line `<!-- region: NAME -->` is the region
// between two lines `// [NAME]` of the page's file here, PAGE_snippets.cpp.
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? "" : line.substr(begin);
}

/// The region's name if the line is `BEGIN NAME END`.
std::string marked(const std::string& line, const std::string& begin, const std::string& end) {
  const std::string text = trimmed(line);
  if (!text.starts_with(begin) || !text.ends_with(end)) return {};
  return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

/// Without the indentation of its first line.
std::string region_text(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  const std::size_t indent = lines[0].size() - trimmed(lines[0]).size();
  std::string text;
  for (const std::string& line : lines) text += line.substr(std::min(indent, line.size())) + '\n';
  return text;
}

std::map<std::string, std::string> regions_of(const fs::path& file) {
  std::map<std::string, std::string> regions;
  std::string open;
  std::vector<std::string> inside;
  for (const std::string& line : lines_of(file)) {
    const std::string name = marked(line, "// [", "]");
    if (name.empty()) {
      inside.push_back(line);
    } else if (open.empty()) {
      open = name;
      inside.clear();
    } else {
      EXPECT_EQ(name, open) << "the region is not closed in " << file;
      EXPECT_TRUE(regions.emplace(open, region_text(inside)).second) << open << " is there twice";
      open.clear();
    }
  }
  EXPECT_EQ(open, "") << "the region is not closed in " << file;
  return regions;
}

std::map<std::string, std::string> blocks_of(const fs::path& page) {
  std::map<std::string, std::string> blocks;
  std::string name;
  bool inside = false;
  std::string block;
  for (const std::string& line : lines_of(page)) {
    if (inside && line == "```") {
      EXPECT_TRUE(blocks.emplace(name, block).second) << name << " is there twice in " << page;
      inside = false;
      name.clear();
    } else if (inside) {
      block += line + '\n';
    } else if (line == "```cpp") {
      EXPECT_NE(name, "") << "a block without a region in " << page;
      inside = true;
      block.clear();
    } else if (const std::string next = marked(line, "<!-- region: ", " -->"); !next.empty()) {
      name = next;
    }
  }
  return blocks;
}

TEST(DocumentationPages, QuoteWhatIsCompiledHere) {
  const fs::path source = K8S_SOURCE_DIR;
  std::size_t pages = 0;
  for (const fs::directory_entry& page : fs::directory_iterator(source / "docs")) {
    if (page.path().extension() != ".md") continue;
    const std::map<std::string, std::string> blocks = blocks_of(page.path());
    const fs::path code =
        source / "tests/unit/docs" / (page.path().stem().string() + "_snippets.cpp");
    EXPECT_EQ(blocks, regions_of(code)) << page.path();
    ++pages;
  }
  EXPECT_GT(pages, 0U);
}

}  // namespace
