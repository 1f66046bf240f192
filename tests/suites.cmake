# Makes a CTest test of each of GoogleTest's suites, after every link: whatever a new suite is called, it is run.
# A process per test, as gtest_discover_tests() has it, loads Clang and Z3 for each of them, which takes longer
# than most tests do, under sanitizers above all. Large suites are dealt out to several processes. Those with values
# of parameters run whole kernels and specifications: they begin, so that none of them is left alone at the end.
#
# cmake -DPROGRAM=... -DOUTPUT=... -DLEFT_OUT=pattern:pattern -P suites.cmake
set(most 12) # tests in a process; of those that run whole kernels and specifications, a third

execute_process(COMMAND ${PROGRAM} --gtest_list_tests --gtest_filter=*-${LEFT_OUT} OUTPUT_VARIABLE listed
                COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[][;#][^\n]*" "" listed "${listed}") # values of parameters, in whatever characters
string(REGEX MATCHALL "[^\n]+" lines "${listed}")

set(suites)
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_/]+)[.] *$") # "Suite." or "Prefix/Suite."
    set(suite ${CMAKE_MATCH_1})
    list(APPEND suites ${suite})
    set(tests_${suite} 0)
  elseif(line MATCHES "^  [^ ]")
    math(EXPR tests_${suite} "${tests_${suite}} + 1")
  endif()
endforeach()

set(script)
foreach(suite IN LISTS suites)
  set(cost 0)
  set(together ${most})
  if(suite MATCHES "/")
    set(cost 1)
    math(EXPR together "${most} / 3")
  endif()
  math(EXPR parts "(${tests_${suite}} + ${together} - 1) / ${together}")
  foreach(part RANGE 1 ${parts})
    math(EXPR index "${part} - 1")
    set(name ${suite})
    if(parts GREATER 1)
      set(name "${suite} ${part}/${parts}")
    endif()
    string(APPEND script
           "add_test([=[${name}]=] [=[${PROGRAM}]=] --gtest_brief=1 [=[--gtest_filter=${suite}.*-${LEFT_OUT}]=])\n"
           "set_tests_properties([=[${name}]=] PROPERTIES ENVIRONMENT \"GTEST_TOTAL_SHARDS=${parts};GTEST_SHARD_INDEX=${index}\" COST ${cost})\n")
  endforeach()
endforeach()
file(WRITE ${OUTPUT} "${script}")
