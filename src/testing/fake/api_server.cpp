#include "testing/fake/api_server.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

#include "models/kinds.hpp"
#include "testing/fake/accept.hpp"
#include "testing/fake/action_kinds.hpp"
#include "testing/fake/admission.hpp"
#include "testing/fake/api_version.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/components.hpp"
#include "testing/fake/controllers/definition_keeper.hpp"
#include "testing/fake/controllers/garbage_collector.hpp"
#include "testing/fake/controllers/namespace_emptier.hpp"
#include "testing/fake/controllers/protection_keeper.hpp"
#include "testing/fake/controllers/quota_keeper.hpp"
#include "testing/fake/controllers/simulated.hpp"
#include "testing/fake/definitions.hpp"
#include "testing/fake/discovery.hpp"
#include "testing/fake/document.hpp"
#include "testing/fake/go_time.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/merge_type.hpp"
#include "testing/fake/metrics.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/pod_actions.hpp"
#include "testing/fake/proxy.hpp"
#include "testing/fake/rbac.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/scale.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/subresource.hpp"
#include "testing/fake/table.hpp"
#include "testing/server/websocket.hpp"
#include "yaml/emit.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_body = std::size_t{3} * 1024 * 1024;

/// Refuses a `timeout` that is none, of requests that end by themselves.
void check_timeout(const Route& route) {
  const std::string timeout = route.query.text("timeout");
  if (timeout.empty() || route.verb == "watch") return;
  if (const std::string problem = go_duration_problem(timeout); !problem.empty()) {
    refuse_bad_request("invalid timeout specified in the request URL - " + problem);
  }
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    words.emplace_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(list.size(), words.back().size() + 1));
  }
  return words;
}

Resource builtin_resource(const k8s::detail::Kind& kind) {
  return {.group = std::string(kind.group),
          .version = std::string(kind.version),
          .kind = std::string(kind.name),
          .plural = std::string(kind.plural),
          .namespaced = kind.namespaced,
          .verbs = kind.verbs,
          .table = &kind.table(),
          .rules = &builtin_rules(kind.group, kind.plural),
          .singular = std::string(kind.singular),
          .short_names = words_of(kind.short_names),
          .categories = words_of(kind.categories)};
}

/// Which the controllers of Deployments need, whether or not the library has models of them.
Resource replica_sets() {
  using namespace k8s::detail;
  const int verbs = verb_create | verb_get | verb_list | verb_watch | verb_update | verb_patch |
                    verb_delete | verb_deletecollection | subresource_status;
  return {.group = "apps",
          .version = "v1",
          .kind = "ReplicaSet",
          .plural = "replicasets",
          .verbs = static_cast<std::uint16_t>(verbs),
          .rules = &custom_rules()};
}

/// People get their answers indented.
Layout layout_for(const Query& query, const Headers& headers) {
  if (const std::string pretty = query.text("pretty"); !pretty.empty()) {
    static constexpr std::string_view yes[] = {"1", "t", "T", "true", "TRUE", "True"};
    return std::ranges::find(yes, pretty) != std::end(yes) ? Layout::pretty : Layout::compact;
  }
  const std::string* const agent = headers.find("User-Agent");
  if (agent == nullptr) return Layout::compact;
  for (const char* const browser : {"curl", "Wget", "Mozilla/5.0"}) {
    if (agent->starts_with(browser)) return Layout::pretty;
  }
  return Layout::compact;
}

std::string body_of(const json::object& object, Layout layout) {
  std::string body = to_text(object, layout);
  if (layout == Layout::compact) body += '\n';
  return body;
}

void set_json(detail::ServerResponse& answer) {
  answer.headers.set("Content-Type", "application/json");
}

void answer_failure(const Failure& failure, Layout layout, detail::ServerResponse& answer) {
  if (failure.by_filter) answer.headers.set("X-Content-Type-Options", "nosniff");
  answer.status = failure.code;
  set_json(answer);
  if (failure.retry_after_seconds > 0) {
    answer.headers.set("Retry-After", std::to_string(failure.retry_after_seconds));
  }
  answer.body = body_of(failure.status(), layout);
}

const char* options_kind(const Route& route) {
  return route.verb == "create" ? "CreateOptions" : "UpdateOptions";
}

json::object success_of(const Route& route, const json::object& object) {
  json::object details{{"name", name_of(object)}};
  if (!route.resource->group.empty()) details["group"] = route.resource->group;
  details["kind"] = route.resource->plural;
  details["uid"] = uid_of(object);
  return {{"kind", "Status"},
          {"apiVersion", "v1"},
          {"metadata", json::object()},
          {"status", "Success"},
          {"details", std::move(details)}};
}

void name_writer(const Caller& caller, const Headers& headers, WriteOptions& options) {
  options.caller = caller;
  constexpr const char* all = "system:authenticated";
  std::vector<std::string>& groups = options.caller.groups;
  if (caller.user != "system:anonymous" && std::ranges::find(groups, all) == groups.end()) {
    groups.emplace_back(all);
  }
  if (!options.manager.empty()) return;
  const std::string* const agent = headers.find("User-Agent");
  options.manager = manager_of_agent(agent != nullptr ? std::string_view(*agent) : "");
}

