using Paas.Shell;

namespace Paas.Classic;

/// <summary>
/// Shell lines that run the programs of a classic buildpack in its own directory. What they are to answer comes back as lines with a
/// prefix that nothing else prints, in base64 because it may be any bytes: nothing is read from files that a program might have made.
/// </summary>
internal sealed class ClassicScripts(string directory, string home, string prefix)
{
    public const string Before = "before";
    public const string After = "after";
    public const string Release = "release";
    public const string ReleaseFailed = "release-failed";
    public const string Report = "report";

    /// <summary>Runs <c>bin/detect</c>; each line that it prints to stdout has the prefix.</summary>
    public string Detect(string app) => $$"""
        {{Prologue}}
        paas_program bin/detect
        paas_output=$(bin/detect {{ShellText.Quote(app)}}); paas_code=$?
        printf '%s\n' "$paas_output" | sed 's/^/{{prefix}} /'
        exit $paas_code
        """;

    /// <summary>Runs <c>bin/compile</c>, then what tells of its result.</summary>
    public string Compile(string app, string cache, string environment) => $$"""
        {{Prologue}}
        paas_program bin/compile
        paas_env=$(command -v env)
        paas_answer() { base64 | sed "s/^/{{prefix}} $1 /"; }
        bin/compile {{Quote(app, cache, environment)}}; paas_code=$?
        if [ $paas_code = 0 ]; then
          if [ -f export ]; then
            "$paas_env" -0 | paas_answer {{Before}}
            ( . ./export >&2; "$paas_env" -0 ) | paas_answer {{After}}
          fi
          if [ -f bin/release ]; then
            bin/release {{Quote(app)}} | paas_answer {{Release}}
            paas_release=${PIPESTATUS[0]}
            [ $paas_release = 0 ] || printf '%s' $paas_release | paas_answer {{ReleaseFailed}}
          fi
        fi
        if [ -x bin/report ]; then bin/report {{Quote(app, cache, environment)}} 2>/dev/null | paas_answer {{Report}}; fi
        exit $paas_code
        """;

    /// <summary>
    /// Their home is /app where the driver shows one, and not the source, in which all that tools write there would end up in the slug.
    /// Heroku's builds are not marked as continuous integration.
    /// </summary>
    private string Prologue => $$"""
        cd -- {{ShellText.Quote(directory)}} || exit 1
        if [ /app -ef {{ShellText.Quote(home)}} ]; then HOME=/app; else HOME={{ShellText.Quote(home)}}; fi
        unset CI
        paas_program() {
          [ -x "$1" ] && return
          echo " !     $1 of the buildpack is not executable. In its repository: git update-index --chmod=+x $1"
          exit 126
        }
        """;

    private static string Quote(params ReadOnlySpan<string> words)
    {
        var quoted = new List<string>();
        foreach (var word in words)
            quoted.Add(ShellText.Quote(word));
        return string.Join(' ', quoted);
    }
}
