#include <set>
#include <string>

#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/volume_paths.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::int64_t largest_id = 2147483647;
constexpr const char* id_range = "must be between 0 and 2147483647, inclusive";

void validate_seccomp(const Part& holder) {
  if (!holder.has("seccompProfile")) return;
  const Part profile = holder.child("seccompProfile");
  const std::string_view type = profile.text("type");
  if (profile.require("type", "type is required when seccompProfile is set")) {
    profile.choose("type", {"Localhost", "RuntimeDefault", "Unconfined"});
  }
  if (type == "Localhost") {
    if (!profile.require_member("localhostProfile", "must be set when seccomp type is Localhost")) {
      return;
    }
    const std::string_view path = profile.text("localhostProfile");
    if (path.starts_with('/')) {
      holder.errors().invalid(profile.at("localhostProfile"), path, "must be a relative path");
    }
    validate_no_backsteps(path, profile.at("localhostProfile"), holder.errors());
  } else if (profile.has("localhostProfile")) {
    // The server shows its own form of the struct.
    holder.errors().invalid(
        profile.at("localhostProfile"),
        json::object{{"Type", type}, {"LocalhostProfile", profile.text("localhostProfile")}},
        "can only be set when seccomp type is Localhost");
  }
}

void validate_app_armor(const Part& holder) {
  constexpr const char* missing = "must be set when AppArmor type is Localhost";
  constexpr std::size_t longest = 4095;
  if (!holder.has("appArmorProfile")) return;
  const Part profile = holder.child("appArmorProfile");
  const std::string_view type = profile.text("type");
  const std::string_view name = profile.text("localhostProfile");
  const FieldPath path = profile.at("localhostProfile");
  if (type == "Localhost") {
    if (!profile.require_member("localhostProfile", missing)) return;
    if (!name.empty() && (name.front() <= ' ' || name.back() <= ' ')) {
      holder.errors().invalid(path, name, "must not be padded with whitespace");
    } else if (name.empty()) {
      holder.errors().required(path, missing);
    }
    if (name.size() > longest) holder.errors().too_long(path, longest);
  } else if (type == "RuntimeDefault" || type == "Unconfined") {
    if (profile.has("localhostProfile")) {
      holder.errors().invalid(path, name, "can only be set when AppArmor type is Localhost");
    }
  } else if (profile.require("type", "type is required when appArmorProfile is set")) {
    profile.choose("type", {"Localhost", "RuntimeDefault", "Unconfined"});
  }
}

