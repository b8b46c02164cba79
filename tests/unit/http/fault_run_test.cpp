// Many threads, one client, and an HTTPS server that does to requests whatever servers and networks
// do. What the server has carried out is compared with what the callers were told.
//
// K8S_FAULT_RUN_REQUESTS sets the number of requests, K8S_FAULT_RUN_SEED the seed.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/metrics.hpp>

#include "testing/certificates.hpp"
#include "testing/https_server.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::detail::CertificateAuthority;
using testing::detail::HttpsServer;
using testing::detail::HttpsServerOptions;
using testing::detail::ServerRequest;
using testing::detail::ServerResponse;
using Disaster = testing::detail::Fault;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Stands in every token, and nowhere else.
constexpr std::string_view planted = "planted-credential";

/// A token that is replaced now and then; the server takes the latest two, as issuers do.
class Tokens : public TokenSource {
 public:
  std::string token() override { return text(latest_); }
  void refused(std::string_view token) override {
    ++refusals_;
    std::uint64_t seen = latest_;
    if (token == text(seen)) latest_.compare_exchange_strong(seen, seen + 1);
  }
  [[nodiscard]] bool is_good(const std::string& header) const {
    const std::uint64_t latest = latest_;
    return header == "Bearer " + text(latest) ||
           (latest > 0 && header == "Bearer " + text(latest - 1));
  }
  [[nodiscard]] int refusals() const { return refusals_; }

 private:
  static std::string text(std::uint64_t number) {
    return std::string(planted) + '-' + std::to_string(number);
  }
  std::atomic<std::uint64_t> latest_ = 0;
  std::atomic<int> refusals_ = 0;
};

/// What the server does to one try of one request.
enum class Fate {
  done,
  done_late,        // done, after a pause
  done_then_reset,  // done, but the connection ends before the answer
  done_half_told,   // done, but the answer breaks off
  reset_before,     // not done: the connection ends
  busy,             // not done: 429 with Retry-After
  bare_busy,        // not done: 429 without, which means no
  unavailable,      // not done: 503 with Retry-After
  unauthorized,     // not done: 401 as if the token had just expired
};

/// Decided by the seed, the request and the number of the try, not by the order of threads.
Fate fate_of(std::uint64_t seed, std::uint64_t id, std::uint64_t attempt) {
  std::seed_seq sequence{seed, id, attempt};
  std::mt19937 engine(sequence);
  std::discrete_distribution<int> distribution{60, 5, 6, 6, 6, 5, 3, 5, 4};
  return static_cast<Fate>(distribution(engine));
}

/// Carries requests out, and keeps account.
class FaultyServer {
 public:
  FaultyServer(std::uint64_t seed, const Tokens& tokens)
      : seed_(seed),
        tokens_(tokens),
        server_({.certificate = authority_.issue_server({"127.0.0.1"}), .threads = 2},
                [this](const ServerRequest& request) { return serve(request); }) {}

  [[nodiscard]] const std::string& url() const { return server_.url(); }
  [[nodiscard]] std::string ca() const { return authority_.pem(); }
  /// How often a request was carried out.
  [[nodiscard]] int done(std::uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = accounts_.find(id);
    return found == accounts_.end() ? 0 : found->second.done;
  }
  [[nodiscard]] std::array<int, 9> fates() const {
    const std::lock_guard lock(mutex_);
    return fates_;
  }

 private:
  struct Account {
    std::uint64_t tries = 0;
    int done = 0;
  };

  ServerResponse serve(const ServerRequest& request) {
    const std::string* const credentials = request.headers.find("Authorization");
    if (credentials == nullptr || !tokens_.is_good(*credentials)) {
      return {.status = 401, .body = "who is " + (credentials ? *credentials : "nobody")};
    }
    const std::uint64_t id = std::stoull(request.target.substr(request.target.rfind('/') + 1));
    Fate fate{};
    {
      const std::lock_guard lock(mutex_);
      Account& account = accounts_[id];
      fate = fate_of(seed_, id, account.tries++);
      ++fates_.at(static_cast<std::size_t>(fate));
      if (fate <= Fate::done_half_told) ++account.done;
    }
    return answer(fate, id, *credentials);
  }

  static ServerResponse answer(Fate fate, std::uint64_t id, const std::string& credentials) {
    const std::string body = "answer to " + std::to_string(id) + ' ' + std::string(id % 5000, 'x');
    switch (fate) {
      case Fate::done:
        return {.body = body};
      case Fate::done_late:
        return {.body = body, .delay = 3ms};
      case Fate::done_then_reset:
        return {.body = body, .fault = {.kind = Disaster::Kind::reset}};
      case Fate::done_half_told:
        return {.body = body,
                .fault = {.kind = id % 2 == 0 ? Disaster::Kind::truncate : Disaster::Kind::reset,
                          .after = body.size() / 2}};
      case Fate::reset_before:
        return {.fault = {.kind = Disaster::Kind::reset}};
      case Fate::busy:
        return {.status = 429, .headers = {{"Retry-After", "0"}}, .body = "busy"};
      case Fate::bare_busy:
        return {.status = 429, .body = "no"};
      case Fate::unavailable:
        return {.status = 503, .headers = {{"Retry-After", "0"}}, .body = "not now"};
      case Fate::unauthorized:
        return {.status = 401, .body = "expired: " + credentials};
    }
    return {.status = 500};
  }

  const std::uint64_t seed_;
  const Tokens& tokens_;
  CertificateAuthority authority_{"kubernetes"};
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Account> accounts_;
  std::array<int, 9> fates_{};
  HttpsServer server_;
};

