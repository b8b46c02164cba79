// simdjson: the text into a DOM of which nobody reads anything. The parser is used again, as its
// manual advises.

#include <string>

#include <simdjson.h>

#include "measure.hpp"

int main(int argc, char** argv) {
  simdjson::dom::parser parser;
  return bench::measure(argc, argv, [&parser](const std::string& text) {
    return simdjson::dom::element(parser.parse(text));
  });
}
