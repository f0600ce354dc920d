#include "model/sample_values.h"

#include "base/china_time.h"
#include "base/id.h"
#include "model/text/encode.h"

namespace xinqiao::testing {
namespace {

using schema::Format;
using schema::Type;

std::int64_t between(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

std::string sample_prose(const schema::Field& field, std::mt19937_64& random) {
  static const char* const kPieces[] = {"孩子", "今天", ",", "，", "\\", "\"", " ", "a=b", "𠮷", "1.5", "{}", "'", "/"};
  std::string out;
  for (std::int64_t i = between(random, 0, 12); i >= 0; --i) out += kPieces[between(random, 0, 12)];
  if (field.format == Format::kNote && between(random, 0, 1) == 1) out += "\n第二行\n";
  return field.repeated ? text::escape_in_list("x" + out) : out;
}

std::string sample_id_number(std::mt19937_64& random) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  std::string out =
      "43312320" + std::to_string(between(random, 10, 19)) + "0916" + std::to_string(between(random, 100, 999));
  int sum = 0;
  for (int i = 0; i < 17; ++i) sum += kWeights[i] * (out[static_cast<std::size_t>(i)] - '0');
  return out + "10X98765432"[sum % 11];
}

std::string sample_number(const schema::Field& field, std::mt19937_64& random) {
  const bool bounded = field.max > field.min;
  if (field.type == Type::kDouble) {
    const double at =
        std::uniform_real_distribution<double>(bounded ? field.min : -1e6, bounded ? field.max : 1e6)(random);
    char text[40];
    std::snprintf(text, sizeof(text), "%.4f", at);
    return text;
  }
  if (field.format == Format::kYear && !bounded) return std::to_string(between(random, 1900, 2199));
  const auto low = bounded ? static_cast<std::int64_t>(field.min) : field.type == Type::kUint32 ? 0 : INT64_MIN;
  const auto high = bounded                       ? static_cast<std::int64_t>(field.max)
                    : field.type == Type::kUint32 ? std::int64_t{UINT32_MAX}
                                                  : INT64_MAX;
  return std::to_string(between(random, low, high));
}

std::string sample_one(const schema::Field& field, std::mt19937_64& random) {
  const std::int64_t ms = between(random, china_time::start_of(19000101), china_time::start_of(21991231));
  switch (field.format) {
    case Format::kDay:
      return china_time::format_day(china_time::day_of(ms));
    case Format::kTime:
      return china_time::format_time(ms);
    case Format::kId: {
      std::string bytes(Id::kSize, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      return Id::from_bytes(bytes).uuid();
    }
    case Format::kPhone:
      return "+86 138-" + std::to_string(between(random, 10'000'000, 99'999'999));
    case Format::kIdNumber:
      return sample_id_number(random);
    case Format::kPeriod:
      return china_time::format_day(china_time::day_of(ms)) + ".." + china_time::format_day(21991231);
    default:
      break;
  }
  switch (field.type) {
    case Type::kBool:
      return between(random, 0, 1) == 1 ? "是" : "否";
    case Type::kEnum: {
      const auto values = field.enumeration->values;
      return std::string(values[static_cast<std::size_t>(between(random, 0, std::ssize(values) - 1))].label.zh);
    }
    case Type::kBytes:
      return "00ff7f";
    case Type::kText:
      return sample_prose(field, random);
    default:
      return sample_number(field, random);
  }
}

}  // namespace

std::string sample_text(const schema::Field& field, std::mt19937_64& random) {
  std::string out = sample_one(field, random);
  if (!field.repeated) return out;
  for (std::int64_t i = between(random, 0, 3); i > 0; --i) out += "," + sample_one(field, random);
  return out;
}

void for_each_scalar(const schema::Message& message, const std::string& prefix,
                     const std::function<void(const std::string& path, const schema::Field&)>& visit) {
  for (const schema::Field& field : message.fields) {
    const std::string path = prefix + std::string(field.name);
    if (field.message == nullptr) {
      visit(path, field);
    } else {
      for_each_scalar(*field.message, path + (field.repeated ? ".0." : "."), visit);
    }
  }
}

}  // namespace xinqiao::testing
