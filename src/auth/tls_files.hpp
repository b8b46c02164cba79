#pragma once

#include <sys/stat.h>
#include <array>
#include <memory>
#include <mutex>
#include <string>

#include <k8s/config.hpp>
#include <k8s/transport.hpp>

namespace k8s::auth {

/// Tells one state of a file from another without reading it: a renewed one has another inode,
/// time or size. What is no file (PEM text, nothing, a pipe) never changes.
class FileMark {
 public:
  FileMark() = default;
  explicit FileMark(const std::string& path);
  bool operator==(const FileMark&) const = default;

 private:
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t size_ = 0;
  std::array<long, 4> times_{};
};

/// The certificates and the key that a Config names. Files are looked at before every request and
/// read again when they change: a cluster may renew its CA, and short-lived certificates are
/// renewed by whoever made them. While what stands in the files is no good (a certificate that is
/// written before its key), what was read before stays in use, and the log says so once. A file
/// that cannot be read only now, for want of free file descriptors, is read by the next request.
class TlsFiles final : public TlsSource {
 public:
  /// \throws ConfigError if a file cannot be read or is not what it should be
  explicit TlsFiles(const Config& config);
  [[nodiscard]] std::shared_ptr<const TlsMaterial> material() override;

  /// What was read last.
  [[nodiscard]] const TlsMaterial& now() const { return *material_; }
  /// Whether material() may ever give anything else.
  [[nodiscard]] bool may_change() const;

 private:
  using Marks = std::array<FileMark, 3>;
  [[nodiscard]] Marks look(const ClientCertificate* certificate) const;
  [[nodiscard]] std::shared_ptr<const TlsMaterial> read() const;
  void renew(const Marks& marks);

  /// Only what belongs to TLS and to the log.
  Config config_;
  std::mutex mutex_;
  std::shared_ptr<const ClientCertificate> certificate_;
  Marks marks_;
  Marks told_;  // for which the log says already that they cannot be read now
  std::shared_ptr<const TlsMaterial> material_;
};

}  // namespace k8s::auth