/// Everything that leaves the library as text.
class Output {
 public:
  void add(std::string_view text) {
    const std::lock_guard lock(mutex_);
    ++lines_;
    if (text.find(planted) != std::string_view::npos && leaks_.size() < 5)
      leaks_.emplace_back(text);
  }
  [[nodiscard]] std::size_t lines() const { return lines_; }
  [[nodiscard]] const std::vector<std::string>& leaks() const { return leaks_; }

 private:
  std::mutex mutex_;
  std::size_t lines_ = 0;
  std::vector<std::string> leaks_;
};

struct InFlight : Metrics {
  void try_began(const MetricLabels& /*labels*/) override { ++tries, ++running; }
  void try_ended(const TryMetrics& /*metrics*/) override { --running; }
  std::atomic<int> tries = 0;
  std::atomic<int> running = 0;
};

/// What a caller was told.
struct Outcome {
  bool answered = false;
  int status = 0;
  bool right_body = false;
  bool may_have_been_done = false;
};

struct Job {
  Method method = Method::get;
  Idempotency idempotency = Idempotency::safe;
};

Job job_of(std::uint64_t id) {
  switch (id % 6) {
    case 0:
    case 1:
      return {Method::get, Idempotency::safe};
    case 2:
      return {Method::put, Idempotency::safe};
    case 3:
      return {Method::delete_, Idempotency::safe};
    case 4:
      return {Method::post, Idempotency::unsafe};
    default:
      return {Method::patch, Idempotency::unsafe};
  }
}

Outcome send(const Client& client, std::uint64_t id, Output& output) {
  const Job job = job_of(id);
  RawOptions options{.any_status = id % 7 == 0, .idempotency = job.idempotency};
  if (job.method != Method::get) {
    options.headers = {{"Content-Type", "application/merge-patch+json"}};
    options.body = "{\"id\":" + std::to_string(id) + "}";
  }
  try {
    const Response response = client.raw(job.method, "/jobs/" + std::to_string(id), options);
    output.add(response.body);
    return {.answered = true,
            .status = response.status,
            .right_body = response.body.starts_with("answer to " + std::to_string(id) + ' ') &&
                          response.body.ends_with(std::string(id % 5000, 'x'))};
  } catch (const ApiError& error) {
    output.add(error.what());
    return {.answered = true, .status = error.code()};
  } catch (const TransportError& error) {
    output.add(error.what());
    return {.may_have_been_done = error.may_have_been_done()};
  }
}

/// Compares what a caller was told with how often the server did it.
void check(std::uint64_t id, const Outcome& outcome, int done) {
  const bool safe = job_of(id).idempotency == Idempotency::safe;
  if (!safe) {
    EXPECT_LE(done, 1) << "request " << id << " was done twice";
  }
  if (outcome.answered && outcome.status == 200) {
    EXPECT_TRUE(outcome.right_body) << "request " << id << " got another's answer";
    EXPECT_GE(done, 1) << "request " << id << " was said to be done";
  } else if (outcome.answered) {
    EXPECT_TRUE(outcome.status == 429 || outcome.status == 503 || outcome.status == 401)
        << outcome.status;
    if (!safe) {
      EXPECT_EQ(done, 0) << "request " << id << " was said to be refused";
    }
  } else if (!outcome.may_have_been_done) {
    EXPECT_EQ(done, 0) << "request " << id << " was said not to have been done";
  } else {
    EXPECT_FALSE(safe) << "request " << id << " could have been repeated";
  }
}

TEST(FaultRunTest, NothingIsLostDoneTwiceOrBetrayed) {
  const std::uint64_t seed = number_from_environment("K8S_FAULT_RUN_SEED", 20260101);
  const std::uint64_t count = number_from_environment("K8S_FAULT_RUN_REQUESTS", 10'000);
  SCOPED_TRACE("K8S_FAULT_RUN_SEED=" + std::to_string(seed));

  const auto tokens = std::make_shared<Tokens>();
  const FaultyServer server(seed, *tokens);
  const auto in_flight = std::make_shared<InFlight>();
  Output output;
  const Client client(
      Config{.api_server = server.url(),
             .api_token_source = tokens,
             .verify_ssl = server.ca(),
             .debug = true,
             // Enough for any bad luck, so that only what must not be repeated fails.
             .retry_limits = {.retries = 40,
                              .blind_retries = 40,
                              .first_pause = 0ms,
                              .patience = 1h,
                              .blind_patience = 1h},
             .logger = [&](LogLevel, std::string_view line) { output.add(line); },
             .metrics = in_flight});

  std::vector<Outcome> outcomes(count);
  {
    std::atomic<std::uint64_t> next = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (std::uint64_t id = next++; id < count; id = next++) {
          outcomes[id] = send(client, id, output);
        }
      });
    }
  }

  int answered = 0;
  for (std::uint64_t id = 0; id < count; ++id) {
    check(id, outcomes[id], server.done(id));
    if (outcomes[id].answered && outcomes[id].status == 200) ++answered;
  }
  EXPECT_GT(answered, static_cast<int>(count) * 8 / 10);
  EXPECT_THAT(server.fates(), ::testing::Each(::testing::Gt(0))) << "the run was no run";
  EXPECT_GT(tokens->refusals(), 0);
  EXPECT_GT(in_flight->tries, static_cast<int>(count));
  EXPECT_EQ(in_flight->running, 0);
  EXPECT_GT(output.lines(), count);
  EXPECT_THAT(output.leaks(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace k8s
