#include "auth/plugin.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <system_error>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <k8s/error.hpp>
#include <k8s/time.hpp>

#include "auth/pem.hpp"
#include "auth/plain_words.hpp"
#include "auth/text.hpp"
#include "lack_of_files.hpp"
#include "process/run.hpp"
#include "yaml/parse.hpp"

namespace k8s::auth {

namespace {

namespace json = boost::json;

constexpr std::size_t most_printed = std::size_t{1} << 20;

std::string named(const Plugin& plugin) {
  return "the credential plugin " + in_quotes(plugin.command);
}

/// Reads what a plugin printed, and never shows it.
class Answer {
 public:
  explicit Answer(const Plugin& plugin) : plugin_(plugin) {}

  [[noreturn]] void fail(const std::string& problem) const {
    plugin_.fail(named(plugin_) + ' ' + problem +
                 "; run it by hand, with KUBERNETES_EXEC_INFO set, to see what it prints");
  }

  [[nodiscard]] json::value parse(std::string_view printed) const {
    try {
      return yaml::parse(printed, "output",
                         {.bytes = most_printed, .depth = 50, .repeated_keys = true});
    } catch (const yaml::ParseError& error) {
      fail("printed what is no JSON (line " + std::to_string(error.mark().line) + ", column " +
           std::to_string(error.mark().column) + ")");
    }
  }

  [[nodiscard]] std::string text(const json::object& object, std::string_view field,
                                 const std::string& path) const {
    const json::value* value = object.if_contains(field);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_string()) fail("printed a " + path + " that is no string");
    return {value->get_string().data(), value->get_string().size()};
  }

  [[nodiscard]] std::shared_ptr<const ClientCertificate> certificate(std::string certificate,
                                                                     std::string key) const {
    if (certificate.empty() && key.empty()) return nullptr;
    if (certificate.empty()) fail("printed a key but no certificate");
    if (key.empty()) fail("printed a certificate but no key");
    check("status.clientCertificateData", certificates_problem(certificate));
    check("status.clientKeyData", key_problem(key, certificate));
    return std::make_shared<const ClientCertificate>(
        ClientCertificate{std::move(certificate), std::move(key)});
  }

  [[nodiscard]] std::optional<std::chrono::system_clock::time_point> time(
      const std::string& text) const {
    if (text.empty()) return std::nullopt;
    try {
      return std::min<std::chrono::sys_seconds>(Time::parse(text).value(), latest_expiry);
    } catch (const ValidationError&) {
      fail("printed a status.expirationTimestamp that is no time of RFC 3339");
    }
  }

 private:
  void check(const std::string& field, const std::string& problem) const {
    if (!problem.empty()) fail("printed a " + field + " that cannot be used: " + problem);
  }

  const Plugin& plugin_;
};

/// What is wrong with how it ended, with the plugin's own words if it said any.
std::string in_its_words(std::string problem, const process::Outcome& outcome) {
  const std::string words = plain_words(outcome.errors);
  return words.empty() ? problem : problem + ", saying " + in_quotes(words);
}

[[noreturn]] void fail_not_found(const Plugin& plugin) {
  const bool is_path = plugin.command.find('/') != std::string::npos;
  std::string problem = named(plugin) + (is_path ? " does not exist or is not executable"
                                                 : " was not found on $PATH");
  problem += "; install it, or correct `command`";
  if (!plugin.install_hint.empty()) problem += ". Its hint: " + plugin.install_hint;
  plugin.fail(problem);
}

bool is_interactive(const Plugin& plugin) {
  using Mode = Plugin::InteractiveMode;
  if (plugin.interactive_mode == Mode::never) return false;
  const bool terminal = process::has_terminal();
  if (plugin.interactive_mode == Mode::always) {
    if (!terminal) {
      plugin.fail(named(plugin) +
                  " wants to ask the user (interactiveMode: Always), but standard input is not a "
                  "terminal; run this program in one, or use credentials that ask nobody");
    }
    if (!plugin.may_read_input) {
      plugin.fail(
          named(plugin) +
          " wants to ask the user (interactiveMode: Always), but this program keeps standard "
          "input to itself; use credentials that ask nobody");
    }
  }
  return terminal && plugin.may_read_input;
}

/// Of open files, processes or memory.
bool is_lack_of_resources(const std::error_code& error) {
  return is_lack_of_files(error) || error == std::errc::resource_unavailable_try_again ||
         error == std::errc::not_enough_memory;
}

}  // namespace

void Plugin::fail(std::string_view problem) const {
  throw ConfigError("user " + in_quotes(user) + ": " + std::string(problem), file, line);
}

