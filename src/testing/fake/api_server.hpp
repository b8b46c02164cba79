#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/addresses.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/journal.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/random.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/route.hpp"
#include "testing/fake/storage.hpp"
#include "testing/fake/watch.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing::fake {

/// The API server: takes a request through authentication, routing, faults and the verb that it
/// asks for, and makes the answer. What carries requests and answers is not its business.
///
/// A reader who looks for a rule of Kubernetes finds it here:
///   access       who may do what                  body        bodies: JSON, types, strictness
///   accept       the form of answers              schema      types, canonical form
///   route        paths and methods                metadata    names, labels, owners, finalizers
///   options      query parameters, DeleteOptions  kinds/      each kind's defaults and validation
///   create, update, remove, list   the verbs      storage     resourceVersions, history, 410
///   watch        watches and bookmarks            refusal     the Status bodies
///   discovery    /version, /apis                  journal     what tests ask beside
///
/// Thread safety: every member may be called from any thread.
class ApiServer {
 public:
  /// \param history how many changes are remembered
  /// \param journal how many requests are remembered; 0 is all
  explicit ApiServer(std::size_t history, std::size_t journal = 0);

  [[nodiscard]] detail::ServerResponse handle(const detail::ServerRequest& request);

  /// The token of the administrator.
  [[nodiscard]] const std::string& token() const noexcept { return token_; }
  void register_resource(Resource resource);
  /// Where objects of an API version and kind are created.
  /// \throws Refusal if there is no such kind
  [[nodiscard]] std::string collection_path(std::string_view api_version, std::string_view kind,
                                            std::string_view namespace_) const;

  [[nodiscard]] Journal& journal() noexcept { return journal_; }
  [[nodiscard]] Faults& faults() noexcept { return faults_; }
  [[nodiscard]] WatchHub& watches() noexcept { return watches_; }
  void compact();
  void advance(std::chrono::nanoseconds time);

 private:
  /// A request on its way through the server.
  struct Call;

  void make_first_objects();
  void serve(Call& call);
  void serve_document(Call& call);
  void serve_read(Call& call);
  void serve_write(Call& call);
  void serve_delete(Call& call);
  /// False if the server does nothing more about the request.
  static bool apply_fault(const Fault& fault, Call& call);
  static void apply_late_fault(const Fault& fault, Call& call);
  void write_list(const Call& call, const Page& page, detail::ServerResponse& answer) const;
  void write_object(const Call& call, int status, const ObjectPtr& object,
                    detail::ServerResponse& answer) const;

  Clock clock_;
  mutable std::mutex mutex_;  // guards what follows, up to the line
  ResourceRegistry resources_;
  Random random_;
  Storage storage_;
  ServiceAddresses addresses_;
  Objects objects_;
  // ------
  std::string token_;
  WatchHub watches_;
  Journal journal_;
  Faults faults_;
};

}  // namespace k8s::testing::fake
