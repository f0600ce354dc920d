#include "storage/vault.h"

#include "base/crypto.h"

namespace xinqiao {
namespace {

// Layout of the wrapped key: how (1 byte), salt (16), sealed data key.
constexpr char kByFile = 'f';
constexpr char kByPin = 'p';
constexpr std::size_t kSaltSize = 16;
constexpr std::string_view kWrapBinding = "xq-data-key-1";
constexpr std::uint32_t kKeyNumber = 1;

Error wrong_pin() {
  return Error{
      ErrorCode::kWrongPin,
      "密码不对，请重新输入；忘记密码时可用 rescue 把未上传的记录交给乡镇 / wrong PIN, enter it again; if it is "
      "forgotten, `rescue` carries unsent work to the office"};
}

Result<Bytes> wrapping_key(char how, const std::string& key_file, std::string_view pin, BytesView salt,
                           FileSystem& files) {
  if (how == kByPin) {
    if (pin.empty()) return wrong_pin();
    return crypto::key_from_pin(pin, salt);
  }
  if (!files.exists(key_file)) {
    return Error{
        ErrorCode::kCorrupt,
        "数据目录里的密钥文件 key 不见了；未上传的记录可用 rescue 取出 / the key file of this data folder is gone; "
        "`rescue` carries unsent work to the office"};
  }
  XQ_ASSIGN(auto key, files.read(key_file));
  if (key.size() != crypto::kKeySize) return Error{ErrorCode::kCorrupt, "the key file beside the database is damaged"};
  return key;
}

Bytes record_binding(const Id& record, std::uint32_t kind) {
  Bytes out = "xq-record-1";
  out.append(record.bytes());
  append_u32(out, kind);
  append_u32(out, kKeyNumber);
  return out;
}

Bytes named_binding(std::string_view name) {
  Bytes out = "xq-named-1";
  append_u32(out, kKeyNumber);
  out.append(name);
  return out;
}

}  // namespace

Result<Vault> Vault::create(const std::string& key_file, std::string_view pin, FileSystem& files, Random& random,
                            Bytes& wrapped) {
  const char how = pin.empty() ? kByFile : kByPin;
  if (how == kByFile && !files.exists(key_file)) XQ_TRY(files.write_private(key_file, random.bytes(crypto::kKeySize)));
  const Bytes salt = random.bytes(kSaltSize);
  XQ_ASSIGN(const auto wrapping, wrapping_key(how, key_file, pin, salt, files));
  Bytes key = random.bytes(crypto::kKeySize);
  wrapped = Bytes(1, how) + salt + crypto::seal(wrapping, key, kWrapBinding, random);
  return Vault(std::move(key), random);
}

Result<Vault> Vault::open(const std::string& key_file, std::string_view pin, BytesView wrapped, FileSystem& files,
                          Random& random) {
  if (wrapped.size() < 1 + kSaltSize || (wrapped[0] != kByFile && wrapped[0] != kByPin)) {
    return Error{ErrorCode::kCorrupt, "the wrapped key is damaged"};
  }
  const char how = wrapped[0];
  if (how == kByFile && !pin.empty()) {
    return Error{ErrorCode::kWrongPin,
                 "这个目录没有设密码，请去掉 XINQIAO_PIN 再试 / this folder has no PIN: try again without XINQIAO_PIN"};
  }
  XQ_ASSIGN(const auto wrapping, wrapping_key(how, key_file, pin, wrapped.substr(1, kSaltSize), files));
  auto key = crypto::open(wrapping, wrapped.substr(1 + kSaltSize), kWrapBinding);
  if (!key.ok()) {
    if (how == kByPin) return wrong_pin();
    return Error{ErrorCode::kCorrupt, "the key file does not belong to this database"};
  }
  return Vault(std::move(*key), random);
}

Bytes Vault::seal_record(const Id& record, std::uint32_t kind, BytesView body) const {
  return crypto::seal(key_, body, record_binding(record, kind), *random_);
}

Result<Bytes> Vault::open_record(const Id& record, std::uint32_t kind, BytesView sealed) const {
  return crypto::open(key_, sealed, record_binding(record, kind));
}

Bytes Vault::seal_named(std::string_view name, BytesView body) const {
  return crypto::seal(key_, body, named_binding(name), *random_);
}

Result<Bytes> Vault::open_named(std::string_view name, BytesView sealed) const {
  return crypto::open(key_, sealed, named_binding(name));
}

}  // namespace xinqiao
