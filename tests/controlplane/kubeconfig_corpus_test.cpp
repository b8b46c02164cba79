// kubectl and this library read the same kubeconfigs in the same way: the same server, namespace,
// user and CA, or both refuse. What kubectl refuses shows in `config view --minify --raw` or, for
// what it looks at only when it connects, in a request to a port where nobody listens. Of
// --cluster,
// --user and --namespace `config view` knows nothing; unit tests have them.

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "base64.hpp"
#include "process/run.hpp"
#include "support/environment.hpp"
#include "support/temporary_directory.hpp"
#include "testing/assets.hpp"
#include "testing/certificates.hpp"

namespace k8s::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const detail::CertificateAuthority& authority() {
  static const detail::CertificateAuthority only("ca");
  return only;
}
const detail::KeyPair& ann() {
  static const detail::KeyPair only = authority().issue_client("ann");
  return only;
}
const detail::KeyPair& bob() {
  static const detail::KeyPair only = authority().issue_client("bob");
  return only;
}

/// A setup: files, and how a program is told of them. "@" stands for the folder of the files.
struct Setup {
  std::string name;
  std::map<std::string, std::string> files;
  /// As if it were set; without a value it is not.
  std::optional<std::string> kubeconfig = "@/config";
  KubeConfigOptions options{};
  /// kubectl would run a plugin, or ask for a user name, before it connects.
  bool view_only = false;
  /// Symbolic links: their paths, and where they lead.
  std::map<std::string, std::string> links{};
};

std::string filled(std::string text, const std::string& folder) {
  for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos; at += folder.size()) {
    text.replace(at, 1, folder);
  }
  return text;
}

constexpr const char* server = "server: 'https://127.0.0.1:1'";

std::string one(const std::string& cluster, const std::string& user,
                const std::string& context = "cluster: k, user: u") {
  return "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {" +
         context + "}\nclusters:\n- name: k\n  cluster: {" + cluster +
         "}\nusers:\n- name: u\n  user: {" + user + "}\n";
}

Setup seen_only(Setup setup) {
  setup.view_only = true;
  return setup;
}

Setup simple(std::string name, const std::string& cluster, const std::string& user,
             const std::string& context = "cluster: k, user: u") {
  return {std::move(name), {{"config", one(cluster, user, context)}}};
}

std::string with_server(const std::string& more) {
  return std::string(server) + ", " + more;
}

std::vector<Setup> contexts() {
  const std::string two =
      "contexts:\n- {name: a, context: {cluster: k, user: u, namespace: x}}\n"
      "- {name: b, context: {cluster: l, user: v}}\nclusters:\n"
      "- {name: k, cluster: {server: 'https://127.0.0.1:1'}}\n"
      "- {name: l, cluster: {server: 'https://127.0.0.1:2'}}\nusers:\n"
      "- {name: u, user: {token: one}}\n- {name: v, user: {token: two}}\n";
  return {
      simple("token", server, "token: abc"),
      simple("namespace", server, "token: abc", "cluster: k, user: u, namespace: web"),
      simple("empty namespace", server, "token: abc", "cluster: k, user: u, namespace: ''"),
      simple("unknown fields", with_server("unknown: {a: [1]}"), "token: abc, unknown: 1"),
      {"current context", {{"config", "current-context: b\n" + two}}},
      {"named context", {{"config", "current-context: b\n" + two}}, "@/config", {.context = "a"}},
      {"named context without a current one", {{"config", two}}, "@/config", {.context = "b"}},
      {"no current context", {{"config", two}}},
      {"empty current context", {{"config", "current-context: ''\n" + two}}},
      {"current context that is missing", {{"config", "current-context: z\n" + two}}},
      {"named context that is missing",
       {{"config", "current-context: a\n" + two}},
       "@/config",
       {.context = "z"}},
      {"another user that is missing",
       {{"config", "current-context: a\n" + two}},
       "@/config",
       {.user = "z"}},
      simple("cluster that is missing", server, "token: abc", "cluster: z, user: u"),
      simple("user that is missing", server, "token: abc", "cluster: k, user: z"),
      {"JSON",
       {{"config",
         R"({"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],)"
         R"("clusters":[{"name":"k","cluster":{"server":"https://127.0.0.1:1"}}],)"
         R"("users":[{"name":"u","user":{"token":"abc"}}]})"}}},
      {"anchors",
       {{"config",
         "x: &s {server: 'https://127.0.0.1:1'}\ncurrent-context: c\n"
         "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
         "clusters: [{name: k, cluster: *s}]\nusers: [{name: u, user: {token: abc}}]\n"}}},
      {"several documents", {{"config", one(server, "token: abc") + "---\ncurrent-context: z\n"}}},
  };
}

