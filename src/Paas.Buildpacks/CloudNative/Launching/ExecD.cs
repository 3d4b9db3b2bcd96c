namespace Paas.CloudNative;

/// <summary>
/// Shell functions that run an <c>exec.d</c> program and take the variables that it writes to descriptor 3, as TOML of texts.
/// Source: buildpacks/spec, buildpack.md, "exec.d" and "Exec.d Output (TOML)".
/// </summary>
internal static class ExecD
{
    /// <summary>Defines <c>__cnb_exec_d PROGRAM</c>, which ends the dyno when the program fails or writes something else.</summary>
    public const string Functions = """"
        __cnb_fail() {
          echo "$1" >&2
          exit 1
        }
        __cnb_exec_d() {
          local output code
          { output=$("$1" 3>&1 1>&4); } 4>&1
          code=$?
          [ "$code" = 0 ] || __cnb_fail "The program $1 of exec.d ended with exit code $code."
          __cnb_take "$output" || __cnb_fail "The program $1 of exec.d wrote to descriptor 3 what is no TOML of texts."
        }
        __cnb_take() {
          local rest=$1 name value escapes
          local key='^([A-Za-z0-9_-]+|"[^"\]*"|'"'[^']*')"$'[ \t]*=[ \t]*'
          local basic='^"(([^"\]|\\.)*)"' literal="^'([^']*)'"
          local long='^"""(([^"\]|\\.|""?[^"\])*)"""' long_literal="^'''(([^']|''?[^'])*)'''"
          local blank=$'^([ \t\r\n]+|#[^\n]*)' end=$'^[ \t\r]*(#[^\n]*)?(\n|$)' folded=$'\\\\[ \t\r]*\n[ \t\r\n]*'
          while :; do
            while [[ $rest =~ $blank ]]; do rest=${rest:${#BASH_REMATCH[0]}}; done
            [ -n "$rest" ] || return 0
            [[ $rest =~ $key ]] || return 1
            name=${BASH_REMATCH[1]} rest=${rest:${#BASH_REMATCH[0]}}
            case $name in \"*|\'*) name=${name:1:-1} ;; esac
            escapes=
            if [[ $rest =~ $long ]]; then escapes=1
            elif [[ $rest =~ $long_literal ]]; then :
            elif [[ $rest =~ $basic ]]; then escapes=1
            elif [[ $rest =~ $literal ]]; then :
            else return 1
            fi
            value=${BASH_REMATCH[1]}
            case ${BASH_REMATCH[0]} in \"\"\"*|\'\'\'*) value=${value#$'\r'}; value=${value#$'\n'} ;; esac
            rest=${rest:${#BASH_REMATCH[0]}}
            if [ -n "$escapes" ]; then
              value=${value//'\\'/$'\1'}
              while [[ $value =~ $folded ]]; do value=${value/"${BASH_REMATCH[0]}"/}; done
              value=${value//'\"'/'"'}
              printf -v value %b "${value//$'\1'/'\\'}"
            fi
            [[ $rest =~ $end ]] || return 1
            rest=${rest:${#BASH_REMATCH[0]}}
            [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && export "$name=$value"
          done
        }

        """";

    /// <summary>Removes the functions.</summary>
    public const string Forget = "unset -f __cnb_fail __cnb_exec_d __cnb_take\n";
}
