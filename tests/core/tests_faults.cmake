# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
studio_add_test(core torn_checkpoint LIBS studio_base)

# studio_add_long(AREA NAME TIMEOUT): the same test with many more rounds, for a night; label slow.
function(studio_add_long area name timeout)
    get_test_property(${area}.${name} ENVIRONMENT environment)
    add_test(NAME ${area}.${name}_long COMMAND tst_${area}_${name})
    set_tests_properties(${area}.${name}_long PROPERTIES TIMEOUT ${timeout} LABELS "${area};slow"
        ENVIRONMENT "${environment};STUDIO_LONG_TESTS=1")
endfunction()
studio_add_long(core torn_checkpoint 900)

studio_add_test(core threads LIBS studio_base LABELS threads)
set_property(TEST core.loader APPEND PROPERTY LABELS threads)
add_dependencies(thread_tests tst_core_loader)
if(STUDIO_SANITIZE MATCHES "thread")
    add_executable(race_canary support/race_canary.cpp)
    target_link_libraries(race_canary PRIVATE studio_options)
    add_dependencies(thread_tests race_canary)
    add_test(NAME core.race_canary COMMAND race_canary)
    set_tests_properties(core.race_canary PROPERTIES LABELS threads PASS_REGULAR_EXPRESSION "data race")
endif()
