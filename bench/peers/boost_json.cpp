// Boost.JSON: the text into a DOM in the memory resource that its manual advises for that.

#include <memory>
#include <string>

#include <boost/json.hpp>

#include "measure.hpp"

namespace {

struct Document {
  boost::json::monotonic_resource memory;
  boost::json::value root;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::measure(argc, argv, [](const std::string& text) {
    auto document = std::make_unique<Document>();
    document->root = boost::json::parse(text, &document->memory);
    return document;
  });
}
