#include "testing/server/websocket.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <openssl/evp.h>
#include <boost/beast/core/string.hpp>

#include "base64.hpp"

namespace k8s::testing::detail {
namespace {

constexpr unsigned opcode_text = 1;
constexpr unsigned opcode_close = 8;
constexpr unsigned final_frame = 0x80;
constexpr unsigned masked = 0x80;
constexpr std::uint64_t longest_short = 125;
constexpr std::uint64_t two_bytes = 126;
constexpr std::uint64_t eight_bytes = 127;
constexpr unsigned status_normal = 1000;

void append_number(std::string& out, std::uint64_t number, unsigned bytes) {
  while (bytes-- > 0) out += static_cast<char>(number >> (8U * bytes) & 0xFFU);
}

void append_frame(std::string& out, unsigned opcode, std::string_view payload) {
  append_number(out, final_frame | opcode, 1);
  const std::uint64_t size = payload.size();
  if (size <= longest_short) {
    append_number(out, size, 1);
  } else if (size <= 0xFFFFU) {
    append_number(out, two_bytes, 1);
    append_number(out, size, 2);
  } else {
    append_number(out, eight_bytes, 1);
    append_number(out, size, 8);
  }
  out += payload;
}

/// What shows the client that the server understood.
std::string accept_of(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), size});
}

class WebSocketBody final : public BodySource {
 public:
  explicit WebSocketBody(std::unique_ptr<BodySource> source) : source_(std::move(source)) {}

  void on_wake(Wake wake) override { source_->on_wake(std::move(wake)); }

  State pull(std::string& piece) override {
    std::string message;
    const State state = source_->pull(message);
    if (message.ends_with('\n')) message.pop_back();
    if (!message.empty()) append_frame(piece, opcode_text, message);
    if (state == State::finished) {
      std::string status;
      append_number(status, status_normal, 2);
      append_frame(piece, opcode_close, status);
    }
    return state;
  }

 private:
  std::unique_ptr<BodySource> source_;
};

}  // namespace

bool wants_websocket(const Headers& request) {
  const std::string* const upgrade = request.find("Upgrade");
  return upgrade != nullptr && boost::beast::iequals(*upgrade, "websocket") &&
         request.find("Sec-WebSocket-Key") != nullptr;
}

void become_websocket(const Headers& request, ServerResponse& answer) {
  answer.status = 101;
  answer.headers = {{"Upgrade", "websocket"},
                    {"Sec-WebSocket-Accept", accept_of(*request.find("Sec-WebSocket-Key"))}};
  answer.source = std::make_unique<WebSocketBody>(std::move(answer.source));
}

bool take_close(std::string_view& received) {
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = at; i < at + bytes; ++i) {
      value = value << 8U | static_cast<unsigned char>(received[i]);
    }
    return value;
  };
  constexpr unsigned opcodes = 0x0F;
  constexpr std::size_t mask_size = 4;
  while (received.size() >= 2) {
    const bool closes = (number(0, 1) & opcodes) == opcode_close;
    std::size_t head = 2;
    std::uint64_t size = number(1, 1) & ~std::uint64_t{masked};
    const std::size_t more = size == two_bytes ? 2 : size == eight_bytes ? 8 : 0;
    if (received.size() < head + more) return false;
    if (more > 0) size = number(head, more);
    head += more;
    if ((number(1, 1) & masked) != 0) head += mask_size;
    if (closes) return true;
    if (received.size() < head || size > received.size() - head) return false;
    received.remove_prefix(head + size);
  }
  return false;
}

}  // namespace k8s::testing::detail
