# Language, warnings, hardening, sanitizers, linker and compiler cache.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

# Sign conversion is left out: protobuf counts in int and the standard library in size_t. Fields left out of a
# designated initialiser are meant.
set(XQ_WARNINGS -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion
  -Wno-missing-field-initializers -Wformat=2 -Wundef
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wextra-semi>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # c2y: the macros of Google Benchmark count with __COUNTER__.
  list(APPEND XQ_WARNINGS -Wno-missing-designated-field-initializers -Wimplicit-fallthrough -Wunreachable-code-return
    -Wno-c2y-extensions)
else()
  # g++ 12 sees these in correct uses of std::string and std::variant when it optimises.
  list(APPEND XQ_WARNINGS -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds -Wno-dangling-pointer -Wno-use-after-free)
endif()

# Built files name no machine path, and a second checkout finds the first one's objects in the cache.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

# Bounds of standard containers are checked in every build: it costs about 1 % and stops a whole class of holes.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong)
if(NOT XQ_SANITIZE AND CMAKE_BUILD_TYPE MATCHES "Rel")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
add_link_options(LINKER:-z,relro LINKER:-z,now)
include(CheckPIESupported)
check_pie_supported()

if(XQ_PLANTED)
  add_compile_definitions(XQ_PLANTED)
endif()

if(XQ_SANITIZE)
  # -fsanitize=function cannot be emitted for coroutines, and C callbacks of SQLite and curl trip it.
  add_compile_options(-fsanitize=${XQ_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${XQ_SANITIZE})
  if(XQ_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=function)
  endif()
endif()

# Coverage for the fuzzer in everything of our own; its main comes with the targets (xq_fuzz).
if(XQ_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()

find_program(XQ_CCACHE ccache)
if(XQ_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${XQ_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()