std::vector<Setup> files() {
  const std::string here = one(server, "token: one");
  return {
      {"home", {{".kube/config", here}}, std::nullopt},
      {"nothing anywhere", {}, std::nullopt},
      {"empty variable", {{".kube/config", here}}, ""},
      {"explicit path",
       {{"other", here}, {".kube/config", "["}},
       std::nullopt,
       {.path = "@/other"}},
      {"explicit path wins over the variable",
       {{"other", here}, {"config", "["}},
       "@/config",
       {.path = "@/other"}},
      {"explicit path that is missing", {{"config", here}}, "@/config", {.path = "@/none"}},
      {"file that is missing", {}, "@/none"},
      {"list with files that are missing", {{"b", here}}, "@/none:@/b:@/nothing"},
      {"list with empty items", {{"b", here}}, ":@/b::"},
      {"list of the same file", {{"b", here}}, "@/b:@/b"},
      {"the first user wins",
       {{"a", "users: [{name: u, user: {token: first}}]\n"}, {"b", one(server, "token: second")}},
       "@/a:@/b"},
      seen_only(
          {"the first user wins whole",
           {{"a", "users: [{name: u, user: {as: zoe}}]\n"}, {"b", one(server, "token: second")}},
           "@/a:@/b"}),
      {"the first cluster wins",
       {{"a", "clusters: [{name: k, cluster: {server: 'https://127.0.0.1:2'}}]\n"},
        {"b", one(server, "token: abc")}},
       "@/a:@/b"},
      {"the first context wins",
       {{"a", "contexts: [{name: c, context: {cluster: k, user: u, namespace: first}}]\n"},
        {"b", one(server, "token: abc")}},
       "@/a:@/b"},
      {"the first current context wins",
       {{"a", "current-context: d\n"},
        {"b", one(server, "token: abc")},
        {"d", "contexts: [{name: d, context: {cluster: k, user: u, namespace: of-d}}]\n"}},
       "@/a:@/b:@/d"},
      {"an empty current context does not win",
       {{"a", "current-context: ''\n"}, {"b", one(server, "token: abc")}},
       "@/a:@/b"},
      {"parts in three files",
       {{"a", "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"},
        {"sub/b",
         "clusters: [{name: k, cluster: {server: 'https://127.0.0.1:1', "
         "certificate-authority: ca.crt}}]\n"},
        {"sub/ca.crt", authority().pem()},
        {"other/d", "users: [{name: u, user: {tokenFile: token}}]\n"},
        {"other/token", "from-file"}},
       "@/a:@/sub/b:@/other/d"},
      {"one of the files is broken", {{"a", "["}, {"b", here}}, "@/a:@/b"},
      {"one of the files is empty", {{"a", ""}, {"b", here}}, "@/a:@/b"},
      {"a folder", {{"a/x", ""}, {"b", here}}, "@/a:@/b"},
  };
}

std::vector<Setup> clusters() {
  const std::string ca = base64_encode(authority().pem());
  const auto with_file = [](std::string name, const std::string& path, const std::string& file) {
    return Setup{std::move(name),
                 {{"sub/config", one(with_server("certificate-authority: " + path), "token: abc")},
                  {file, authority().pem()}},
                 "@/sub/config"};
  };
  return {
      simple("CA data", with_server("certificate-authority-data: " + ca), "token: abc"),
      with_file("CA file beside the kubeconfig", "ca.crt", "sub/ca.crt"),
      with_file("CA file above the kubeconfig", "../ca.crt", "ca.crt"),
      with_file("CA file with dots", "./x/.././ca.crt", "sub/ca.crt"),
      with_file("CA file by its whole path", "'@/ca.crt'", "ca.crt"),
      with_file("CA file that is missing", "none.crt", "ca.crt"),
      {"CA file that is none",
       {{"config", one(with_server("certificate-authority: ca.crt"), "token: abc")},
        {"ca.crt", "rubbish"}}},
      simple("CA data that is none",
             with_server("certificate-authority-data: " + base64_encode("rubbish")), "token: abc"),
      simple("CA data that is no base64", with_server("certificate-authority-data: '%%%'"),
             "token: abc"),
      simple("CA data and file",
             with_server("certificate-authority: x, certificate-authority-data: " + ca),
             "token: abc"),
      simple("no verification", with_server("insecure-skip-tls-verify: true"), "token: abc"),
      simple("no verification and a CA",
             with_server("insecure-skip-tls-verify: true, certificate-authority-data: " + ca),
             "token: abc"),
      simple("verification as text", with_server("insecure-skip-tls-verify: 'true'"), "token: abc"),
      simple("another name", with_server("tls-server-name: inner"), "token: abc"),
      simple("a path", "server: 'https://127.0.0.1:1/prefix/'", "token: abc"),
      simple("no TLS", "server: 'http://127.0.0.1:1'", "token: abc"),
      simple("a host alone", "server: '127.0.0.1:1'", "token: abc"),
      simple("a server that is a number", "server: 1", "token: abc"),
      simple("a proxy", with_server("proxy-url: 'http://127.0.0.1:1'"), "token: abc"),
      simple("a proxy of an unknown kind", with_server("proxy-url: 'ftp://127.0.0.1:1'"),
             "token: abc"),
      simple("no compression", with_server("disable-compression: true"), "token: abc"),
  };
}