/// The object is none that the wanted form is for.
[[noreturn]] void refuse_form(const std::string& why) {
  refuse_not_acceptable("you requested " + why, true);
}

/// What a server of HTTP says to those who do not speak it well.
detail::ServerResponse not_understood() {
  return {.status = 400,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Connection", "close"}},
          .body = "400 Bad Request"};
}

/// The name of a request in the logs of a server; the client may choose it.
std::string audit_id(const Headers& headers, Random& random) {
  const std::string* const chosen = headers.find("Audit-ID");
  return chosen != nullptr && !chosen->empty() ? *chosen : random.uid();
}

/// An answer in JSON, all of which is there, becomes YAML.
void to_yaml(detail::ServerResponse& answer) {
  const std::string* const type = answer.headers.find("Content-Type");
  if (type == nullptr || *type != "application/json" || answer.source != nullptr) return;
  answer.body = yaml::emit(sorted(parse_json(answer.body).value));
  answer.headers.set("Content-Type", "application/yaml");
}

detail::ServerResponse to_answer(Response response) {
  detail::ServerResponse answer;
  answer.status = response.status;
  answer.headers = std::move(response.headers);
  answer.body = std::move(response.body);
  return answer;
}

/// Notes who has asked for a token, and for how long.
void note_token_request(const json::object& request, std::int64_t seconds, json::object& answer,
                        const Writer& writer) {
  json::object asked{{"spec", object_at(request, "spec")}};
  asked["spec"].get_object()["expirationSeconds"] = seconds;
  for (const k8s::detail::Kind* const kind : k8s::detail::all_kinds()) {
    if (kind->name != "TokenRequest") continue;
    note_write({{"spec", json::object()}}, asked, answer, {.type = &merge_type(kind->table())},
               writer);
  }
}

bool is_core(const Route& route, std::string_view plural) {
  return route.resource->group.empty() && route.resource->plural == plural;
}

/// What a request to connect says, as an object: a PodExecOptions and its like.
json::object connection_options(const Route& route) {
  json::object options;
  for (const char* const name : {"stdin", "stdout", "stderr", "tty"}) {
    if (route.query.flag(name).value_or(false)) options[name] = true;
  }
  for (const char* const name : {"container", "path"}) {
    if (const std::string text = route.query.text(name); !text.empty()) options[name] = text;
  }
  if (const auto command = route.query.all("command"); !command.empty()) {
    options["command"] = json::value_from(command);
  }
  return options;
}

/// A server with default flags offers the stable version of everything that it stores.
bool is_served(const k8s::detail::Kind& kind) {
  const bool stable = kind.version.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return stable && !kind.plural.empty() && kind.verbs != 0;
}

}  // namespace

struct ApiServer::Call {
  const detail::ServerRequest& request;
  Caller caller{};
  Route route{};
  std::size_t number = 0;  // in the journal
  Layout layout = Layout::compact;
  Form form{};
  detail::ServerResponse answer{};
  std::vector<std::string> warnings{};
  std::chrono::milliseconds events_late{0};  // of a watch

  [[nodiscard]] Target target() const {
    return {route.resource, route.namespace_, route.name, route.subresource};
  }
};

ApiServer::ApiServer(const ApiServerOptions& options)
    : clock_(options.time),
      random_(options.seed ? *options.seed : std::random_device()()),
      audit_ids_(std::random_device()()),
      storage_(options.history),
      policies_(storage_, resources_,
                [this](const Caller& caller, const json::object& question) {
                  return is_allowed(
                      question, caller, resources_,
                      [this](const Caller& who, const Route& route) { return allows(who, route); });
                }),
      objects_(storage_, clock_, random_, addresses_),
      desk_(storage_, objects_, resources_, clock_),
      options_(options),
      tokens_("fake-" + random_.uid()),
      watches_(clock_),
      journal_(options.journal) {
  for (const k8s::detail::Kind* const kind : k8s::detail::all_kinds()) {
    if (is_served(*kind)) resources_.add(builtin_resource(*kind));
  }
  resources_.add(definition_resource());
  for (Resource& resource : review_resources()) resources_.add(std::move(resource));
  if (!options.controllers.empty()) resources_.add(replica_sets());
  storage_.observe([this](const Change& change) {
    addresses_.on_change(change);
    watches_.on_change(change);
    controllers_.on_change(change);
    if (change.collection == "/pods" && change.after == nullptr) {
      logs_.end_pod(change.key.namespace_, change.key.name);
    }
    if (change.collection == definitions_collection && change.after == nullptr) {
      watches_.end(described_collection(*change.before));
    }
  });
  objects_.set_policies(policies_);
  add_controllers();
  make_first_objects();
  storage_.compact(storage_.revision());
  first_content_ = storage_.save();
}

