#include "auth/pem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/certificates.hpp"

namespace {

using k8s::auth::certificates_problem;
using k8s::auth::key_problem;
using k8s::testing::detail::CertificateAuthority;
using k8s::testing::detail::KeyPair;
using testing::HasSubstr;

TEST(Pem, WhatWasFoundGoodOnceIsNotGoodForAllElse) {
  const CertificateAuthority authority("authority");
  const KeyPair ann = authority.issue_client("ann");
  const KeyPair bob = authority.issue_client("bob");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(certificates_problem(ann.certificate_pem), "");
    EXPECT_EQ(certificates_problem(bob.certificate_pem), "");
    EXPECT_EQ(key_problem(ann.key_pem, ann.certificate_pem), "");
    EXPECT_EQ(key_problem(bob.key_pem, bob.certificate_pem), "");
    EXPECT_THAT(key_problem(ann.key_pem, bob.certificate_pem), HasSubstr("does not belong"));
    EXPECT_THAT(key_problem(ann.certificate_pem, ann.certificate_pem), HasSubstr("no private key"));
    EXPECT_THAT(certificates_problem(ann.key_pem), HasSubstr("no certificate"));
  }
}

}  // namespace
