// The jobs of bench/requests with libcurl alone: the least that a program can do with it. One
// handle, reused; answers are counted and thrown away.
//
// usage: requests-curl pairs|list|pages|first
//
// The server is that of $BENCH_SERVER, $BENCH_CA, $BENCH_CERTIFICATE, $BENCH_KEY and $BENCH_TOKEN.
// Pages are for those who can read where the next one is: they cost here what the list costs.

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include <curl/curl.h>

#include "stopwatch.hpp"

namespace {

const std::string config_map = "/api/v1/namespaces/default/configmaps/a";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::size_t take(const char* data, std::size_t size, std::size_t count, void* answer) {
  static_cast<std::string*>(answer)->append(data, size * count);
  return size * count;
}

class BareCurl {
 public:
  BareCurl() : server_(variable("BENCH_SERVER")), handle_(curl_easy_init()) {
    set_blob(CURLOPT_CAINFO_BLOB, variable("BENCH_CA"));
    set_blob(CURLOPT_SSLCERT_BLOB, variable("BENCH_CERTIFICATE"));
    set_blob(CURLOPT_SSLKEY_BLOB, variable("BENCH_KEY"));
    headers_ = curl_slist_append(headers_, "Content-Type: application/json");
    headers_ = curl_slist_append(headers_, "Accept: application/json");
    if (const std::string token = variable("BENCH_TOKEN"); !token.empty()) {
      headers_ = curl_slist_append(headers_, ("Authorization: Bearer " + token).c_str());
    }
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(handle_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_BUFFERSIZE, 64L * 1024);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer_);
  }
  ~BareCurl() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(handle_);
  }
  BareCurl(const BareCurl&) = delete;
  BareCurl& operator=(const BareCurl&) = delete;

  /// Returns the answer's body.
  const std::string& get(const std::string& path) {
    curl_easy_setopt(handle_, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, nullptr);
    perform(path);
    return answer_;
  }

  void put(const std::string& path, const std::string& body) {
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, "PUT");
    perform(path);
  }

 private:
  void set_blob(CURLoption option, std::string text) {
    if (text.empty()) return;
    curl_blob blob{.data = text.data(), .len = text.size(), .flags = CURL_BLOB_COPY};
    curl_easy_setopt(handle_, option, &blob);
  }

  void perform(const std::string& path) {
    answer_.clear();
    curl_easy_setopt(handle_, CURLOPT_URL, (server_ + path).c_str());
    const CURLcode code = curl_easy_perform(handle_);
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) {
      throw std::runtime_error(path + ": " + curl_easy_strerror(code) + ", status " +
                               std::to_string(status));
    }
  }

  std::string server_;
  CURL* handle_;
  curl_slist* headers_ = nullptr;
  std::string answer_{};
};

void run(const std::string& job) {
  BareCurl curl;
  curl.get(config_map);
  const bench::Stopwatch watch;
  if (job == "pairs") {
    for (int i = 0; i < 1000; ++i) {
      const std::string body = curl.get(config_map);
      curl.put(config_map, body);
    }
  } else if (job == "list" || job == "pages") {
    curl.get("/api/v1/pods");
  }
  watch.print();
}

}  // namespace

int main(int, char** argv) {
  try {
    run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "requests-curl: " << error.what() << '\n';
    return 1;
  }
}
