#include "job_alerts/job_alerts.hpp"

#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <k8s/constants.hpp>
#include <k8s/testing/fake_cluster.hpp>

namespace {

using k8s::Job;
using k8s::JobConditionType;
using k8s::testing::FakeCluster;
using ::testing::ElementsAre;

void add_job(FakeCluster& fake, const std::string& name, const std::string& end = {}) {
  Job job({.name = name, .namespace_ = "default"},
          {.selector = k8s::LabelSelector{.matchLabels = {{"app", name}}},
           .manualSelector = true,
           .template_ = {.metadata = {.labels = {{"app", name}}},
                         .spec = {.containers = {{.name = "main", .image = "busybox"}},
                                  .restartPolicy = "Never"}}});
  if (!end.empty()) job.status.conditions = {{.type = end, .status = "True", .reason = "Told"}};
  fake.seed(job);
}

TEST(JobAlerts, TellOnceOfEachJobThatFailed) {
  FakeCluster fake;
  const k8s::Client client = fake.client();
  add_job(fake, "done", JobConditionType::Complete);
  add_job(fake, "failed-before", JobConditionType::Failed);
  add_job(fake, "runs");

  std::vector<std::string> alerts;
  std::stop_source stop;
  watch_failed_jobs({.namespace_ = "default", .client = client, .stop = stop.get_token()},
                    [&](const Job& job, const k8s::JobCondition& why) {
                      alerts.push_back(job.metadata.name + ' ' + why.reason);
                      if (alerts.size() == 3) stop.request_stop();
                      if (alerts.size() > 1) return;
                      // It changes, which is no news; another fails; and one of the same name.
                      Job same = job;
                      same.metadata.labels["seen"] = "yes";
                      same.save({.client = client});
                      add_job(fake, "fails", JobConditionType::Failed);
                      same.delete_({.client = client});
                      add_job(fake, "failed-before", JobConditionType::Failed);
                    });
  EXPECT_THAT(alerts, ElementsAre("failed-before Told", "fails Told", "failed-before Told"));
}

TEST(JobAlerts, DeleteWhatHasEnded) {
  FakeCluster fake;
  const k8s::Client client = fake.client();
  add_job(fake, "done", JobConditionType::Complete);
  add_job(fake, "failed", JobConditionType::Failed);
  add_job(fake, "runs");

  EXPECT_EQ(delete_ended_jobs({.client = client}), 2U);
  const auto left = Job::list({.client = client});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].metadata.name, "runs");
}

}  // namespace