void ApiServer::add_controllers() {
  controllers_.clear();
  controllers_.add(std::make_unique<DefinitionKeeper>(desk_, resources_));
  if (options_.collects) {
    controllers_.add(std::make_unique<NamespaceEmptier>(desk_));
    controllers_.add(std::make_unique<GarbageCollector>(desk_));
    controllers_.add(std::make_unique<ProtectionKeeper>(desk_));
    controllers_.add(std::make_unique<QuotaKeeper>(desk_));
  }
  add_simulated(controllers_, options_.controllers, desk_, images_);
}

void ApiServer::make_first_objects() {
  const auto create = [this](const char* path, const char* body) {
    const detail::ServerRequest request{.method = "POST",
                                        .target = path,
                                        .headers = {},
                                        .body = body,
                                        .client = detail::ClientIdentity{"admin", {masters}}};
    (void)handle(request);
  };
  for (const char* const name : {"kube-system", "kube-node-lease", "kube-public", "default"}) {
    create("/api/v1/namespaces", (R"({"metadata":{"name":")" + std::string(name) + "\"}}").c_str());
  }
  create("/api/v1/namespaces/default/services",
         R"({"metadata":{"name":"kubernetes",
                         "labels":{"component":"apiserver","provider":"kubernetes"}},
             "spec":{"clusterIP":"10.0.0.1",
                     "ports":[{"name":"https","port":443,"targetPort":6443}]}})");
  journal_.clear();
}

void ApiServer::register_resource(Resource resource) {
  const std::scoped_lock lock(mutex_);
  resources_.add(std::move(resource));
}

std::string ApiServer::collection_path(std::string_view api_version, std::string_view kind,
                                       std::string_view namespace_) const {
  const std::scoped_lock lock(mutex_);
  const auto [group, version] = split_api_version(api_version);
  const Resource* const resource = resources_.find_kind(group, version, kind);
  if (resource == nullptr) {
    refuse_bad_request("no kind " + go_quote(kind) + " is registered for version " +
                       go_quote(api_version));
  }
  std::string path = (group.empty() ? "/api/" : "/apis/") + std::string(api_version);
  if (resource->namespaced) {
    path += "/namespaces/" + (namespace_.empty() ? "default" : percent_encode(namespace_));
  }
  return path + "/" + resource->plural;
}

void ApiServer::compact() {
  const std::scoped_lock lock(mutex_);
  storage_.compact(storage_.revision());
}

void ApiServer::expire_token() {
  const std::scoped_lock lock(mutex_);
  tokens_.replace_admin("fake-" + random_.uid());
}

void ApiServer::on_certificate_rotated(std::function<void()> rotate) {
  rotate_certificate_ = std::move(rotate);
}

void ApiServer::set_image(std::string image, ImageBehavior behavior) {
  const std::scoped_lock lock(mutex_);
  images_.insert_or_assign(std::move(image), behavior);
}

ApiServer::~ApiServer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  due_changed_.notify_all();
  if (timer_.joinable()) timer_.join();
}

std::optional<detail::Instant> ApiServer::next_due() {
  std::optional<detail::Instant> next = watches_.next_due();
  const std::scoped_lock lock(mutex_);
  const std::optional<detail::Instant> other = controllers_.next_due();
  return next && other ? std::min(*next, *other) : (next ? next : other);
}

void ApiServer::on_time() {
  settle();
  watches_.tick();
}

void ApiServer::settle() {
  const std::scoped_lock lock(mutex_);
  controllers_.settle();
  if (!clock_.runs() || !controllers_.next_due()) return;
  if (!timer_.joinable()) timer_ = std::thread([this] { run_timer(); });
  due_changed_.notify_all();
}

void ApiServer::run_timer() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    controllers_.settle();
    const std::optional<detail::Instant> next = controllers_.next_due();
    clock_.wait(due_changed_, lock, next,
                [&] { return stopping_ || controllers_.next_due() != next; });
  }
}

detail::ServerResponse ApiServer::handle(const detail::ServerRequest& request) {
  if (Admissions::is_running()) {
    // The hook has the store to itself; it would wait for itself.
    throw std::logic_error("an admission hook of the test called the FakeCluster that called it");
  }
  if (!is_target(request.target)) return not_understood();
  Call call{.request = request};
  {
    const std::scoped_lock lock(mutex_);
    call.answer.headers = {{"Audit-Id", audit_id(request.headers, audit_ids_)},
                           {"Cache-Control", "no-cache, private"}};
  }
  call.number = journal_.add(to_request(request));
  call.layout = layout_for({}, request.headers);
  try {
    call.caller = authenticate(request, tokens_, clock_.wall_now());
    {
      const std::scoped_lock lock(mutex_);
      call.route = read_route(request.method, request.target, resources_);
    }
    call.layout = layout_for(call.route.query, request.headers);
    check_timeout(call.route);
    authorize(call);
    const std::optional<Fault> fault = faults_.next_fault(call.route);
    if (fault && !apply_fault(*fault, call)) return std::move(call.answer);
    if (auto response = faults_.ask_hooks(call.route, to_request(request))) {
      return to_answer(std::move(*response));
    }
    if (call.route.resource != nullptr && !call.route.resource->rules->deprecation.empty()) {
      call.warnings.emplace_back(call.route.resource->rules->deprecation);
    }
    serve(call);
    settle();
    if (fault) spoil(call.answer, *fault);
  } catch (const Refusal& refusal) {
    // Errors are objects as others, so who takes none of these gets what the server can write best.
    const bool takes = takes_whole_objects(request.headers);
    answer_failure(refusal.failure(), takes ? call.layout : Layout::pretty, call.answer);
  }
  if (prefers_yaml(request.headers)) to_yaml(call.answer);
  std::set<std::string_view> told;
  for (const std::string& warning : call.warnings) {
    if (!told.insert(warning).second) continue;
    call.answer.headers.add("Warning", "299 - " + go_quote(warning));
  }
  return std::move(call.answer);
}

