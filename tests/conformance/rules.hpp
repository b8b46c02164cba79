#pragma once

#include <string>
#include <utility>
#include <vector>

// Rules of the API that one request and its answer show, as tests/conformance/rules/*.rules have
// them:
//
//     # A comment.
//     set POD {"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}
//
//     rule A Pod is there once
//     ! POST v1/pods ${POD}
//     > POST v1/pods ${POD}
//     < 409 AlreadyExists
//     at /details/name "p"
//
// A line that begins with two spaces goes on with the one before, behind them. In requests and
// expectations `${ns}` is the namespace, which every rule has for itself, `${x*3}` is xxx,
// `${u+1f}` a control character, and `${NAME}` what `set` or `keep` have named.
//
//     set NAME TEXT             of the whole file
//     ! METHOD PATH [BODY]      what has to succeed beforehand
//     > METHOD PATH [BODY]      a request, in which MERGE, JSON, STRATEGIC and APPLY are a PATCH;
//                               `v1/pods` is a path in the namespace, `/api/v1/nodes` any
//     query NAME=VALUE          of that request, not encoded
//     with NAME: VALUE          a header of it
//     < CODE [REASON]           what the server answers
//     message TEXT              of the Status
//     cause FIELD [REASON]      its causes, all of them, in order
//     at POINTER [JSON]         what stands at a JSON pointer in the answer; without JSON nothing
//     holds TEXT                the answer holds this
//     warns [TEXT]              a warning, all of them; without TEXT there is none
//     header NAME: VALUE        of the answer
//     keep NAME POINTER         names the text or JSON at a pointer in the answer

namespace conformance {

struct RuleLine {
  std::string word{};
  std::string text{};
  int number = 0;  // in the file
};

struct Rule {
  std::string name{};
  std::vector<RuleLine> lines{};
  std::vector<std::pair<std::string, std::string>> texts{};  // that are set
  std::string file{};
  int number = 0;
};

/// All rules of a file. \throws std::runtime_error that names file and line
[[nodiscard]] std::vector<Rule> read_rules(const std::string& file);

/// Makes each rule of a folder a test on each server: `Rules/pods.A_Pod_is_there_once/fake`.
void register_rules(const std::string& folder);

}  // namespace conformance
