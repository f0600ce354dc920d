#include "server/service/test_server.h"

#include <gtest/gtest.h>

#include <future>

namespace xinqiao::server::testing {

TestServer::TestServer() {
  const Tls tls{"certificate", "key", Bytes(32, 'p')};
  auto code = create_organisation(folder_.path(), "花垣乡", "https://localhost:8443", tls, clock_, random_);
  if (!code.ok()) throw std::runtime_error(code.error().message);
  office_code_ = *code;
  restart();
}

void TestServer::restart(Disk disk) {
  if (service_) service_->drain();
  service_.reset();
  auto service = Service::open({folder_.path(), disk}, clock_, service_random_);
  if (!service.ok()) throw std::runtime_error(service.error().message);
  service_ = std::move(*service);
}

Answer TestServer::post(const std::string& path, Bytes body) {
  std::promise<Answer> answer;
  service_->handle({path, std::move(body)}, [&](Answer got) { answer.set_value(std::move(got)); });
  return answer.get_future().get();
}

std::string TestServer::invite(const std::string& role, const std::string& name) {
  auto code = server::invite(folder_.path(), Person{.role = role, .name = name}, clock_, random_);
  EXPECT_TRUE(code.ok()) << (code.ok() ? "" : code.error().message);
  return code.ok() ? code->code : std::string();
}

}  // namespace xinqiao::server::testing
