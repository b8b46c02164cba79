#pragma once

#include <string>
#include <vector>

#include "contestant.hpp"

namespace bench {

/// What a job took one contestant.
struct Result {
  const Contestant* contestant = nullptr;
  Cost cost{};
  /// Its CPU by that of libcurl alone, both in the same round: the median.
  double by_libcurl = 0;
};

/// What a job took all of them on one server.
struct Table {
  std::string server{};
  std::string job{};
  std::vector<Result> results{};
};

/// A number that is to be small.
struct Goal {
  std::string words{};
  double value = 0;
  double limit = 0;
};

void print(const Table& table);

/// What we try for in this job. Nothing that is compared with peers, if there are none.
std::vector<Goal> goals_of(const Table& table);

/// Prints them with verdicts. Returns whether all are met.
bool print(const std::vector<Goal>& goals);

}  // namespace bench
