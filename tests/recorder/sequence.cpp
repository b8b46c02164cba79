#include "sequence.hpp"

#include <utility>

namespace recorder {
namespace {

constexpr const char* json_type = "application/json";

/// The object that a change makes of what a server knows; empty text if it knows nothing.
std::string changed(const json::value& known, const std::string& pointer,
                    const std::string& value) {
  if (!known.is_object()) return {};
  json::value object = known;
  boost::system::error_code missing;
  if (json::value* const member = object.find_pointer(pointer, missing)) {
    *member = json::parse(value);
  }
  return json::serialize(object);
}

}  // namespace

std::size_t Sequence::below(std::size_t limit) {
  // Not std::uniform_int_distribution, which is another one in each library.
  return static_cast<std::size_t>(random_() % limit);
}

std::string Sequence::name() {
  return one_of<std::string>({"alpha", "beta", "gamma", "delta", "epsilon"});
}

std::string Sequence::labels() {
  return one_of<std::string>(
      {R"({"app":"web"})", R"({"app":"db","tier":"back"})", R"({"tier":"front"})", R"({})"});
}

Operation Sequence::create(const Kind& kind) {
  const std::string chosen = chance(20) ? "Not_A_Name" : name();
  std::string metadata = R"({"name":")" + chosen + R"(","labels":)" + labels();
  if (chance(4)) metadata += R"(,"finalizers":["example.com/keep"])";
  if (chance(4)) metadata += R"(,"annotations":{"note":"made"})";
  Operation operation{.method = k8s::Method::post,
                      .path = kind.collection,
                      .content_type = json_type,
                      .body = R"({"apiVersion":")" + kind.api_version + R"(","kind":")" +
                              kind.name + R"(","metadata":)" + metadata + "}," + kind.spec + "}"};
  if (chance(10)) operation.query.emplace_back("dryRun", "All");
  return operation;
}

Operation Sequence::remove(const Kind& kind) {
  Operation operation{.method = k8s::Method::delete_, .path = kind.collection + "/" + name()};
  operation.content_type = json_type;
  operation.body = one_of<std::string>({R"({"propagationPolicy":"Background"})",
                                        R"({"propagationPolicy":"Background","dryRun":["All"]})",
                                        R"({"preconditions":{"uid":"someone else"}})", R"({})"});
  return operation;
}

Operation Sequence::list(const Kind& kind, bool goes_on) {
  Operation operation{.path = kind.collection};
  if (goes_on) {
    operation.query = {{"limit", std::to_string(limit_)}, {"continue", "${continue}"}};
    return operation;
  }
  limit_ = 1 + below(3);
  if (chance(2)) operation.query.emplace_back("limit", std::to_string(limit_));
  const std::string selector = one_of<std::string>(
      {"", "", "app=web", "app!=web", "app in (web,db)", "!tier", "tier", "app notin (db),tier"});
  if (!selector.empty()) operation.query.emplace_back("labelSelector", selector);
  if (chance(4)) operation.query.emplace_back("fieldSelector", "metadata.name=" + name());
  return operation;
}

Operation Sequence::patch(const Kind& kind) {
  Operation operation{.method = k8s::Method::patch, .path = kind.collection + "/" + name()};
  const std::string value = one_of(kind.values);
  switch (below(kind.custom ? 3 : 4)) {
    case 0:
      operation.content_type = "application/merge-patch+json";
      operation.body = R"({"metadata":{"annotations":{"note":)" +
                       one_of<std::string>({"null", R"("merged")", R"("again")"}) + "}}}";
      break;
    case 1:
      operation.content_type = "application/json-patch+json";
      operation.body =
          R"([{"op":"replace","path":")" + kind.pointer + R"(","value":)" + value + "}]";
      break;
    case 2:
      operation.content_type = "application/merge-patch+json";
      operation.body = chance(2) ? R"({"metadata":{"finalizers":null}})"
                                 : R"({"metadata":{"labels":)" + labels() + "}}";
      break;
    default:
      operation.content_type = "application/strategic-merge-patch+json";
      operation.body = R"({"metadata":{"labels":{"app":"patched","tier":null}}})";
  }
  return operation;
}

Operation Sequence::apply(const Kind& kind) {
  const std::string chosen = name();
  std::string metadata = R"({"name":")" + chosen + '"';
  // Empty labels of a custom resource have a real server write it again at the next update, even
  // if that changes nothing.
  const std::string chosen_labels = labels();
  if (chosen_labels != "{}" || !kind.custom) metadata += R"(,"labels":)" + chosen_labels;
  std::string body = R"({"apiVersion":")" + kind.api_version + R"(","kind":")" + kind.name +
                     R"(","metadata":)" + metadata + "}";
  if (!chance(4)) body += "," + kind.spec;
  Operation operation{.method = k8s::Method::patch,
                      .path = kind.collection + "/" + chosen,
                      .content_type = "application/apply-patch+yaml",
                      .body = body + "}"};
  operation.query = {{"fieldManager", one_of<std::string>({"ann", "bob"})}};
  if (chance(2)) operation.query.emplace_back("force", "true");
  if (chance(10)) operation.query.emplace_back("dryRun", "All");
  return operation;
}

Sequence::Step Sequence::ask(const Operation& operation, Server& real, Server& fake) {
  return {.text = operation.text(), .real = real.ask(operation), .fake = fake.ask(operation)};
}

/// Reads, changes and puts back; sometimes what was read earlier, which somebody may have changed.
Sequence::Step Sequence::update(const Kind& kind, Server& real, Server& fake) {
  const std::string path = kind.collection + "/" + name();
  const bool stale = chance(4);
  const bool empties = chance(3);
  const std::string pointer = empties ? "/metadata/finalizers" : kind.pointer;
  const std::string value = empties ? "[]" : one_of(kind.values);
  Step step{.text = std::string(stale ? "PUT what was known before " : "PUT ") + path + " " +
                    pointer + "=" + value};
  const auto put = [&](Server& server) -> Answer {
    if (!stale) {
      Answer read = server.ask({.path = path});
      server.remember(path, read.code == 200 ? std::move(read.body) : json::value());
    }
    const std::string body = changed(server.known(path), pointer, value);
    if (body.empty()) return {};
    return server.ask(
        {.method = k8s::Method::put, .path = path, .content_type = json_type, .body = body});
  };
  step.real = put(real);
  step.fake = put(fake);
  return step;
}

Sequence::Step Sequence::next(Server& real, Server& fake) {
  if (listing_ != nullptr) {
    const Kind& kind = *std::exchange(listing_, nullptr);
    if (!real.continue_token().empty() && !fake.continue_token().empty()) {
      listing_ = &kind;
      return ask(list(kind, true), real, fake);
    }
  }
  const Kind& kind = one_of(kinds_);
  switch (below(11)) {
    case 0:
    case 1:
    case 2:
      return ask(create(kind), real, fake);
    case 3:
    case 4:
      return update(kind, real, fake);
    case 5:
    case 6:
      return ask(patch(kind), real, fake);
    case 7:
      return ask(apply(kind), real, fake);
    case 8:
      return ask(remove(kind), real, fake);
    case 9:
      return ask({.path = kind.collection + "/" + name()}, real, fake);
    default:
      listing_ = &kind;
      return ask(list(kind, false), real, fake);
  }
}

}  // namespace recorder