std::vector<Setup> users(const std::string& at) {
  const std::string certificate = base64_encode(ann().certificate_pem);
  const std::string key = base64_encode(ann().key_pem);
  const auto with_files = [&](std::string name, const std::string& user) {
    return Setup{std::move(name),
                 {{"config", one(at, user)},
                  {"ann.crt", ann().certificate_pem},
                  {"keys/ann.key", ann().key_pem},
                  {"token", "from-file\n"}}};
  };
  const std::string exec = "exec: {apiVersion: client.authentication.k8s.io/v1, ";
  return {
      seen_only(simple("nobody", at, "")),
      seen_only(simple("context without a user", at, "token: abc", "cluster: k")),
      simple("password", at, "username: ann, password: 'p w'"),
      simple("token and password", at, "token: abc, username: ann, password: x"),
      simple("token that is a number", at, "token: 1"),
      simple("certificate data", at,
             "client-certificate-data: " + certificate + ", client-key-data: " + key),
      with_files("certificate files", "client-certificate: ann.crt, client-key: keys/ann.key"),
      with_files("certificate file and key data",
                 "client-certificate: ann.crt, client-key-data: " + key),
      with_files(
          "certificate data and file",
          "client-certificate: ann.crt, client-key: keys/ann.key, client-certificate-data: " +
              certificate),
      with_files("key data and file",
                 "client-certificate: ann.crt, client-key: keys/ann.key, client-key-data: " + key),
      with_files("certificate without a key", "client-certificate: ann.crt"),
      with_files("key that is missing", "client-certificate: ann.crt, client-key: none"),
      with_files("certificate that is missing",
                 "client-certificate: none, client-key: keys/ann.key"),
      simple("key of another certificate", at,
             "client-certificate-data: " + certificate +
                 ", client-key-data: " + base64_encode(bob().key_pem)),
      simple("key that is none", at,
             "client-certificate-data: " + certificate +
                 ", client-key-data: " + base64_encode("rubbish")),
      with_files("token file", "tokenFile: token"),
      with_files("token file and token", "tokenFile: token, token: abc"),
      with_files("token file that is missing", "tokenFile: none"),
      with_files("token and a token file that is missing", "tokenFile: none, token: abc"),
      simple("impersonation", at, "token: abc, as: bob, as-uid: '1', as-groups: [a, b]"),
      simple("impersonation of nobody", at, "token: abc, as-groups: [a, b]"),
      simple("impersonation of the wrong type", at, "token: abc, as-groups: a"),
      seen_only(simple("plugin", at, exec + "command: tool, interactiveMode: Never, args: [a]}")),
      seen_only(simple("plugin by a path", at, exec + "command: ./tool, interactiveMode: Never}")),
      simple("plugin without a mode", at, exec + "command: tool}"),
      simple("plugin without a command", at, exec + "interactiveMode: Never}"),
      simple("plugin without a version", at, "exec: {command: tool, interactiveMode: Never}"),
      simple("plugin of an unknown version", at,
             "exec: {command: tool, interactiveMode: Never, apiVersion: x/v1}"),
      simple("plugin of an unknown mode", at, exec + "command: tool, interactiveMode: maybe}"),
      simple("plugin and provider", at,
             exec + "command: tool, interactiveMode: Never}, auth-provider: {name: oidc}"),
      simple("arguments of the wrong type", at,
             exec + "command: tool, interactiveMode: Never, args: x}"),
      simple("provider that is unknown", at, "auth-provider: {name: gcp}"),
      simple("provider without an issuer", at, "auth-provider: {name: oidc, config: {}}"),
  };
}

