// Ours: Pod::list, from a transport that hands the text over as libcurl does.

#include <memory>
#include <string>
#include <string_view>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/models/core/v1/pod.hpp>
#include <k8s/transport.hpp>

#include "measure.hpp"

namespace {

class TextTransport : public k8s::Transport {
 public:
  explicit TextTransport(std::string_view text) : text_(text) {}

  k8s::Response send(const k8s::Request& request) override {
    constexpr std::size_t piece = 16384;
    k8s::Response head;
    head.status = 200;
    request.sink->begin(head);
    for (std::size_t at = 0; at < text_.size(); at += piece) {
      request.sink->take(text_.substr(at, piece));
    }
    return head;
  }

 private:
  std::string_view text_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::measure(argc, argv, [](const std::string& text) {
    const k8s::Client client(k8s::Config{}, std::make_shared<TextTransport>(text));
    return k8s::Pod::list({.client = client});
  });
}
