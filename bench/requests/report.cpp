#include "report.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace bench {
namespace {

using Role = Contestant::Role;

const Result* find(const Table& table, Role role) {
  const auto at = std::ranges::find(table.results, role,
                                    [](const Result& result) { return result.contestant->role; });
  return at == table.results.end() ? nullptr : &*at;
}

/// Adds what we take as a multiple of what the best peer takes.
void compare(std::vector<Goal>& goals, const Table& table, double Cost::* cost,
             const std::string& words, double limit) {
  const Result* best = nullptr;
  for (const Result& result : table.results) {
    if (result.contestant->role != Role::peer) continue;
    if (best == nullptr || result.cost.*cost < best->cost.*cost) best = &result;
  }
  if (best == nullptr) return;
  goals.push_back({.words = table.server + ' ' + table.job + ": " + words + " / " +
                            best->contestant->name + "'s",
                   .value = find(table, Role::ours)->cost.*cost / best->cost.*cost,
                   .limit = limit});
}

std::string title(const std::string& job) {
  if (job == "pairs") return "1,000 pairs of get and update";
  if (job == "list") return "list of all Pods at once";
  if (job == "pages") return "list of all Pods by pages of 500";
  return "start of the process to the first answer";
}

}  // namespace

void print(const Table& table) {
  std::cout << std::left << std::setw(44) << table.server + ", " + title(table.job) << std::right
            << std::setw(10) << "CPU ms" << std::setw(10) << "ms" << std::setw(10) << "MiB"
            << std::setw(16) << "CPU / libcurl" << '\n';
  for (const Result& result : table.results) {
    std::cout << "  " << std::left << std::setw(42) << result.contestant->name << std::right
              << std::fixed << std::setprecision(1) << std::setw(10) << result.cost.cpu * 1e3
              << std::setw(10) << result.cost.wall * 1e3 << std::setw(10) << result.cost.peak
              << std::setprecision(2) << std::setw(16) << result.by_libcurl << '\n';
  }
  std::cout << std::endl;
}

std::vector<Goal> goals_of(const Table& table) {
  std::vector<Goal> goals;
  if (table.job == "pairs") {
    goals.push_back({.words = table.server + " pairs: CPU / libcurl's alone",
                     .value = find(table, Role::ours)->by_libcurl,
                     .limit = 1.15});
  } else if (table.job == "first") {
    compare(goals, table, &Cost::wall, "time", 1);
  } else {
    compare(goals, table, &Cost::cpu, "CPU", 0.5);
    compare(goals, table, &Cost::peak, "memory", 0.7);
  }
  return goals;
}

bool print(const std::vector<Goal>& goals) {
  bool all = true;
  for (const Goal& goal : goals) {
    const bool met = goal.value <= goal.limit;
    all = all && met;
    std::cout << std::left << std::setw(70) << goal.words << std::right << std::fixed
              << std::setprecision(2) << std::setw(6) << goal.value << "  <= " << goal.limit << "  "
              << (met ? "ok" : "BEYOND") << '\n';
  }
  return all;
}

}  // namespace bench
