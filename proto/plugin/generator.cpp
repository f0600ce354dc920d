#include "generator.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>

#include "checks.h"
#include "writers.h"

namespace xinqiao::plugin {
namespace pb = google::protobuf;
namespace {

void put(pb::compiler::GeneratorContext* context, const std::string& name, const std::string& text) {
  const std::unique_ptr<pb::io::ZeroCopyOutputStream> stream(context->Open(name));
  pb::io::CodedOutputStream(stream.get()).WriteString(text);
}

}  // namespace

bool Generator::Generate(const pb::FileDescriptor* file, const std::string& parameter,
                         pb::compiler::GeneratorContext* context, std::string* error) const {
  return GenerateAll({file}, parameter, context, error);
}

bool Generator::GenerateAll(const std::vector<const pb::FileDescriptor*>& files, const std::string& /*parameter*/,
                            pb::compiler::GeneratorContext* context, std::string* error) const {
  SchemaSet schema;
  if (!collect(files, schema, *error)) return false;
  for (const std::string& breach : {check_kinds(schema), check_fields(schema)}) {
    if (breach.empty()) continue;
    *error = breach;
    return false;
  }
  put(context, "schema_table.cpp", write_table(schema));
  put(context, "data-model.md", write_doc(schema));
  return true;
}

}  // namespace xinqiao::plugin
