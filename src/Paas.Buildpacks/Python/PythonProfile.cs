using Paas.Environments;
using Paas.Files;
using Paas.Shell;

namespace Paas.Python;

/// <summary>
/// The environment of a Python dyno. Source: devcenter.heroku.com/articles/python-support and python-concurrency.
/// </summary>
internal static class PythonProfile
{
    private const string Concurrency = MemoryLimit.Function + """

        export DYNO_RAM="${DYNO_RAM-$(paas_memory_mb)}"
        if [ -z "${WEB_CONCURRENCY:-}" ]; then
          WEB_CONCURRENCY=$(( 2 * $(getconf _NPROCESSORS_ONLN) + 1 ))
          if [ $(( DYNO_RAM / 256 )) -lt "$WEB_CONCURRENCY" ]; then WEB_CONCURRENCY=$(( DYNO_RAM / 256 )); fi
          if [ "$WEB_CONCURRENCY" -lt 1 ]; then WEB_CONCURRENCY=1; fi
          export WEB_CONCURRENCY
          export WEB_CONCURRENCY_SET_BY="heroku/python"
        fi
        unset -f paas_memory_mb
        """;

    /// <param name="app">Where to write.</param>
    /// <param name="home">The app's Python.</param>
    /// <param name="withSystemPackages">Programs of the system must see the app's packages too.</param>
    /// <param name="filesToMove">Files below the app that name the directory of the build, as editable installs do.</param>
    public static void WriteTo(ConfinedDirectory app, PythonHome home, bool withSystemPackages, IReadOnlyList<string> filesToMove)
    {
        var script = new ProfileScript()
            .PrependPath("PATH", $"{PythonHome.Directory}/bin")
            .Set("PYTHONUNBUFFERED", "true")
            .Default("LANG", "C.UTF-8")
            .Default("PYTHONPATH", "$HOME")
            .Default("FORWARDED_ALLOW_IPS", "*")
            .Default("GUNICORN_CMD_ARGS", "--access-logfile -");
        if (withSystemPackages)
            script.PrependPath("PYTHONPATH", home.SitePackages);
        foreach (var file in filesToMove)
            script.Line($"sed -i \"s|\"{ShellText.Quote(app.Root)}\"|$HOME|g\" \"$HOME\"/{ShellText.Quote(file)}");
        script.WriteTo(app, "python");
        new ProfileScript().Line(Concurrency).WriteTo(app, "WEB_CONCURRENCY");
    }
}