void ApiServer::authorize(const Call& call) const {
  const std::optional<bool> verdict = access_.decide(call.caller, call.route);
  if (verdict.value_or(false)) return;
  if (!verdict) {
    const std::scoped_lock lock(mutex_);
    if (rbac_allows(access_request(call.caller, call.route), storage_)) return;
  }
  refuse_access(call.caller, call.route);
}

bool ApiServer::apply_fault(const Fault& fault, Call& call) {
  switch (fault.kind) {
    case Fault::Kind::status: {
      const auto retry = fault.retry.value_or(std::chrono::seconds(0)).count();
      throw Refusal({.code = fault.code,
                     .reason = fault.reason,
                     .message = fault.message,
                     .retry_after_seconds = static_cast<int>(retry)});
    }
    case Fault::Kind::reset:
      call.answer.fault.kind = detail::Fault::Kind::reset;
      return false;
    case Fault::Kind::certificate_rotated:
      if (rotate_certificate_) rotate_certificate_();
      call.answer.fault.kind = detail::Fault::Kind::reset;
      return false;
    case Fault::Kind::no_answer:
      call.answer.fault.kind = detail::Fault::Kind::stall;
      return false;
    case Fault::Kind::delay:
      call.answer.delay = fault.duration;
      return true;
    case Fault::Kind::compacted:
      compact();
      return true;
    case Fault::Kind::late_events:
      call.events_late = fault.duration;
      return true;
    case Fault::Kind::reset_after:
    case Fault::Kind::half_body:
    case Fault::Kind::half_character:
    case Fault::Kind::slow_drip:
    case Fault::Kind::cut_watch:
    case Fault::Kind::duplicate_events:
      break;
  }
  return true;
}

void ApiServer::serve(Call& call) {
  if (call.route.resource == nullptr) return serve_document(call);
  call.form = read_form(call.request.headers, call.route.query, call.route.verb);
  const std::string& verb = call.route.verb;
  if (call.request.body_too_large || call.request.body.size() > max_body) {
    refuse_too_large("limit is " + std::to_string(max_body));
  }
  if (is_review(*call.route.resource)) {
    serve_review(call);
  } else if (call.route.subresource == "log") {
    serve_log(call);
  } else if (is_connection(call.route.subresource)) {
    serve_connection(call);
  } else if (call.route.subresource == "proxy") {
    serve_proxy(call);
  } else if (is_core(call.route, "componentstatuses")) {
    serve_components(call);
  } else if (is_core(call.route, "bindings")) {
    serve_action(call);
  } else if (verb == "create" && !call.route.subresource.empty()) {
    serve_action(call);
  } else if (verb == "get" || verb == "list" || verb == "watch") {
    serve_read(call);
  } else if (verb == "create" || verb == "update") {
    serve_write(call);
  } else if (verb == "patch") {
    serve_patch(call);
  } else {
    serve_delete(call);
  }
}

