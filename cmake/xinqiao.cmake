# How a part is described. Copy the nearest example; flags, include roots and warnings follow by themselves.
#
#   xq_library(NAME merge CORE                 static library target xq_merge, from core/src/merge/CMakeLists.txt
#     SOURCES record_state.cpp merge_groups.cpp
#     PUBLIC_DEPS xq_model                     what its headers show: passed on to users
#     PRIVATE_DEPS PkgConfig::zstd)            what only its sources use
#     CORE     include roots core/src and core/include; compiled with -fno-exceptions
#     SERVER   include root sync-server/src
#     BINDING  include root mobile-bindings; compiled with -fno-exceptions
#     TESTING  include root tests (fakes and helpers shared by tests)
#     NO_UBSAN AddressSanitizer alone in the asan build: for sources where both cost too much (Beast)
#     No SOURCES: a library of headers only.
#   A dependency that cmake/parts.txt does not allow is refused at configure time.
#
#   xq_executable(NAME xinqiao-server SERVER SOURCES main.cpp DEPS xq_http xq_admin)      build/<preset>/bin/
#
#   xq_proto_library(NAME proto ROOT ${CMAKE_CURRENT_SOURCE_DIR}                          target xq_proto
#     PROTOS xinqiao/v1/visit.proto ...
#     OPTIONS_ONLY xinqiao/v1/options.proto)   imported for its options alone: no code, its include is dropped
#     FULL     links the whole of protobuf instead of protobuf-lite (host tools)
#   Generated code is compiled without warnings and its folder is a SYSTEM include.
#
#   xq_test(NAME merge_test                    GoogleTest; one ctest entry a test; main() comes from gmock
#     SOURCES record_state_test.cpp            tests/merge/ mirrors core/src/merge/
#     DEPS xq_merge rapidcheck)                GTest::gmock_main is already linked
#     SLOW     left out of the fast run and of the sanitizers (label "merge-slow")
#     SERIAL   never beside another test
#     TIMEOUT  seconds for one test, 60 unless told
#   A test runs in the source root, so it opens tests/data/... by that name; XQ_BIN_DIR in its environment is
#   the folder of the programs. Include root: tests (a fake is "testing/manual_clock.h").
#
#   xq_fuzz(NAME state                         xinqiao::fuzz::fuzz_state(BytesView), declared in tests/fuzz/targets.h
#     SOURCES state.cpp                        a library xq_fuzz_state in every build: tests replay the corpus through it
#     DEPS xq_merge)                           with XQ_FUZZ also build/<preset>/fuzz/state, a libFuzzer program
#
#   xq_bench(NAME xinqiao-bench SOURCES main.cpp visits.cpp DEPS xq_client)               build/<preset>/bin/
#
# Libraries from Debian, ready as targets:
#   SQLite::SQLite3  protobuf::libprotobuf-lite  protobuf::libprotobuf  protobuf::libprotoc  protobuf::protoc
#   PkgConfig::sodium  PkgConfig::zstd  CURL::libcurl  OpenSSL::SSL  OpenSSL::Crypto  Boost::headers
#   CLI11::CLI11  fmt::fmt  spdlog::spdlog  nlohmann_json::nlohmann_json  LibArchive::LibArchive
#   Threads::Threads;  with tests: GTest::gmock GTest::gmock_main rapidcheck;  with bench: benchmark::benchmark

include(xq_dependencies)
include(xq_flags)
include(xq_parts)
include(xq_pch)
include(xq_proto)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

