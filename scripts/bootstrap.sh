#!/bin/sh
# Make .venv and install what one of the requirements files names, unless that was done already; what that brings along
# has the versions of constraints.txt.
#
#   scripts/bootstrap.sh requirements.txt
#
# A stamp in .venv holds a checksum of the files, so that the next time costs nothing. PYTHON= names the Python to use.
set -u
cd "$(dirname "$0")/.." || exit 1

wanted=${1:-requirements.txt}
stamp=".venv/.installed-$(basename "$wanted" .txt)"
checksum=$(cat constraints.txt requirements.txt "$wanted" | cksum)

fail() {
    echo "$1" >&2
    exit 1
}

suits() { # a Python that Baton runs on; a name on the PATH may still be an empty shell
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

can_make_venvs() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() { # sets $python to the first that suits and can make a venv, else $incomplete to one that merely suits
    python='' incomplete=''
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do
        suits "$name" || continue
        if can_make_venvs "$name"; then
            python=$name
            return
        fi
        incomplete=${incomplete:-$name}
    done
}

say_why_not() {
    if [ -n "$incomplete" ]; then
        version=$("$incomplete" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "Python $version here lacks its venv module: install it (on Debian and Ubuntu: apt install python$version-venv) and run make again."
    fi
    found=$(${PYTHON:-python3} --version 2>&1) || found='no Python'
    fail "Baton needs Python 3.11 to 3.14 and found $found: install one, or name it: make run PYTHON=/path/to/python3."
}

[ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$checksum" ] && exit 0

if ! .venv/bin/python -c '' >/dev/null 2>&1; then
    find_python
    [ -n "$python" ] || say_why_not
    "$python" -m venv --clear .venv || fail "The folder .venv could not be made; the lines above say why."
fi
suits .venv/bin/python || fail "The folder .venv holds a Python that Baton does not run on: remove it (make clean) and run make again."

echo "Installing what $wanted names into .venv (about a minute, the first time only) ..."
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check -c constraints.txt -r "$wanted" ||
    fail "The packages of $wanted could not be installed; the lines above say why."
echo "$checksum" >"$stamp"