std::string exec_info(const Plugin& plugin, bool interactive) {
  json::object spec;
  if (!plugin.cluster.is_null()) spec["cluster"] = plugin.cluster;
  spec["interactive"] = interactive;
  return json::serialize(json::object{
      {"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}, {"spec", std::move(spec)}});
}

Credentials read_credentials(const Plugin& plugin, std::string_view printed) {
  const Answer answer(plugin);
  if (trimmed(printed).empty()) answer.fail("printed nothing");
  const json::value value = answer.parse(printed);
  const json::object* object = value.if_object();
  if (object == nullptr) answer.fail("printed what is no ExecCredential");
  const std::string kind = answer.text(*object, "kind", "kind");
  if (!kind.empty() && kind != "ExecCredential") {
    answer.fail("printed an object whose kind is not ExecCredential");
  }
  if (answer.text(*object, "apiVersion", "apiVersion") != plugin.api_version) {
    answer.fail("printed an ExecCredential whose apiVersion is not " + plugin.api_version +
                ", which the kubeconfig asks for");
  }
  const json::value* status_value = object->if_contains("status");
  const json::object* status = status_value == nullptr ? nullptr : status_value->if_object();
  if (status == nullptr) answer.fail("printed an ExecCredential without a status");
  const std::string token = answer.text(*status, "token", "status.token");
  Credentials credentials{
      .token = std::string(trimmed(token)),
      .certificate = answer.certificate(
          answer.text(*status, "clientCertificateData", "status.clientCertificateData"),
          answer.text(*status, "clientKeyData", "status.clientKeyData")),
      .expires =
          answer.time(answer.text(*status, "expirationTimestamp", "status.expirationTimestamp"))};
  if (credentials.token.empty() && credentials.certificate == nullptr) {
    answer.fail("printed neither a token nor a certificate");
  }
  if (!credentials.token.empty() && !is_token(credentials.token)) {
    answer.fail("printed a status.token that holds spaces or control characters");
  }
  return credentials;
}

Credentials run_plugin(const Plugin& plugin, const std::stop_token& stop) {
  using End = process::Outcome::End;
  const bool interactive = is_interactive(plugin);
  const std::optional<std::string> program = process::find_program(plugin.command);
  if (!program) fail_not_found(plugin);
  std::vector<std::string> variables = plugin.environment;
  variables.push_back("KUBERNETES_EXEC_INFO=" + exec_info(plugin, interactive));
  const process::Outcome outcome =
      process::run({.program = *program,
                    .arguments = plugin.arguments,
                    .environment = process::environment_with(variables),
                    .interactive = interactive,
                    .timeout = plugin.timeout,
                    .stop = stop,
                    .most_output = most_printed});
  const auto fail = [&](const std::string& problem, const std::string& remedy) {
    plugin.fail(in_its_words(named(plugin) + ' ' + problem, outcome) + "; " + remedy);
  };
  const std::string by_hand = "run it by hand to see why";
  switch (outcome.end) {
    case End::exited:
      if (outcome.code != 0) fail("failed with exit code " + std::to_string(outcome.code), by_hand);
      if (trimmed(outcome.output).empty()) fail("printed nothing", by_hand);
      break;
    case End::signalled:
      fail("was ended by signal " + std::to_string(outcome.code), by_hand);
      break;
    case End::not_started:
      fail("cannot be run: " + outcome.error.message(),
           is_lack_of_resources(outcome.error)
               ? "end something else, or raise this process's limits (ulimit)"
               : "correct `command`");
      break;
    case End::timed_out:
      fail("gave no answer within " + std::to_string(plugin.timeout.count()) + " ms",
           "run it by hand to see what it waits for, or give it more time (plugin_timeout)");
      break;
    case End::too_much_output:
      fail("printed more than " + std::to_string(most_printed) + " bytes", by_hand);
      break;
    case End::stopped:
      throw Stopped(named(plugin) + " was stopped");
  }
  return read_credentials(plugin, outcome.output);
}

PluginSource::PluginSource(Plugin plugin)
    : RenewingSource([plugin](const std::stop_token& stop) { return run_plugin(plugin, stop); }),
      plugin_(std::move(plugin)) {}

std::shared_ptr<PluginSource> PluginSource::shared(const Plugin& plugin) {
  static std::mutex mutex;
  // Never destroyed: threads may outlive main.
  static auto* const known = new std::list<std::weak_ptr<PluginSource>>;
  const std::lock_guard lock(mutex);
  std::shared_ptr<PluginSource> found;
  known->remove_if([&](const std::weak_ptr<PluginSource>& weak) {
    const std::shared_ptr<PluginSource> source = weak.lock();
    if (source && source->plugin() == plugin) found = source;
    return source == nullptr;
  });
  if (!found) {
    found = std::make_shared<PluginSource>(plugin);
    known->push_back(found);
  }
  return found;
}

}  // namespace k8s::auth
