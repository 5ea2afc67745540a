#!/usr/bin/env bash
# The launcher against a project of one shell script: fast enough to try every way of calling it. Fakes of apt-get,
# dpkg-query and sudo come first in PATH, so that nothing is installed here.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PADDOCK_NO_INSTALL PADDOCK_SKIP_DEPS PADDOCK_REBUILD
failures=0

root="$work/a house" # with a blank
mkdir -p "$root/sim" "$root/cmake" "$work/fakes" "$work/elsewhere"
cp "$here/../../paddock" "$here/../../CMakePresets.json" "$root"
cat >"$root/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(paddock VERSION 9.8.7 LANGUAGES NONE)
set(source ${CMAKE_SOURCE_DIR}/sim/program.sh)
add_custom_command(OUTPUT built DEPENDS ${source} VERBATIM COMMAND sh ${CMAKE_SOURCE_DIR}/cmake/compile.sh ${source})
add_custom_target(paddock DEPENDS built)
add_custom_target(everything ALL DEPENDS built)
if(PADDOCK_TESTS)
  enable_testing()
  add_test(NAME Good.One COMMAND true)
  add_test(NAME Good.Two COMMAND true)
  add_test(NAME Bad.One COMMAND false)
  add_test(NAME Slow.Data COMMAND sh -c "exit 9")
  set_tests_properties(Slow.Data PROPERTIES SKIP_RETURN_CODE 9)
endif()
if(PADDOCK_BENCH)
  add_custom_target(paddock_bench VERBATIM COMMAND cp -p ${source} bin/paddock_bench)
endif()
END
cat >"$root/cmake/compile.sh" <<'END'
grep 'error: ' "$1" && exit 1
sleep 0.3
mkdir -p bin && cp -p "$1" bin/paddock && touch bin/paddock && echo built >>built
END
program() { printf '#!/bin/sh\n%s\n' "$1" >"$root/sim/program.sh" && chmod +x "$root/sim/program.sh"; }
# shellcheck disable=SC2016
program 'echo "at $PWD"; for a; do echo "<$a>"; done; case $1 in fail) exit 7;; esac'

fake() { printf '#!/bin/sh\n%s\n' "$2" >"$work/fakes/$1" && chmod +x "$work/fakes/$1"; }
fake dpkg-query 'case $* in *libfmt-dev*) test -e '"$work"'/installed && echo installed;; *) echo installed;; esac'
fake apt-get 'echo "$@" >> '"$work"'/apt; case $* in *" install "*|install*) touch '"$work"'/installed;; esac'
PATH=$work/fakes:$PATH

# check WHAT EXPECTED GOT, where EXPECTED is a pattern
check() {
  # shellcheck disable=SC2053
  if [[ $3 == $2 ]]; then printf 'ok      %s\n' "$1"; else
    printf 'FAILED  %s\n  expected: %s\n  got: %s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}
built() { wc -l <"$root/build/release/built"; }
# call ARGUMENT…: sets out, err, code
call() {
  code=0
  "${launcher:-$root/paddock}" "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
  out=$(<"$work/out") err=$(<"$work/err")
}
cd "$work/elsewhere"

PADDOCK_NO_INSTALL=1 call
check 'a missing package is named, not installed' '69 *1 package(s)*apt-get install*libfmt-dev*' "$code $err"
check 'nothing but the missing one' 0 "$(grep -c 'libboost' "$work/err")"
check 'nothing on stdout' '' "$out"

call 'two words' 'a={1, 2}' '*' ''
check 'installs what is missing' '*install -y --no-install-recommends libfmt-dev*' "$(<"$work/apt")"
check 'says so' '· installing 1 package(s)*libfmt-dev*' "$err"
check 'says that it builds' '*· paddock 9.8.7 \(no git\) building Release … * s (only the first time)' "$err"
check 'arguments arrive as they were; the working folder stays' \
  "0 at $work/elsewhere"$'\n<two words>\n<a={1, 2}>\n<[*]>\n<>' "$code $out"
check 'nothing is written to the working folder' '' "$(ls "$work/elsewhere")"
call fail
check "the program's exit code, and silence when nothing is stale" '7 ' "$code $err"

ln -s "$root/paddock" "$work/link"
launcher=$work/link call x
check 'by symbolic link' "0 at $work/elsewhere"$'\n<x>' "$code $out"
ln -s "$root/paddock" "$work/fakes/paddock"
launcher=paddock call x
check 'by PATH' "0 at $work/elsewhere"$'\n<x>' "$code $out"
(cd "$root/sim" && bash ../paddock x) >"$work/out"
check 'by bash and a relative path' "at $root/sim"$'\n<x>' "$(<"$work/out")"
check 'built once so far' 1 "$(built)"

for tool in dpkg-query apt-get cmake ninja git; do # whatever takes time tells that it was called
  real=$(command -v $tool)
  [[ -e $work/fakes/$tool ]] && mv "$work/fakes/$tool" "$work/fakes/.$tool" && real=$work/fakes/.$tool
  fake $tool "echo $tool >>'$work/asked'"$'\n'"exec '$real' \"\$@\""
done
: >"$work/asked"
call
check 'when nothing is stale nothing is asked' '0 ' "$code $(<"$work/asked")"

sleep 0.02
program 'echo second'
call & call_a=$!
call & call_b=$!
wait $call_a && wait $call_b
check 'two at once build once' 2 "$(built)"
check '… which asks' '*ninja*' "$(<"$work/asked")"
call
check 'and the new program runs' '0 second' "$code $out"

sleep 0.02
program 'error: broken'
call
check 'a broken source: 70, the error, the log, not the old program' '70 *error: broken*build.log*' "$code $out$err"
program 'echo third'
call
check 'and healed' '0 third' "$code $out"

call test
check 'test: the last line, exit 1' '1 *2 passed, 1 failed' "$code $out"
check 'test: names the failure' '*Bad.One*' "$out"
check 'test: tells of the skipped one' '*1 skipped*' "$err"
call test Good
check 'test FILTER' '0 *2 passed, 0 failed' "$code $out"
call test Nothing
check 'test of nothing is a failure' '1 *0 passed, 0 failed' "$code $out"
call bench Law --benchmark_list_tests
check 'bench FILTER' '0 third' "$code $out"

mv "$root" "$work/moved"
root=$work/moved
call
check 'a moved folder is built anew' '0 third' "$code $out"

mkdir "$work/other" # a system without dpkg-query and apt-get
for tool in bash readlink find sed git cmake ninja touch mkdir flock awk nproc tee grep tail rm env sh cp chmod cat sleep; do
  path=$(command -v $tool) && ln -s "$path" "$work/other/$tool"
done
rm -rf "$root/build"
PATH=$work/other call
check 'not Debian: tries and succeeds' '0 third' "$code $out"
rm -rf "$root/build" "$work/other/cmake"
PATH=$work/other call
check 'not Debian, something missing: 69 and the steps' '69 *libboost-dev*cmake -S*cmake --build*ctest*' "$code $err"

exit $((failures > 0))