void ApiServer::serve_document(Call& call) {
  std::optional<detail::ServerResponse> document;
  {
    const std::scoped_lock lock(mutex_);
    if (call.route.path == "/metrics") {
      document = fake::document(metrics_text(resources_, storage_),
                                "text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
    } else {
      document =
          find_document({call.route.path, call.route.query, call.request.headers}, resources_);
    }
  }
  if (document && takes_method(call.route.path, call.request.method)) {
    for (const auto& [name, value] : std::exchange(call.answer.headers, {})) {
      if (document->headers.find(name) == nullptr) document->headers.set(name, value);
    }
    call.answer = std::move(*document);
    return;
  }
  if (document) refuse_method();
  if (names_version(call.route.path, resources_)) refuse_unknown_resource();
  call.answer.status = 404;
  call.answer.headers.set("Content-Type", "text/plain; charset=utf-8");
  call.answer.headers.set("X-Content-Type-Options", "nosniff");
  call.answer.body = "404 page not found\n";
}

json::object ApiServer::in_form(const Resource& resource, const Form& form, const ObjectPtr& object,
                                bool with_columns) const {
  if (form.kind == Form::Kind::metadata) return partial_object(*object, form);
  if (form.kind == Form::Kind::metadata_list) {
    refuse_form("PartialObjectMetadataList, but the requested object is not a list (" +
                resource.kind + ")");
  }
  json::object metadata{{"resourceVersion", text_at(*object, {"metadata", "resourceVersion"})}};
  return make_table({resource, form, clock_.wall_now(), with_columns}, {&object, 1},
                    std::move(metadata));
}

json::object ApiServer::list_in_form(const Resource& resource, const Form& form,
                                     const std::vector<ObjectPtr>& objects,
                                     json::object metadata) const {
  if (form.kind == Form::Kind::table) {
    return make_table({resource, form, clock_.wall_now()}, objects, std::move(metadata));
  }
  if (form.kind == Form::Kind::metadata) {
    refuse_form("PartialObjectMetadata, but the requested object is a list (" +
                resource.list_kind() + ")");
  }
  json::array items;
  for (const ObjectPtr& object : objects) items.push_back(partial_object(*object, form));
  return {{"kind", "PartialObjectMetadataList"},
          {"apiVersion", form.api_version()},
          {"metadata", std::move(metadata)},
          {"items", std::move(items)}};
}

void ApiServer::write_object(const Call& call, int status, const ObjectPtr& object,
                             detail::ServerResponse& answer) const {
  answer.status = status;
  set_json(answer);
  if (call.form.kind != Form::Kind::whole) {
    answer.body = body_of(in_form(*call.route.resource, call.form, object, true), call.layout);
    return;
  }
  const bool other_kind = text_at(*object, "kind") != call.route.resource->kind;
  answer.body =
      body_of(other_kind ? *object : *in_version(object, *call.route.resource), call.layout);
}

void ApiServer::write_list(const Call& call, const Page& page,
                           detail::ServerResponse& answer) const {
  const Resource& resource = *call.route.resource;
  set_json(answer);
  json::object metadata;
  if (page.revision != 0) metadata["resourceVersion"] = std::to_string(page.revision);
  const bool says_continue = resource.is_custom() && call.form.kind != Form::Kind::table;
  if (!page.continue_token.empty() || says_continue) {
    metadata["continue"] = page.continue_token;
  }
  if (page.remaining) metadata["remainingItemCount"] = *page.remaining;
  if (call.form.kind != Form::Kind::whole) {
    answer.body =
        body_of(list_in_form(resource, call.form, page.items, std::move(metadata)), call.layout);
    return;
  }
  json::object list{{"kind", resource.list_kind()},
                    {"apiVersion", resource.api_version()},
                    {"metadata", std::move(metadata)}};
  if (resource.is_custom() || call.layout == Layout::pretty) {
    json::array items;
    for (const ObjectPtr& object : page.items) {
      items.push_back(json::object(*object));
      if (resource.is_custom()) {
        items.back().get_object()["apiVersion"] = resource.api_version();
        continue;
      }
      items.back().get_object().stable_erase("kind");
      items.back().get_object().stable_erase("apiVersion");
    }
    list["items"] = std::move(items);
    if (resource.is_custom()) list = sorted(list).get_object();
    answer.body = body_of(list, call.layout);
    return;
  }
  // The usual way, which has to be fast.
  write_text(list, answer.body);
  answer.body.pop_back();
  answer.body += R"(,"items":[)";
  const char* separator = "";
  for (const ObjectPtr& object : page.items) {
    answer.body += separator;
    separator = ",";
    write_text(*object, answer.body, true);
  }
  answer.body += "]}\n";
}

void ApiServer::serve_read(Call& call) {
  const Route& route = call.route;
  if (route.verb == "get") {
    const auto read = [&]() -> ObjectPtr {
      const std::scoped_lock lock(mutex_);
      const std::string version = route.query.text("resourceVersion");
      if (route.subresource != "scale") return objects_.get(call.target(), version);
      return std::make_shared<const json::object>(objects_.get_scale(call.target(), version));
    };
    return write_object(call, 200, read(), call.answer);
  }
  const ListOptions options =
      read_list_options(route.query, *route.resource, route.verb == "watch");
  if (!options.watch) {
    const auto read = [&] {
      const std::scoped_lock lock(mutex_);
      return objects_.list(call.target(), options);
    };
    return write_list(call, read(), call.answer);
  }
  const std::scoped_lock lock(mutex_);
  set_json(call.answer);
  WatchScope scope{route.resource, route.namespace_, route.name, options.selection,
                   call.events_late};
  if (call.form.kind != Form::Kind::whole) {
    scope.convert = [this, resource = route.resource, form = call.form,
                     first = true](const ObjectPtr& object) mutable {
      return std::make_shared<const json::object>(
          in_form(*resource, form, object, std::exchange(first, false)));
    };
  }
  call.answer.source = watches_.open(std::move(scope), options, storage_);
  if (detail::wants_websocket(call.request.headers)) {
    detail::become_websocket(call.request.headers, call.answer);
  }
}

void ApiServer::serve_write(Call& call) {
  const Route& route = call.route;
  const bool is_scale = route.subresource == "scale";
  const Resource& resource = is_scale ? scale_resource() : *route.resource;
  const std::string body = read_body(resource, call.request.headers, call.request.body);
  WriteOptions options = read_write_options(route.query, options_kind(route));
  name_writer(call.caller, call.request.headers, options);
  Written written;
  bool changed = false;
  {
    const std::scoped_lock lock(mutex_);
    json::object object =
        read_object(resource, body, options.field_validation, call.warnings, resources_);
    const Revision before = storage_.revision();
    if (route.verb == "create") {
      written = objects_.create(call.target(), std::move(object), options, call.warnings);
    } else {
      match_namespace(*route.resource, route.namespace_, object);
      check_name(object, route.name);
      written =
          is_scale ? objects_.update_scale(call.target(), std::move(object), options, call.warnings)
                   : objects_.update(call.target(), std::move(object), options, call.warnings);
    }
    changed = storage_.revision() != before;
  }
  if (changed) journal_.mark_written(call.number);
  write_object(call, written.created ? 201 : 200, written.object, call.answer);
}

bool ApiServer::allows(const Caller& caller, const Route& route) const {
  const std::optional<bool> verdict = access_.decide(caller, route);
  return verdict ? *verdict : rbac_allows(access_request(caller, route), storage_);
}

void ApiServer::admit_action(Call& call, std::string_view operation, const json::object& object,
                             const WriteOptions& options) {
  if (!policies_.has_validating()) return;
  const Route& route = call.route;
  const policy::KindName kind = policy::kind_of(*route.resource, route.subresource);
  json::object shown = object;
  shown["kind"] = kind.kind;
  shown["apiVersion"] = kind.group.empty() ? kind.version : kind.group + "/" + kind.version;
  const std::string_view name = route.name.empty() ? name_of(object) : route.name;
  policies_.validate({.operation = operation,
                      .resource = route.resource,
                      .subresource = route.subresource,
                      .namespace_ = route.namespace_,
                      .name = std::string(name),
                      .object = std::make_shared<const json::object>(std::move(shown)),
                      .options = options.shown,
                      .dry_run = options.dry_run,
                      .caller = options.caller},
                     call.warnings);
}

void ApiServer::admit_connection(Call& call) {
  WriteOptions none;
  none.caller = call.caller;
  admit_action(call, "CONNECT", connection_options(call.route), none);
}

void ApiServer::serve_review(Call& call) {
  const Resource& resource = *call.route.resource;
  const std::string body = read_body(resource, call.request.headers, call.request.body);
  WriteOptions options = read_write_options(call.route.query, options_kind(call.route));
  name_writer(call.caller, call.request.headers, options);
  const std::scoped_lock lock(mutex_);
  json::object question =
      read_object(resource, body, options.field_validation, call.warnings, resources_);
  ensure_object(question, "metadata");
  const json::object asked = question;
  note_write(
      {{"spec", json::object()}}, asked, question, field_rules(resource, ""),
      {.name = options.manager, .api_version = resource.api_version(), .now = clock_.timestamp()});
  const ReviewContext context{
      .caller = call.caller,
      .resources = resources_,
      .clock = clock_,
      .allows = [this](const Caller& caller, const Route& route) { return allows(caller, route); },
      .owner_of =
          [this](const std::string& token, const std::vector<std::string>& audiences) {
            return tokens_.owner_of(token, clock_.wall_now(), audiences);
          },
      .rules = access_.rules_of(call.caller),
      .rules_decide = access_.has_rules_alone()};
  const auto answer =
      std::make_shared<const json::object>(answer_review(resource, std::move(question), context));
  write_object(call, 201, answer, call.answer);
}

void ApiServer::serve_log(Call& call) {
  const Route& route = call.route;
  const LogOptions options = read_log_options(route.query, route.name, clock_.wall_now());
  ObjectPtr pod;
  {
    const std::scoped_lock lock(mutex_);
    pod = objects_.get(call.target(), "");
  }
  const PodLogs::Name log{route.namespace_, route.name, container_of(*pod, options)};
  if (options.previous) {
    refuse_bad_request("previous terminated container " + go_quote(std::get<2>(log)) + " in pod " +
                       go_quote(route.name) + " not found");
  }
  if (!logs_.has(log) && text_at(*pod, {"spec", "nodeName"}).empty()) {
    call.answer.status = 204;  // no node has it
    return;
  }
  call.answer.headers.set("Content-Type", "text/plain");
  const std::string_view phase = text_at(*pod, {"status", "phase"});
  const bool over = phase == "Succeeded" || phase == "Failed";
  if (options.follow && !over) {
    call.answer.source = logs_.follow(log, options);
  } else {
    call.answer.body = logs_.read(log, options);
  }
}

void ApiServer::serve_connection(Call& call) {
  const Route& route = call.route;
  ObjectPtr pod;
  {
    const std::scoped_lock lock(mutex_);
    admit_connection(call);
    pod = objects_.get(call.target(), "");
  }
  if (route.subresource != "portforward") {
    (void)container_of(*pod, {.container = route.query.text("container")});
  }
  if (text_at(*pod, {"spec", "nodeName"}).empty()) {
    refuse_bad_request("pod " + route.name + " does not have a host assigned");
  }
  refuse_internal("error dialing backend: nothing runs in the containers of a FakeCluster");
}

void ApiServer::serve_proxy(Call& call) {
  const std::scoped_lock lock(mutex_);
  admit_connection(call);
  call.answer.headers.set(
      "Location", proxy_location(call.request.method, call.request.target, call.route, storage_));
  call.answer.status = 301;
}

void ApiServer::serve_components(Call& call) {
  const Route& route = call.route;
  const Resource& resource = *route.resource;
  if (route.verb == "watch") {
    throw Refusal(
        {.code = 405,
         .reason = "MethodNotAllowed",
         .message = "watch is not supported on resources of kind " + go_quote(resource.plural),
         .kind = resource.plural});
  }
  if (route.verb == "list") {
    const ListOptions options = read_list_options(route.query, resource, false);
    Page page;
    for (const ObjectPtr& each : component_statuses()) {
      if (options.selection.matches(*each, resource)) page.items.push_back(each);
    }
    return write_list(call, page, call.answer);
  }
  for (const ObjectPtr& each : component_statuses()) {
    if (name_of(*each) == route.name) return write_object(call, 200, each, call.answer);
  }
  refuse_not_found({"", "componentstatus"}, route.name);
}

/// The pod that a Binding is about.
Target ApiServer::bound_pod(const Call& call, json::object& binding) const {
  const Route& route = call.route;
  const Resource* const pods = resources_.find("", "v1", "pods");
  match_namespace(*route.resource, route.namespace_, binding);
  if (name_of(binding).empty()) refuse_bad_request("Name parameter required.");
  metadata_of(binding).erase("uid");  // as of all that is created
  return {pods, route.namespace_, route.name.empty() ? std::string(name_of(binding)) : route.name};
}

void ApiServer::serve_action(Call& call) {
  const Route& route = call.route;
  const std::string text = read_body(*route.resource, call.request.headers, call.request.body);
  WriteOptions options = read_write_options(route.query, options_kind(route));
  name_writer(call.caller, call.request.headers, options);
  const bool binds = is_core(route, "bindings");
  json::object body;
  bool changed = false;
  {
    const std::scoped_lock lock(mutex_);
    const Revision before = storage_.revision();
    if (!binds) {
      const Resource resource = action_resource(route.subresource, text);
      body = read_object(resource, text, options.field_validation, call.warnings, resources_);
      match_namespace(*route.resource, route.namespace_, body);
    }
    if (route.subresource == "token") {
      write_object(call, 201, request_token(call, body, options), call.answer);
      return;
    }
    const bool dry_run = options.dry_run;
    if (binds) {
      body =
          read_object(*route.resource, text, options.field_validation, call.warnings, resources_);
      const Target pod = bound_pod(call, body);
      admit_action(call, "CREATE", body, options);
      bind_pod(pod, body, dry_run, storage_, clock_);
    } else if (route.subresource == "binding") {
      admit_action(call, "CREATE", body, options);
      bind_pod(call.target(), body, dry_run, storage_, clock_);
    } else {
      const Target pod{route.resource, route.namespace_, route.name};
      admit_action(call, "CREATE", body, options);
      DeleteOptions how = read_delete_options({}, to_text(object_at(body, "deleteOptions")));
      how.dry_run = how.dry_run || dry_run;
      how.admitted = true;
      check_eviction(pod, body, how.dry_run, storage_);
      (void)objects_.remove(pod, how, call.warnings);
    }
    changed = storage_.revision() != before;
  }
  if (changed) journal_.mark_written(call.number);
  call.answer.status = 201;
  set_json(call.answer);
  call.answer.body = body_of({{"kind", "Status"},
                              {"apiVersion", "v1"},
                              {"metadata", json::object()},
                              {"status", "Success"},
                              {"code", 201}},
                             call.layout);
}

void ApiServer::check_bound_object(const json::object& bound, const Target& account) const {
  const std::string kind(text_at(bound, "kind"));
  const std::string name(text_at(bound, "name"));
  const std::string_view version = text_at(bound, "apiVersion");
  const Resource* const resource = resources_.find_kind("", "v1", kind);
  if (version != "v1" || resource == nullptr ||
      (kind != "Pod" && kind != "Secret" && kind != "Node")) {
    refuse_bad_request("cannot bind token to object of type " + kind_text(version, kind));
  }
  const ObjectPtr object =
      objects_.get({resource, resource->namespaced ? account.namespace_ : "", name}, "");
  const std::string_view uid = text_at(bound, "uid");
  if (!uid.empty() && uid != uid_of(*object)) {
    refuse_conflict({"", kind}, name,
                    "the UID in the bound object reference (" + std::string(uid) +
                        ") does not match the UID in record. The object might have been deleted "
                        "and then recreated");
  }
  if (kind == "Pod" && text_at(*object, {"spec", "serviceAccountName"}) != account.name) {
    refuse_bad_request("cannot bind token for serviceaccount " + go_quote(account.name) +
                       " to pod running with different serviceaccount name.");
  }
}

ObjectPtr ApiServer::request_token(Call& call, const json::object& request,
                                   const WriteOptions& options) {
  constexpr std::int64_t shortest = 600;
  constexpr std::int64_t usual = 3600;
  constexpr std::int64_t longest = std::int64_t{1} << 32;
  const Target target{call.route.resource, call.route.namespace_, call.route.name};
  const ObjectPtr account = objects_.get(target, "");
  const std::int64_t seconds = number_at(request, {"spec", "expirationSeconds"}).value_or(usual);
  const bool too_short = seconds < shortest;
  if (too_short || seconds > longest) {
    FieldErrors errors;
    errors.invalid("spec.expirationSeconds", seconds,
                   too_short ? "may not specify a duration less than 10 minutes"
                             : "may not specify a duration larger than 2^32 seconds");
    refuse_invalid({"authentication.k8s.io", "TokenRequest"}, "", errors);
  }
  json::object completed = request;
  ensure_object(completed, "spec")["expirationSeconds"] = seconds;
  admit_action(call, "CREATE", completed, options);
  const json::object& bound = object_at(request, {"spec", "boundObjectRef"});
  if (!bound.empty()) check_bound_object(bound, target);
  TokenClaims claims{.namespace_ = target.namespace_,
                     .service_account = target.name,
                     .uid = std::string(uid_of(*account)),
                     .id = random_.uid(),
                     .audiences = texts_at(request, {"spec", "audiences"}),
                     .issued = clock_.wall_now(),
                     .lifetime = std::chrono::seconds(seconds)};
  if (claims.audiences.empty()) claims.audiences.emplace_back(server_audience);
  json::array audiences;
  for (const std::string& audience : claims.audiences) audiences.emplace_back(audience);
  json::object answer{{"kind", "TokenRequest"},
                      {"apiVersion", "authentication.k8s.io/v1"},
                      {"metadata",
                       {{"name", target.name},
                        {"namespace", target.namespace_},
                        {"uid", claims.uid},
                        {"creationTimestamp", clock_.timestamp()}}},
                      {"spec",
                       {{"audiences", std::move(audiences)},
                        {"expirationSeconds", seconds},
                        {"boundObjectRef", bound.empty() ? json::value() : json::value(bound)}}},
                      {"status",
                       {{"token", tokens_.issue(claims)},
                        {"expirationTimestamp", clock_.timestamp(claims.lifetime)}}}};
  note_token_request(request, seconds, answer,
                     {.name = options.manager,
                      .api_version = "authentication.k8s.io/v1",
                      .subresource = "token",
                      .now = clock_.timestamp()});
  return std::make_shared<const json::object>(std::move(answer));
}

void ApiServer::append_log(const PodLogs::Name& name, std::string_view text) {
  logs_.append(name, text, clock_.timestamp());
}

void ApiServer::serve_patch(Call& call) {
  const Route& route = call.route;
  const Patch patch{read_patch_type(call.request.headers, *route.resource), call.request.body};
  WriteOptions options = read_patch_options(route.query, patch.type == PatchType::apply);
  name_writer(call.caller, call.request.headers, options);
  Written written;
  bool changed = false;
  {
    const std::scoped_lock lock(mutex_);
    const Revision before = storage_.revision();
    written = route.subresource == "scale"
                  ? objects_.patch_scale(call.target(), patch, options, call.warnings, resources_)
                  : objects_.patch(call.target(), patch, options, call.warnings, resources_);
    changed = storage_.revision() != before;
  }
  if (changed) journal_.mark_written(call.number);
  write_object(call, written.created ? 201 : 200, written.object, call.answer);
}

void ApiServer::serve_delete(Call& call) {
  const Route& route = call.route;
  const bool collection = route.verb == "deletecollection";
  ListOptions what;
  if (collection) what = read_list_options(route.query, *route.resource, false);
  const std::string body =
      call.request.body.empty()
          ? ""
          : read_body(*route.resource, call.request.headers, call.request.body);
  DeleteOptions how = read_delete_options(route.query, body);
  how.caller = call.caller;
  const KindRules& rules = *route.resource->rules;
  if (!rules.orphan_warning.empty() && how.propagation == Propagation::unset &&
      !how.orphan_dependents) {
    call.warnings.emplace_back(rules.orphan_warning);
  }
  Removed removed;
  Page page;
  bool changed = false;
  {
    const std::scoped_lock lock(mutex_);
    const Revision before = storage_.revision();
    if (collection) {
      page = objects_.remove_collection(call.target(), how, what, call.warnings);
    } else {
      removed = objects_.remove(call.target(), how, call.warnings);
    }
    changed = storage_.revision() != before;
  }
  if (changed) journal_.mark_written(call.number);
  if (collection) return write_list(call, page, call.answer);
  if (!removed.gone || rules.answers_deleted_object) {
    const bool accepted = !removed.gone && how.orphan_dependents == false;
    return write_object(call, accepted ? 202 : 200, removed.object, call.answer);
  }
  set_json(call.answer);
  call.answer.body = body_of(success_of(route, *removed.object), call.layout);
}

}  // namespace k8s::testing::fake
