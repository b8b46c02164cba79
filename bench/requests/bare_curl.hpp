#pragma once

#include <string>

#include <curl/curl.h>
#include <k8s/config.hpp>

namespace bench {

/// The least that a program can do with libcurl: one handle, reused; answers are counted and thrown
/// away.
class BareCurl {
 public:
  explicit BareCurl(const k8s::Config& config);
  ~BareCurl();
  BareCurl(const BareCurl&) = delete;
  BareCurl& operator=(const BareCurl&) = delete;

  /// Returns the answer's body.
  const std::string& get(const std::string& path);
  void put(const std::string& path, const std::string& body);

 private:
  void perform(const std::string& path);

  std::string server_;
  CURL* handle_;
  curl_slist* headers_ = nullptr;
  std::string answer_;
};

}  // namespace bench
