#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace k8s::testing {

/// A proxy on 127.0.0.1 that speaks what its client speaks, CONNECT of HTTP or SOCKS5, and connects
/// to one port of this machine whatever it is asked for.
class ProxyDouble {
 public:
  /// \param port that every connection goes to
  /// \param credentials "user:password" that clients must bring; empty: none
  explicit ProxyDouble(std::uint16_t port, std::string credentials = {});
  ~ProxyDouble();
  ProxyDouble(const ProxyDouble&) = delete;
  ProxyDouble& operator=(const ProxyDouble&) = delete;

  /// "socks5://127.0.0.1:1234"
  [[nodiscard]] std::string url(const std::string& scheme) const;
  /// "127.0.0.1:1234"
  [[nodiscard]] std::string address() const;
  /// What it was asked to connect to, each as "host:port".
  [[nodiscard]] std::vector<std::string> targets() const;

 private:
  using Socket = boost::asio::ip::tcp::socket;
  void accept_all();
  void serve(Socket client);
  bool greet(Socket& client);
  bool greet_http(Socket& client);
  bool greet_socks(Socket& client);
  void note(std::string target);

  std::uint16_t port_;
  std::string credentials_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> targets_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_thread_;
};

}  // namespace k8s::testing
