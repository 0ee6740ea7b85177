# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Run by the build: writes OUT with a name for the text of the engine (all below FOLDER), which ranks of one run compare.
file(GLOB_RECURSE sources "${FOLDER}/*.h" "${FOLDER}/*.cpp" "${FOLDER}/*.cu" "${FOLDER}/*.cuh")
list(SORT sources)
set(all "")
foreach(source IN LISTS sources)
    file(SHA256 "${source}" sum)
    string(APPEND all "${sum}")
endforeach()
string(SHA256 all "${all}")
string(SUBSTRING "${all}" 0 12 all)
file(CONFIGURE OUTPUT "${OUT}" CONTENT "#pragma once\ninline constexpr const char* kEngineBuild = \"@all@\";\n" @ONLY)
