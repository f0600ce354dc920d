# Messages generated from .proto files, as a library of their own: no warnings, no tidy, SYSTEM includes.
function(xq_proto_library)
  cmake_parse_arguments(XQ "FULL" "NAME;ROOT" "PROTOS;OPTIONS_ONLY" ${ARGN})
  _xq_refuse_unknown(xq_proto_library)
  set(target xq_${XQ_NAME})
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${XQ_NAME}-gen")
  file(MAKE_DIRECTORY "${out}")
  list(TRANSFORM XQ_OPTIONS_ONLY PREPEND "${XQ_ROOT}/" OUTPUT_VARIABLE option_files)
  list(TRANSFORM XQ_PROTOS PREPEND "${XQ_ROOT}/" OUTPUT_VARIABLE all_files)
  set(generated "")
  foreach(proto IN LISTS XQ_PROTOS)
    string(REGEX REPLACE "\\.proto$" ".pb" stem "${out}/${proto}")
    add_custom_command(
      OUTPUT "${stem}.cc" "${stem}.h"
      COMMAND ${CMAKE_COMMAND} "-DPROTOC=$<TARGET_FILE:protobuf::protoc>" "-DROOT=${XQ_ROOT}" "-DOUT=${out}"
              "-DPROTO=${proto}" "-DOPTIONS_ONLY=${XQ_OPTIONS_ONLY}" -P "${CMAKE_SOURCE_DIR}/cmake/run_protoc.cmake"
      DEPENDS ${all_files} ${option_files} "${CMAKE_SOURCE_DIR}/cmake/run_protoc.cmake" protobuf::protoc
      COMMENT "Generating ${proto}"
      VERBATIM)
    list(APPEND generated "${stem}.cc" "${stem}.h")
  endforeach()
  add_library(${target} STATIC ${generated})
  # Users wait for the generated headers, not only for the archive.
  add_custom_target(${target}_headers DEPENDS ${generated})
  add_dependencies(${target} ${target}_headers)
  target_include_directories(${target} SYSTEM PUBLIC "${out}")
  target_compile_options(${target} PRIVATE -w)
  if(XQ_FULL)
    target_link_libraries(${target} PUBLIC protobuf::libprotobuf)
  else()
    target_link_libraries(${target} PUBLIC protobuf::libprotobuf-lite)
  endif()
endfunction()