std::vector<Setup> rubbish() {
  const auto text = [](std::string name, std::string file) {
    return Setup{std::move(name), {{"config", std::move(file)}}};
  };
  const std::string plain = one(server, "token: abc");
  return {
      text("text", "hello"),
      text("list", "- a\n"),
      text("broken YAML", "a: [\n"),
      text("tab", "a:\n\t- b\n"),
      text("another kind", "apiVersion: v1\nkind: Pod\n"),
      text("another version", "apiVersion: v2\nkind: Config\n"),
      text("clusters of the wrong type", "clusters: {a: b}\n"),
      text("users that are texts", "users: [a]\n"),
      text("nothing", ""),
      text("number", "5\n"),
      text("tab in the indentation", plain + "x:\n\t- y\n"),
      text("alias without an anchor", plain + "x: *y\n"),
      text("alias of itself", plain + "x: &y [*y]\n"),
      text("merge of a text", plain + "x: {<<: y}\n"),
      text("infinity", plain + "x: .inf\n"),
      text("key that is null", plain + "null: x\n"),
      text("key that is a list", plain + "? [a]\n: b\n"),
      text("deep", plain + "x: " + std::string(20'000, '[') + std::string(20'000, ']') + "\n"),
      text("kind in lower case", "apiVersion: v1\nkind: config\n"),
      text("two users of one name", plain + "- name: u\n  user: {}\n"),
      text("two users without a name", plain + "- user: {}\n- user: {}\n"),
      text("name that is a number", plain + "- name: 1\n"),
      text("preferences that are a list", plain + "preferences: []\n"),
      text("colors that are a number", plain + "preferences: {colors: 1}\n"),
      text("extensions that are a mapping", plain + "extensions: {a: b}\n"),
      text("extensions that are texts", plain + "extensions: [a]\n"),
      text("bytes that are no UTF-8", plain + "x: '\xE9'\n"),
      text("byte of zero", plain + std::string("x: '\0'\n", 7)),
      text("token that looks like a boolean", one(server, "token: on")),
      text("token that looks like a number", one(server, "token: 12e03")),
  };
}

/// What looks odd, and is none the less a kubeconfig.
std::vector<Setup> oddities() {
  const auto text = [](std::string name, std::string file) {
    return Setup{std::move(name), {{"config", std::move(file)}}};
  };
  const std::string plain = one(server, "token: abc");
  const auto replaced = [](std::string in, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = in.find(what, at)) != std::string::npos; at += by.size()) {
      in.replace(at, what.size(), by);
    }
    return in;
  };
  std::string utf16("\xFF\xFE");
  for (const char c : plain) utf16 += std::string{c, '\0'};
  return {
      text("byte order mark", "\xEF\xBB\xBF" + plain),
      text("lines of Windows", replaced(plain, "\n", "\r\n")),
      text("lines of old Macs", replaced(plain, "\n", "\r")),
      text("UTF 16", utf16),
      text("document that begins and ends", "---\n" + plain + "...\n"),
      text("comment before it", "# mine\n---\n" + plain),
      text("other documents behind it", plain + "---\nkind: Pod\n---\n[\n"),
      text("empty document before it", "---\n---\n" + plain),
      text("directive", "%YAML 1.1\n---\n" + plain),
      text("directive of a later version", "%YAML 1.2\n---\n" + plain),
      text("anchors", replaced(plain, "token: abc", "x: &a abc, token: *a")),
      text("merge", replaced(plain, "{token: abc}", "{<<: {token: abc, as: bob}, as: ann}")),
      text("merge behind", replaced(plain, "{token: abc}", "{token: abc, <<: {token: def}}")),
      text("field twice", replaced(plain, "token: abc", "token: abc, token: def")),
      text("section twice", plain + "users:\n- name: u\n  user: {token: def}\n"),
      text("current context twice", "current-context: d\n" + plain),
      text("unknown field twice", plain + "x: 1\nx: {a: 1, a: 2}\n"),
      text("sections that are null", plain + "preferences: null\nextensions: null\n"),
      text("entry that is null", plain + "- null\n"),
      text("entry without fields", plain + "- name: v\n"),
      text("entry without a name", plain + "- user: {token: def}\n"),
      text("extensions", plain + "extensions: [{name: a, extension: 5}, null]\n"),
      text("huge numbers", plain + "x: 99999999999999999999999999\ny: 1e999\n"),
      text("keys that are numbers", plain + "1: a\n1.5: b\n"),
      text("nested a hundred times",
           plain + "x: " + std::string(100, '[') + std::string(100, ']') + "\n"),
      text("JSON with tabs",
           "{\n\t\"current-context\": \"c\",\n\t\"contexts\": [{\"name\": \"c\", \"context\": "
           "{\"cluster\": \"k\", \"user\": \"u\"}}], \"clusters\": [{\"name\": \"k\", "
           "\"cluster\": {\"server\": \"https://127.0.0.1:1\"}}], \"users\": [{\"name\": "
           "\"u\", \"user\": {\"token\": \"abc\"}}]}"),
      text("token in bytes", one(server, "token: !!binary YWJj")),
      text("token that looks like a date", one(server, "token: 2001-01-01")),
      text("token with space around it", one(server, "token: ' abc '")),
      text("provider without tokens that is not used",
           one(server,
               "token: abc, auth-provider: {name: oidc, config: {idp-issuer-url: 'https://i', "
               "client-id: c}}")),
      text("server in upper case", one("server: 'HTTPS://127.0.0.1:1/'", "token: abc")),
      text("server without a port", one("server: 'https://127.0.0.1'", "token: abc")),
      text("server with an address of IPv6", one("server: 'https://[::1]:1'", "token: abc")),
      text("server with many slashes", one("server: 'https://127.0.0.1:1/a//b///'", "token: abc")),
      text("server without a host", one("server: 'https:///x'", "token: abc")),
      text("server with a broken address", one("server: 'https://[::1'", "token: abc")),
      text("server with a port of letters", one("server: 'https://127.0.0.1:a'", "token: abc")),
      text("server with a path alone", one("server: '/x'", "token: abc")),
      text("proxy in upper case",
           one(with_server("proxy-url: 'HTTP://127.0.0.1:1'"), "token: abc")),
      text("proxy with a broken address",
           one(with_server("proxy-url: 'http://[::1'"), "token: abc")),
      text("proxy with a port of letters",
           one(with_server("proxy-url: 'http://127.0.0.1:a'"), "token: abc")),
      text("proxy with a space", one(with_server("proxy-url: 'http://a b:1'"), "token: abc")),
      text("another name that is an address",
           one(with_server("tls-server-name: '::1'"), "token: abc")),
  };
}

