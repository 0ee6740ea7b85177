# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name IN ITEMS cli cli_kill exports)
    studio_add_test(app ${name} LIBS studio_base TIMEOUT 300)
    add_dependencies(tst_app_${name} resnet-train)
endforeach()
if(TARGET resnet-studio)
    add_dependencies(tst_app_exports resnet-studio)
endif()
studio_add_test(app cli_parts LIBS studio_app)
studio_add_test(app scripts LIBS studio_base)
studio_add_test(app crash_report LIBS studio_base)
add_dependencies(tst_app_crash_report resnet-train)
