#include "auth/plain_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "ascii.hpp"
#include "auth/text.hpp"

namespace k8s::auth {

namespace {

/// Without the punctuation of a sentence around it.
std::string_view core_of(std::string_view word) {
  constexpr std::string_view punctuation = "()[]{}<>\"'`.,:;!?";
  const std::size_t begin = word.find_first_not_of(punctuation);
  if (begin == std::string_view::npos) return {};
  return word.substr(begin, word.find_last_not_of(punctuation) - begin + 1);
}

bool is_plain(std::string_view word) {
  constexpr std::size_t longest_word = 20;
  constexpr std::size_t longest_number = 5;
  const std::string_view core = core_of(word);
  if (std::ranges::all_of(core, is_digit)) return core.size() <= longest_number;
  return core.size() <= longest_word &&
         std::ranges::all_of(core, [](char c) { return is_letter(c) || c == '\''; });
}

/// Whether what comes next may be a secret, however plain it looks.
bool announces_secret(std::string_view word) {
  constexpr std::array<std::string_view, 9> announcers{
      "token", "secret", "password", "passwd", "passphrase", "bearer", "key", "code", "pin"};
  const std::string core = lower(core_of(word));
  return std::ranges::any_of(announcers, [&](std::string_view announcer) {
    return core.find(announcer) != std::string::npos;
  });
}

/// Words between the announcement of a secret and the secret: "the token is hunter".
bool passes_on(std::string_view word) {
  constexpr std::array<std::string_view, 6> links{"is", "was", "of", "the", "a", "="};
  const std::string core = lower(core_of(word));
  return core.empty() || std::ranges::find(links, core) != links.end();
}

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view space = " \t\r\v\f";
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(space);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(space, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
  return words;
}

std::string plain_line(std::string_view line) {
  constexpr std::size_t most_words = 40;
  std::vector<std::string_view> words = words_of(line);
  words.resize(std::min(words.size(), most_words));
  std::string result;
  bool secret_follows = false;
  for (const std::string_view word : words) {
    const bool shown = is_plain(word) && (!secret_follows || passes_on(word));
    if (!result.empty()) result += ' ';
    result += shown ? word : "...";
    secret_follows = announces_secret(word) || (secret_follows && passes_on(word));
  }
  return result;
}

}  // namespace

std::string plain_words(std::string_view said) {
  while (!said.empty()) {
    const std::size_t line_break = said.rfind('\n');
    const std::size_t begin = line_break == std::string_view::npos ? 0 : line_break + 1;
    std::string plain = plain_line(said.substr(begin));
    if (std::ranges::any_of(plain, is_letter)) return plain;
    said = said.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return {};
}

}  // namespace k8s::auth