void validate_windows_user(const Part& options) {
  constexpr std::size_t longest_domain = 256;
  constexpr std::size_t longest_user = 104;
  const std::string_view name = options.text("runAsUserName");
  const auto refuse = [&](const std::string& what) {
    options.errors().invalid(options.at("runAsUserName"), name, what);
  };
  if (name.empty()) return refuse("runAsUserName cannot be an empty string");
  if (matches_pattern(name, "[[:cntrl:]]+")) {
    return refuse("runAsUserName cannot contain control characters");
  }
  const std::size_t slash = name.find('\\');
  if (slash != name.npos && name.find('\\', slash + 1) != name.npos) {
    return refuse("runAsUserName cannot contain more than one backslash");
  }
  const std::string_view domain = slash == name.npos ? "" : name.substr(0, slash);
  const std::string_view user = slash == name.npos ? name : name.substr(slash + 1);
  if (domain.size() >= longest_domain) {
    refuse("runAsUserName's Domain length must be under 256 characters");
  }
  if (slash != name.npos &&
      !matches_pattern(domain, R"(^[^\\/:\*\?"<>|\.][^\\/:\*\?"<>|]{0,14}$)") &&
      !matches_pattern(
          domain,
          R"(^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$)")) {
    refuse("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user.empty()) {
    refuse("runAsUserName's User cannot be empty");
  } else if (user.size() > longest_user) {
    refuse("runAsUserName's User length must not be longer than 104 characters");
  }
  if (matches_pattern(user, R"(^[\. ]+$)")) {
    refuse("runAsUserName's User cannot contain only periods or spaces");
  }
  if (user.find_first_of("\"/\\[]:;|=,+*?<>@") != user.npos) {
    refuse(R"(runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[])");
  }
}

void validate_windows_options(const Part& holder) {
  constexpr std::size_t longest = std::size_t{64} * 1024;
  if (!holder.has("windowsOptions")) return;
  const Part options = holder.child("windowsOptions");
  FieldErrors& errors = holder.errors();
  if (options.has("gmsaCredentialSpecName")) {
    const std::string_view name = options.text("gmsaCredentialSpecName");
    errors.invalid(options.at("gmsaCredentialSpecName"), name, check_dns_subdomain(name));
  }
  if (options.has("gmsaCredentialSpec")) {
    const std::string_view text = options.text("gmsaCredentialSpec");
    if (text.empty()) {
      errors.invalid(options.at("gmsaCredentialSpec"), text,
                     "gmsaCredentialSpec cannot be an empty string");
    } else if (text.size() > longest) {
      errors.invalid(options.at("gmsaCredentialSpec"), text,
                     "gmsaCredentialSpec size must be under 64 KiB");
    }
  }
  if (options.has("runAsUserName")) validate_windows_user(options);
}

void validate_system_controls(const Part& spec, const Part& context) {
  constexpr std::size_t longest = 253;
  constexpr const char* form =
      R"(^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$)";
  FieldErrors& errors = context.errors();
  std::set<std::string, std::less<>> names;
  context.each("sysctls", [&](const Part& control) {
    const std::string_view name = control.text("name");
    if (!control.require("name")) {
      // Said.
    } else if (name.size() > longest || !matches_pattern(name, form)) {
      errors.invalid(control.at("name"), name,
                     std::string("must have at most 253 characters and match regex ") + form);
    } else if (names.contains(name)) {
      errors.duplicate(control.at("name"), name);
    }
    if (spec.flag("hostNetwork") && name.starts_with("net.")) {
      errors.invalid(control.at("name"), name, "may not be specified when 'hostNetwork' is true");
    } else if (spec.flag("hostIPC") &&
               (name.starts_with("kernel.shm") || name.starts_with("kernel.msg") ||
                name.starts_with("fs.mqueue.") || name == "kernel.sem")) {
      errors.invalid(control.at("name"), name, "may not be specified when 'hostIPC' is true");
    }
    names.emplace(name);
  });
}

void validate_user(const Part& context) {
  context.in_range("runAsUser", 0, largest_id, id_range);
  context.in_range("runAsGroup", 0, largest_id, id_range);
}

/// Whether a container runs in the host itself, which only Windows knows.
void validate_host_process(const Part& spec) {
  const json::value* const of_pod =
      find(spec.object(), {"securityContext", "windowsOptions", "hostProcess"});
  const auto is_true = [](const json::value* value) {
    return value != nullptr && value->is_bool() && value->get_bool();
  };
  int containers = 0;
  int in_host = 0;
  each_container(spec, [&](const Part& container) {
    ++containers;
    const json::value* const own =
        find(container.object(), {"securityContext", "windowsOptions", "hostProcess"});
    if (of_pod != nullptr && own != nullptr && is_true(of_pod) != is_true(own)) {
      spec.errors().invalid(
          container.at("securityContext").child("windowsOptions").child("hostProcess"), *own,
          std::string("pod hostProcess value must be identical if both are specified, was ") +
              (is_true(of_pod) ? "true" : "false"));
    }
    if (is_true(own != nullptr ? own : of_pod)) ++in_host;
  });
  if (in_host == 0) return;
  if (in_host != containers) {
    spec.errors().invalid(spec.path(), "",
                          "If pod contains any hostProcess containers then all containers must be "
                          "HostProcess containers");
  }
  if (!spec.flag("hostNetwork")) {
    spec.errors().invalid(spec.at("hostNetwork"), json::value(false),
                          "hostNetwork must be true if pod contains any hostProcess containers");
  }
}

void validate_host_users(const Part& spec) {
  constexpr const char* words = "when `hostUsers` is false";
  if (!spec.has("hostUsers") || spec.flag("hostUsers")) return;
  if (spec.flag("hostNetwork")) spec.forbid("hostNetwork", words);
  // The server names these so.
  if (spec.flag("hostPID")) spec.errors().forbidden(spec.at("HostPID"), words);
  if (spec.flag("hostIPC")) spec.errors().forbidden(spec.at("HostIPC"), words);
}

void validate_linux(const Part& spec) {
  constexpr const char* words = "windows options cannot be set for a linux pod";
  spec.child("securityContext").forbid("windowsOptions", words);
  each_container(spec, [&](const Part& container) {
    container.child("securityContext").forbid("windowsOptions", words);
  });
}

void validate_windows(const Part& spec) {
  constexpr const char* words = "cannot be set for a windows pod";
  const Part context = spec.child("securityContext");
  const auto refuse = [&](const Part& part, std::initializer_list<const char*> names) {
    for (const char* const name : names) part.forbid(name, words);
  };
  const auto refuse_flag = [&](const char* name) {
    if (spec.flag(name)) spec.forbid(name, words);
  };
  spec.forbid("resources", "may not be set for a windows pod");
  refuse(context, {"appArmorProfile", "seLinuxOptions"});
  refuse(spec, {"hostUsers"});
  refuse_flag("hostPID");
  refuse_flag("hostIPC");
  refuse(context, {"seccompProfile", "fsGroup", "fsGroupChangePolicy"});
  if (context.count("sysctls") > 0) refuse(context, {"sysctls"});
  refuse(spec, {"shareProcessNamespace"});
  refuse(context, {"runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
                   "seLinuxChangePolicy"});
  each_container(spec, [&](const Part& container) {
    refuse(container.child("securityContext"),
           {"appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities",
            "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount",
            "runAsUser", "runAsGroup"});
  });
}

}  // namespace

