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
