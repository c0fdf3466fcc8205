# What proofs that are a test suite with more rows or requests share: run_suite PROJECT [arguments of the suite] runs it and ends with 'N passed, N failed, N skipped'.
run_suite() {
  local root project=$1 summary failed
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  shift
  dotnet build "$root/tests/$project" -c Release --nologo -v q >&2 || exit 1
  log=$(mktemp)
  # Seen by the trap after the function's end.
  trap 'rm -f "$log"' EXIT
  dotnet "$root/artifacts/bin/$project/release/$project.dll" -noLogo -noColor "$@" | tee "$log" >&2
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
  [[ $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]] || { echo "0 passed, 1 failed"; exit 1; }
  failed=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
  echo "$((BASH_REMATCH[1] - failed - BASH_REMATCH[4])) passed, $failed failed, ${BASH_REMATCH[4]} skipped"
  ((failed == 0 && BASH_REMATCH[1] > 0))
}