void validate_container_security(const Part& container, bool host_users) {
  if (!container.has("securityContext")) return;
  const Part context = container.child("securityContext");
  FieldErrors& errors = container.errors();
  validate_user(context);
  context.choose("procMount", {"Default", "Unmasked"});
  if (host_users && context.text("procMount") == "Unmasked") {
    errors.invalid(context.at("procMount"), "Unmasked",
                   "`hostUsers` must be false to use `Unmasked`");
  }
  validate_seccomp(context);
  if (context.has("allowPrivilegeEscalation") && !context.flag("allowPrivilegeEscalation")) {
    const std::string words = "cannot set `allowPrivilegeEscalation` to false and ";
    if (context.flag("privileged")) {
      errors.invalid(context.path(), context.object(), words + "`privileged` to true");
    }
    for (const std::string& capability : texts_at(context.object(), {"capabilities", "add"})) {
      if (capability != "CAP_SYS_ADMIN") continue;
      errors.invalid(context.path(), context.object(), words + "`capabilities.Add` CAP_SYS_ADMIN");
    }
  }
  validate_windows_options(context);
  validate_app_armor(context);
}

void validate_pod_security(const Part& spec) {
  const Part context = spec.child("securityContext");
  FieldErrors& errors = spec.errors();
  context.in_range("fsGroup", 0, largest_id, id_range);
  validate_user(context);
  const json::array& groups = array_at(context.object(), "supplementalGroups");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::int64_t group = groups[i].is_int64() ? groups[i].get_int64() : 0;
    if (group < 0 || group > largest_id) {
      errors.invalid(context.at("supplementalGroups").index(i), group, id_range);
    }
  }
  if (spec.flag("hostPID") && spec.flag("shareProcessNamespace")) {
    errors.invalid(context.at("shareProcessNamespace"), json::value(true),
                   "ShareProcessNamespace and HostPID cannot both be enabled");
  }
  validate_system_controls(spec, context);
  context.choose("fsGroupChangePolicy", {"Always", "OnRootMismatch"});
  validate_seccomp(context);
  validate_windows_options(context);
  validate_app_armor(context);
  context.choose("supplementalGroupsPolicy", {"Merge", "Strict"});
  context.choose("seLinuxChangePolicy", {"Recursive"});  // with default flags
}

void validate_host_processes(const Part& spec) {
  validate_host_process(spec);
  validate_host_users(spec);
}

void validate_operating_system(const Part& spec) {
  if (!spec.has("os")) return;
  const Part os = spec.child("os");
  const std::string_view name = os.text("name");
  if (!os.require("name")) return;
  if (name == "linux") {
    validate_linux(spec);
  } else if (name == "windows") {
    validate_windows(spec);
  } else {
    spec.errors().not_supported(os.path(), name, {"linux", "windows"});
  }
}

}  // namespace k8s::testing::fake
