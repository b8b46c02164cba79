#include <optional>
#include <semaphore>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using ::testing::EndsWith;
using testing::failure;
using testing::get;
using ::testing::HasSubstr;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::ServerTls;
using testing::thrown_by;
using testing::with_body;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

TEST(CurlErrorTest, ClosedPort) {
  std::string url;
  {
    const ScriptedServer gone(ScriptedServer::always(200, ""));
    url = gone.url();
  }
  const auto error = failure<TransportError>({.server = url});
  EXPECT_STREQ(error.what(), ("get Pod default/a: nothing listens at " + url +
                              " (connection refused): check that the API server runs, and "
                              "api_server")
                                 .c_str());
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlErrorTest, UnknownHost) {
  // A label of more than 63 bytes is refused before any name server is asked.
  const std::string host = std::string(64, 'a') + ".invalid";
  const auto error = failure<TransportError>({.server = "https://" + host});
  EXPECT_STREQ(error.what(), ("get Pod default/a: the host " + host +
                              " is unknown: check api_server, and the name service (DNS)")
                                 .c_str());
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlErrorTest, ConnectionEndsBeforeTheAnswer) {
  for (const bool reset : {false, true}) {
    const ScriptedServer server([&](ServedConnection& connection) {
      connection.read();
      if (reset) connection.reset();
    });
    const auto error = failure<TransportError>({.server = server.url()});
    EXPECT_THAT(error.what(), EndsWith(reset ? "was reset before an answer came"
                                             : "was closed before an answer came"));
    EXPECT_TRUE(error.may_have_been_done());
  }
}

TEST(CurlErrorTest, ConnectionEndsInTheHeaders) {
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nContent-Le");
  });
  EXPECT_THAT(failure<TransportError>({.server = server.url()}).what(),
              EndsWith("was closed before an answer came"));
}

TEST(CurlErrorTest, ConnectionEndsInTheBody) {
  for (const bool reset : {false, true}) {
    std::binary_semaphore received(0);
    const ScriptedServer server([&](ServedConnection& connection) {
      connection.read();
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"kind\":");
      if (!reset) return;
      received.acquire();
      connection.reset();
    });
    Request request = get();
    request.stream = reset;  // to know when the first bytes are there
    const auto error = thrown_by<TransportError>([&] {
      Response response = make_curl_transport({.server = server.url()})->send(request);
      received.release();
      std::string chunk;
      while (response.stream->read(chunk) == BodyStream::End::none) {
      }
    });
    EXPECT_THAT(error.what(), EndsWith(std::string(reset ? "was reset" : "was closed") +
                                       " in the middle of the answer, after 8 bytes of its body"));
    EXPECT_TRUE(error.may_have_been_done());
  }
}

TEST(CurlErrorTest, WhatIsNoHttp) {
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("SSH-2.0-OpenSSH_9.2\r\n");
  });
  EXPECT_THAT(failure<TransportError>({.server = server.url()}).what(),
              HasSubstr("what answers at " + server.url() + " does not speak HTTP"));
}

TEST(CurlErrorTest, HeadersWithoutEnd) {
  const std::string one_line = "X: " + std::string(200'000, 'x') + "\r\n";
  std::string many_lines;
  while (many_lines.size() < 1'000'000) many_lines += "X: " + std::string(1000, 'x') + "\r\n";
  for (const std::string& headers : {one_line, many_lines}) {
    const ScriptedServer server([&](ServedConnection& connection) {
      connection.read();
      connection.write("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n");
    });
    const auto error = failure<TransportError>({.server = server.url()});
    EXPECT_THAT(error.what(),
                HasSubstr("the headers of the answer of " + server.url() +
                          " are larger than any of Kubernetes: check api_server, and proxies"));
    EXPECT_TRUE(error.may_have_been_done());
  }
}

TEST(CurlErrorTest, ChunksThatAreNone) {
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n");
  });
  EXPECT_THAT(failure<TransportError>({.server = server.url()}).what(),
              EndsWith("is no right sequence of chunks, after 2 bytes of its body"));
}

TEST(CurlErrorTest, LengthsThatContradictEachOther) {
  for (const std::string& lengths :
       {std::string("Content-Length: 2\r\nContent-Length: 4\r\n"),
        std::string("Content-Length: 4\r\nContent-Length: 2\r\n"),
        std::string("Content-Length: 4, 2\r\n"), std::string("Content-Length: 4x\r\n"),
        std::string("Content-Length: +4\r\n")}) {
    const ScriptedServer server([&](ServedConnection& connection) {
      connection.read();
      connection.write("HTTP/1.1 200 OK\r\n" + lengths + "\r\nfour");
      connection.wait_for_close();
    });
    EXPECT_THAT(failure<TransportError>({.server = server.url()}).what(),
                HasSubstr("contradicts itself about its length"))
        << lengths;
  }
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nfour");
    connection.wait_for_close();
  });
  EXPECT_EQ(make_curl_transport({.server = server.url()})->send(get()).body, "four");
}

TEST(CurlErrorTest, WhatIsNoTls) {
  const ScriptedServer server([](ServedConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_close();
  });
  const std::string url = "https" + server.url().substr(4);
  const auto error = failure<TlsError>({.server = url});
  EXPECT_THAT(error.what(), HasSubstr("what answers at " + url +
                                      " does not speak TLS: check the port, and whether it is "
                                      "http://"));
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlErrorTest, ServerThatHangsUpInTheHandshakeMayBeBackSoon) {
  const ScriptedServer server([](ServedConnection& connection) {
    connection.skip();
    connection.reset();
  });
  const auto error = failure<TransportError>({.server = "https" + server.url().substr(4)});
  EXPECT_THAT(error.what(), EndsWith("was closed during the TLS handshake"));
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlErrorTest, ResetDuringAnUploadEndsNotTheProcess) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  for (const bool tls : {false, true}) {
    const ScriptedServer server(
        [](ServedConnection& connection) {
          connection.skip();
          connection.reset();
        },
        tls ? std::optional(ServerTls{pair.certificate_pem, pair.key_pem}) : std::nullopt);
    const auto error =
        failure<TransportError>({.server = server.url(), .ca_pem = authority.pem()},
                                with_body(Method::post, std::string(20'000'000, 'x')));
    EXPECT_THAT(error.what(), HasSubstr("before an answer came"));
    EXPECT_TRUE(error.may_have_been_done());
  }
}

}  // namespace
}  // namespace k8s
