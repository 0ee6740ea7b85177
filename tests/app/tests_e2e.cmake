# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
if(TARGET studio_gui)
    studio_add_test(app end_to_end LIBS studio_gui TIMEOUT 240)
    studio_add_test(app studio_end LIBS studio_base TIMEOUT 300)
    add_dependencies(tst_app_studio_end resnet-studio resnet-train)
endif()
if(STUDIO_BENCH AND TARGET studio_gui)
    add_executable(bench_stall bench/bench_stall.cpp)
    set_target_properties(bench_stall PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin" AUTOMOC ON)
    target_compile_definitions(bench_stall PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(bench_stall PRIVATE studio_gui)
    target_link_options(bench_stall PRIVATE "LINKER:--version-script=${CMAKE_SOURCE_DIR}/app/exports.map")
endif()
