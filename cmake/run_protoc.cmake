# One .proto to C++. An import that serves only for custom options would drag the whole of protobuf into the
# core (options extend descriptor.proto), and no generated line uses it: its include is dropped.
execute_process(COMMAND "${PROTOC}" "--proto_path=${ROOT}" "--cpp_out=${OUT}" "${PROTO}" RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "protoc refused ${PROTO}")
endif()
string(REGEX REPLACE "\\.proto$" ".pb.h" header "${OUT}/${PROTO}")
file(READ "${header}" text)
foreach(options IN LISTS OPTIONS_ONLY)
  string(REGEX REPLACE "\\.proto$" ".pb.h" include "${options}")
  string(REPLACE "#include \"${include}\"\n" "" text "${text}")
endforeach()
file(WRITE "${header}" "${text}")
