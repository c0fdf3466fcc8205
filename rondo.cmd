@echo off
rem UNTESTED: nobody has tried Rondo on Windows yet. The launcher for Linux and macOS is .\rondo.
rem Only the product's verbs are here; the developer's verbs (build, test, format, bench, prove) are not.
setlocal
set "ROOT=%~dp0"
set "OUT=%ROOT%artifacts\app\windows"
if not exist "%ROOT%node_modules" (
  pushd "%ROOT%" && call npm ci --silent --no-audit --no-fund 1>&2 || exit /b 1
  popd
)
if not exist "%OUT%\rondo.exe" (
  dotnet publish "%ROOT%src\Rondo.Cli" -c Release --self-contained false -o "%OUT%" 1>&2 || exit /b 1
)
"%OUT%\rondo.exe" %*