std::string lines_of(const std::string& text, std::size_t width, const std::string& end) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += width) lines += text.substr(at, width) + end;
  return lines;
}

/// Forms of base64, and of what is in it.
std::vector<Setup> encodings() {
  const std::string pem = authority().pem();
  const std::string ca = base64_encode(pem);
  const auto block = [](std::string name, const std::string& value) {
    return Setup{std::move(name),
                 {{"config",
                   "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
                   "users: [{name: u, user: {token: abc}}]\nclusters:\n- name: k\n  cluster:\n"
                   "    server: https://127.0.0.1:1\n    certificate-authority-data: " +
                       value + "\n"}}};
  };
  const auto encoded = [&](std::string name, const std::string& text) {
    return block(std::move(name), base64_encode(text));
  };
  const auto client = [](std::string name, const std::string& certificate, const std::string& key) {
    return simple(std::move(name), server,
                  "client-certificate-data: " + base64_encode(certificate) +
                      ", client-key-data: " + base64_encode(key));
  };
  std::string windows;
  for (const char c : pem) windows += c == '\n' ? std::string("\r\n") : std::string{c};
  return {
      block("base64 in lines", "|\n      " + lines_of(ca, 76, "\n      ")),
      block("base64 folded", ">\n      " + lines_of(ca, 76, "\n      ")),
      block("base64 plain over lines", lines_of(ca, 76, "\n      ")),
      block("base64 with escaped line breaks", '"' + lines_of(ca, 76, "\\r\\n") + '"'),
      block("base64 with a space", "'" + ca + " '"),
      block("base64 with too much padding", "'" + ca + "===='"),
      block("base64 of URLs", "'" + base64_encode("\xFB\xFF").replace(0, 1, "-") + "'"),
      block("PEM without base64", "'-----BEGIN CERTIFICATE-----'"),
      block("base64 that is null", "null"),
      encoded("two authorities", pem + pem),
      encoded("an authority with comments", "# mine\n\n" + pem + "\n# end\n"),
      encoded("an authority with lines of Windows", windows),
      encoded("an authority and a key", pem + ann().key_pem),
      encoded("a key for an authority", ann().key_pem),
      client("a chain", ann().certificate_pem + pem, ann().key_pem),
      client("a chain in the wrong order", pem + ann().certificate_pem, ann().key_pem),
      client("certificate and key in one", ann().key_pem + ann().certificate_pem,
             ann().certificate_pem + ann().key_pem),
      client("certificate for a key", ann().certificate_pem, ann().certificate_pem),
      client("key for a certificate", ann().key_pem, ann().key_pem),
      client("the right key behind another", ann().certificate_pem, bob().key_pem + ann().key_pem),
  };
}