# The include roots and flags a kind of source has. PRIVATE for programs, PUBLIC for libraries.
function(_xq_apply_kind target scope kind)
  if(NOT scope STREQUAL "INTERFACE")
    target_compile_options(${target} PRIVATE ${XQ_WARNINGS})
  endif()
  if(kind STREQUAL "CORE")
    target_include_directories(${target} ${scope} "${CMAKE_SOURCE_DIR}/core/src" "${CMAKE_SOURCE_DIR}/core/include")
  elseif(kind STREQUAL "SERVER")
    target_include_directories(${target} ${scope} "${CMAKE_SOURCE_DIR}/sync-server/src")
  elseif(kind STREQUAL "BINDING")
    target_include_directories(${target} ${scope} "${CMAKE_SOURCE_DIR}/mobile-bindings")
  elseif(kind STREQUAL "TESTING")
    target_include_directories(${target} ${scope} "${CMAKE_SOURCE_DIR}/tests")
  else()
    target_include_directories(${target} ${scope} "${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
endfunction()

macro(_xq_kind out)
  set(${out} "")
  foreach(_kind CORE SERVER BINDING TESTING)
    if(XQ_${_kind})
      set(${out} ${_kind})
    endif()
  endforeach()
endmacro()

function(_xq_refuse_unknown function)
  if(XQ_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function}: not understood: ${XQ_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT XQ_NAME)
    message(FATAL_ERROR "${function}: NAME is missing")
  endif()
endfunction()

function(xq_library)
  cmake_parse_arguments(XQ "CORE;SERVER;BINDING;TESTING;NO_UBSAN" "NAME" "SOURCES;PUBLIC_DEPS;PRIVATE_DEPS" ${ARGN})
  _xq_refuse_unknown(xq_library)
  _xq_kind(kind)
  set(target xq_${XQ_NAME})
  if(NOT XQ_SOURCES)
    add_library(${target} INTERFACE)
    _xq_apply_kind(${target} INTERFACE "${kind}")
    target_link_libraries(${target} INTERFACE ${XQ_PUBLIC_DEPS} ${XQ_PRIVATE_DEPS})
  else()
    add_library(${target} STATIC ${XQ_SOURCES})
    _xq_apply_kind(${target} PUBLIC "${kind}")
    target_link_libraries(${target} PUBLIC ${XQ_PUBLIC_DEPS} PRIVATE ${XQ_PRIVATE_DEPS})
    if(kind STREQUAL "CORE" OR kind STREQUAL "BINDING")
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
      xq_precompile(${target} core)
    else()
      xq_precompile(${target} throwing)
    endif()
    if(XQ_NO_UBSAN AND XQ_SANITIZE MATCHES "undefined")
      target_compile_options(${target} PRIVATE -fno-sanitize=undefined)
    endif()
  endif()
  if(kind AND NOT kind STREQUAL "TESTING")
    xq_check_deps(${XQ_NAME} ${XQ_PUBLIC_DEPS} ${XQ_PRIVATE_DEPS})
  endif()
endfunction()

function(xq_executable)
  cmake_parse_arguments(XQ "CORE;SERVER;BINDING;TESTING" "NAME" "SOURCES;DEPS" ${ARGN})
  _xq_refuse_unknown(xq_executable)
  _xq_kind(kind)
  add_executable(${XQ_NAME} ${XQ_SOURCES})
  _xq_apply_kind(${XQ_NAME} PRIVATE "${kind}")
  target_link_libraries(${XQ_NAME} PRIVATE ${XQ_DEPS})
endfunction()

function(xq_test)
  cmake_parse_arguments(XQ "SLOW;SERIAL" "NAME;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  _xq_refuse_unknown(xq_test)
  add_executable(${XQ_NAME} ${XQ_SOURCES})
  _xq_apply_kind(${XQ_NAME} PRIVATE TESTING)
  target_link_libraries(${XQ_NAME} PRIVATE ${XQ_DEPS} GTest::gmock_main)
  xq_precompile(${XQ_NAME} tests)
  set_target_properties(${XQ_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")

  file(RELATIVE_PATH label "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REPLACE "/" "-" label "${label}")
  if(XQ_SLOW)
    string(APPEND label "-slow")  # one label, because gtest_discover_tests splits lists
  endif()
  if(NOT XQ_TIMEOUT)
    set(XQ_TIMEOUT 60)
  endif()
  if(XQ_SANITIZE)
    math(EXPR XQ_TIMEOUT "${XQ_TIMEOUT} * 5")
  endif()
  set(properties LABELS "${label}" TIMEOUT ${XQ_TIMEOUT})
  if(XQ_SERIAL)
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  gtest_discover_tests(${XQ_NAME}
    DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    TEST_PREFIX "${XQ_NAME}."
    PROPERTIES ${properties} ENVIRONMENT "XQ_BIN_DIR=${CMAKE_BINARY_DIR}/bin")
endfunction()

function(xq_fuzz)
  cmake_parse_arguments(XQ "" "NAME" "SOURCES;DEPS" ${ARGN})
  _xq_refuse_unknown(xq_fuzz)
  add_library(xq_fuzz_${XQ_NAME} STATIC ${XQ_SOURCES})
  _xq_apply_kind(xq_fuzz_${XQ_NAME} PUBLIC TESTING)
  target_link_libraries(xq_fuzz_${XQ_NAME} PUBLIC ${XQ_DEPS})
  if(XQ_FUZZ)
    set(program xq_fuzz_${XQ_NAME}_program)
    add_executable(${program} "${CMAKE_SOURCE_DIR}/tests/fuzz/main.cpp")
    _xq_apply_kind(${program} PRIVATE TESTING)
    target_compile_definitions(${program} PRIVATE XQ_FUZZ_TARGET=fuzz_${XQ_NAME})
    target_link_libraries(${program} PRIVATE xq_fuzz_${XQ_NAME})
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${program} PROPERTIES
      OUTPUT_NAME ${XQ_NAME} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
  endif()
endfunction()

function(xq_bench)
  cmake_parse_arguments(XQ "" "NAME" "SOURCES;DEPS" ${ARGN})
  _xq_refuse_unknown(xq_bench)
  add_executable(${XQ_NAME} ${XQ_SOURCES})
  _xq_apply_kind(${XQ_NAME} PRIVATE "")
  target_link_libraries(${XQ_NAME} PRIVATE ${XQ_DEPS} benchmark::benchmark)
endfunction()
