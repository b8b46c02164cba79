#include "bare_curl.hpp"

#include <cstddef>
#include <stdexcept>

namespace bench {
namespace {

curl_blob blob(const std::string& text) {
  return {.data = const_cast<char*>(text.data()), .len = text.size(), .flags = CURL_BLOB_COPY};
}

std::size_t take(const char* data, std::size_t size, std::size_t count, void* answer) {
  static_cast<std::string*>(answer)->append(data, size * count);
  return size * count;
}

}  // namespace

BareCurl::BareCurl(const k8s::Config& config)
    : server_(config.api_server), handle_(curl_easy_init()) {
  curl_blob ca = blob(config.verify_ssl.ca());
  curl_blob certificate = blob(config.cert.certificate);
  curl_blob key = blob(config.cert.key);
  if (ca.len > 0) curl_easy_setopt(handle_, CURLOPT_CAINFO_BLOB, &ca);
  if (certificate.len > 0) curl_easy_setopt(handle_, CURLOPT_SSLCERT_BLOB, &certificate);
  if (key.len > 0) curl_easy_setopt(handle_, CURLOPT_SSLKEY_BLOB, &key);
  headers_ = curl_slist_append(headers_, "Content-Type: application/json");
  headers_ = curl_slist_append(headers_, "Accept: application/json");
  if (!config.api_token.empty()) {
    headers_ = curl_slist_append(headers_, ("Authorization: Bearer " + config.api_token).c_str());
  }
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
  curl_easy_setopt(handle_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_BUFFERSIZE, 128L * 1024);
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer_);
}

BareCurl::~BareCurl() {
  curl_slist_free_all(headers_);
  curl_easy_cleanup(handle_);
}

const std::string& BareCurl::get(const std::string& path) {
  curl_easy_setopt(handle_, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, nullptr);
  perform(path);
  return answer_;
}

void BareCurl::put(const std::string& path, const std::string& body) {
  curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, "PUT");
  perform(path);
}

void BareCurl::perform(const std::string& path) {
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

}  // namespace bench
