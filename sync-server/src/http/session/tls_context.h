#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

#include "base/result.h"

namespace xinqiao::server::http {

// TLS 1.3 and nothing older: the devices are ours. kInvalid when the PEM texts are not a certificate and its key.
Status prepare_tls(boost::asio::ssl::context& context, const std::string& certificate, const std::string& key);

}  // namespace xinqiao::server::http