/// Paths through links, and conflicts between files.
std::vector<Setup> links() {
  const std::string with_ca = one(with_server("certificate-authority: ca.crt"), "token: abc");
  const std::string through = one(with_server("certificate-authority: l/../ca.crt"), "token: abc");
  const std::string plain = one(server, "token: abc");
  const auto linked = [](std::string name, std::map<std::string, std::string> files,
                         std::map<std::string, std::string> to, std::string kubeconfig) {
    Setup setup{std::move(name), std::move(files), std::move(kubeconfig)};
    setup.links = std::move(to);
    return setup;
  };
  return {
      linked("kubeconfig behind a link", {{"real/config", with_ca}, {"ca.crt", authority().pem()}},
             {{"config", "@/real/config"}}, "@/config"),
      linked("kubeconfig behind a link without its CA",
             {{"real/config", with_ca}, {"real/ca.crt", authority().pem()}},
             {{"config", "@/real/config"}}, "@/config"),
      linked("link that leads nowhere", {{"b", plain}}, {{"config", "@/none"}}, "@/config:@/b"),
      linked("link to itself", {{"b", plain}}, {{"config", "config"}}, "@/config:@/b"),
      linked("up from a link",
             {{"config", through}, {"x/y/z", ""}, {"x/ca.crt", authority().pem()}},
             {{"l", "@/x/y"}}, "@/config"),
      {"tilde", {{"config", plain}}, "~/config"},
      {"blank variable", {{".kube/config", plain}}, " "},
      {"variable of colons", {{".kube/config", plain}}, ":"},
      {"nothing first", {{"config", plain}}, "/dev/null:@/config"},
      {"below a file", {{"config", plain}}, "@/config/x:@/config"},
      {"extensions of one name",
       {{"config",
         one(with_server("extensions: [{name: a, extension: 1}, {name: a}]"), "token: abc")}}},
      {"extensions of one name that hold nothing",
       {{"config",
         one(with_server("extensions: [{name: a}, {name: a, extension: null}]"), "token: abc")}}},
      {"server with an encoded host", {{"config", one("server: 'https://%31:1'", "token: abc")}}},
      {"proxy with an encoded host",
       {{"config", one(with_server("proxy-url: 'http://%31'"), "token: abc")}}},
  };
}

// --- the two readers

/// What both say of a setup; nothing if they refuse it.
struct Effective {
  std::string server{};
  std::string name_space{};
  /// PEM, or the path of its file.
  std::string ca{};
  bool verify = true;
  std::string tls_server_name{};
  std::string proxy{};
  bool disable_compression = false;
  /// The user's fields as JSON.
  std::string user{};
  bool operator==(const Effective&) const = default;

  friend std::ostream& operator<<(std::ostream& out, const Effective& e) {
    return out << e.server << " namespace " << e.name_space << " verify " << e.verify << " name "
               << e.tls_server_name << " proxy " << e.proxy << " user " << e.user << " CA " << e.ca;
  }
};

std::string text_of(const json::value& object, const char* field) {
  const json::value* value = object.as_object().if_contains(field);
  return value == nullptr || value->is_null() ? std::string() : json::value_to<std::string>(*value);
}

