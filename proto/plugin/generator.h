#pragma once

#include <google/protobuf/compiler/code_generator.h>

#include <string>
#include <vector>

namespace xinqiao::plugin {

// Reads every .proto of one protoc run and writes schema_table.cpp and data-model.md, or refuses the
// schema with the first breach of its rules.
class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  bool Generate(const google::protobuf::FileDescriptor* file, const std::string& parameter,
                google::protobuf::compiler::GeneratorContext* context, std::string* error) const override;
  bool GenerateAll(const std::vector<const google::protobuf::FileDescriptor*>& files, const std::string& parameter,
                   google::protobuf::compiler::GeneratorContext* context, std::string* error) const override;
  std::uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }
};

}  // namespace xinqiao::plugin
