# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The child that the fault tests kill and starve: light, so that hundreds of starts take seconds.
add_executable(fault_writer support/fault_writer.cpp)
set_target_properties(fault_writer PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
target_link_options(fault_writer PRIVATE "LINKER:--as-needed")
target_link_libraries(fault_writer PRIVATE studio_base)

foreach(name IN ITEMS crash_points error_points)
    studio_add_test(app ${name} LIBS studio_base TIMEOUT 900)
    add_dependencies(tst_app_${name} fault_writer)
endforeach()

studio_add_test(app kill_torture LIBS studio_base TIMEOUT 900)
add_dependencies(tst_app_kill_torture resnet-train)
studio_add_long(app kill_torture 3600)