bool flag_of(const json::value& object, const char* field) {
  const json::value* value = object.as_object().if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// The fields of the only entry of a list; none if it is empty.
json::value only(const json::value& config, const char* list, const char* kind) {
  const json::value* entries = config.as_object().if_contains(list);
  if (entries == nullptr || !entries->is_array() || entries->get_array().empty()) {
    return json::object();
  }
  const json::value* fields = entries->get_array().front().as_object().if_contains(kind);
  return fields == nullptr || fields->is_null() ? json::value(json::object()) : *fields;
}

/// What a user says, in an order of its own.
std::string identity(const json::value& user) {
  json::object known;
  for (const char* field :
       {"token", "tokenFile", "username", "password", "client-certificate", "client-key",
        "client-certificate-data", "client-key-data", "as", "as-uid"}) {
    if (const std::string text = text_of(user, field); !text.empty()) known[field] = text;
  }
  if (const json::value* groups = user.as_object().if_contains("as-groups")) {
    known["as-groups"] = *groups;
  }
  if (const json::value* exec = user.as_object().if_contains("exec"); exec && exec->is_object()) {
    known["exec"] = text_of(*exec, "command");
  }
  return json::serialize(known);
}

Effective effective_of(const json::value& config) {
  const json::value cluster = only(config, "clusters", "cluster");
  const std::string data = text_of(cluster, "certificate-authority-data");
  Effective effective{.server = text_of(cluster, "server"),
                      .name_space = text_of(only(config, "contexts", "context"), "namespace"),
                      .ca = data.empty() ? text_of(cluster, "certificate-authority")
                                         : base64_decode(data).value_or("?"),
                      .verify = !flag_of(cluster, "insecure-skip-tls-verify"),
                      .tls_server_name = text_of(cluster, "tls-server-name"),
                      .proxy = text_of(cluster, "proxy-url"),
                      .disable_compression = flag_of(cluster, "disable-compression"),
                      .user = identity(only(config, "users", "user"))};
  if (effective.name_space.empty()) effective.name_space = "default";
  return effective;
}

/// `config view` shows a path as it was written: makes it relative to its kubeconfig.
json::value resolved(json::value config, const std::vector<std::string>& folders) {
  const auto resolve = [&](json::value& fields, const char* field) {
    const std::string path = text_of(fields, field);
    if (path.empty() ||
        (std::string_view(field) == "command" && path.find('/') == std::string::npos)) {
      return;
    }
    fs::path best;
    for (const std::string& folder : folders) {
      const fs::path candidate = (fs::path(folder) / path).lexically_normal();
      if (best.empty() || fs::exists(candidate)) best = candidate;
    }
    fields.as_object()[field] = best.string();
  };
  const auto each = [&](const char* list, const char* kind, auto function) {
    json::value* entries = config.as_object().if_contains(list);
    if (entries == nullptr || !entries->is_array()) return;
    for (json::value& entry : entries->get_array()) {
      if (json::value* fields = entry.as_object().if_contains(kind);
          fields && fields->is_object()) {
        function(*fields);
      }
    }
  };
  each("clusters", "cluster",
       [&](json::value& fields) { resolve(fields, "certificate-authority"); });
  each("users", "user", [&](json::value& fields) {
    for (const char* field : {"client-certificate", "client-key", "tokenFile"})
      resolve(fields, field);
    json::value* exec = fields.as_object().if_contains("exec");
    if (exec != nullptr && exec->is_object()) resolve(*exec, "command");
  });
  return config;
}

class Corpus : public ::testing::TestWithParam<Setup> {
 protected:
  Corpus() : kubectl_(fs::path(detail::find_assets("").folder) / "kubectl") {
    for (const auto& [name, text] : GetParam().files) {
      (void)folder_.write(name, filled(text, folder_.path()));
    }
    for (const auto& [name, target] : GetParam().links) {
      fs::create_symlink(filled(target, folder_.path()), folder_.path(name));
    }
    home_.set(folder_.path());
    kubeconfig_.set(std::nullopt);
    if (GetParam().kubeconfig) kubeconfig_.set(filled(*GetParam().kubeconfig, folder_.path()));
    options_ = GetParam().options;
    options_.path = filled(options_.path, folder_.path());
  }

  process::Outcome kubectl(std::vector<std::string> arguments) const {
    const auto flag = [&](const char* name, const std::string& value) {
      if (!value.empty()) arguments.push_back(std::string(name) + '=' + value);
    };
    flag("--kubeconfig", options_.path);
    flag("--context", options_.context);
    flag("--cluster", options_.cluster);
    flag("--user", options_.user);
    flag("--namespace", options_.namespace_);
    return process::run({.program = kubectl_.string(),
                         .arguments = arguments,
                         .environment = process::environment_with({})});
  }

  [[nodiscard]] std::vector<std::string> folders() const {
    std::vector<std::string> all;
    for (const auto& [name, text] : GetParam().files) {
      all.push_back((fs::path(folder_.path()) / name).parent_path().string());
    }
    return all;
  }

  /// kubectl's words about a configuration that it accepts, when nobody listens.
  [[nodiscard]] bool can_connect(std::string* said) const {
    if (GetParam().view_only) return true;
    const process::Outcome outcome = kubectl({"get", "--raw", "/", "--request-timeout=5s"});
    *said = outcome.errors;
    for (const char* words : {"was refused", "connection refused", "Unable to connect"}) {
      const std::size_t at = outcome.errors.find(words);
      if (at != std::string::npos) {
        // What is wrong with a certificate is told by the same words.
        return outcome.errors.find("tls: ") == std::string::npos &&
               outcome.errors.find("x509: ") == std::string::npos;
      }
    }
    return false;
  }

  // Found with the home folder that is ours.
  fs::path kubectl_;
  TemporaryDirectory folder_;
  EnvironmentVariable home_{"HOME", {}};
  EnvironmentVariable kubeconfig_{"KUBECONFIG", {}};
  KubeConfigOptions options_;
};

/// Without what is said before the first certificate, which nobody keeps in memory.
std::string from_first_certificate(const std::string& pem) {
  const std::size_t begin = pem.find("-----BEGIN ");
  return begin == std::string::npos ? pem : pem.substr(begin);
}

TEST_P(Corpus, KubectlAndWeAgree) {
  ASSERT_TRUE(fs::exists(kubectl_)) << kubectl_;
  std::string said;
  std::optional<Effective> theirs;
  const process::Outcome view = kubectl({"config", "view", "--minify", "--raw", "--output=json"});
  said = view.errors;
  if (view.code == 0 && can_connect(&said))
    theirs = effective_of(resolved(json::parse(view.output), folders()));

  std::string problem;
  std::optional<Effective> ours;
  try {
    const Config config = read_kube_config(options_);
    process::Outcome minified;
    // Our own --minify, read by kubectl, since it writes YAML.
    (void)folder_.write("minified", minify_kube_config(options_));
    minified = process::run({.program = kubectl_.string(),
                             .arguments = {"config", "view", "--raw", "--output=json",
                                           "--kubeconfig=" + folder_.path("minified")},
                             .environment = process::environment_with({})});
    ours = effective_of(json::parse(minified.output));
    EXPECT_EQ(config.namespace_, ours->name_space);
    EXPECT_EQ(config.verify_ssl.ca(), from_first_certificate(ours->ca));
    EXPECT_EQ(config.verify_ssl.verify(), ours->verify);
    EXPECT_EQ(config.tls_server_name, ours->tls_server_name);
    EXPECT_EQ(config.proxy_url, ours->proxy);
    EXPECT_EQ(config.disable_compression, ours->disable_compression);
    const bool has_scheme = ours->server.find("://") != std::string::npos;
    EXPECT_EQ(config.api_server, (has_scheme ? "" : "http://") + ours->server);
  } catch (const ConfigError& error) {
    problem = error.what();
  }
  EXPECT_EQ(ours.has_value(), theirs.has_value())
      << "we: " << (ours ? "accepted" : problem) << "\nkubectl: " << (theirs ? "accepted" : said);
  if (ours && theirs) {
    EXPECT_EQ(*ours, *theirs);
  }
}

/// Where kubectl guesses http://localhost:8080, this library names what is missing.
TEST(CorpusDifferences, WithoutAServerThereIsNone) {
  for (const std::string& text : {one(server, "token: abc", "user: u"), one("", "token: abc"),
                                  one("tls-server-name: inner", "token: abc")}) {
    EXPECT_THROW((void)parse_kube_config(text), ConfigError);
  }
}

std::string case_name(const ::testing::TestParamInfo<Setup>& info) {
  std::string name;
  for (const char c : info.param.name) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(contexts, Corpus, ::testing::ValuesIn(contexts()), case_name);
INSTANTIATE_TEST_SUITE_P(files, Corpus, ::testing::ValuesIn(files()), case_name);
INSTANTIATE_TEST_SUITE_P(clusters, Corpus, ::testing::ValuesIn(clusters()), case_name);
INSTANTIATE_TEST_SUITE_P(users, Corpus, ::testing::ValuesIn(users(server)), case_name);
INSTANTIATE_TEST_SUITE_P(users_without_tls, Corpus,
                         ::testing::ValuesIn(users("server: 'http://127.0.0.1:1'")), case_name);
INSTANTIATE_TEST_SUITE_P(encodings, Corpus, ::testing::ValuesIn(encodings()), case_name);
INSTANTIATE_TEST_SUITE_P(links, Corpus, ::testing::ValuesIn(links()), case_name);
INSTANTIATE_TEST_SUITE_P(oddities, Corpus, ::testing::ValuesIn(oddities()), case_name);
INSTANTIATE_TEST_SUITE_P(rubbish, Corpus, ::testing::ValuesIn(rubbish()), case_name);

}  // namespace
}  // namespace k8s::testing
