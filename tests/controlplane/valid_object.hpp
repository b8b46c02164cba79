#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/http.hpp>

namespace every_kind {

/// What was sent and does not come back as it was sent, each with its path. What came in addition
/// does not count: a server sets defaults.
std::vector<std::string> lost_of(const boost::json::value& sent, const boost::json::value& back);

/// An object of a kind with every field set that a server takes, found by asking it: one field
/// after the other of the kind's table is added to a small object that it takes. Where it refuses
/// a value, what it says is followed for a while; what it takes and forgets counts as refused.
class ValidObject {
 public:
  /// What the server says to a POST of the object, tried only.
  using Ask = std::function<k8s::Response(const boost::json::object&)>;
  using Path = std::vector<std::string>;  // members and indexes

  /// \param smallest an object that the server takes
  ValidObject(const k8s::detail::Kind& kind, boost::json::object smallest, Ask ask);

  void fill();

  [[nodiscard]] const boost::json::object& body() const { return body_.get_object(); }
  /// How many fields were tried, and how many of them taken.
  [[nodiscard]] std::size_t tried() const { return tried_; }
  [[nodiscard]] std::size_t taken() const { return taken_; }
  /// The fields that the server did not take, with what it said at last.
  [[nodiscard]] const std::vector<std::string>& refused() const { return refused_; }

 private:
  void fill_structure(const k8s::detail::Table& table, const Path& path);
  void fill_inside(const k8s::detail::ValueType& type, const Path& path);
  void add(const k8s::detail::ValueType& type, const Path& path);
  void add_elements(const k8s::detail::Table& table, const Path& path);
  bool add_in_parts(const k8s::detail::Table& table, const Path& path);
  bool try_value(const Path& path, boost::json::value value);
  bool follow(boost::json::value& candidate, const Path& path, const boost::json::value& status);
  bool follow_cause(boost::json::value& candidate, const Path& path, std::string_view field,
                    std::string_view message);

  boost::json::value make(const k8s::detail::ValueType& type, std::string_view name);
  boost::json::object make_structure(const k8s::detail::Table& table, bool only_required);

  const k8s::detail::Kind& kind_;
  boost::json::value body_;
  Ask ask_;
  std::string reason_;                           // of the last refusal
  std::string name_ = "a1";                      // of what is made next
  std::vector<const k8s::detail::Table*> open_;  // the structs that are being made or filled
  std::vector<std::string> changed_;             // what a refusal changed in the current value
  std::vector<std::string> refused_;
  std::size_t tried_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace every_kind
